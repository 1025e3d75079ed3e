"""What staff enter about grievances."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.desk.grievance_enums import (
    GrievanceChannel,
    GrievanceClass,
    GrievanceTopic,
    PromiseState,
    ResultCode,
)
from didim.registry.domain.days import lasting_on
from didim.registry.models import Agency, Department, Person, Place, Region
from didim.web.components.case_papers import PaperField

from .fields import DayField, IndustryField, RegionField, with_empty
from .filters import FilterForm

_BOX = {"rows": 5, "lang": "ko"}
SORTED = [choice for choice in GrievanceClass.choices if choice[0] != GrievanceClass.NONE]
ANSWERS = [choice for choice in ResultCode.choices if choice[0] != ResultCode.NOT_A_GRIEVANCE]


def long_text(label: Any, *, required: bool = True, hint: Any = "", rows: int = 5) -> forms.CharField:
    """Return a box for Korean sentences."""
    box = forms.Textarea(attrs=_BOX | {"rows": rows})
    return forms.CharField(label=label, required=required, help_text=hint, max_length=8000, widget=box)


class PersonField(forms.ModelChoiceField):
    """Somebody of an agency who can be in charge, by name."""

    def __init__(self, *, people: Any, label: Any, required: bool = True, hint: Any = "") -> None:
        super().__init__(
            queryset=people,
            label=label,
            required=required,
            help_text=hint,
            empty_label="–",
            widget=forms.Select(attrs={"lang": "ko"}),
        )


class DepartmentChoice(forms.ModelChoiceField):
    """A department of today, or none."""

    def __init__(self, *, departments: Any) -> None:
        super().__init__(
            queryset=departments,
            label=_("부서"),
            required=False,
            empty_label="–",
            widget=forms.Select(attrs={"lang": "ko"}),
        )


class InboxFilterForm(FilterForm):
    """Which cases the inbox shows."""

    q = forms.CharField(label=_("제목·기업·접수번호"), required=False)
    triage = forms.ChoiceField(
        label=_("구분"), choices=with_empty(GrievanceClass.choices, _("모두")), required=False
    )
    topic = forms.ChoiceField(
        label=_("분야"), choices=with_empty(GrievanceTopic.choices, _("모두")), required=False
    )
    region = forms.ChoiceField(label=_("지역"), required=False, widget=forms.Select(attrs={"lang": "ko"}))

    def __init__(self, data: Any, *, regions: Iterable[Region], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["region"].choices = [("", "–"), *((one.pk, one.name) for one in regions)]  # type: ignore[attr-defined]


class IntakeForm(forms.Form):
    """What somebody told staff on a visit, on the phone or at the counter."""

    channel = forms.ChoiceField(label=_("접수 경로"), choices=GrievanceChannel.choices)
    title = forms.CharField(
        label=_("무엇이 어려운가요?"), max_length=120, widget=forms.TextInput(attrs={"lang": "ko"})
    )
    body = long_text(_("내용"))
    wish = forms.CharField(
        label=_("바라는 것"), max_length=500, required=False, widget=forms.TextInput(attrs={"lang": "ko"})
    )
    topic = forms.ChoiceField(label=_("분야"), choices=GrievanceTopic.choices, initial=GrievanceTopic.OTHER)
    business_number = forms.CharField(
        label=_("사업자등록번호"),
        max_length=12,
        required=False,
        help_text=_("등록된 기업이면 적어 주세요. 기업이 자기 화면에서 답을 봅니다."),
    )
    name = forms.CharField(label=_("이름"), max_length=60, required=False)
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)
    email = forms.EmailField(label=_("전자우편"), required=False)
    agreed = forms.BooleanField(label=_("이름과 연락처를 답변에 쓰는 데 본인이 동의했습니다"), required=False)
    region = RegionField(label=_("지역"), required=False)
    place = forms.CharField(
        label=_("장소"),
        max_length=120,
        required=False,
        help_text=_("지식산업센터나 시장의 이름. 목록에서 고르세요."),
        widget=forms.TextInput(attrs={"list": "place-options", "autocomplete": "off", "lang": "ko"}),
    )
    received_on = DayField(label=_("들은 날"), required=False, help_text=_("오늘이면 비워 두세요."))
    file = PaperField(hint=_("현장 사진이나 서류. 접수한 뒤에 더 붙일 수 있습니다."))

    def clean_place(self) -> Place | None:
        """Return the place of that name; the first where several have it."""
        typed = self.cleaned_data["place"].strip()
        if not typed:
            return None
        place = Place.objects.filter(name=typed).select_related("region").order_by("pk").first()
        if place is None:
            raise forms.ValidationError(_("이 이름의 장소가 없습니다. 목록에서 고르거나 비워 두세요."))
        return place


class ClassForm(forms.Form):
    """Of which class a case is, and why."""

    triage = forms.ChoiceField(label=_("구분"), choices=SORTED, widget=forms.RadioSelect)
    reason = long_text(_("분류 사유"), rows=3)


class DeclineForm(forms.Form):
    """Why a case is no grievance, and how to object."""

    summary = forms.CharField(
        label=_("한 줄 답"), max_length=120, widget=forms.TextInput(attrs={"lang": "ko"})
    )
    text = long_text(_("사유"), hint=_("왜 규제·애로가 아닌지, 대신 어디로 가면 되는지 적어 주세요."))
    objection = long_text(_("이의 방법"), rows=3)


class PauseForm(forms.Form):
    """Why counting stops, what is waited for, and until when."""

    reason = forms.ChoiceField(label=_("멈추는 사유"))
    text = long_text(_("기다리는 것"), rows=3, hint=_("신청인에게 그대로 보냅니다."))
    until = DayField(label=_("기한"), required=False, help_text=_("보완을 요구할 때는 꼭 골라 주세요."))

    def __init__(self, *args: Any, reasons: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = list(reasons.items())  # type: ignore[attr-defined]


class ResumeForm(forms.Form):
    """Which pause ended, and what came."""

    reason = forms.ChoiceField(label=_("끝난 사유"))
    text = long_text(_("확인한 것"), rows=3, required=False)

    def __init__(self, *args: Any, reasons: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = list(reasons.items())  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    """How much more time, and why."""

    count = forms.IntegerField(label=_("더하는 기간"), min_value=1)
    reason = long_text(_("사유"), rows=3, hint=_("신청인에게 그대로 보냅니다."))

    def __init__(self, *args: Any, most: int, unit: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["count"].help_text = _("%(most)d%(unit)s까지 늘릴 수 있습니다.") % {
            "most": most,
            "unit": unit,
        }


class ConsentForm(ExtendForm):
    """How much more time the person agreed to."""

    consent = long_text(_("동의 확인"), rows=2, hint=_("누가 언제 어떻게 동의했는지 적어 주세요."))


class HandOnForm(forms.Form):
    """To whom a case goes, or who works on it too."""

    def __init__(self, *args: Any, people: Any, departments: Any, why: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"] = PersonField(people=people, label=_("담당자"))
        self.fields["department"] = DepartmentChoice(departments=departments)
        self.fields["reason"] = forms.CharField(
            label=why, max_length=200, widget=forms.TextInput(attrs={"lang": "ko"})
        )


class AnswerForm(forms.Form):
    """The answer to who asked."""

    result = forms.ChoiceField(label=_("처리 결과"), choices=ANSWERS)
    summary = forms.CharField(
        label=_("한 줄 답"),
        max_length=120,
        help_text=_("무엇이 되고 무엇이 안 되는지 한 문장으로."),
        widget=forms.TextInput(attrs={"lang": "ko"}),
    )
    text = long_text(
        _("답변"), rows=8, hint=_("법령 이름만 적지 말고, 신청인이 할 일을 쉬운 말로 적어 주세요.")
    )
    objection = long_text(
        _("이의 방법"), rows=3, required=False, hint=_("수용하지 않을 때는 꼭 적어 주세요.")
    )


class SendForm(forms.Form):
    """Which other agency's the case is, and why."""

    def __init__(self, *args: Any, leave_out: int, **options: Any) -> None:
        super().__init__(*args, **options)
        agencies = Agency.objects.filter(closed_on=None).exclude(pk=leave_out).order_by("name", "pk")
        self.fields["to_agency"] = forms.ModelChoiceField(
            queryset=agencies,
            label=_("받을 기관"),
            empty_label="–",
            widget=forms.Select(attrs={"lang": "ko"}),
        )
        self.fields["reason"] = long_text(
            _("보내는 사유"), rows=3, hint=_("받는 기관과 신청인에게 그대로 보입니다.")
        )


