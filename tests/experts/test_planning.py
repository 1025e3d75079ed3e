import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from didim.accounts.models import OutboundMessage
from didim.desk.enums import Topic
from didim.engines.dispatch import load_problem, plan
from didim.experts.domain.planning import (
    ask_plan,
    ask_replan,
    carry_out,
    confirm_run,
    decline_dispatch,
    drop_run,
    give_by_hand,
)
from didim.experts.domain.pool import Away, ExpertDetails, change_expert, keep_apart, note_absence
from didim.experts.domain.requesting import cancel_request
from didim.experts.enums import DispatchState, ExpertTieKind, PoolKind, RequestState, RunState
from didim.experts.models import Dispatch, DispatchRun
from didim.experts.visit_enums import VisitSide
from didim.kernel.refusals import RefusedError
from didim.registry.enums import FirmRole
from didim.registry.models import EnterpriseMember
from didim.selection.enums import TieKind, TieSource
from didim.selection.models import Tie

from .conftest import NOVEMBER, NOW, YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(agency, officer):
    """Ask for a plan and have it made."""

    def make(month=NOVEMBER, *, seed=7):
        run = ask_plan(agency=agency, month=month, by=officer, now=NOW, seed=seed)
        return carry_out(run_id=run.pk, now=NOW)

    return make


@pytest.fixture
def sent(planned, officer):
    def make():
        return confirm_run(run=planned(), by=officer, now=NOW)

    return make


def who_goes(state=DispatchState.CONFIRMED):
    return dict(Dispatch.objects.filter(state=state).values_list("request", "expert"))


def test_plan_proposes_and_sends_nobody(join_pool, ask, planned):
    expert, request = join_pool(topics=(Topic.MARKET,)), ask()
    run = planned()
    request.refresh_from_db()
    assert (run.state, run.gap) == (RunState.PROPOSED, 0)
    assert who_goes(DispatchState.PROPOSED) == {request.pk: expert.pk}
    assert request.state == RequestState.OPEN


def test_confirmed_run_sends_and_tells_firm_and_expert(join_pool, ask, sent, make_user, make_firm):
    owner, firm = make_user(), make_firm()
    EnterpriseMember.objects.create(enterprise=firm, user=owner, role=FirmRole.OWNER, since=NOW)
    expert, request = join_pool(), ask(firm)
    expert.user = make_user()
    expert.save()
    run = sent()
    request.refresh_from_db()
    assert (run.state, request.state) == (RunState.CONFIRMED, RequestState.ASSIGNED)
    assert who_goes() == {request.pk: expert.pk}
    told = OutboundMessage.objects.filter(template="expert-dispatch").values_list("recipient", flat=True)
    assert set(told) == {owner.pk, expert.user_id}


def test_run_can_be_made_again_from_what_it_keeps(join_pool, ask, planned):
    for _number in range(3):
        join_pool(f"전문가{_number}", capacity=2)
        ask(), ask(visits=2)
    run = planned()
    again = plan(load_problem(json.loads(run.problem)))
    assert again.objective == run.objective
    assert [list(pair) for pair in sorted(again.pairs.items())] == run.result["pairs"]


def test_what_was_planned_is_never_changed(join_pool, ask, planned):
    join_pool()
    ask()
    run = planned()
    with pytest.raises(IntegrityError, match="what was planned stands"), transaction.atomic():
        DispatchRun.objects.filter(pk=run.pk).update(objective=0)


def test_one_run_at_a_time(join_pool, ask, planned, agency, officer):
    join_pool()
    ask()
    run = planned()
    with pytest.raises(RefusedError, match="확정하지 않은 배정안"):
        ask_plan(agency=agency, month=NOVEMBER, by=officer, now=NOW)
    drop_run(run=run, by=officer, now=NOW)
    assert who_goes(DispatchState.PROPOSED) == {}
    assert planned().state == RunState.PROPOSED


def test_plan_without_requests_is_refused(agency, officer):
    with pytest.raises(RefusedError, match="기다리는 요청이 없습니다"):
        ask_plan(agency=agency, month=NOVEMBER, by=officer, now=NOW)


