"""What is typed of work and challenges at a fair, and the doors of their pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from didim.fairs.domain.challenging import ChallengeSaid
from didim.fairs.domain.hiring import WorkSaid
from didim.fairs.domain.offering import LONGEST
from didim.fairs.enums import Employment, FairKind, ParticipantState, ProposalState, Side
from didim.fairs.models import Challenge, Participant, Posting
from didim.registry.queries.visibility import NotVisible
from didim.web.components.won import WonField
from didim.web.portal.chosen_file import FileChoice
from didim.web.portal.fair_links import for_own
from didim.web.portal.forms import DayInput

_INSTANT = "%Y-%m-%dT%H:%M"


@contextmanager
def for_side(request: HttpRequest, fair_id: int, *, kind: FairKind, side: Side) -> Iterator[Participant]:
    """Run a block for the asker's own participant, accepted on a side of a fair of a kind; 404 otherwise."""
    with for_own(request, fair_id) as own:
        if (own.fair.kind, own.side, own.state) != (kind, side, ParticipantState.ACCEPTED):
            raise NotVisible(f"participant of fair {fair_id}")
        yield own


def _text(label: Any, help_text: Any = "", *, rows: int = 4, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows, "lang": "ko"}),
    )


def _line(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"lang": "ko"})
    return forms.CharField(label=label, help_text=help_text, max_length=120, widget=widget)


def _instant(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "medium"}, format=_INSTANT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[_INSTANT, "%Y-%m-%d %H:%M"])


class WordsForm(forms.Form):
    """What a list of what is offered can be narrowed by."""

    q = forms.CharField(
        label=_("찾을 말"), max_length=100, required=False, widget=forms.TextInput({"type": "search"})
    )


class WorkForm(forms.Form):
    """What work is offered."""

    title = _line(_("모집 제목"), _("예: 제빵사, 백엔드 개발자"))
    employment = forms.ChoiceField(label=_("고용 형태"), choices=Employment.choices)
    duties = _text(_("하는 일"))
    wanted = _text(_("찾는 사람"), _("경력, 자격, 쓸 줄 알아야 하는 도구 같은 것"), required=False)
    work_place = _line(_("일하는 곳"))
    wage_from_won = WonField(
        label=_("연봉 하한(원)"), required=False, help_text=_("둘 다 비우면 협의한다고 보입니다.")
    )
    wage_to_won = WonField(label=_("연봉 상한(원)"), required=False)
    places = forms.IntegerField(label=_("모집 인원"), min_value=1, max_value=999, initial=1)
    closes_at = _instant(_("지원 마감"))

    def said(self) -> WorkSaid:
        """Return what was typed."""
        values = {name: self.cleaned_data[name] for name in WorkSaid.__dataclass_fields__}
        return WorkSaid(**values | {"employment": Employment(values["employment"])})


def typed_of_work(posting: Posting) -> dict[str, Any]:
    """Return what a form begins with that changes work."""
    return {name: getattr(posting, name) for name in WorkSaid.__dataclass_fields__}


class ApplyForm(forms.Form):
    """Why somebody wants to do the work."""

    letter = _text(
        _("지원 동기"),
        _("이 기업이 내 소개와 지원서를 봅니다. 연락처는 면접에 초대받거나 합격하면 보입니다."),
        rows=6,
    )
    career = _text(_("경력과 자격"), _("해 온 일, 자격증, 포트폴리오 주소"), rows=4, required=False)


class DecideForm(forms.Form):
    """Whether somebody is hired."""

    hired = forms.TypedChoiceField(
        label=_("결과"),
        choices=[("1", _("합격")), ("0", _("불합격"))],
        coerce=lambda typed: typed == "1",
        widget=forms.RadioSelect,
    )
    starts_on = forms.DateField(
        label=_("첫 출근일"), required=False, widget=DayInput(), help_text=_("합격일 때만 적습니다.")
    )
    answer = forms.CharField(
        label=_("결과에 전하는 말"),
        max_length=300,
        required=False,
        help_text=_("지원자에게 그대로 보냅니다."),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}),
    )
    note = _text(_("면접 기록"), _("지원자에게는 보이지 않습니다."), rows=3, required=False)


class ChallengeForm(forms.Form):
    """What is to be solved, and what is given for it."""

    title = _line(_("과제"), _("한 줄로. 예: 택배 포장재를 절반으로"))
    task = _text(_("풀 문제"), _("지금 무엇이 어렵고 무엇을 해 보았는지 적어 주세요."), rows=5)
    wanted = _text(_("바라는 기업"), required=False)
    gives = _text(_("제공하는 것"), _("예: 실증 비용 5천만 원, 시험할 물류센터, 첫 구매"))
    places = forms.IntegerField(label=_("선정할 기업 수"), min_value=1, max_value=99, initial=1)
    closes_at = _instant(_("제안 마감"))

    def said(self) -> ChallengeSaid:
        """Return what was typed."""
        return ChallengeSaid(**{name: self.cleaned_data[name] for name in ChallengeSaid.__dataclass_fields__})


def typed_of_challenge(challenge: Challenge) -> dict[str, Any]:
    """Return what a form begins with that changes a challenge."""
    return {name: getattr(challenge, name) for name in ChallengeSaid.__dataclass_fields__}


class ProposeForm(forms.Form):
    """How a firm would solve a challenge."""

    idea = _text(_("풀 방법"), rows=6)
    proof = _text(_("해 본 것"), _("실증, 납품, 특허처럼 보여 줄 수 있는 것"), required=False)


class ProposeWithFileForm(FileChoice, ProposeForm):
    """The same with a file, for firms that have a cabinet to keep it in."""

    field_order = ("idea", "proof", "file", "stored")


class AnswerForm(forms.Form):
    """What becomes of a proposal."""

    state = forms.ChoiceField(label=_("답"), widget=forms.RadioSelect)
    answer = _text(_("전하는 말"), _("제안한 기업에 그대로 보냅니다."), required=False)

    def __init__(self, *args: Any, meets: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        answers = (ProposalState.MEETING, ProposalState.CHOSEN, ProposalState.DECLINED)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (one.value, one.label) for one in answers if meets or one != ProposalState.MEETING
        ]
