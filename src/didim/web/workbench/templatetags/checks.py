"""Template tags of the check: words kept in both languages, items that count."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from didim.kernel.wording import Text

register = template.Library()


@register.simple_tag
def words(told: Mapping[str, str] | Text | None) -> SafeString | str:
    """Return words in the reader's language, marked where they are Korean all the same."""
    if isinstance(told, Mapping):
        told = Text(told.get("ko", ""), told.get("en", ""))
    if told is None or not told.ko:
        return ""
    language = get_language() or "ko"
    shown = told if told.text(language) else Text(told.ko, told.ko)
    return format_html('<span lang="{}">{}</span>', shown.language(language), shown.text(language))


@register.filter
def tone(verdict: str) -> str:
    """Return the tone of a verdict or of the state of a check."""
    tones = {
        "met": "good",
        "not_met": "urgent",
        "unknown": "caution",
        "passed": "good",
        "failed": "urgent",
        "committee": "caution",
        "granted": "good",
        "denied": "urgent",
    }
    return tones.get(verdict, "info")