def test_own_firm_is_never_visited(join_pool, ask, planned, make_firm):
    firm = make_firm()
    join_pool(is_working_owner=True, enterprise=firm)
    request = ask(firm)
    run = planned()
    assert who_goes(DispatchState.PROPOSED) == {}
    assert run.result["nobody"][0]["request"] == request.pk
    assert "본인이 운영하는 기업" in run.result["nobody"][0]["ko"]


def test_relatives_firm_is_never_visited(join_pool, ask, planned, make_firm):
    firm, relative = make_firm(), join_pool("친족전문", capacity=0, term=None).profile.person
    expert = join_pool()
    said = {"source": TieSource.DECLARED, "recorded_at": NOW}
    Tie.objects.create(kind=TieKind.FAMILY, person=expert.profile.person, other_person=relative, **said)
    Tie.objects.create(kind=TieKind.REPRESENTS, person=relative, enterprise=firm, **said)
    ask(firm)
    assert "친족" in planned().result["nobody"][0]["ko"]


def test_firm_the_agency_keeps_apart_gets_somebody_else(join_pool, ask, planned, make_firm, officer):
    firm, kept, other = make_firm(), join_pool("하나"), join_pool("두울")
    keep_apart(
        expert=kept,
        enterprise=firm,
        kind=ExpertTieKind.FIRM_ASKED,
        valid_from=NOVEMBER,
        valid_to=None,
        reason="기업이 다른 분을 원합니다",
        by=officer,
        now=NOW,
    )
    request = ask(firm)
    planned()
    assert who_goes(DispatchState.PROPOSED) == {request.pk: other.pk}


def test_absence_of_the_days_asked_for_bars(join_pool, ask, planned):
    away, there = join_pool("부재"), join_pool("있음")
    note_absence(expert=away, away=Away(NOW.date(), date(2026, 11, 30)), by=None, now=NOW)
    request = ask()
    planned()
    assert who_goes(DispatchState.PROPOSED) == {request.pk: there.pk}


def test_month_half_under_contract_holds_half_the_visits(join_pool, ask, planned):
    join_pool(capacity=4, term=replace(YEAR, valid_from=date(2026, 11, 16)))
    for _number in range(3):
        ask()
    assert len(planned().result["unserved"]) == 1


def test_visits_already_given_count(join_pool, ask, sent, planned):
    expert = join_pool(capacity=3)
    ask(visits=2)
    sent()
    ask(), ask()
    run = planned()
    assert run.result["pairs"] == [[str(one), str(expert.pk)] for one in who_goes(DispatchState.PROPOSED)]
    assert len(run.result["unserved"]) == 1


def test_clinic_is_spread_over_months(join_pool, ask, planned):
    join_pool(capacity=2, term=replace(YEAR, valid_to=date(2027, 12, 31)))
    ask(visits=5)
    planned()
    assert Dispatch.objects.get().loads == [2, 2, 1]


def test_clinic_beyond_the_contract_is_not_taken(join_pool, ask, planned):
    join_pool(capacity=2)
    ask(visits=5)
    assert "계약" not in planned().result["nobody"][0]["ko"]
    assert not Dispatch.objects.exists()


def test_request_that_waited_goes_before_a_new_one(join_pool, ask, planned):
    join_pool(capacity=1)
    new = ask()
    old = ask(now=NOW - timedelta(days=60))
    run = planned()
    assert run.result["unserved"] == [str(new.pk)]
    assert who_goes(DispatchState.PROPOSED) == {old.pk: Dispatch.objects.get().expert_id}


def test_request_cancelled_meanwhile_is_left_out(join_pool, ask, planned, officer):
    join_pool()
    kept, gone = ask(), ask()
    run = planned()
    cancel_request(request=gone, reason="이미 해결했습니다", side=VisitSide.FIRM, by=None, now=NOW)
    confirm_run(run=run, by=officer, now=NOW)
    assert list(who_goes()) == [kept.pk]


def test_month_filled_meanwhile_refuses_the_confirmation(join_pool, ask, planned, officer):
    expert = join_pool(capacity=2)
    ask(), ask()
    run = planned()
    expert.capacity_month = 1
    expert.save()
    with pytest.raises(RefusedError, match="월 한도"):
        confirm_run(run=run, by=officer, now=NOW)
    assert who_goes() == {}


