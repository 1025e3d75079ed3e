"""Deciding: a committee's approval settles every application of a call at once."""

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.kernel.calendar import SEOUL, months_after
from didim.kernel.refusals import refuse
from didim.programmes.models import Call
from didim.selection.enums import CheckState, DecisionGround, Outcome, PlanState
from didim.selection.models import Committee, Decision, DecisionPlan, EligibilityCheck, ScoreSheet

from .committees import close_vote
from .selection_rules import selection_rules

_GROUNDS = {
    "": DecisionGround.RANKED,
    "places": DecisionGround.PLACES,
    "budget": DecisionGround.BUDGET,
    "cutoff": DecisionGround.CUTOFF,
    "quorum": DecisionGround.QUORUM,
}
_EARLIER = {
    "below_cutoff": DecisionGround.CUTOFF,
    "no_quorum": DecisionGround.QUORUM,
}


def decide_plan(*, committee: Committee, by: User | None, now: datetime) -> list[Decision]:
    """Close the vote on a plan; approved, it decides every application of the call in one transaction.

    Whoever is not in the plan is rejected with the ground: not eligible, or left behind in an earlier round.
    Without a majority the plan is dismissed and nothing is decided. Raises RefusedError without the quorum,
    with a check still open, or where an application of the plan was withdrawn meanwhile.
    """
    with recorded("decide_plan", by):
        committee = Committee.objects.select_for_update().get(pk=committee.pk)
        plan = DecisionPlan.objects.select_for_update().filter(committees=committee.pk).first()
        if plan is None or plan.state != PlanState.PUT:
            raise refuse("", _("위원회에 올라가 있는 선정안이 없습니다."))
        Call.objects.select_for_update(no_key=True).get(pk=plan.call_id)
        decisions = _decisions(plan, committee, now)
        approved = close_vote(committee=committee, now=now)
        plan.state = PlanState.APPROVED if approved else PlanState.DISMISSED
        plan.save(update_fields=["state"])
        return Decision.objects.bulk_create(decisions, batch_size=1000) if approved else []


def _decisions(plan: DecisionPlan, committee: Committee, now: datetime) -> list[Decision]:
    applications = Application.objects.filter(call=plan.call_id, state=ApplicationState.SUBMITTED)
    planned = {row["application"]: row for row in plan.result["rows"]}
    by_id = {one.pk: one for one in applications.order_by("number", "pk")}
    if gone := set(planned) - set(by_id):
        sentence = _("선정안에 있는 신청 %(count)d건이 철회되었습니다. 다시 시뮬레이션해 주세요.")
        raise refuse("", sentence % {"count": len(gone)})
    grounds = _left_behind(plan, [pk for pk in by_id if pk not in planned])
    made = []
    for pk, application in by_id.items():
        decision = Decision(
            agency_id=plan.agency_id,
            enterprise_id=application.enterprise_id,
            call_id=plan.call_id,
            application=application,
            plan=plan,
            committee=committee,
            decided_at=now,
        )
        if pk in planned:
            _as_planned(decision, planned[pk])
        else:
            decision.outcome, (decision.ground, decision.reason) = Outcome.REJECTED, grounds[pk]
        made.append(decision)
    return made


def _as_planned(decision: Decision, row: Mapping[str, Any]) -> None:
    decision.outcome = Outcome(row["outcome"])
    decision.rank, decision.reserve_rank = row["rank"], row["reserve_rank"]
    decision.total = None if row["total"] is None else Decimal(row["total"])
    decision.amount_won = row["amount"] if decision.outcome != Outcome.REJECTED else None
    decision.ground = _GROUNDS[row["why"]]


def _left_behind(plan: DecisionPlan, applications: list[int]) -> dict[int, tuple[DecisionGround, str]]:
    """Return why each application that no plan knows is rejected; RefusedError while a check is open."""
    grounds: dict[int, tuple[DecisionGround, str]] = {}
    checks = EligibilityCheck.objects.filter(application__in=applications, state=CheckState.FAILED)
    for check in checks:
        grounds[check.application_id] = (DecisionGround.CHECK, check.reason)
    earlier = ScoreSheet.objects.filter(
        round__call=plan.call_id, round__number__lt=plan.sheet.round.number
    ).order_by("round__number", "number")
    for sheet in earlier:
        for row in json.loads(sheet.content)["rows"]:
            pk = int(row["application"])
            if pk not in grounds:
                grounds[pk] = (_EARLIER.get(row["outcome"], DecisionGround.SHORTLIST), "")
    missing = [pk for pk in applications if pk not in grounds]
    if missing:
        sentence = _("요건검토나 평가가 끝나지 않은 신청이 %(count)d건 있습니다. 먼저 마쳐 주세요.")
        raise refuse("", sentence % {"count": len(missing)})
    return grounds


def forgo_selection(*, decision: Decision, reason: str, by: User | None) -> Decision:
    """Record that a selected firm gives its place up; a reserve may then move up."""
    reason = " ".join(reason.split())
    if not reason:
        raise refuse("reason", _("선정을 포기한 사유를 적어 주세요."))
    with recorded("forgo_selection", by):
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        if decision.outcome != Outcome.SELECTED:
            raise refuse("", _("선정된 신청만 포기할 수 있습니다."))
        decision.outcome, decision.ground, decision.reason = (
            Outcome.FORGONE,
            DecisionGround.FORGONE,
            reason,
        )
        decision.save(update_fields=["outcome", "ground", "reason"])
        return decision


def reserves_until(*, call: Call, now: datetime) -> datetime | None:
    """Return the end of the last day on which reserves of a call move up; None before anybody was told."""
    told = Decision.objects.filter(call=call).aggregate(last=Max("notified_at"))["last"]
    if told is None:
        return None
    months = selection_rules(now)["reserve_months"]
    last = months_after(told.astimezone(SEOUL).date(), months)
    return datetime.combine(last + timedelta(days=1), time(), SEOUL)


def free_places(*, call: Call) -> int:
    """Return how many places of the approved plan nobody holds, because firms gave them up."""
    decisions = Decision.objects.filter(call=call)
    forgone = decisions.filter(outcome=Outcome.FORGONE).count()
    return forgone - decisions.filter(ground=DecisionGround.PROMOTED).count()


def promote_reserve(*, call: Call, by: User | None, now: datetime) -> Decision:
    """Select the first reserve in place of a firm that gave up.

    창업사업화 지원사업 공고: 차순위 선정은 2개월 안에. RefusedError without a free place, without a reserve,
    or later.
    """
    with recorded("promote_reserve", by):
        Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if free_places(call=call) < 1:
            raise refuse("", _("빈자리가 없습니다. 선정기업의 포기를 먼저 기록해 주세요."))
        until = reserves_until(call=call, now=now)
        if until is None or now >= until:
            raise refuse("", _("예비 순위에서 올릴 수 있는 기간이 지났거나 아직 통보하지 않았습니다."))
        reserves = Decision.objects.select_for_update().filter(call=call, outcome=Outcome.RESERVE)
        decision = reserves.order_by("reserve_rank", "pk").first()
        if decision is None:
            raise refuse("", _("남은 예비선정 기업이 없습니다."))
        decision.outcome, decision.ground = Outcome.SELECTED, DecisionGround.PROMOTED
        decision.decided_at = now
        decision.save(update_fields=["outcome", "ground", "decided_at"])
        return decision
