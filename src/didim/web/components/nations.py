"""Countries and languages by their ISO codes, called as the reader calls them."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

from didim.fairs.enums import LANGUAGES
from didim.kernel.nations import is_country


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    named = [(code, name) for code, name in Locale(language).territories.items() if is_country(code)]
    return tuple(sorted(named, key=lambda pair: (pair[0] != "KR", pair[1])))


def _reader() -> str:
    return "ko" if (get_language() or "ko").startswith("ko") else "en"


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name) of every country, Korea first, in the reader's language."""
    return list(_countries(_reader()))


def language_choices() -> list[tuple[str, str]]:
    """Return (code, name) of the languages spoken at tables, in the reader's language."""
    names = Locale(_reader()).languages
    return [(code, names[code]) for code in LANGUAGES]


def country_name(code: str) -> str:
    """Return what a country is called; the code itself for one nobody knows."""
    return dict(_countries(_reader())).get(code, code)


def language_name(code: str) -> str:
    """Return what a language is called; the code itself for one nobody knows."""
    return Locale(_reader()).languages.get(code, code)
