"""Forms of the check: the filter of a list, verdicts over the machine's, the decision, bonus points."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.selection.enums import BonusState, CheckState, CheckVerdict

from .fields import with_empty
from .filters import FilterForm

LONGEST_REASON = 2_000
UNMET, UNKNOWN, UNCONFIRMED, STALE = "unmet", "unknown", "unconfirmed", "stale"


class CheckFilterForm(FilterForm):
    """What the list of a call's checks can be narrowed by."""

    q = forms.CharField(label=_("기업명·접수번호"), max_length=100)
    state = forms.ChoiceField(label=_("상태"), choices=with_empty(CheckState.choices, _("모든 상태")))
    need = forms.ChoiceField(
        label=_("할 일"),
        choices=[
            ("", _("모두")),
            (UNKNOWN, _("확인이 필요한 항목 있음")),
            (UNMET, _("미충족 항목 있음")),
            (UNCONFIRMED, _("다른 담당자의 확인 대기")),
            (STALE, _("다시 검토할 것(새 제출)")),
        ],
    )


class OverrideForm(forms.Form):
    """A verdict over the machine's, with its reason."""

    verdict = forms.ChoiceField(label=_("담당자 판정"), choices=CheckVerdict.choices)
    reason = forms.CharField(
        label=_("사유"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ko"}),
        help_text=_("무엇을 보고 판정했는지 적어 주세요. 다른 담당자가 확인해야 효력이 있습니다."),
    )


class DecisionForm(forms.Form):
    """The decision on a check, or what else an officer may do with it."""

    reason = forms.CharField(
        label=_("사유"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}),
        help_text=_(
            "부적격이면 신청자에게 알려지는 사유입니다. 위원회에 올리거나 확정을 취소할 때도 적습니다."
        ),
    )


class ClaimForm(forms.Form):
    """What an officer says of a claimed bonus point."""

    state = forms.ChoiceField(
        label=_("결정"),
        choices=[choice for choice in BonusState.choices if choice[0] != BonusState.CLAIMED],
    )
    allowed = forms.DecimalField(
        label=_("인정 점수"),
        required=False,
        max_digits=6,
        decimal_places=2,
        help_text=_("비우면 신청 점수 그대로 인정합니다."),
        widget=forms.NumberInput(attrs={"class": "short", "step": "0.01"}),
    )
    reason = forms.CharField(label=_("사유"), max_length=200, required=False)

    @classmethod
    def for_claim(cls, claim: Any, data: Any = None) -> "ClaimForm":
        """Return the form of a claim, as it was decided so far."""
        initial = {"allowed": claim.allowed, "reason": claim.reason}
        if claim.state != BonusState.CLAIMED:
            initial["state"] = claim.state
        return cls(data, prefix=f"claim{claim.pk}", initial=initial)
