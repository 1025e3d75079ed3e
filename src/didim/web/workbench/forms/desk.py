"""Forms of the consultation desk."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.accounts.phones import takes_texts
from didim.desk.domain.counters import BranchDetails, CounterDetails
from didim.desk.domain.hours import hours_as_text, hours_from_text
from didim.desk.domain.intake import Asked, Visitor
from didim.desk.enums import AbsenceKind, ConsultationState, ContactChannel, PrescriptionKind, Topic
from didim.desk.models import Branch, Counsellor, Counter
from didim.kernel.refusals import RefusedError
from didim.programmes.models import Notice
from didim.registry.domain.days import lasting_on
from didim.registry.enums import EnterpriseStage
from didim.registry.models import Agency, Enterprise, Region
from didim.web.components.fields import RegionField

from .fields import DayField, InstantField, with_empty
from .filters import FilterForm

_WEEKDAYS = (_("월요일"), _("화요일"), _("수요일"), _("목요일"), _("금요일"), _("토요일"), _("일요일"))
_KOREAN = forms.Select(attrs={"lang": "ko"})


class VisitorForm(forms.Form):
    """Who came and what for."""

    topics = forms.MultipleChoiceField(
        label=_("주제"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    business_number = forms.CharField(
        label=_("사업자등록번호"),
        max_length=12,
        required=False,
        help_text=_("등록된 기업이면 적습니다. 없으면 이름을 적어 주세요."),
    )
    person_name = forms.CharField(label=_("이름"), max_length=60, required=False)
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)
    phone_agreed = forms.BooleanField(label=_("이 번호로 문자·알림톡 안내를 받겠다고 함"), required=False)
    stage = forms.ChoiceField(
        label=_("업력 단계"), choices=with_empty(EnterpriseStage.choices, _("모름")), required=False
    )
    region = RegionField(label=_("지역"), required=False)
    subject = forms.CharField(label=_("물어볼 것"), max_length=300, required=False)

    def clean_business_number(self) -> Enterprise | None:
        """Return the firm; ValidationError where no firm has the number."""
        number = "".join(letter for letter in self.cleaned_data["business_number"] if letter.isdigit())
        if not number:
            return None
        firm = Enterprise.objects.filter(business_number=number, merged_into=None).first()
        if firm is None:
            raise ValidationError(_("등록되지 않은 사업자등록번호입니다."))
        return firm

    def visitor(self) -> Visitor:
        """Return who came."""
        said = self.cleaned_data
        region = Region.objects.filter(pk=said["region"]).first() if said["region"] else None
        return Visitor(
            said["business_number"],
            said["person_name"],
            said["phone"],
            said["stage"],
            region=region,
            phone_agreed=said["phone_agreed"],
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the mobile number somebody agreed to be told on."""
        said = super().clean() or self.cleaned_data
        if said.get("phone_agreed") and not takes_texts(said.get("phone", "")):
            self.add_error("phone", _("문자를 받을 휴대전화 번호를 적어 주세요."))
        return said

    def asked(self) -> Asked:
        """Return what for."""
        said = self.cleaned_data
        return Asked(tuple(said["topics"]), said["subject"], said.get("wanted_when", ""), said.get("branch"))


class TicketForm(VisitorForm):
    """The next number of a counter."""

    counter = forms.ModelChoiceField(label=_("창구"), queryset=Counter.objects.none(), widget=_KOREAN)
    field_order = ("counter", "topics")

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Counter.objects.filter(
            lasting_on(timezone.localdate()), agency=agency, takes_tickets=True
        ).order_by("name")
        self.fields["counter"].queryset = rows


