"""Template tags for what a settlement keeps in both languages."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from didim.kernel.wording import Text

from .answers import words

register = template.Library()


@register.simple_tag
def both(told: Mapping[str, str]) -> SafeString | str:
    """Return words kept in both languages ({"ko": …, "en": …}) in the reader's."""
    return words(Text(told["ko"], told["en"]))
