"""Forms for a review round: its words, who judges, its criteria and how its scores are counted."""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.engines.scoring import CutoffOn, Rounding, RoundKind
from didim.selection.domain.round_terms import MOST_REVIEWERS

from .call_terms import PointsField
from .fields import with_empty

_KOREAN = {"lang": "ko"}
_SHORT = {"class": "short"}
KINDS = {
    RoundKind.WRITTEN: _("서류평가"),
    RoundKind.PRESENTATION: _("발표평가"),
    RoundKind.SITE_VISIT: _("현장실사"),
}
ROUNDINGS = {
    Rounding.HALF_UP: _("반올림"),
    Rounding.HALF_EVEN: _("짝수로 반올림"),
    Rounding.DOWN: _("버림"),
    Rounding.UP: pgettext_lazy("끝수", "올림"),
}
QUORUMS = [("1/2", _("2분의 1")), ("2/3", _("3분의 2")), ("3/4", _("4분의 3")), ("1", _("모두"))]
CUTOFFS = {CutoffOn.BASE: _("가점을 더하기 전 점수"), CutoffOn.SCORE: _("가점을 더한 점수")}
TIES = 4
# What stands under "panel" in a round (selection.domain.round_terms).
PANEL = ("blind", "shown", "challenge_days")
# What the scores are counted by, in the order of the page; the rest of a round has fields of other kinds.
_POINTS = {
    "cutoff": _("과락 점수"),
    "bonus_cap": _("가점 한도"),
    "weight": _("최종 점수에 반영하는 비율"),
    "shortlist": _("다음 단계로 올리는 배수"),
    "step": _("점수 단위"),
}
_HINTS = {
    "cutoff": _("이 점수 미만은 제외합니다. 비우면 과락이 없습니다."),
    "bonus_cap": _("서류평가에서만. 창업사업화 지원사업은 3점까지입니다."),
    "weight": _("마지막 단계 점수만 쓰면 나머지는 0입니다."),
    "shortlist": _("선정 규모의 몇 배수를 올리는지. 비우면 과락이 아닌 모두를 올립니다."),
    "step": _("1이면 1점 단위, 0.5면 0.5점 단위로 매깁니다."),
}


def _points(name: str) -> PointsField:
    return PointsField(
        label=_POINTS[name],
        help_text=_HINTS[name],
        required=False,
        min_value=0,
        max_value=10_000,
        decimal_places=2,
        widget=forms.NumberInput(attrs=_SHORT),
    )