class IntakeForm(VisitorForm):
    """A request taken in by phone, at a branch, on a visit."""

    channel = forms.ChoiceField(
        label=_("경로"),
        choices=[
            (channel.value, channel.label)
            for channel in (
                ContactChannel.PHONE,
                ContactChannel.ONLINE,
                ContactChannel.VISIT,
                ContactChannel.BRANCH,
            )
        ],
    )
    branch = forms.ModelChoiceField(
        label=_("지점"),
        queryset=Branch.objects.none(),
        required=False,
        widget=_KOREAN,
        help_text=_("지점에서 받은 신청이면 고릅니다."),
    )
    wanted_when = forms.CharField(label=_("연락받기 좋은 때"), max_length=120, required=False)
    message = forms.CharField(
        label=_("내용"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    field_order = ("channel", "branch", "topics")

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["branch"].queryset = Branch.objects.filter(agency=agency, valid_to=None).order_by("name")

    def clean(self) -> dict[str, Any]:
        """Ask for the branch of what a branch took in."""
        said = super().clean() or self.cleaned_data
        if said.get("channel") == ContactChannel.BRANCH and not said.get("branch"):
            self.add_error("branch", _("지점을 골라 주세요."))
        return said


class ConsultationFilterForm(FilterForm):
    """Which consultations are listed."""

    q = forms.CharField(label=_("기업·이름"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("상태"), choices=with_empty(ConsultationState.choices, _("모든 상태")), required=False
    )
    channel = forms.ChoiceField(
        label=_("경로"), choices=with_empty(ContactChannel.choices, _("모든 경로")), required=False
    )
    topic = forms.ChoiceField(
        label=_("주제"), choices=with_empty(Topic.choices, _("모든 주제")), required=False
    )


class PrescriptionForm(forms.Form):
    """One prescription; a notice that fits gives its title."""

    kind = forms.ChoiceField(label=_("구분"), choices=PrescriptionKind.choices)
    notice = forms.ModelChoiceField(
        label=_("맞는 공고"), queryset=Notice.objects.none(), required=False, widget=_KOREAN
    )
    text = forms.CharField(label=_("처방"), max_length=300, required=False)

    def __init__(self, *args: Any, notices: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["notice"].queryset = Notice.objects.filter(pk__in=notices).order_by("closes_on", "pk")


class FollowUpForm(forms.Form):
    """What is done by a day."""

    what = forms.CharField(label=_("할 일"), max_length=200)
    due_on = DayField(label=_("기한"))


class OutcomeForm(forms.Form):
    """What came of a follow-up."""

    outcome = forms.CharField(label=_("결과"), max_length=300)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("사유"), max_length=200)


class HandOnForm(forms.Form):
    """To whom a subject goes."""

    to = forms.ModelChoiceField(label=_("상담사"), queryset=Counsellor.objects.none(), widget=_KOREAN)

    def __init__(self, *args: Any, agency_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Counsellor.objects.filter(agency=agency_id, valid_to=None).select_related("user")
        self.fields["to"].queryset = rows.order_by("user__name", "pk")


class BranchForm(forms.Form):
    """A branch."""

    name = forms.CharField(label=_("지점명"), max_length=80)
    name_en = forms.CharField(label=_("영문 지점명"), max_length=120, required=False)
    region = RegionField(label=_("지역"), required=False)
    address = forms.CharField(label=_("주소"), max_length=200, required=False)
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)

    def details(self) -> BranchDetails:
        """Return what was said."""
        said = dict(self.cleaned_data)
        said["region"] = Region.objects.filter(pk=said["region"]).first() if said["region"] else None
        return BranchDetails(**said)


class CounterForm(forms.Form):
    """A counter and how its slots are cut."""

    name = forms.CharField(label=_("창구 이름"), max_length=80)
    name_en = forms.CharField(label=_("영문 이름"), max_length=120, required=False)
    branch = forms.ModelChoiceField(
        label=_("지점"), queryset=Branch.objects.none(), required=False, widget=_KOREAN
    )
    place = forms.CharField(label=_("찾아오는 곳"), max_length=200, required=False)
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)
    seats = forms.IntegerField(label=_("동시 상담 수"), min_value=1, max_value=50)
    slot_minutes = forms.IntegerField(label=_("상담 시간(분)"), min_value=5, max_value=240)
    step_minutes = forms.IntegerField(label=_("예약 간격(분)"), min_value=5, max_value=240)
    pause_minutes = forms.IntegerField(label=_("상담 사이(분)"), min_value=0, max_value=120)
    notice_minutes = forms.IntegerField(label=_("예약 마감(분 전)"), min_value=0, max_value=14400)
    days_ahead = forms.IntegerField(label=_("예약 가능 일수"), min_value=1, max_value=90)
    takes_bookings = forms.BooleanField(label=_("예약 받음"), required=False)
    takes_tickets = forms.BooleanField(label=_("번호표 운영"), required=False)
    takes_video = forms.BooleanField(label=_("화상 상담 받음"), required=False)
    video_link = forms.URLField(
        label=_("다른 화상 서비스 주소"),
        required=False,
        assume_scheme="https",
        help_text=_("비워 두면 예약마다 디딤의 화상회의실이 열립니다."),
    )

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["branch"].queryset = Branch.objects.filter(agency=agency, valid_to=None).order_by("name")

    def details(self) -> CounterDetails:
        """Return what was said."""
        return CounterDetails(**self.cleaned_data)


class CloseForm(forms.Form):
    """When a counter closes, why, and where its people go."""

    when = forms.ChoiceField(
        label=_("언제"),
        choices=[("after", _("마지막 날까지 열고 닫기")), ("now", _("지금 바로 닫기"))],
        initial="after",
        widget=forms.RadioSelect,
    )
    last_day = DayField(label=_("마지막 날"), required=False)
    reason = forms.CharField(
        label=_("닫는 사유"), max_length=200, help_text=_("예약한 분에게 그대로 알립니다.")
    )
    move_to = forms.ModelChoiceField(
        label=_("대신할 창구"),
        queryset=Counter.objects.none(),
        required=False,
        widget=_KOREAN,
        empty_label=_("없음: 예약을 취소하고 알립니다"),
        help_text=_("같은 시간이 비어 있으면 예약을 옮기고, 아니면 취소하고 알립니다."),
    )

    def __init__(self, *args: Any, counter: Counter, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Counter.objects.filter(lasting_on(timezone.localdate()), agency=counter.agency_id)
        self.fields["move_to"].queryset = rows.exclude(pk=counter.pk).order_by("name")

    def clean(self) -> dict[str, Any]:
        """Ask for the last day of what stays open until then."""
        said = super().clean() or self.cleaned_data
        if said.get("when") == "after" and not said.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("마지막 날을 적어 주세요."))
        return said


class HoursForm(forms.Form):
    """A week of opening hours from a day on."""

    valid_from = DayField(label=_("시행일"))

    def __init__(self, *args: Any, week: dict[str, Any] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, name in enumerate(_WEEKDAYS):
            self.fields[f"day{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=80,
                initial=hours_as_text((week or {}).get(str(number), ())),
            )
        self.fields["day0"].help_text = _("예: 09:00-12:00, 13:00-18:00. 쉬는 날은 비워 둡니다.")

    def week(self) -> dict[str, Any]:
        """Return the week. RefusedError by "day0" … "day6"."""
        found, problems = {}, []
        for number in range(len(_WEEKDAYS)):
            field = f"day{number}"
            try:
                found[str(number)] = hours_from_text(self.cleaned_data[field], field=field)
            except RefusedError as refusal:
                problems += refusal.problems
        if problems:
            raise RefusedError(problems)
        return found


class DayHoursForm(forms.Form):
    """One day with hours of its own."""

    day = DayField(label=_("날짜"))
    hours = forms.CharField(
        label=_("운영 시간"), required=False, max_length=80, help_text=_("비워 두면 그날은 쉽니다.")
    )
    reason = forms.CharField(label=_("사유"), required=False, max_length=120)


class CountersField(forms.ModelMultipleChoiceField):
    """Counters to tick; their names stay Korean on English pages."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return the name as it is written."""
        return format_html('<span lang="ko">{}</span>', obj.name)


class CounsellorForm(forms.Form):
    """Who advises, where and about what."""

    user = forms.ModelChoiceField(label=_("구성원"), queryset=User.objects.none(), widget=_KOREAN)
    counters = CountersField(label=_("창구"), queryset=Counter.objects.none(), required=False)
    topics = forms.MultipleChoiceField(
        label=_("주제"), choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        staff = User.objects.filter(
            agency_memberships__agency=agency, agency_memberships__until=None, is_active=True
        )
        self.fields["user"].queryset = staff.distinct().order_by("name", "pk")
        rows = Counter.objects.filter(lasting_on(timezone.localdate()), agency=agency).order_by("name")
        self.fields["counters"].queryset = rows


class AbsenceForm(forms.Form):
    """When somebody is away."""

    kind = forms.ChoiceField(label=_("구분"), choices=AbsenceKind.choices)
    starts_at = InstantField(label=_("시작"), default_time=time(9))
    ends_at = InstantField(label=_("끝"), default_time=time(18))
    note = forms.CharField(label=_("메모"), required=False, max_length=120)
