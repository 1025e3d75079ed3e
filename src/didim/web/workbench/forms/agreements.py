"""What staff enter to conclude an agreement, to pay it out, to examine and to end it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.agreements.domain.budget_templates import Share
from didim.agreements.domain.changing import Clash
from didim.agreements.enums import AgreementState, EndKind, GateKind, GateOutcome

from .fields import AmountField, DayField, with_empty
from .filters import FilterForm


class PercentField(forms.DecimalField):
    """A part in percent, with two places at most; empty means none."""

    def __init__(self, *, label: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "number"})
        super().__init__(
            label=label,
            required=False,
            widget=box,
            min_value=0,
            max_value=100,
            max_digits=5,
            decimal_places=2,
        )


class AgreementFilterForm(FilterForm):
    """Which agreements the list shows."""

    q = forms.CharField(label=_("기업·과제·협약번호"), required=False)
    state = forms.ChoiceField(
        label=_("상태"), choices=with_empty(AgreementState.choices, _("모두")), required=False
    )


class BatchForm(forms.Form):
    """The period of all agreements of a call."""

    starts_on = DayField(label=_("시작일"))
    ends_on = DayField(label=_("종료일"))

    def clean(self) -> None:
        """Ask for days in order."""
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("종료일이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))


class ShareForm(forms.Form):
    """A budget line's part of the grant, and of the whole budget for what the firm brings, in percent."""

    line = forms.ChoiceField(label=_("비목"), required=False)
    grant = PercentField(label=_("정부지원금의 %"))
    own_cash = PercentField(label=_("현금: 사업비의 %"))
    own_in_kind = PercentField(label=_("현물: 사업비의 %"))

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Ask for the line where only parts were typed."""
        parts = [self.cleaned_data.get(name) for name in ("grant", "own_cash", "own_in_kind")]
        if any(parts) and not self.cleaned_data.get("line"):
            self.add_error("line", _("어느 비목인지 골라 주세요."))

    @property
    def share(self) -> Share | None:
        """Return what was typed; None for an empty row."""
        typed = self.cleaned_data
        if not typed.get("line"):
            return None
        code, _slash, item = typed["line"].partition("/")
        return Share(code, item, *(typed[name] or Decimal() for name in ("grant", "own_cash", "own_in_kind")))


ShareSet = forms.formset_factory(ShareForm, extra=0, max_num=40, validate_max=True)


class ExtensionForm(forms.Form):
    """How many more working days the firm gets."""

    working_days = forms.IntegerField(label=_("오늘부터 영업일"), min_value=1, max_value=60, initial=3)


class InstalmentForm(forms.Form):
    """A part of the grant: won, day, and the examination it waits for."""

    amount_won = AmountField(label=_("금액(원)"), required=False)
    due_on = DayField(label=_("지급 예정일"), required=False)
    gate = forms.ChoiceField(label=_("통과해야 할 점검"), required=False)

    def __init__(self, *args: Any, gates: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["gate"].choices = [("", _("없음")), *gates]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Ask for the other one where only an amount or only a day was typed."""
        amount, day = self.cleaned_data.get("amount_won"), self.cleaned_data.get("due_on")
        if amount and not day and "due_on" not in self.errors:
            self.add_error("due_on", _("지급 예정일을 적어 주세요."))
        if day and not amount and "amount_won" not in self.errors:
            self.add_error("amount_won", _("금액을 적어 주세요."))


class PaymentForm(forms.Form):
    """When a part was paid, and the transfer's number."""

    paid_on = DayField(label=_("지급일"))
    reference = forms.CharField(label=_("이체 번호"), max_length=60)


class GateForm(forms.Form):
    """Which examination, when."""

    kind = forms.ChoiceField(label=_("구분"), choices=GateKind.choices)
    due_on = DayField(label=_("예정일"))


class GateDecisionForm(forms.Form):
    """How an examination came out."""

    outcome = forms.ChoiceField(label=_("결과"))
    points = forms.DecimalField(
        label=_("점수"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=4,
        help_text=_("중간평가 점수로 2단계 지원을 가를 때만 적습니다."),
    )
    opinion = forms.CharField(label=_("의견"), widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, kinds: Sequence[GateOutcome], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = with_empty([(kind.value, kind.label) for kind in kinds], _("고르세요"))
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """How and when the work ended, and why."""

    kind = forms.ChoiceField(label=_("종료 구분"), choices=EndKind.choices)
    ended_on = DayField(label=_("종료일"))
    reason = forms.CharField(label=_("종료 사유"), widget=forms.Textarea(attrs={"rows": 4}), required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("사유"), widget=forms.Textarea(attrs={"rows": 4}))


class ChangeAnswerForm(forms.Form):
    """The decision on a change: for each clash which value is taken, and words for the firm."""

    answer = forms.CharField(
        label=pgettext_lazy("변경", "답변"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def __init__(self, *args: Any, clashes: list[Clash], **options: Any) -> None:
        super().__init__(*args, **options)
        self.clashes = clashes
        for number, _clash in enumerate(clashes):
            self.fields[f"clash_{number}"] = forms.ChoiceField(
                label=_("쓸 값"),
                choices=[("asked", _("신청한 값")), ("current", _("지금 값"))],
                widget=forms.RadioSelect,
                # Who turns a change down need not choose.
                required=self.data.get("act") != "reject",
            )

    @property
    def chosen(self) -> dict[str, bool]:
        """Return for each decided clash whether what is asked for wins."""
        typed = {clash.field: self.cleaned_data[f"clash_{at}"] for at, clash in enumerate(self.clashes)}
        return {field: value == "asked" for field, value in typed.items() if value}
