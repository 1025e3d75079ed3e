from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.experts.domain.visits.booking import VisitTime
from didim.experts.visit_enums import ClinicOutcome, VisitSide
from didim.kernel.calendar import SEOUL

LENGTHS = (
    (30, _("30분")),
    (60, _("1시간")),
    (90, _("1시간 30분")),
    (120, _("2시간")),
    (180, _("3시간")),
    (240, _("4시간")),
    (480, _("8시간")),
)


class TimeForm(forms.Form):
    """When and where a visit is."""

    day = forms.DateField(
        label=_("날짜"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    )
    at = forms.TimeField(
        label=_("시작 시각"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short", "step": "600"}),
    )
    minutes = forms.TypedChoiceField(label=_("길이"), choices=LENGTHS, coerce=int, initial=120)
    place = forms.CharField(label=_("장소"), max_length=200, widget=forms.TextInput(attrs={"lang": "ko"}))
    aim = forms.CharField(
        label=_("이번에 할 일"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"lang": "ko"}),
    )
    agreed = forms.BooleanField(
        label=_("기업과 이미 정한 시간입니다"),
        required=False,
        help_text=_("고르지 않으면 기업에 이 시간이 괜찮은지 묻습니다."),
    )

    def time(self) -> VisitTime:
        """Return what was chosen."""
        typed: dict[str, Any] = self.cleaned_data
        starts_at = datetime.combine(typed["day"], typed["at"], SEOUL)
        return VisitTime(starts_at, typed["minutes"], typed["place"], typed["aim"], typed["agreed"])


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("사유"), max_length=200)


class MissedForm(ReasonForm):
    """Who did not come, and what happened."""

    side = forms.ChoiceField(
        label=_("오지 않은 쪽"),
        choices=[(side.value, side.label) for side in (VisitSide.FIRM, VisitSide.EXPERT)],
        widget=forms.RadioSelect,
        initial=VisitSide.FIRM,
    )

    field_order = ("side", "reason")


class CauseForm(forms.Form):
    """Why an approved report is corrected."""

    cause = forms.CharField(label=_("고치는 까닭"), max_length=200)


class ClinicForm(forms.Form):
    """What a clinic is to reach, and what each visit does."""

    aim = forms.CharField(
        label=pgettext_lazy("클리닉", "목표"),
        max_length=300,
        help_text=_("예: 점심 손님을 하루 40명으로 늘리기"),
    )
    plan = forms.CharField(
        label=_("회차별 계획"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("한 줄에 한 회차씩 적으면 읽기 쉽습니다."),
    )


class ResultForm(forms.Form):
    """What came of a clinic."""

    outcome = forms.ChoiceField(label=_("결과"), choices=ClinicOutcome.choices, widget=forms.RadioSelect)
    result = forms.CharField(
        label=_("무엇이 달라졌나"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
