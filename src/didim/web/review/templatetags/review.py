"""Template tags of the review pages."""

from django import template

register = template.Library()


@register.filter
def problems_in(problems: dict[str, list[str]], field: str) -> list[str]:
    """Return the sentences about a field ("" for the whole)."""
    return problems.get(field, [])
