"""What an expert is asked for: the same form for a firm and for staff who ask for it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.desk.enums import Topic
from didim.experts.domain.requesting import MOST_VISITS, Wish
from didim.experts.enums import RequestKind

_DAYS = 30


class DayInput(forms.DateInput):
    """A day, chosen from the browser's calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "short"}, format="%Y-%m-%d")


class WishForm(forms.Form):
    """A request that asks little."""

    subject = forms.CharField(
        label=_("어떤 도움이 필요한가요?"),
        max_length=300,
        help_text=_("한 줄이면 됩니다. 예: 점심 매출이 줄어 메뉴를 바꾸고 싶습니다"),
    )
    topics = forms.MultipleChoiceField(
        label=_("주제"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    visits = forms.IntegerField(
        label=_("방문 횟수"),
        min_value=1,
        max_value=MOST_VISITS,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("두 번부터는 클리닉으로, 같은 전문가가 달마다 찾아갑니다."),
    )
    wanted_from = forms.DateField(label=_("언제부터"), widget=DayInput())
    wanted_until = forms.DateField(label=_("언제까지"), widget=DayInput())
    wanted_when = forms.CharField(
        label=_("원하는 요일·시간"),
        max_length=120,
        required=False,
        help_text=_("예: 평일 오후 3시 뒤"),
    )
    address = forms.CharField(
        label=_("찾아갈 곳"),
        max_length=200,
        required=False,
        help_text=_("비우면 사업장으로 갑니다."),
    )

    def wish(self) -> Wish:
        """Return what is asked for: a clinic where it takes several visits."""
        said = {name: self.cleaned_data[name] for name in WishForm.base_fields}
        return Wish(kind=RequestKind.VISIT if said["visits"] == 1 else RequestKind.CLINIC, **said)


def first_wish(*, topic: str, on: date, subject: str = "") -> dict[str, Any]:
    """Return what the form begins with: a subject to ask about, and the month from a day on."""
    return {
        "subject": subject,
        "topics": [topic] if topic in Topic.values else [],
        "wanted_from": on,
        "wanted_until": on + timedelta(days=_DAYS),
    }
