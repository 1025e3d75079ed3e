"""A plan is put to a committee; with its quorum and majority it decides every application at once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from didim.kernel.refusals import RefusedError
from didim.registry.models import Person
from didim.selection.domain.committees import convene_for_plan, record_meeting, standing
from didim.selection.domain.deciding import decide_plan, forgo_selection, promote_reserve
from didim.selection.domain.planning import assumptions_of_call, put_to_committee, simulate, take_back
from didim.selection.enums import CheckState, DecisionGround, Outcome, PlanState, TieKind, TieSource
from didim.selection.models import Committee, Decision, DecisionPlan, Tie

from .judged import attended, decided, met, people, plan_put, reviewed, scored
from .panels import NOW, Judged, make_application

pytestmark = pytest.mark.django_db

FOUR = [[96, 96, 96], [92, 92, 92], [80, 80, 80], [40, 40, 40]]


def simulated(judged: Judged, **changes: object) -> DecisionPlan:
    sheet = scored(judged)
    assumptions = replace(assumptions_of_call(sheet=sheet), **changes)
    return simulate(sheet=sheet, assumptions=assumptions, title="안", by=None, now=NOW)


def outcomes(judged: Judged) -> list[tuple[str, str]]:
    rows = Decision.objects.order_by("application_id").values_list("outcome", "ground")
    return [(outcome, ground) for outcome, ground in rows]


def test_simulations_stand_side_by_side_and_decide_nothing() -> None:
    judged = reviewed(FOUR)
    counts = [
        simulated(judged).result["counts"],
        simulated(judged, places=2).result["counts"],
        simulated(judged, places=3, cutoff=Decimal(90)).result["counts"],
    ]
    assert [(row["selected"], row["reserve"], row["rejected"]) for row in counts] == [
        (1, 1, 2),
        (2, 1, 1),
        (2, 0, 2),
    ]
    assert list(DecisionPlan.objects.order_by("number").values_list("number", "state")) == [
        (1, PlanState.DRAFT),
        (2, PlanState.DRAFT),
        (3, PlanState.DRAFT),
    ]
    assert Decision.objects.count() == 0


def test_budget_caps_how_many_are_selected() -> None:
    plan = simulated(reviewed(FOUR), places=3, budget_won=25_000_000)
    assert plan.result["counts"]["selected"] == 2
    assert plan.result["amount_won"] == 20_000_000
    assert [row["why"] for row in plan.result["rows"]] == ["", "", "budget", "cutoff"]


def test_only_one_plan_of_the_newest_sheet_without_ties_is_put() -> None:
    judged = reviewed(FOUR, reserves=0)
    plan = put_to_committee(plan=simulated(judged), by=None)
    with pytest.raises(RefusedError):
        put_to_committee(plan=simulated(judged), by=None)
    take_back(plan=plan, by=None)
    again = put_to_committee(plan=simulated(judged, places=2), by=None)
    assert again.state == PlanState.PUT


def test_plan_with_equal_ones_at_the_border_is_not_put() -> None:
    judged = reviewed([[80, 80, 80], [80, 80, 80]], tie_break=["base"], reserves=0)
    with pytest.raises(RefusedError, match="동점"):
        put_to_committee(plan=simulated(judged), by=None)


def test_approval_decides_every_application_the_failed_check_too() -> None:
    judged = reviewed(FOUR)
    make_application(judged.call, state=CheckState.FAILED)
    committee = decided(judged)
    assert committee.approved is True
    assert outcomes(judged) == [
        (Outcome.SELECTED, DecisionGround.RANKED),
        (Outcome.RESERVE, DecisionGround.PLACES),
        (Outcome.REJECTED, DecisionGround.PLACES),
        (Outcome.REJECTED, DecisionGround.CUTOFF),
        (Outcome.REJECTED, DecisionGround.CHECK),
    ]
    assert Decision.objects.get(outcome=Outcome.SELECTED).amount_won == 10_000_000


def test_nothing_is_decided_while_a_check_is_open() -> None:
    judged = reviewed(FOUR)
    make_application(judged.call, state=CheckState.COMMITTEE)
    with pytest.raises(RefusedError, match="요건검토"):
        decided(judged)
    assert (Decision.objects.count(), Committee.objects.get().decided_at) == (0, None)


def test_quorum_is_two_thirds_of_those_not_barred_guideline_30() -> None:
    judged = reviewed(FOUR)
    committee = met(plan_put(judged), present=3, agreeing=3)
    assert (standing(committee).needed, standing(committee).has_quorum) == (4, False)
    with pytest.raises(RefusedError, match="정족수"):
        decide_plan(committee=committee, by=None, now=NOW)
    decide_plan(committee=attended(committee, present=4, agreeing=3), by=None, now=NOW)
    assert Decision.objects.count() == 4


def test_database_refuses_a_decision_without_quorum_or_majority() -> None:
    judged = reviewed(FOUR)
    committee = met(plan_put(judged), present=3, agreeing=3)
    with pytest.raises(IntegrityError, match="quorum"), transaction.atomic():
        Committee.objects.filter(pk=committee.pk).update(decided_at=NOW, approved=True)
    attended(committee, present=5, agreeing=2)
    with pytest.raises(IntegrityError, match="majority"), transaction.atomic():
        Committee.objects.filter(pk=committee.pk).update(decided_at=NOW, approved=True)
    with pytest.raises(IntegrityError, match="approved"), transaction.atomic():
        Decision.objects.create(
            agency=judged.agency,
            enterprise=judged.applications[0].enterprise,
            call=judged.call,
            application=judged.applications[0],
            outcome=Outcome.SELECTED,
            ground=DecisionGround.RANKED,
            committee=committee,
            decided_at=NOW,
        )


def test_majority_against_dismisses_the_plan_and_decides_nothing() -> None:
    judged = reviewed(FOUR)
    committee = met(plan_put(judged), present=5, agreeing=2)
    assert decide_plan(committee=committee, by=None, now=NOW) == []
    assert DecisionPlan.objects.get().state == PlanState.DISMISSED
    assert Decision.objects.count() == 0


def test_votes_stand_once_decided() -> None:
    committee = decided(reviewed(FOUR))
    with pytest.raises(RefusedError):
        record_meeting(committee=committee, attendance={}, minutes="", by=None)
    with pytest.raises(IntegrityError, match="stand"), transaction.atomic():
        committee.votes.update(vote=None)


@pytest.mark.parametrize("count", [4, 16])
def test_committee_has_five_to_fifteen_members(count: int) -> None:
    with pytest.raises(RefusedError, match="5명"):
        met(plan_put(reviewed(FOUR)), members=people(count))


def test_reviewers_and_those_tied_to_applicants_are_barred() -> None:
    judged = reviewed(FOUR)
    reviewer = judged.reviewers[0].expert.person
    tied = Person.objects.create(name="이해관계자")
    firm = judged.applications[1].enterprise
    Tie.objects.create(
        kind=TieKind.EMPLOYED, person=tied, enterprise=firm, source=TieSource.DECLARED, recorded_at=NOW
    )
    free = people(5)
    plan = plan_put(judged)
    committee = convene_for_plan(
        plan=plan,
        title="제1차",
        held_at=NOW,
        members=[*free, reviewer, tied],
        chair=free[0],
        by=None,
        now=NOW,
    )
    barred = dict(committee.votes.exclude(barred_reason="").values_list("person", "barred_reason"))
    assert barred == {
        reviewer.pk: "이 공고의 평가에 참여함",
        tied.pk: f"이해관계({firm.name}, 재직)",
    }
    assert standing(committee).seated == 5


def test_barred_member_can_neither_vote_nor_chair() -> None:
    judged = reviewed(FOUR)
    reviewer = judged.reviewers[0].expert.person
    with pytest.raises(RefusedError, match="위원장"):
        met(plan_put(judged), members=[reviewer, *people(5)])


def test_history_keeps_what_a_decision_was() -> None:
    judged = reviewed(FOUR)
    decided(judged)
    decision = Decision.objects.get(outcome=Outcome.SELECTED)
    forgo_selection(decision=decision, reason="다른 사업과 겹침", by=None)
    events = decision.events.order_by("pgh_id").values_list("outcome", flat=True)
    assert list(events) == [Outcome.SELECTED, Outcome.FORGONE]


def test_reserve_moves_up_when_a_selected_firm_gives_up_within_two_months() -> None:
    judged = reviewed(FOUR)
    decided(judged)
    with pytest.raises(RefusedError, match="빈자리"):
        promote_reserve(call=judged.call, by=None, now=NOW)
    forgo_selection(decision=Decision.objects.get(outcome=Outcome.SELECTED), reason="다른 사업", by=None)
    Decision.objects.update(notified_at=NOW)
    with pytest.raises(RefusedError, match="기간"):
        promote_reserve(call=judged.call, by=None, now=NOW + timedelta(days=62))
    promoted = promote_reserve(call=judged.call, by=None, now=NOW + timedelta(days=60))
    assert (promoted.application, promoted.outcome) == (judged.applications[1], Outcome.SELECTED)
    with pytest.raises(RefusedError, match="빈자리"):
        promote_reserve(call=judged.call, by=None, now=NOW)
