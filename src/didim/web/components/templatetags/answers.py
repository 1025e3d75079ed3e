"""Template tags for the words of forms, which staff write in Korean and may write in English."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from didim.kernel.wording import Text

register = template.Library()
_HANGUL = re.compile("[가-힣]")


@register.filter
def words(text: Text) -> SafeString | str:
    """Return words in the page's language; Korean ones on an English page are marked as Korean."""
    if (get_language() or "ko").startswith("ko"):
        return text.ko
    return text.en or (format_html('<span lang="ko">{}</span>', text.ko) if text.ko else "")


@register.filter
def language_of(text: Text) -> str:
    """Return the language that `words` gives: for a lang attribute where no element may stand inside."""
    return "en" if text.en and not (get_language() or "ko").startswith("ko") else "ko"


@register.filter
def bare(text: Text) -> str:
    """Return the same words without a mark: inside an element that says its language itself."""
    return text.en if language_of(text) == "en" else text.ko


@register.filter
def at(items: tuple[Text, ...], index: int) -> Text:
    """Return the item at a place."""
    return items[index]


@register.filter
def written_in(sentence: object) -> str:
    """Return what a sentence is written in: Korean where it holds a Korean name."""
    return "ko" if _HANGUL.search(str(sentence)) else get_language() or "ko"
