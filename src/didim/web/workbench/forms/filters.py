"""Filter forms above the lists. An impossible choice is left out of the filter, never an error page."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import DayField


class FilterForm(forms.Form):
    """A form over the query string; `chosen` holds what was understood."""

    q = forms.CharField(required=False, max_length=100)

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        for field in self.fields.values():
            field.required = False

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the non-empty values that are valid."""
        self.is_valid()
        return {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "", [], False)
        }


class DayAsked(forms.Form):
    """A day to look at a register as it was then."""

    on = DayField(label=_("기준일"), required=False)

    @classmethod
    def asked(cls, data: Any) -> date | None:
        """Return the day asked for, None for none or a wrong one."""
        form = cls(data)
        return form.cleaned_data["on"] if form.is_valid() else None
