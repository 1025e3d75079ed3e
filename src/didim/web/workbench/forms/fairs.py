"""What staff enter about a fair: what it is, its times, tables, interpreters and hosts."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.fairs.domain.holding import DayPlan, FairDetails
from didim.fairs.enums import FairKind, ParticipantState, PostingState, Side
from didim.fairs.models import Fair, FairSlot, Interpreter
from didim.kernel.calendar import SEOUL
from didim.programmes.models import Programme
from didim.registry.models import Agency, Enterprise, Partner
from didim.web.components.fair_forms import ProfileForm
from didim.web.components.nations import language_choices

from .fields import with_empty
from .filters import FilterForm

KOREAN = {"lang": "ko"}
_INSTANT = "%Y-%m-%dT%H:%M"


def _instant(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_INSTANT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[_INSTANT, "%Y-%m-%d %H:%M"])


class FairForm(forms.Form):
    """What a fair is called and is for, until when what may be done, how many meetings one has."""

    name = forms.CharField(label=_("상담회 이름"), max_length=160)
    name_en = forms.CharField(label=_("영문 이름"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("종류"), choices=FairKind.choices)
    register_until = _instant(_("참가 신청 마감"))
    request_until = _instant(_("상담 신청 마감"))
    answer_until = _instant(_("수락·거절 마감"))
    place = forms.CharField(
        label=_("장소"), max_length=160, required=False, help_text=_("비우면 모두 화상 상담입니다.")
    )
    summary = forms.CharField(
        label=_("소개"), required=False, widget=forms.Textarea(attrs={"rows": 4, "lang": "ko"})
    )
    summary_en = forms.CharField(
        label=_("영문 소개"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    programme = forms.ModelChoiceField(
        label=_("사업"),
        queryset=Programme.objects.none(),
        required=False,
        widget=forms.Select(attrs=KOREAN),
        help_text=_("상담이 지원이력에 적힐 사업입니다."),
    )
    officer = forms.ModelChoiceField(
        label=_("담당자"), queryset=User.objects.none(), required=False, widget=forms.Select(attrs=KOREAN)
    )
    partner_most = forms.IntegerField(label=_("파트너의 최대 상담"), min_value=1, max_value=200, initial=12)
    partner_least = forms.IntegerField(label=_("파트너의 최소 상담"), min_value=0, max_value=200, initial=0)
    firm_most = forms.IntegerField(label=_("기업의 최대 상담"), min_value=1, max_value=200, initial=6)
    firm_least = forms.IntegerField(label=_("기업의 최소 상담"), min_value=0, max_value=200, initial=0)

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        members = User.objects.filter(agency_memberships__agency=agency, agency_memberships__until=None)
        self.fields["officer"].queryset = members.distinct().order_by("name", "pk")
        self.fields["programme"].queryset = Programme.objects.filter(agency=agency).order_by("-year", "name")

    def details(self) -> FairDetails:
        """Return what was typed."""
        said = {name: self.cleaned_data[name] for name in FairDetails.__dataclass_fields__}
        return FairDetails(**said | {"kind": FairKind(said["kind"])})


def said_of(fair: Fair) -> dict[str, Any]:
    """Return what a form begins with that changes a fair."""
    return {name: getattr(fair, name) for name in FairDetails.__dataclass_fields__}


class SlotsForm(forms.Form):
    """The days of meetings and the spans of each day, a line each."""

    days = forms.CharField(
        label=_("상담하는 날"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("한 줄에 하루씩. 예: 2026-12-03"),
    )
    spans = forms.CharField(
        label=_("시간대"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("한 줄에 하나씩. 예: 09:00-12:00"),
    )
    minutes = forms.IntegerField(label=_("한 상담의 길이(분)"), min_value=5, max_value=240, initial=30)
    pause = forms.IntegerField(label=_("사이 쉬는 시간(분)"), min_value=0, max_value=120, initial=0)

    def clean_days(self) -> Any:
        """Return the days."""
        days = forms.DateField(input_formats=["%Y-%m-%d"])
        return tuple(days.clean(line.strip()) for line in self.cleaned_data["days"].split() if line.strip())

    def clean_spans(self) -> Any:
        """Return pairs of a time from and a time until."""
        lines = self.cleaned_data["spans"].splitlines()
        return tuple(_span(line) for line in lines if line.strip())

    def plan(self) -> DayPlan:
        """Return what was typed."""
        return DayPlan(**self.cleaned_data)


def _span(line: str) -> tuple[time, time]:
    first, _dash, last = line.replace("~", "-").partition("-")
    try:
        span = time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
    except ValueError:
        raise ValidationError(_("시간대를 09:00-12:00처럼 적어 주세요.")) from None
    if span[1] <= span[0]:
        raise ValidationError(_("끝나는 시간이 시작보다 빠릅니다."))
    return span


def laid_slots(fair: Fair) -> dict[str, Any]:
    """Return what a form begins with that lays the times of a fair anew: the days and lengths there are."""
    slots = list(fair.slots.order_by("number"))
    if not slots:
        return {}
    days = sorted({slot.starts_at.astimezone(SEOUL).date() for slot in slots})
    spans: dict[str, list[time]] = {}
    for slot in slots:
        start, end = slot.starts_at.astimezone(SEOUL), slot.ends_at.astimezone(SEOUL)
        if start.date() == days[0]:
            ends = spans.setdefault(slot.session, [start.time(), end.time()])
            ends[1] = end.time()
    minutes = int((slots[0].ends_at - slots[0].starts_at).total_seconds() // 60)
    step = int((slots[1].starts_at - slots[0].starts_at).total_seconds() // 60) if slots[1:] else minutes
    return {
        "days": "\n".join(day.isoformat() for day in days),
        "spans": "\n".join(f"{first:%H:%M}-{last:%H:%M}" for first, last in spans.values()),
        "minutes": minutes,
        "pause": max(0, min(120, step - minutes)),
    }


class TablesForm(forms.Form):
    """How many tables or video rooms are added, and what they are called."""

    count = forms.IntegerField(label=_("몇 개"), min_value=1, max_value=400, initial=10)
    name = forms.CharField(
        label=_("자리 이름"), max_length=34, help_text=_("뒤에 번호가 붙습니다. 예: 테이블 1")
    )
    room = forms.CharField(label=_("방"), max_length=60, required=False)
    is_video = forms.BooleanField(label=_("화상"), required=False)


class InterpreterForm(forms.Form):
    """Somebody who interprets at a fair."""

    name = forms.CharField(label=_("이름"), max_length=60)
    languages = forms.MultipleChoiceField(
        label=_("언어"),
        choices=lambda: [pair for pair in language_choices() if pair[0] != "ko"],
        widget=forms.CheckboxSelectMultiple,
    )
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)
    email = forms.EmailField(label=_("전자우편"), required=False)
    away = forms.TypedMultipleChoiceField(
        label=_("나올 수 없는 시간"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, fair: Fair, **options: Any) -> None:
        super().__init__(*args, **options)
        slots = fair.slots.order_by("number")
        self.fields["away"].choices = [(slot.pk, _slot_in_words(slot)) for slot in slots]


def _slot_in_words(slot: FairSlot) -> str:
    start, end = slot.starts_at.astimezone(SEOUL), slot.ends_at.astimezone(SEOUL)
    return f"{start:%m-%d %H:%M}–{end:%H:%M}"


def said_of_interpreter(one: Interpreter) -> dict[str, Any]:
    """Return what a form begins with that changes an interpreter."""
    said = {name: getattr(one, name) for name in ("name", "languages", "phone", "email")}
    return {**said, "away": list(one.absences.values_list("slot_id", flat=True))}


class HostsForm(forms.Form):
    """With which other agencies a fair is held."""

    agencies = forms.ModelMultipleChoiceField(
        label=_("공동 주관"),
        queryset=Agency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=KOREAN),
        help_text=_("그 기관의 직원도 이 상담회를 함께 다룹니다."),
    )

    def __init__(self, *args: Any, fair: Fair, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agencies"].queryset = Agency.objects.exclude(pk=fair.agency_id).order_by("name", "pk")


class ReasonForm(forms.Form):
    """Why something is refused, called off or ended."""

    reason = forms.CharField(label=_("사유"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ParticipantFilterForm(FilterForm):
    """What the list of participants can be narrowed by."""

    q = forms.CharField(label=_("이름"), max_length=100)
    side = forms.ChoiceField(label=_("구분"), choices=with_empty(Side.choices, _("양쪽 모두")))
    state = forms.ChoiceField(label=_("상태"), choices=with_empty(ParticipantState.choices, _("모든 상태")))


class PostingFilterForm(FilterForm):
    """What the list of work can be narrowed by."""

    q = forms.CharField(label=_("공고나 기업"), max_length=100)
    state = forms.ChoiceField(label=_("상태"), choices=with_empty(PostingState.choices, _("모든 상태")))


class ChallengeFilterForm(FilterForm):
    """What the list of challenges can be narrowed by."""

    q = forms.CharField(label=_("과제나 파트너"), max_length=100)


def commissioned_by(fair: Fair) -> QuerySet[Partner]:
    """Return the partners that a fair's agency has commissioned."""
    return Partner.objects.filter(commissions__agency=fair.agency_id).distinct().order_by("name", "pk")


