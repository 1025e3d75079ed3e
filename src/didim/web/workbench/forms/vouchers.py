"""What staff enter to run a voucher scheme: its terms, suppliers, vouchers and payments."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.agreements.domain.vouchers.schemes import SchemeTerms
from didim.agreements.enums import SupplierState, VoucherField, VoucherState
from didim.programmes.models import Programme

from .fields import AmountField, DayField, with_empty
from .filters import FilterForm


class SchemeForm(forms.Form):
    """The terms of a scheme."""

    name = forms.CharField(label=_("바우처 사업명"), max_length=160)
    budget_won = AmountField(label=_("보조금 예산(원)"))
    cap_won = AmountField(label=_("기업당 한도(원)"))
    fields_chosen = forms.MultipleChoiceField(
        label=_("지원 분야"), choices=VoucherField.choices, widget=forms.CheckboxSelectMultiple
    )
    opens_on = DayField(label=_("시작일"))
    last_use_on = DayField(label=_("사용 기한"))

    def terms(self) -> SchemeTerms:
        """Return the terms of a valid form."""
        typed = self.cleaned_data
        return SchemeTerms(
            name=typed["name"],
            budget_won=typed["budget_won"],
            cap_won=typed["cap_won"],
            fields=[VoucherField(field) for field in typed["fields_chosen"]],
            opens_on=typed["opens_on"],
            last_use_on=typed["last_use_on"],
        )


class NewSchemeForm(SchemeForm):
    """The terms of a scheme, and the programme it belongs to."""

    def __init__(self, *args: Any, programmes: list[Programme], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(one.pk), f"{one.name} ({one.year})") for one in programmes]
        self.fields["programme"] = forms.ChoiceField(
            label=_("사업"),
            choices=with_empty(choices, _("고르세요")),
            widget=forms.Select(attrs={"lang": "ko"}),
        )
        self.order_fields(["programme"])


class VoucherFilterForm(FilterForm):
    """Which vouchers of a scheme are shown."""

    q = forms.CharField(label=_("기업·바우처 번호"), required=False)
    state = forms.ChoiceField(
        label=_("상태"), choices=with_empty(VoucherState.choices, _("모두")), required=False
    )


class SupplierForm(forms.Form):
    """Whether a supplier is registered."""

    state = forms.ChoiceField(
        label=_("결정"),
        choices=[choice for choice in SupplierState.choices if choice[0] != SupplierState.APPLIED],
    )
    reason = forms.CharField(
        label=_("사유"), max_length=300, required=False, help_text=_("반려하거나 정지할 때 적습니다.")
    )


class IssueForm(forms.Form):
    """A firm's yearly sales with their evidence, and the subsidy."""

    evidence = forms.CharField(
        label=_("매출 근거"), max_length=200, help_text=_("예: 표준재무제표증명 2023~2025")
    )
    subsidy_won = AmountField(
        label=_("보조금(원)"), required=False, help_text=_("비우면 기업당 한도만큼 발급합니다.")
    )

    def __init__(self, *args: Any, years: int, known: dict[int, int], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.years = [today.year - back for back in range(1, years + 1)]
        for year in self.years:
            self.fields[f"sales_{year}"] = AmountField(
                label=_("%(year)d년 매출액(원)") % {"year": year}, required=False, initial=known.get(year)
            )
        self.order_fields([f"sales_{year}" for year in self.years])

    def clean(self) -> None:
        """Ask for at least one year."""
        if not self.errors and not self.sales:
            self.add_error(f"sales_{self.years[0]}", _("한 해 이상의 매출액을 적어 주세요."))

    @property
    def sales(self) -> dict[int, int]:
        """Return the sales typed, year to won."""
        typed = {year: self.cleaned_data.get(f"sales_{year}") for year in self.years}
        return {year: won for year, won in typed.items() if won is not None}


class OwnShareForm(forms.Form):
    """When a firm paid its own share."""

    paid_on = DayField(label=_("납부일"))


class TransferForm(forms.Form):
    """A payment by bank."""

    paid_on = DayField(label=_("지급일"))
    reference = forms.CharField(label=_("이체 번호"), max_length=60)


class TakeBackForm(forms.Form):
    """Money a supplier paid back."""

    amount_won = AmountField(label=_("돌려받은 금액(원)"))
    paid_on = DayField(label=_("받은 날"))
    reference = forms.CharField(label=_("이체 번호"), max_length=60)
