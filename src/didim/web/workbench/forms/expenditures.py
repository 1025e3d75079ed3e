"""Forms of the check of expenditures: filter, an officer's word over a rule, decision, payment, refund."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.agreements.enums import ExpenditureState, FindingResult, PaymentMethod
from didim.agreements.models import Expenditure
from didim.engines.expenditure import RulePack
from didim.web.components.won import WonField

from .fields import DayField, with_empty
from .filters import FilterForm

LONGEST_REASON = 2_000
FAILING, OPEN, UNCONFIRMED = "failing", "open", "unconfirmed"


class ExpenditureFilterForm(FilterForm):
    """What the queue can be narrowed by."""

    q = forms.CharField(label=_("기업명·협약번호·용도"), max_length=100)
    state = forms.ChoiceField(
        label=_("상태"),
        choices=with_empty(
            [choice for choice in ExpenditureState.choices if choice[0] != ExpenditureState.DRAFT],
            _("모든 상태"),
        ),
    )
    need = forms.ChoiceField(
        label=_("할 일"),
        choices=[
            ("", _("모두")),
            (FAILING, _("맞지 않는 규칙 있음")),
            (OPEN, _("확인할 규칙 있음")),
            (UNCONFIRMED, _("다른 담당자의 확인 대기")),
        ],
    )


class FindingForm(forms.Form):
    """An officer's word over a rule, with its reason."""

    result = forms.ChoiceField(
        label=_("담당자 판단"),
        choices=[choice for choice in FindingResult.choices if choice[0] != FindingResult.PERSON],
    )
    reason = forms.CharField(
        label=_("사유"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ko"}),
        help_text=_("무엇을 보고 판단했는지 적어 주세요. 다른 담당자가 확인해야 효력이 있습니다."),
    )


class AnswerForm(forms.Form):
    """What is told to the firm with a decision."""

    answer = forms.CharField(
        label=_("기업에 전할 내용"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}),
        help_text=_("보완을 요청하거나 승인하지 않을 때 적습니다."),
    )


class ApprovalForm(forms.Form):
    """A prior approval to be put on record."""

    approval = forms.ChoiceField(label=_("사전 승인"))
    decided_on = DayField(label=_("결정일"))
    reference = forms.CharField(
        label=_("회의·문서 번호"), max_length=120, widget=forms.TextInput(attrs={"lang": "ko"})
    )

    def __init__(self, data: Any, *, pack: RulePack, **options: Any) -> None:
        super().__init__(data, **options)
        language = get_language() or "ko"
        self.fields["approval"].choices = [(key, text.text(language)) for key, text in pack.approvals.items()]


class PaymentForm(forms.Form):
    """How and when an expenditure was paid."""

    method = forms.ChoiceField(label=_("지급 방법"), choices=PaymentMethod.choices)
    paid_on = DayField(label=_("지급일"))
    reference = forms.CharField(
        label=_("승인·이체 번호"), max_length=60, widget=forms.TextInput(attrs={"lang": "ko"})
    )

    @classmethod
    def of(cls, row: Expenditure, data: Any = None) -> "PaymentForm":
        """Return the form of an expenditure, paid as the firm asked."""
        return cls(data, prefix="pay", initial={"method": row.method})


class RefundForm(forms.Form):
    """Money that came back."""

    amount_won = WonField(label=_("반환액(원)"))
    paid_on = DayField(label=_("반환일"))
    reference = forms.CharField(
        label=_("승인·이체 번호"), max_length=60, widget=forms.TextInput(attrs={"lang": "ko"})
    )