class PrefillForm(forms.Form):
    """Whose profile the form for a participant begins with."""

    partner = forms.ModelChoiceField(
        label=_("위촉한 파트너의 소개 불러오기"),
        queryset=Partner.objects.none(),
        widget=forms.Select(attrs=KOREAN),
        help_text=_("지난 상담회에서 쓴 소개가 있으면 그것을, 없으면 등록된 내용을 아래에 채웁니다."),
    )

    def __init__(self, *args: Any, fair: Fair, **options: Any) -> None:
        super().__init__(*args, auto_id="prefill_%s", **options)
        self.fields["partner"].queryset = commissioned_by(fair)


class AddParticipantForm(ProfileForm):
    """Somebody staff put on the list: a partner, of the register or not, or a firm by its business number."""

    side = forms.ChoiceField(label=_("구분"), choices=Side.choices)
    partner = forms.ModelChoiceField(
        label=_("위촉한 파트너"),
        queryset=Partner.objects.none(),
        required=False,
        widget=forms.Select(attrs=KOREAN),
        help_text=_("기관이 위촉한 파트너라면 골라 주세요."),
    )
    business_number = forms.CharField(
        label=_("사업자등록번호"),
        max_length=12,
        required=False,
        help_text=_("기업은 등록된 기업의 번호를 적어 주세요."),
    )
    field_order = ("side", "partner", "business_number")

    def __init__(self, *args: Any, fair: Fair, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["partner"].queryset = commissioned_by(fair)

    def clean_business_number(self) -> Enterprise | None:
        """Return the firm with the number."""
        digits = "".join(letter for letter in self.cleaned_data["business_number"] if letter.isdigit())
        if not digits:
            return None
        firm = Enterprise.objects.filter(business_number=digits, merged_into=None).first()
        if firm is None:
            raise ValidationError(_("등록된 기업이 아닙니다. 기업을 먼저 등록해 주세요."))
        return firm
