"""The language of an answer: what the caller's Accept-Language asks for, Korean when it asks for neither."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def accepted_language(request: HttpRequest) -> str:
    """Return "ko" or "en". A cookie does not count: a program sends a header."""
    for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def asked_language() -> str:
    """Return the language an answer is being made in, as texts of two languages know it."""
    return "ko" if (get_language() or "ko").startswith("ko") else "en"
