"""Forms of reports of visits and of fee slips."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.experts.visit_enums import FeeSlipState, ReportState

from .fields import DayField, with_empty
from .filters import FilterForm

_SHOWN = [(state.value, state.label) for state in ReportState if state != ReportState.WRITING]


class ReportFilterForm(FilterForm):
    """Which reports are shown; those that wait unless something else is asked for."""

    q = forms.CharField(label=_("기업이나 전문가"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("상태"), choices=[*_SHOWN, ("all", _("모두"))], required=False)


class SlipFilterForm(FilterForm):
    """Which fee slips are shown."""

    q = forms.CharField(label=_("전문가"), required=False, max_length=100)
    month = forms.CharField(
        label=_("달"), required=False, widget=forms.TextInput(attrs={"type": "month", "class": "short"})
    )
    state = forms.ChoiceField(
        label=_("상태"), choices=with_empty(FeeSlipState.choices, _("모두")), required=False
    )


class ReturnForm(forms.Form):
    """What a report still wants."""

    reason = forms.CharField(
        label=_("보완할 것"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"})
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("사유"), max_length=200, widget=forms.TextInput(attrs={"lang": "ko"}))


class DrawForm(forms.Form):
    """The month whose fees are worked out."""

    month = forms.ChoiceField(label=_("달"))

    def __init__(self, *args: Any, months: list[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), f"{month:%Y-%m}") for month in months
        ]

    def chosen(self) -> date:
        """Return the first day of the month chosen."""
        return date.fromisoformat(self.cleaned_data["month"])


class PayForm(forms.Form):
    """On which day a slip was paid."""

    paid_on = DayField(label=_("지급일"))
