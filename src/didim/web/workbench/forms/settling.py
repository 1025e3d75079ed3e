"""What staff enter to settle an agreement, to take money back and to impose a measure."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.agreements.enums import SanctionKind, SettlementState
from didim.engines.settlement import SanctionTable

from .fields import AmountField, DayField, with_empty
from .filters import FilterForm

_REASON = {"widget": forms.Textarea(attrs={"rows": 4})}


class SettlementFilterForm(FilterForm):
    """Which settlements the list shows."""

    q = forms.CharField(label=_("기업·과제·협약번호"), required=False)
    state = forms.ChoiceField(
        label=_("정산 상태"), choices=with_empty(SettlementState.choices, _("모두")), required=False
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("사유"), **_REASON)


class DisallowForm(forms.Form):
    """What is not accepted, by which article and why."""

    amount_won = AmountField(label=_("불인정 금액(원)"))
    citation = forms.CharField(
        label=_("근거 조문"), max_length=200, help_text=_("예: 통합관리지침 제49조 제7항")
    )
    reason = forms.CharField(label=_("사유"), **_REASON)


class ConfirmForm(forms.Form):
    """Who audited the accounts."""

    auditor = forms.CharField(label=_("회계법인"), max_length=120, required=False)


class RecoveryForm(forms.Form):
    """Why money is taken back, how much, until when."""

    whole = forms.ChoiceField(
        label=_("환수 범위"),
        choices=[("", _("정산에서 정한 금액")), ("whole", _("지급한 지원금 전액"))],
        required=False,
    )
    surcharge_won = AmountField(
        label=_("제재부가금(원)"), required=False, help_text=_("환수액의 5배까지 물릴 수 있습니다.")
    )
    due_on = DayField(label=_("납부 기한"))
    reason = forms.CharField(label=_("사유"), **_REASON)


class InstalmentsForm(forms.Form):
    """In how many monthly parts."""

    count = forms.IntegerField(label=_("나누어 낼 횟수"), min_value=2, max_value=12)


class MoneyInForm(forms.Form):
    """Money that came in: how much, when, under which number."""

    amount_won = AmountField(label=_("납부액(원)"))
    paid_on = DayField(label=_("납부일"))
    reference = forms.CharField(label=_("수납 번호"), max_length=60)


class WarnForm(forms.Form):
    """A caution or a warning, and why."""

    kind = forms.ChoiceField(
        label=_("구분"),
        choices=[choice for choice in SanctionKind.choices if choice[0] != SanctionKind.BAR],
    )
    reason = forms.CharField(label=_("사유"), **_REASON)


class ExcludeForm(forms.Form):
    """On which grounds a firm is excluded; months where the table leaves them to the committee."""

    def __init__(self, *args: Any, table: SanctionTable, **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = table
        language = get_language() or "ko"
        choices = [(key, _said(ground, language)) for key, ground in table.grounds.items()]
        self.fields["grounds"] = forms.MultipleChoiceField(
            label=_("제재 사유"), choices=choices, widget=forms.CheckboxSelectMultiple
        )
        if any(ground.months is None for ground in table.grounds.values()):
            self.fields["months"] = forms.IntegerField(
                label=_("제한 기간(개월)"),
                min_value=1,
                max_value=table.max_months,
                help_text=_("이 개정판은 위원회가 본문의 기간을 적습니다."),
            )
        self.fields["reason"] = forms.CharField(label=_("의결과 사유"), **_REASON)

    @property
    def chosen(self) -> dict[str, int | None]:
        """Return the grounds chosen, with the months the committee stated."""
        stated = self.cleaned_data.get("months")
        return {
            key: stated if self.table.grounds[key].months is None else None
            for key in self.cleaned_data["grounds"]
        }


def _said(ground: Any, language: str) -> str:
    words = ground.text.text(language)
    return (
        words
        if ground.months is None
        else _("%(words)s (%(months)d개월)")
        % {
            "words": words,
            "months": ground.months,
        }
    )
