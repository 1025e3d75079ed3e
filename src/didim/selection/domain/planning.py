"""Simulations: who would be selected under other places, budgets, cut-offs and weights of rounds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.engines.scoring import ScoreSheet as Result
from didim.engines.scoring.plans import Plan, Planned, Row, Standing, Terms, Why, allot
from didim.kernel.hash_chains import decimal_text
from didim.kernel.refusals import refuse
from didim.programmes.models import Call
from didim.selection.enums import PlanState, RoundState
from didim.selection.models import Decision, DecisionPlan, ScoreSheet

from .score_inputs import RoundInputs, inputs_of, published_revision, reviews_of
from .scoring import recompute


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a simulation assumes: places, reserves, won in all and for one firm, cut-off, weights of rounds.

    `cutoff` None is no cut-off. `weights` name rounds by key; a round not named keeps the call's weight.
    """

    places: int | None
    reserves: int
    budget_won: int | None
    award_won: int | None
    cutoff: Decimal | None
    weights: Mapping[str, Decimal] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the assumptions as a plan stores them."""
        return {
            "places": self.places,
            "reserves": self.reserves,
            "budget_won": self.budget_won,
            "award_won": self.award_won,
            "cutoff": None if self.cutoff is None else decimal_text(self.cutoff),
            "weights": {key: decimal_text(weight) for key, weight in sorted(self.weights.items())},
        }


def assumptions_of_call(*, sheet: ScoreSheet) -> Assumptions:
    """Return what the published call itself says, to begin a simulation with."""
    revision = published_revision(sheet.round.call_id)
    rule = _inputs(sheet).rule
    return Assumptions(
        places=revision.places,
        reserves=revision.reserves or 0,
        budget_won=revision.budget_won,
        award_won=revision.award_won,
        cutoff=rule.cutoff,
    )


def simulate(
    *, sheet: ScoreSheet, assumptions: Assumptions, title: str, by: User | None, now: datetime
) -> DecisionPlan:
    """Keep who would be selected under the assumptions; nothing is decided by it.

    Raises RefusedError where a number makes no sense or a seal of the sheet has been changed.
    """
    _check(assumptions)
    inputs = _assumed(_inputs(sheet), assumptions)
    result = inputs.result()
    plan = allot(_standings(result), _terms(assumptions))
    call_id = sheet.round.call_id
    with recorded("simulate", by):
        Call.objects.select_for_update(no_key=True).get(pk=call_id)
        last = DecisionPlan.objects.filter(call=call_id).aggregate(last=Max("number"))["last"]
        return DecisionPlan.objects.create(
            agency_id=sheet.agency_id,
            call_id=call_id,
            number=(last or 0) + 1,
            title=" ".join(title.split())[:80],
            sheet=sheet,
            parameters=assumptions.as_json(),
            result=_as_json(plan, result),
            made_at=now,
            made_by=by,
        )


def _check(assumptions: Assumptions) -> None:
    if assumptions.places is None and assumptions.budget_won is None:
        raise refuse("places", _("선정 규모나 예산 가운데 하나는 정해 주세요."))
    if assumptions.budget_won is not None and not assumptions.award_won:
        raise refuse("award_won", _("예산으로 계산하려면 기업당 지원금을 적어 주세요."))


def _inputs(sheet: ScoreSheet) -> RoundInputs:
    content = json.loads(sheet.content)
    return inputs_of(content, reviews_of(sheet, content))


def _assumed(inputs: RoundInputs, assumptions: Assumptions) -> RoundInputs:
    """Return the inputs with another cut-off and other weights, and no limit of places."""
    rounds = tuple(
        replace(
            rule,
            weight=assumptions.weights.get(rule.key, rule.weight),
            cutoff=assumptions.cutoff if rule.key == inputs.rule.key else rule.cutoff,
        )
        for rule in inputs.rounds
    )
    rule = next(rule for rule in rounds if rule.key == inputs.rule.key)
    return replace(inputs, rule=rule, rounds=rounds, places=None, reserves=0)


def _terms(assumptions: Assumptions) -> Terms:
    return Terms(assumptions.places, assumptions.reserves, assumptions.budget_won, assumptions.award_won)


def _standings(result: Result) -> list[Standing]:
    return [Standing(row.application, row.place.rank, row.tally.total) for row in result.rows]


def _as_json(plan: Plan, result: Result) -> dict[str, Any]:
    whys = {row.application: _unranked(row.tally.quorum_met) for row in result.rows}
    selected = [row.standing.total for row in plan.rows if row.outcome is Planned.SELECTED]
    return {
        "rows": [_row(row, whys[row.standing.application]) for row in plan.rows],
        "counts": {outcome.value: plan.count(outcome) for outcome in Planned},
        "amount_won": plan.amount,
        "last_total": decimal_text(selected[-1]) if selected and selected[-1] is not None else None,
    }


def _unranked(quorum_met: bool) -> str:  # noqa: FBT001 - a fact of the row, not a switch
    return "cutoff" if quorum_met else "quorum"


def _row(row: Row, unranked: str) -> dict[str, Any]:
    standing = row.standing
    return {
        "application": int(standing.application),
        "outcome": row.outcome.value,
        "rank": standing.rank,
        "total": None if standing.total is None else decimal_text(standing.total),
        "amount": row.amount,
        "reserve_rank": row.reserve_rank,
        "why": unranked if row.why is Why.UNRANKED else row.why.value,
    }


def put_to_committee(*, plan: DecisionPlan, by: User | None) -> DecisionPlan:
    """Put one simulation to the committee.

    Raises RefusedError unless the last round is closed, the sheet is its newest and can be worked out again,
    nobody is tied at the border, and no other plan is before the committee.
    """
    with recorded("put_to_committee", by):
        Call.objects.select_for_update(no_key=True).get(pk=plan.call_id)
        plan = DecisionPlan.objects.select_for_update().select_related("sheet__round").get(pk=plan.pk)
        if plan.state != PlanState.DRAFT:
            raise refuse("", _("이미 위원회에 올렸거나 의결한 선정안입니다."))
        if Decision.objects.filter(call=plan.call_id).exists():
            raise refuse("", _("이 공고는 이미 선정을 마쳤습니다."))
        if DecisionPlan.objects.filter(call=plan.call_id, state=PlanState.PUT).exists():
            raise refuse("", _("다른 선정안이 위원회에 올라가 있습니다. 먼저 그 안을 거두어 주세요."))
        _check_ready(plan)
        plan.state = PlanState.PUT
        plan.save(update_fields=["state"])
        return plan


def _check_ready(plan: DecisionPlan) -> None:
    round_ = plan.sheet.round
    if round_.number < len(published_revision(plan.call_id).rounds):
        raise refuse("", _("마지막 평가 차수의 점수표로 만든 선정안만 올릴 수 있습니다."))
    if round_.state != RoundState.CLOSED:
        raise refuse("", _("평가를 마감한 뒤에 선정안을 올려 주세요."))
    if ScoreSheet.objects.filter(round=round_, number__gt=plan.sheet.number).exists():
        raise refuse("", _("더 새로운 점수표가 있습니다. 그 점수표로 다시 시뮬레이션해 주세요."))
    if difference := recompute(sheet=plan.sheet).difference:
        raise refuse("", _("점수표를 다시 계산한 값이 다릅니다(%(place)s).") % {"place": difference})
    if plan.result["counts"][Planned.TIED.value]:
        sentence = _("경계에 동점자가 있습니다. 선정 규모를 조정하거나 동점 처리 기준을 정해 주세요.")
        raise refuse("", sentence)


def take_back(*, plan: DecisionPlan, by: User | None) -> DecisionPlan:
    """Take a plan back from the committee before it has decided."""
    with recorded("take_back", by):
        plan = DecisionPlan.objects.select_for_update().get(pk=plan.pk)
        if plan.state != PlanState.PUT:
            raise refuse("", _("위원회에 올라가 있는 선정안이 아닙니다."))
        plan.state = PlanState.DRAFT
        plan.save(update_fields=["state"])
        return plan
