"""Template tags of the workbench: numbers and amounts as staff read them, headings that sort."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import get_language

from didim.engines.eligibility.explaining import won_in_words

register = template.Library()

_BUSINESS_DIGITS = 10


@register.filter
def business_number(digits: str | None) -> str:
    """Return a business number with its hyphens."""
    if not digits or len(digits) != _BUSINESS_DIGITS:
        return digits or ""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


@register.filter
def corporate_number(digits: str | None) -> str:
    """Return a corporate number with its hyphen."""
    return f"{digits[:6]}-{digits[6:]}" if digits else ""


@register.filter
def won(amount: int | None) -> str:
    """Return an amount of won in words, as 12억 5,000만 원."""
    return "" if amount is None else won_in_words(amount).text(get_language() or "ko")


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """Return a value of a mapping by a key that is itself a variable."""
    return mapping.get(key) if mapping else None


@register.filter
def percent(part: float | None) -> str:
    """Return a share between 0 and 1 in whole percent."""
    return "" if part is None else f"{round(part * 100)}%"


@register.inclusion_tag("workbench/_sort.html", takes_context=True)
def sort_heading(context: Context, key: str, label: str, *, number: bool = False) -> dict[str, Any]:
    """Draw a column heading that sorts the list by it."""
    sorting = context["sorting"]
    return {
        "request": context["request"],
        "sorting": sorting,
        "key": key,
        "link": sorting.links[key],
        "label": label,
        "number": number,
    }
