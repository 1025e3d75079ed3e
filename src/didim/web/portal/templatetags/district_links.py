"""Links between pages of districts, which stay in the edition that is being read."""

from typing import Any

from django import template

from didim.web.portal.districts.editions import address

register = template.Library()


@register.simple_tag(takes_context=True)
def district_url(context: dict[str, Any], name: str, *args: str, **query: object) -> str:
    """Return the address of a page of districts: ``{% district_url 'district' code trade=code %}``."""
    return address(context["request"], name, *args, **query)
