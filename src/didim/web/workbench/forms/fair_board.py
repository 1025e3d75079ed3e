"""Forms of the board of a fair: where a meeting goes, who are to meet, what happened on the day."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from didim.fairs.models import Fair, FairSlot, FairTable, Participant
from didim.kernel.calendar import SEOUL
from didim.web.workbench.forms.fields import with_empty


def slot_label(slot: FairSlot) -> str:
    """Return a slot as lists show it: 11-23 10:30."""
    return f"{slot.starts_at.astimezone(SEOUL):%m-%d %H:%M}"


class _Slots(forms.ModelChoiceField):
    def label_from_instance(self, obj: FairSlot) -> str:
        return slot_label(obj)


class _Names(forms.ModelChoiceField):
    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Say that tables and people are called by their Korean names."""
        return {**super().widget_attrs(widget), "lang": "ko"}

    def label_from_instance(self, obj: FairTable | Participant) -> str:
        return obj.name


class PlaceForm(forms.Form):
    """A slot and a table of a fair."""

    slot = _Slots(label=_("시간"), queryset=FairSlot.objects.none())
    table = _Names(label=_("자리"), queryset=FairTable.objects.none())

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = fair.slots.order_by("number")
        self.fields["table"].queryset = fair.tables.order_by("number")


class MoveForm(PlaceForm):
    """Where a meeting goes, and why where the plan is public."""

    reason = forms.CharField(
        label=_("사유"),
        max_length=200,
        required=False,
        help_text=_("공개한 일정이면 양쪽에 그대로 알립니다."),
    )


class AddForm(PlaceForm):
    """Two who are to meet, and where."""

    partner = _Names(label=_("파트너"), queryset=Participant.objects.none())
    firm = _Names(label=_("기업"), queryset=Participant.objects.none())
    field_order = ("partner", "firm", "slot", "table")

    def __init__(self, *args: Any, people: dict[str, Iterable[int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in ("partner", "firm"):
            rows = Participant.objects.filter(pk__in=people[side]).order_by("name", "pk")
            self.fields[side].queryset = rows


class CancelForm(forms.Form):
    """Why a meeting is cancelled."""

    reason = forms.CharField(label=_("사유"), max_length=200)


class HappenedForm(forms.Form):
    """What happened on the day."""

    what = forms.ChoiceField(
        label=_("무슨 일"),
        choices=[
            ("table", _("자리를 쓸 수 없음")),
            ("late", _("참가자가 늦음")),
            ("leaves", _("참가자가 떠남")),
            ("again", _("바뀐 참가·불참 시간만 반영")),
        ],
    )
    table = _Names(
        label=_("자리"),
        queryset=FairTable.objects.none(),
        required=False,
        empty_label=_("고르지 않음"),
        help_text=_("‘자리를 쓸 수 없음’일 때 고릅니다."),
    )
    participant = _Names(
        label=_("참가자"),
        queryset=Participant.objects.none(),
        required=False,
        empty_label=_("고르지 않음"),
        help_text=_("늦거나 떠난 참가자를 고릅니다."),
    )
    until = forms.ChoiceField(
        label=_("언제까지"),
        required=False,
        help_text=_("고르지 않으면 상담회가 끝날 때까지입니다. 늦는 참가자는 오는 시간을 고르세요."),
    )
    reason = forms.CharField(
        label=_("사유"), max_length=200, help_text=_("일정이 바뀌는 분들에게 그대로 알립니다.")
    )

    def __init__(self, *args: Any, fair: Fair, people: dict[str, Iterable[int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].queryset = fair.tables.order_by("number")
        everybody = [*people["partner"], *people["firm"]]
        rows = Participant.objects.filter(pk__in=everybody).order_by("name", "pk")
        self.fields["participant"].queryset = rows
        ahead = list(fair.slots.filter(starts_at__gt=timezone.now()).order_by("number"))
        times = [(one.starts_at.isoformat(), slot_label(one)) for one in ahead]
        self.fields["until"].choices = with_empty(times, _("끝까지"))

    def clean(self) -> dict[str, Any]:
        """Ask for the table or the participant that the choice is about."""
        said = super().clean() or {}
        what = said.get("what")
        if what == "table" and said.get("table") is None:
            self.add_error("table", _("쓸 수 없는 자리를 골라 주세요."))
        if what in ("late", "leaves") and said.get("participant") is None:
            self.add_error("participant", _("참가자를 골라 주세요."))
        if what == "late" and not said.get("until"):
            self.add_error("until", _("오는 시간을 골라 주세요."))
        return said
