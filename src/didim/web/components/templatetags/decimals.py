"""Decimals as people write them."""

from decimal import Decimal

from django import template

from didim.kernel.hash_chains import decimal_text

register = template.Library()


@register.filter
def plain(number: Decimal | None) -> str:
    """Return a decimal in plain digits without trailing zeros; "" for none."""
    return "" if number is None else decimal_text(number)
