"""A form field for whole won."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 10**13


class WonField(forms.CharField):
    """An amount typed with or without separators and 원; cleans to an int, empty to None."""

    def __init__(self, **options: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "medium"})
        super().__init__(widget=box, **options)

    def clean(self, value: Any) -> int | None:
        """Return the amount."""
        typed = super().clean(value).replace(",", "").replace(" ", "").removesuffix("원")
        if not typed:
            return None
        if not (typed.isascii() and typed.isdecimal()) or int(typed) > MOST:
            raise ValidationError(_("금액을 1,200,000처럼 숫자로 적어 주세요."))
        return int(typed)

    def prepare_value(self, value: Any) -> Any:
        """Show an amount with separators."""
        return f"{value:,}" if isinstance(value, int) else value
