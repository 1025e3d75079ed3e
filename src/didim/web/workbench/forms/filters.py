"""Filter forms above the lists. An impossible choice is left out of the filter, never an error page."""

from typing import Any

from django import forms


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
