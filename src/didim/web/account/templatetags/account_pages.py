import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Write a value as JSON, for a data attribute that account.js reads; the template escapes it."""
    return json.dumps(value)