class NothingForm(forms.Form):
    """Nothing is asked: pressing the button is all."""


class SameForm(forms.Form):
    """Which earlier case of the same person it is."""

    def __init__(self, *args: Any, earlier: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["earlier"] = forms.ModelChoiceField(
            queryset=earlier,
            label=_("앞선 건"),
            help_text=_("같은 기업이나 같은 연락처로 먼저 낸 건입니다. 답한 건이면 다시 접수한 것이 됩니다."),
            empty_label="–",
            widget=forms.Select(attrs={"lang": "ko"}),
        )


class PaperForm(forms.Form):
    """A file of staff beside a case."""

    file = PaperField(required=True, hint=_("신청인도 볼 수 있습니다."))


class PartForm(forms.Form):
    """Whose part is done, and what they found."""

    def __init__(self, *args: Any, parts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["handler"] = PartField(queryset=parts, label=_("맡은 사람과 일"), empty_label=None)
        self.fields["opinion"] = long_text(_("의견·결과"), rows=5)


class PartField(forms.ModelChoiceField):
    """A part of a case by its person and what it is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Select(attrs={"lang": "ko"}), **options)

    def label_from_instance(self, obj: Any) -> str:
        """Return the words of a part."""
        return f"{obj.person.name}: {obj.task}"


class AgencyDayForm(forms.Form):
    """A day on which the agency is closed, or works although others do not."""

    day = DayField(label=_("날짜"))
    name = forms.CharField(
        label=_("이름"),
        max_length=80,
        help_text=_("예: 개원 기념일, 대체 근무 토요일"),
        widget=forms.TextInput(attrs={"lang": "ko"}),
    )
    is_worked = forms.TypedChoiceField(
        label=_("구분"),
        choices=[("closed", _("쉬는 날")), ("worked", _("일하는 날"))],
        coerce=lambda value: value == "worked",
        widget=forms.RadioSelect,
        initial="closed",
    )


class WhyForm(forms.Form):
    """Why, in a sentence or two."""

    def __init__(self, *args: Any, label: Any = None, hint: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"] = long_text(label or _("사유"), rows=3, hint=hint)


class EntryForm(forms.Form):
    """What the public register says."""

    title = forms.CharField(
        label=_("공개 제목"), max_length=120, widget=forms.TextInput(attrs={"lang": "ko"})
    )
    outcome = long_text(
        _("처리 내용"), rows=6, hint=_("누구의 일인지 알 수 있는 이름·번호·주소는 쓰지 마세요.")
    )


class PromiseForm(forms.Form):
    """What was promised to be changed."""

    law = forms.CharField(label=_("법령·제도"), max_length=120, widget=forms.TextInput(attrs={"lang": "ko"}))
    promise = forms.CharField(
        label=_("바꾸기로 한 것"), max_length=300, widget=forms.TextInput(attrs={"lang": "ko"})
    )
    body = forms.CharField(
        label=_("바꾸는 기관"), max_length=80, widget=forms.TextInput(attrs={"lang": "ko"})
    )
    expected_on = DayField(label=_("예정일"))


class PromiseCheckForm(forms.Form):
    """How far a promise is."""

    state = forms.ChoiceField(label=_("상태"), choices=PromiseState.choices)
    note = forms.CharField(label=_("확인한 것"), max_length=300, widget=forms.TextInput(attrs={"lang": "ko"}))
    expected_on = DayField(label=_("새 예정일"), required=False)


class ChargeForm(forms.Form):
    """Who answers for a topic, a trade or both."""

    def __init__(self, *args: Any, people: Any, departments: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"] = PersonField(people=people, label=_("담당자"))
        self.fields["department"] = DepartmentChoice(departments=departments)
        self.fields["topic"] = forms.ChoiceField(
            label=_("분야"), choices=with_empty(GrievanceTopic.choices, "–"), required=False
        )
        self.fields["industry"] = IndustryField(label=_("업종"), required=False)
        self.fields["on"] = DayField(label=_("시작일"))


class LastDayForm(forms.Form):
    """The last day of something."""

    last_day = DayField(label=_("마지막 날"))


class AbsenceForm(forms.Form):
    """Who is away, and who stands in."""

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"] = PersonField(people=people, label=_("자리를 비우는 사람"))
        self.fields["stand_in"] = PersonField(
            people=people,
            label=_("대신할 사람"),
            required=False,
            hint=_("비워 두면 부담당을 찾습니다. 부담당도 없으면 담당자 없음 목록에 나타납니다."),
        )
        self.fields["first_day"] = DayField(label=_("첫날"))
        self.fields["last_day"] = DayField(label=_("마지막 날"))


def departments_of(agency_id: int, on: Any) -> Any:
    """Return an agency's departments of a day."""
    return Department.objects.filter(lasting_on(on), agency=agency_id).order_by("name", "pk")


def people_of(agency_id: int) -> Any:
    """Return the people who are or were in charge of something for an agency, or are of its staff."""
    return (
        Person.objects.filter(
            Q(charges__agency=agency_id)
            | Q(grievance_charges__agency=agency_id)
            | Q(user__agency_memberships__agency=agency_id)
        )
        .order_by("name", "pk")
        .distinct()
    )
