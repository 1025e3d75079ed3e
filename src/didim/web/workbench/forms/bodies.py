"""What staff enter about boards, networks, partners, departments and people in charge."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import (
    CaseOfficerRole,
    CommissionKind,
    DepartmentKind,
    EndReason,
    PartnerKind,
)
from didim.registry.models import Agency, Department

from .fields import DayField, with_empty


class PersonForm(forms.Form):
    """Somebody by name; the affiliation tells people of one name apart."""

    person = forms.CharField(label=_("이름"), max_length=60)
    affiliation = forms.CharField(
        label=_("소속"),
        max_length=120,
        required=False,
        help_text=_("같은 이름이 여럿이면 꼭 적어 주세요."),
    )


class AppointForm(PersonForm):
    """A person and a term."""

    valid_from = DayField(label=_("임기 시작일"))
    valid_to = DayField(label=_("임기 마지막 날"))


class EndForm(forms.Form):
    """The last day of a term or a commission, and why it ended."""

    last_day = DayField(label=_("마지막 날"))
    reason = forms.ChoiceField(label=_("사유"), choices=EndReason.choices)


class LastDayForm(forms.Form):
    """The last day of something."""

    last_day = DayField(label=_("마지막 날"))


class BoardFieldForm(forms.Form):
    """A field of a board and how many seats it has."""

    name = forms.CharField(label=_("분야"), max_length=60)
    name_en = forms.CharField(label=_("영문 분야"), max_length=80, required=False)
    quota = forms.IntegerField(
        label=_("정원"), min_value=0, max_value=100, widget=forms.NumberInput(attrs={"class": "short"})
    )


class JoinForm(forms.Form):
    """An agency that joins a network."""

    agency = forms.ModelChoiceField(
        label=_("기관"),
        queryset=Agency.objects.order_by("name", "pk"),
        widget=forms.Select(attrs={"lang": "ko"}),
    )
    on = DayField(label=_("가입일"))


class CommissionForm(forms.Form):
    """A partner commissioned by letter."""

    partner = forms.CharField(label=_("파트너"), max_length=120)
    partner_kind = forms.ChoiceField(label=_("파트너 종류"), choices=PartnerKind.choices)
    person = forms.CharField(
        label=_("위촉자"), max_length=60, required=False, help_text=_("한 사람을 위촉할 때만")
    )
    kind = forms.ChoiceField(label=_("위촉 구분"), choices=CommissionKind.choices)
    letter_number = forms.CharField(label=_("위촉장 번호"), max_length=40)
    valid_from = DayField(label=_("위촉일"))
    valid_to = DayField(label=_("마지막 날"), required=False)


class TargetForm(forms.Form):
    """How many partners are to be commissioned by a day."""

    due_on = DayField(label=_("목표일"))
    count = forms.IntegerField(
        label=_("목표 수"), min_value=1, max_value=100_000, widget=forms.NumberInput(attrs={"class": "short"})
    )
    kind = forms.ChoiceField(
        label=_("위촉 구분"), choices=with_empty(CommissionKind.choices, _("모든 구분")), required=False
    )


class DutyForm(forms.Form):
    """A duty and the department responsible for it from a day on."""

    name = forms.CharField(label=_("담당 업무"), max_length=120)
    department = forms.ModelChoiceField(label=_("부서"), queryset=Department.objects.none())
    on = DayField(label=_("시작일"))

    def __init__(self, *args: Any, departments: Iterable[Department], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].queryset = departments
        self.fields["department"].widget.attrs["lang"] = "ko"


class OfficerForm(PersonForm):
    """Somebody in charge of a place from a day on."""

    role = forms.ChoiceField(label=_("구분"), choices=CaseOfficerRole.choices)
    department = forms.ModelChoiceField(
        label=_("부서"), queryset=Department.objects.none(), required=False, empty_label=_("부서 없음")
    )
    on = DayField(label=_("시작일"))

    def __init__(self, *args: Any, departments: Iterable[Department], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].queryset = departments
        self.fields["department"].widget.attrs["lang"] = "ko"


class ReorganiseForm(forms.Form):
    """The day of a reorganisation, the parts it opens, and who inherits from each part that goes."""

    on = DayField(label=_("시행일"), help_text=_("새 조직의 첫날"))
    opening = forms.CharField(
        label=_("새로 만드는 부서"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("한 줄에 하나. 센터나 팀이면 '이름 / 센터'처럼 적습니다."),
    )

    def __init__(self, *args: Any, departments: Iterable[Department], **options: Any) -> None:
        super().__init__(*args, **options)
        self.departments = list(departments)
        for department in self.departments:
            self.fields[f"heir_{department.pk}"] = forms.CharField(
                label=format_html('<span lang="ko">{}</span>', department.name),
                required=False,
                max_length=80,
                help_text=_("없어지면, 업무를 이어받을 부서의 이름을 적습니다. 그대로면 비워 둡니다."),
                widget=forms.TextInput(attrs={"list": "department-names", "autocomplete": "off"}),
            )

    def opened(self) -> list[tuple[str, DepartmentKind]]:
        """Return the names and kinds of the parts to open."""
        kinds = {str(kind.label): kind for kind in DepartmentKind}
        lines = [line.partition("/") for line in self.cleaned_data["opening"].splitlines() if line.strip()]
        return [
            (" ".join(name.split()), kinds.get(kind.strip(), DepartmentKind.DEPARTMENT))
            for name, _slash, kind in lines
        ]

    def clean(self) -> dict[str, Any]:
        """Check that every heir is a part that is opened or stays."""
        cleaned: dict[str, Any] = super().clean() or {}
        heirs = {pk: cleaned.get(f"heir_{pk}") for pk in (department.pk for department in self.departments)}
        staying = {department.name for department in self.departments if not heirs[department.pk]}
        names = staying | {name for name, _kind in self.opened()} if "opening" in cleaned else staying
        for pk, heir in heirs.items():
            if heir and heir not in names:
                self.add_error(f"heir_{pk}", _("새로 만들거나 그대로 두는 부서의 이름을 적어 주세요."))
        return cleaned

    def closing(self) -> dict[int, str]:
        """Return the name of the heir of each part that goes."""
        return {
            department.pk: heir
            for department in self.departments
            if (heir := self.cleaned_data[f"heir_{department.pk}"])
        }