def test_expert_who_drops_out_moves_only_their_requests(join_pool, ask, sent, officer):
    experts = [join_pool(f"전문가{number}", capacity=4) for number in range(3)]
    for _number in range(6):
        ask()
    sent()
    before = who_goes()
    leaving = next(one for one in experts if one.pk in before.values())
    run = ask_replan(leaving=leaving, month=NOVEMBER, reason="입원", by=officer, now=NOW, seed=1)
    run = carry_out(run_id=run.pk, now=NOW)
    moved = {request for request, expert in before.items() if expert == leaving.pk}
    assert set(who_goes(DispatchState.PROPOSED)) == moved
    assert who_goes() == before
    confirm_run(run=run, by=officer, now=NOW)
    after = who_goes()
    assert {request for request in before if before[request] != after.get(request)} == moved
    assert leaving.pk not in after.values()
    assert set(Dispatch.objects.filter(state=DispatchState.REPLACED).values_list("reason", flat=True)) == {
        "입원"
    }


def test_request_nobody_can_take_over_waits_again(join_pool, ask, sent, officer):
    leaving, request = join_pool(), ask()
    sent()
    run = ask_replan(leaving=leaving, month=NOVEMBER, reason="입원", by=officer, now=NOW)
    confirm_run(run=carry_out(run_id=run.pk, now=NOW), by=officer, now=NOW)
    request.refresh_from_db()
    assert (who_goes(), request.state) == ({}, RequestState.OPEN)


def test_officer_changes_a_proposal_with_a_reason(join_pool, ask, planned, officer):
    join_pool("하나", topics=(Topic.MARKET,))
    other, request = join_pool("두울"), ask()
    run = planned()
    with pytest.raises(RefusedError, match="사유"):
        give_by_hand(request=request, expert=other, reason=" ", by=officer, now=NOW)
    give_by_hand(request=request, expert=other, reason="같은 업종을 오래 했습니다", by=officer, now=NOW)
    confirm_run(run=run, by=officer, now=NOW)
    assert who_goes() == {request.pk: other.pk}
    assert Dispatch.objects.get(state=DispatchState.CONFIRMED).reason == "같은 업종을 오래 했습니다"


def test_officer_replaces_who_was_to_go(join_pool, ask, sent, officer):
    first, request = join_pool("하나"), ask()
    sent()
    second = join_pool("두울")
    made = give_by_hand(request=request, expert=second, reason="일정이 맞지 않습니다", by=officer, now=NOW)
    assert who_goes() == {request.pk: second.pk}
    assert (made.replaces.expert_id, made.replaces.state) == (first.pk, DispatchState.REPLACED)


def test_officer_cannot_send_where_a_tie_stands(join_pool, ask, make_firm, officer):
    firm = make_firm()
    expert = join_pool(is_working_owner=True, enterprise=firm)
    with pytest.raises(RefusedError, match="본인이 운영하는 기업"):
        give_by_hand(request=ask(firm), expert=expert, reason="급합니다", by=officer, now=NOW)


def test_officer_cannot_fill_a_month_beyond_its_capacity(join_pool, ask, officer):
    expert = join_pool(capacity=1)
    give_by_hand(request=ask(), expert=expert, reason="급합니다", by=officer, now=NOW)
    with pytest.raises(RefusedError, match="월 방문이 찼습니다"):
        give_by_hand(request=ask(), expert=expert, reason="급합니다", by=officer, now=NOW)


def test_expert_who_declined_is_not_sent_again(join_pool, ask, sent, planned, make_user):
    expert, request = join_pool(), ask()
    sent()
    decline_dispatch(dispatch=Dispatch.objects.get(), reason="다른 일정", by=make_user(), now=NOW)
    request.refresh_from_db()
    assert request.state == RequestState.OPEN
    assert "사양" in planned().result["nobody"][0]["ko"]
    assert expert.pk


def test_expert_of_another_agency_is_not_sent(join_pool, ask, planned, make_agency):
    join_pool(at=make_agency("다른진흥원"))
    ask()
    assert "계약 기간 안에 있는 전문가가 없습니다" in planned().result["nobody"][0]["ko"]


def test_change_of_an_expert_is_kept_in_the_history(join_pool, agency):
    expert = join_pool(capacity=4)
    change_expert(expert=expert, details=ExpertDetails("이전문", PoolKind.MENTOR, 6), by=None)
    assert [(one.kind, one.capacity_month) for one in expert.events.order_by("pgh_id")][-1] == ("mentor", 6)
