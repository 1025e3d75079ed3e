"""The form that says how far a deal came, for firms and for staff alike."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.fairs.domain.deals import DealSaid, advance_deal, answer_follow_up
from didim.fairs.enums import DealStage
from didim.fairs.models import Deal
from didim.fairs.queries.deals import waiting_follow_up
from didim.kernel.calendar import SEOUL
from didim.web.components.fair_money import MoneyForm, shown_amount


class DealForm(MoneyForm):
    """How far a deal came; what is signed has an amount, a day and something that proves it."""

    stage = forms.ChoiceField(label=_("지금 단계"), choices=DealStage, widget=forms.RadioSelect)
    signed_on = forms.DateField(
        label=_("체결한 날"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    evidence = forms.CharField(
        label=_("근거 자료"),
        required=False,
        max_length=300,
        help_text=_("협약·계약일 때만. 예: 수출계약서(2026-12-01)"),
        widget=forms.TextInput(attrs={"lang": "ko"}),
    )
    note = forms.CharField(
        label=_("경과"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}),
    )
    field_order = ("stage", "amount", "currency", "signed_on", "evidence", "note")


def deal_form(data: Any, deal: Deal) -> DealForm:
    """Return the form with what is known of a deal."""
    first = {"stage": deal.stage, "signed_on": deal.signed_on, "evidence": deal.evidence}
    form = DealForm(data, initial=first | shown_amount(deal.amount_minor, deal.currency))
    form.fields["amount"].help_text = _("협의 중이면 예상 금액, 협약·계약이면 적힌 금액")
    return form


def say_of_deal(deal: Deal, typed: dict[str, Any], *, by: User | None, now: datetime) -> None:
    """Take a deal on; what was asked and is not answered yet is answered by it."""
    said = DealSaid(
        DealStage(typed["stage"]), typed["minor"], typed["currency"], typed["signed_on"], typed["evidence"]
    )
    waiting = waiting_follow_up(deal, on=now.astimezone(SEOUL).date())
    if waiting is None:
        advance_deal(deal=deal, said=said, by=by, now=now)
    else:
        answer_follow_up(follow_up=waiting, said=said, note=typed["note"], by=by, now=now)
