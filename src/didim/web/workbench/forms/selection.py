"""What staff enter to simulate, to convene a committee, to decide, to answer."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from didim.engines.scoring import RoundRule
from didim.kernel.refusals import RefusedError
from didim.registry.domain.directory import person_named
from didim.registry.models import Person
from didim.selection.domain.committees import Attendance
from didim.selection.domain.planning import Assumptions
from didim.selection.enums import Outcome, VoteValue
from didim.selection.models import CommitteeVote

from .fields import AmountField, InstantField, with_empty
from .filters import FilterForm

_SHORT = forms.NumberInput(attrs={"class": "short"})


class SimulationForm(forms.Form):
    """What a simulation assumes; it begins with what the call says."""

    title = forms.CharField(
        label=_("이름"), max_length=80, required=False, help_text=_("예: 예산 10% 줄인 안")
    )
    places = forms.IntegerField(label=_("선정 규모"), min_value=0, required=False, widget=_SHORT)
    reserves = forms.IntegerField(label=_("예비 선정"), min_value=0, required=False, widget=_SHORT)
    budget_won = AmountField(label=_("예산(원)"), required=False)
    award_won = AmountField(label=_("기업당 지원금(원)"), required=False)
    cutoff = forms.DecimalField(
        label=_("과락 점수"), min_value=0, max_digits=8, decimal_places=4, required=False, widget=_SHORT
    )

    def __init__(self, *args: Any, rounds: Sequence[RoundRule], **options: Any) -> None:
        super().__init__(*args, **options)
        self.weighted = [rule.key for rule in rounds] if len(rounds) > 1 else []
        for rule in rounds if len(rounds) > 1 else ():
            self.fields[f"weight_{rule.key}"] = forms.DecimalField(
                label=_("%(round)s 비중") % {"round": rule.name.ko},
                min_value=0,
                max_digits=6,
                decimal_places=2,
                initial=rule.weight,
                widget=_SHORT,
            )

    def assumptions(self) -> Assumptions:
        """Return what was entered."""
        typed = self.cleaned_data
        weights = {key: typed[f"weight_{key}"] for key in self.weighted}
        return Assumptions(
            places=typed["places"],
            reserves=typed["reserves"] or 0,
            budget_won=typed["budget_won"],
            award_won=typed["award_won"],
            cutoff=typed["cutoff"],
            weights=weights,
        )


def _named(person: Person) -> str:
    affiliation = f" ({person.affiliation})" if person.affiliation else ""
    return format_html('<span lang="ko">{}{}</span>', person.name, affiliation)


class CommitteeForm(forms.Form):
    """A meeting and its members: chosen from people known to the agency, or written by name."""

    title = forms.CharField(label=_("회의 이름"), max_length=120)
    held_at = InstantField(label=_("개최 시각"), default_time=time(14), help_text=_("서울 시각"))
    known = forms.ModelMultipleChoiceField(
        label=_("아는 위원"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label=_("그 밖의 위원"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("한 줄에 한 명: 이름, 소속. 예: 김하나, 한빛대학교"),
    )
    chair = forms.CharField(label=_("위원장"), max_length=60, help_text=_("위에서 고르거나 적은 위원의 이름"))

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        ids = [person.pk for person in people]
        self.fields["known"].queryset = Person.objects.filter(pk__in=ids).order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["known"].label_from_instance = _named  # type: ignore[attr-defined]
        if not ids:
            del self.fields["known"]

    def clean(self) -> dict[str, Any]:
        """Find everybody named; `members` and the person of the chair stand in the cleaned data."""
        typed = super().clean() or {}
        members = list(typed.get("known") or [])
        for line in typed.get("others", "").splitlines():
            name, _comma, affiliation = line.partition(",")
            if name.strip():
                members += self._person(name, affiliation)
        typed["members"] = list(dict.fromkeys(members))
        named = [person for person in typed["members"] if person.name == typed.get("chair", "").strip()]
        if typed.get("chair") and len(named) != 1:
            self.add_error(
                "chair", _("위원장의 이름을 위원 가운데에서 찾지 못했습니다. 이름을 확인해 주세요.")
            )
        typed["chair_person"] = named[0] if named else None
        return typed

    def _person(self, name: str, affiliation: str) -> list[Person]:
        try:
            return [person_named(name=name, affiliation=affiliation)]
        except RefusedError as error:
            for problem in error.problems:
                self.add_error("others", f"{name.strip()}: {problem}")
            return []


class MeetingForm(forms.Form):
    """Who was present and how they voted, seat by seat, and the minutes."""

    minutes = forms.CharField(label=_("회의록"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, seats: Sequence[CommitteeVote], **options: Any) -> None:
        super().__init__(*args, **options)
        self.seats = seats
        for seat in seats:
            self.fields[f"present-{seat.pk}"] = forms.BooleanField(
                required=False, initial=seat.is_present, label=_("%(name)s 참석") % {"name": seat.person.name}
            )
            self.fields[f"vote-{seat.pk}"] = forms.ChoiceField(
                required=False,
                initial=seat.vote or "",
                choices=with_empty(VoteValue.choices, _("표결 없음")),
                label=_("%(name)s 표결") % {"name": seat.person.name},
            )

    def rows(self) -> list[tuple[CommitteeVote, forms.BoundField, forms.BoundField]]:
        """Return each seat with its two fields."""
        return [(seat, self[f"present-{seat.pk}"], self[f"vote-{seat.pk}"]) for seat in self.seats]

    def attendance(self) -> dict[int, Attendance]:
        """Return what was entered, by seat."""
        typed = self.cleaned_data
        return {
            seat.pk: Attendance(
                is_present=typed[f"present-{seat.pk}"],
                vote=VoteValue(typed[f"vote-{seat.pk}"]) if typed[f"vote-{seat.pk}"] else None,
            )
            for seat in self.seats
        }


class DecisionFilterForm(FilterForm):
    """What the list of decisions can be narrowed by."""

    q = forms.CharField(label=_("기업명·접수번호"), max_length=100)
    outcome = forms.ChoiceField(label=_("결과"), choices=with_empty(Outcome.choices, _("모든 결과")))


class ForgoForm(forms.Form):
    """Why a firm gives its place up."""

    reason = forms.CharField(label=_("포기 사유"), max_length=300)


class ObjectionAnswerForm(forms.Form):
    """The answer to an objection, and what the decision becomes if it is upheld."""

    answer = forms.CharField(
        label=_("회신"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("신청기업에 보내는 통보서에 그대로 실립니다."),
    )
    outcome = forms.ChoiceField(
        label=_("인용하면 바뀔 결과"),
        choices=[(value, label) for value, label in Outcome.choices if value in ("selected", "reserve")],
    )


class ObjectionCommitteeForm(CommitteeForm):
    """A committee that hears objections: which ones."""

    field_order = ("objections", "title", "held_at", "known", "others", "chair")

    def __init__(self, *args: Any, objections: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.waiting = {str(one.pk): one for one in objections}
        self.fields["objections"] = forms.MultipleChoiceField(
            label=_("심의할 이의신청"),
            choices=[
                (key, format_html('<span lang="ko">{}</span>', one.enterprise.name))
                for key, one in self.waiting.items()
            ],
            initial=list(self.waiting),
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(self.field_order)

    def chosen(self) -> list[Any]:
        """Return the objections chosen."""
        return [self.waiting[key] for key in self.cleaned_data["objections"]]

    def clean_objections(self) -> list[str]:
        """Refuse none at all."""
        chosen: list[str] = self.cleaned_data["objections"]
        if not chosen:
            raise ValidationError(_("심의할 이의신청을 골라 주세요."))
        return chosen