class RoundForm(forms.Form):
    """A round without its criteria."""

    name = forms.CharField(label=_("이름"), max_length=80, widget=forms.TextInput(attrs=_KOREAN))
    name_en = forms.CharField(label=_("영문 이름"), max_length=80, required=False)
    reviewers = forms.IntegerField(
        label=_("신청마다 평가하는 위원 수"),
        min_value=1,
        max_value=MOST_REVIEWERS,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    blind = forms.BooleanField(label=_("평가위원에게 신청 기업과 사람의 이름을 숨김"), required=False)
    shown = forms.BooleanField(label=_("신청자에게 평가위원 명단을 알림"), required=False)
    challenge_days = forms.IntegerField(
        label=_("기피 신청을 받는 근무일 수"),
        min_value=0,
        max_value=30,
        widget=forms.NumberInput(attrs=_SHORT),
        help_text=_("명단을 알린 다음 날부터 셉니다."),
    )
    cutoff = _points("cutoff")
    cutoff_on = forms.ChoiceField(label=_("과락을 따지는 점수"), choices=list(CUTOFFS.items()))
    bonus_cap = _points("bonus_cap")
    shortlist = _points("shortlist")
    weight = _points("weight")
    trim_from = forms.IntegerField(
        label=_("최고·최저 점수를 빼기 시작하는 위원 수"),
        help_text=_("위원이 이만큼 되면 최고와 최저를 하나씩 빼고 평균합니다. 비우면 빼지 않습니다."),
        min_value=3,
        max_value=50,
        required=False,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    decimals = forms.IntegerField(
        label=_("평균의 소수 자릿수"), min_value=0, max_value=8, widget=forms.NumberInput(attrs=_SHORT)
    )
    rounding = forms.ChoiceField(label=_("끝자리 처리"), choices=list(ROUNDINGS.items()))
    quorum = forms.ChoiceField(label=_("의결 정족수"), choices=QUORUMS)
    step = _points("step")

    def __init__(
        self,
        *args: Any,
        content: Mapping[str, Any],
        earlier: Sequence[Mapping[str, Any]],
        is_last: bool,
        usual_panel: Mapping[str, Any],
        **options: Any,
    ) -> None:
        self.round = content
        panel = {**usual_panel, **content.get("panel", {})}
        ties = [*content["tie_break"], *([""] * TIES)][:TIES]
        initial = dict(content) | {name: panel[name] for name in PANEL}
        initial |= {f"tie-{at}": step for at, step in enumerate(ties)}
        super().__init__(*args, initial=initial, **options)
        if content["kind"] != RoundKind.WRITTEN:
            del self.fields["bonus_cap"]
        if is_last:
            del self.fields["shortlist"]
        choices = with_empty(tie_choices(content, earlier), _("없음"))
        for at in range(TIES):
            label = _("동점일 때 %(at)d순위") % {"at": at + 1}
            self.fields[f"tie-{at}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, widget=forms.Select(attrs=_KOREAN)
            )

    def content(self, criteria: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the round as JSON; what is not on the page stays as it was."""
        typed = self.cleaned_data
        kept = {
            name: value for name, value in typed.items() if not name.startswith("tie-") and name not in PANEL
        }
        kept |= {name: kept[name] or "0" for name in ("bonus_cap", "weight") if name in kept}
        kept["step"] = kept["step"] or "1"
        ties = [typed[f"tie-{at}"] for at in range(TIES) if typed[f"tie-{at}"]]
        own = {"criteria": criteria, "tie_break": list(dict.fromkeys(ties))}
        return {**self.round, **kept, **own, "panel": {name: typed[name] for name in PANEL}}


def tie_choices(content: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Return the steps a round may break ties by, with their words: its criteria, earlier rounds, others."""
    criteria = [
        (f"criterion:{row['key']}", _("'%(name)s' 점수가 높은 신청") % {"name": row["label"]})
        for row in content["criteria"]
    ]
    rounds = [
        (f"round:{row['key']}", _("'%(name)s' 점수가 높은 신청") % {"name": row["name"]}) for row in earlier
    ]
    others = [
        ("base", _("가점을 뺀 점수가 높은 신청")),
        ("received", _("먼저 접수한 신청")),
        ("lot", _("추첨(기록한 난수)")),
    ]
    return [*criteria, *rounds, *others]


class CriterionForm(forms.Form):
    """A criterion: what is judged and for how many points."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(
        label=_("평가 항목"), max_length=100, required=False, widget=forms.TextInput(attrs=_KOREAN)
    )
    label_en = forms.CharField(label=_("영문 이름"), max_length=100, required=False)
    max = PointsField(label=_("배점"), min_value=0, max_value=1000, decimal_places=2, required=False)

    def clean(self) -> dict[str, Any]:
        """A named criterion needs its points."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("label") and not typed.get("max") and "max" not in self.errors:
            self.add_error("max", ValidationError(_("배점을 적어 주세요.")))
        return typed


def criteria_of(
    rows: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return criteria in the order of rows; a known one keeps its weight."""
    before = {row["key"]: row for row in known}
    return [
        {
            **before.get(row["key"], {}),
            "key": row["key"] or f"c_{token_hex(3)}",
            "label": row["label"],
            "label_en": row["label_en"],
            "max": row["max"],
        }
        for row in rows
        if row.get("label")
    ]
