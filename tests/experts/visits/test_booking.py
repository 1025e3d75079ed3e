"""Times of visits: what is held, what is refused, and what the database itself forbids."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from didim.accounts.models import OutboundMessage
from didim.accounts.tenancy import DatabaseScope, scoped
from didim.experts.domain.requesting import cancel_request
from didim.experts.domain.visits.booking import (
    accept_visit,
    call_off_visits,
    cancel_visit,
    miss_visit,
    move_visit,
    propose_visit,
)
from didim.experts.domain.visits.reporting import begin_report
from didim.experts.enums import DispatchState, RequestState
from didim.experts.models import ExpertAbsence, Visit
from didim.experts.visit_enums import VisitSide, VisitState
from didim.kernel.refusals import RefusedError
from didim.registry.enums import FirmRole
from didim.registry.models import EnterpriseMember

from .conftest import MONDAY, NOW, at, make_other_dispatch, slot


def told(template):
    return sorted(OutboundMessage.objects.filter(template=template).values_list("address", flat=True))


def test_proposed_time_waits_for_the_firm(make_visit):
    visit = make_visit(agreed=False)
    assert (visit.state, visit.number, visit.accepted_at) == (VisitState.PROPOSED, 1, None)
    assert visit.ends_at - visit.starts_at == timedelta(hours=2)


def test_accepted_time_is_planned_and_both_sides_are_told(make_visit):
    visit = accept_visit(visit=make_visit(agreed=False), now=NOW)
    assert (visit.state, visit.accepted_at) == (VisitState.PLANNED, NOW)
    assert told("visit-planned") == [visit.expert.user.email]


def test_time_is_accepted_once_and_not_after_it(make_visit):
    visit = make_visit(agreed=False)
    with pytest.raises(RefusedError):
        accept_visit(visit=visit, now=visit.starts_at)
    accept_visit(visit=visit, now=NOW)
    with pytest.raises(RefusedError):
        accept_visit(visit=visit, now=NOW)


@pytest.mark.parametrize(
    ("time", "field"),
    [
        (slot(date(2026, 11, 19)), "starts_at"),
        (slot(minutes=20), "minutes"),
        (slot(minutes=600), "minutes"),
        (slot(hour=23), "starts_at"),
        (slot(date(2027, 1, 4)), "starts_at"),
    ],
)
def test_wrong_time_is_refused(make_dispatch, time, field):
    with pytest.raises(RefusedError) as refusal:
        propose_visit(dispatch=make_dispatch(), time=time, side=VisitSide.EXPERT, now=NOW)
    assert list(refusal.value.by_field()) == [field]


def test_day_away_is_refused(make_dispatch):
    dispatch = make_dispatch()
    ExpertAbsence.objects.create(
        agency=dispatch.agency, expert=dispatch.expert, valid_from=MONDAY, valid_to=MONDAY, recorded_at=NOW
    )
    with pytest.raises(RefusedError):
        propose_visit(dispatch=dispatch, time=slot(), side=VisitSide.EXPERT, now=NOW)


def test_dispatch_that_does_not_stand_gets_no_visit(make_dispatch):
    dispatch = make_dispatch(state=DispatchState.PROPOSED, confirmed_at=None)
    with pytest.raises(RefusedError):
        propose_visit(dispatch=dispatch, time=slot(), side=VisitSide.EXPERT, now=NOW)


def test_expert_is_not_booked_twice(make_expert, make_dispatch, make_visit):
    expert = make_expert()
    make_visit(make_dispatch(expert))
    with pytest.raises(RefusedError) as refusal:
        make_visit(make_dispatch(expert), hour=11)
    assert "전문가의 다른 방문" in refusal.value.by_field()["starts_at"][0]
    assert make_visit(make_dispatch(expert), hour=12).state == VisitState.PLANNED


def test_person_in_two_pools_is_not_booked_twice(make_expert, make_dispatch, make_visit, make_agency):
    expert = make_expert()
    elsewhere = make_expert(profile=expert.profile, agency=make_agency("다라진흥원"))
    make_visit(make_dispatch(expert))
    with pytest.raises(RefusedError):
        make_visit(make_dispatch(elsewhere))


def test_firm_is_not_booked_twice(make_firm, make_dispatch, make_visit):
    firm = make_firm()
    make_visit(make_dispatch(firm=firm))
    with pytest.raises(RefusedError) as refusal:
        make_visit(make_dispatch(firm=firm))
    assert "기업의 다른 방문" in refusal.value.by_field()["starts_at"][0]


def test_month_holds_no_more_than_the_capacity(make_expert, make_dispatch, make_visit):
    expert = make_expert(capacity=2)
    first = make_visit(make_dispatch(expert))
    make_visit(make_dispatch(expert), hour=13)
    with pytest.raises(RefusedError) as refusal:
        make_visit(make_dispatch(expert), hour=16)
    assert "그 달에는" in refusal.value.by_field()["starts_at"][0]
    assert make_visit(make_dispatch(expert), day=date(2026, 12, 1)).number == 1
    cancel_visit(visit=first, reason="기업 사정", side=VisitSide.FIRM, now=NOW)
    assert make_visit(make_dispatch(expert), hour=16).number == 1


def test_month_is_that_of_seoul(make_expert, make_dispatch, make_visit):
    expert = make_expert(capacity=1)
    make_visit(make_dispatch(expert), day=date(2026, 11, 30), hour=20)
    assert make_visit(make_dispatch(expert), day=date(2026, 12, 1), hour=0).number == 1


def test_numbers_go_up_to_the_plan(make_dispatch, make_visit):
    dispatch = make_dispatch(visits=3)
    numbers = [make_visit(dispatch, hour=hour).number for hour in (9, 12, 15)]
    assert numbers == [1, 2, 3]
    with pytest.raises(RefusedError):
        make_visit(dispatch, hour=18)


def test_number_of_a_visit_nobody_came_to_is_free_again(make_dispatch, make_visit):
    dispatch = make_dispatch(visits=2)
    first = make_visit(dispatch)
    miss_visit(visit=first, reason="문이 닫혀 있었음", side=VisitSide.FIRM, now=first.ends_at)
    assert make_visit(dispatch, hour=14).number == 1


def test_numbers_go_on_with_the_next_expert(make_expert, make_dispatch, make_visit):
    dispatch = make_dispatch(visits=3)
    make_visit(dispatch)
    dispatch.state, dispatch.ended_at, dispatch.reason = DispatchState.REPLACED, NOW, "병가"
    dispatch.save()
    other = make_other_dispatch(dispatch.request, make_expert("박전문"))
    assert make_visit(other, hour=14).number == 2


def test_moved_visit_is_asked_again_and_reminded_again(make_visit):
    visit = make_visit()
    Visit.objects.filter(pk=visit.pk).update(reminded_at=NOW)
    moved = move_visit(visit=visit, time=slot(hour=15, agreed=False), side=VisitSide.EXPERT, now=NOW)
    assert (moved.state, moved.starts_at, moved.reminded_at) == (VisitState.PROPOSED, at(MONDAY, 15), None)


def test_visit_may_move_within_its_own_time(make_visit):
    moved = move_visit(visit=make_visit(), time=slot(hour=11), side=VisitSide.EXPERT, now=NOW)
    assert moved.starts_at == at(MONDAY, 11)


def test_cancelling_wants_a_reason_and_a_visit_ahead(make_visit):
    visit = make_visit()
    with pytest.raises(RefusedError):
        cancel_visit(visit=visit, reason=" ", side=VisitSide.FIRM, now=NOW)
    cancel_visit(visit=visit, reason="휴업", side=VisitSide.FIRM, now=NOW)
    assert told("visit-ended") == [visit.expert.user.email]
    with pytest.raises(RefusedError):
        cancel_visit(visit=visit, reason="휴업", side=VisitSide.FIRM, now=NOW)


def test_nobody_misses_a_visit_before_its_time(make_visit):
    visit = make_visit()
    with pytest.raises(RefusedError):
        miss_visit(visit=visit, reason="안 옴", side=VisitSide.FIRM, now=NOW)


def test_visit_with_a_report_is_neither_cancelled_nor_missed(make_visit):
    visit = make_visit()
    begin_report(visit=visit, now=visit.starts_at)
    for act in (cancel_visit, miss_visit):
        with pytest.raises(RefusedError):
            act(visit=visit, reason="안 옴", side=VisitSide.FIRM, now=visit.ends_at)


def test_visits_ahead_are_called_off_with_their_dispatch(make_dispatch, make_visit):
    dispatch = make_dispatch(visits=3)
    held = make_visit(dispatch)
    begin_report(visit=held, now=held.starts_at)
    ahead = make_visit(dispatch, hour=15)
    later = at(MONDAY, 13)
    assert call_off_visits(dispatch=dispatch, reason="병가", side=VisitSide.AGENCY, now=later) == 1
    states = dict(Visit.objects.values_list("pk", "state"))
    assert states == {held.pk: VisitState.PLANNED, ahead.pk: VisitState.CANCELLED}


def test_request_taken_back_calls_off_the_visits_ahead(make_dispatch, make_visit):
    dispatch = make_dispatch(visits=3)
    made, ahead = make_visit(dispatch), make_visit(dispatch, hour=15)
    begin_report(visit=made, now=made.starts_at)
    later = at(MONDAY, 13)
    row = cancel_request(request=dispatch.request, reason="휴업", side=VisitSide.FIRM, by=None, now=later)
    assert (row.state, row.end_reason, row.ended_at) == (RequestState.CANCELLED, "휴업", later)
    assert dict(Visit.objects.values_list("pk", "state")) == {
        made.pk: VisitState.PLANNED,
        ahead.pk: VisitState.CANCELLED,
    }
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.reason) == (DispatchState.REPLACED, "휴업")
    assert told("visit-ended") == [dispatch.expert.user.email]
    assert told("visit-request-cancelled") == []


def test_request_taken_back_before_a_visit_is_told_to_who_was_to_go(make_dispatch, make_firm, make_user):
    firm, owner = make_firm(), make_user(name="박대표")
    EnterpriseMember.objects.create(enterprise=firm, user=owner, role=FirmRole.OWNER, since=NOW)
    first, second = make_dispatch(firm=firm), make_dispatch(firm=firm)
    cancel_request(request=first.request, reason="휴업", side=VisitSide.FIRM, by=None, now=NOW)
    assert told("visit-request-cancelled") == [first.expert.user.email]
    cancel_request(request=second.request, reason="예산 없음", side=VisitSide.AGENCY, by=None, now=NOW)
    assert told("visit-request-cancelled") == sorted(
        [first.expert.user.email, second.expert.user.email, owner.email]
    )


# What acts refuse with a sentence the database refuses by itself, whatever wrote the row.
def forced(visit, **changes):
    values = {
        field.attname: getattr(visit, field.attname)
        for field in Visit._meta.concrete_fields
        if field.attname != "id"
    }
    with transaction.atomic():
        return Visit.objects.bulk_create([Visit(**{**values, **changes})])[0]


@contextmanager
def refused(constraint):
    with pytest.raises(IntegrityError) as refusal:
        yield
    assert refusal.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"number": 2}, "visit_expert_once"),
        ({"number": 2, "starts_at": at(MONDAY, 11), "ends_at": at(MONDAY, 14)}, "visit_expert_once"),
        ({"number": 3, "starts_at": at(MONDAY, 14), "ends_at": at(MONDAY, 15)}, "visit_within_plan"),
        ({"number": 1, "starts_at": at(MONDAY, 14), "ends_at": at(MONDAY, 15)}, "visit_number_once"),
        ({"number": 2, "starts_at": at(MONDAY, 14), "ends_at": at(MONDAY, 14)}, "visit_period"),
    ],
)
def test_database_refuses_what_is_beyond_the_plan(make_dispatch, make_visit, changes, constraint):
    visit = make_visit(make_dispatch(visits=2))
    with refused(constraint):
        forced(visit, **changes)


def test_database_refuses_a_firm_twice_and_a_full_month(make_expert, make_firm, make_dispatch, make_visit):
    firm, expert = make_firm(), make_expert(capacity=1)
    visit = make_visit(make_dispatch(expert, firm))
    other = make_dispatch(firm=firm)
    with refused("visit_firm_once"):
        forced(
            visit,
            dispatch_id=other.pk,
            request_id=other.request_id,
            expert_id=other.expert_id,
            profile_id=other.expert.profile_id,
        )
    again = make_dispatch(expert)
    with refused("visit_within_capacity"):
        forced(
            visit,
            dispatch_id=again.pk,
            request_id=again.request_id,
            enterprise_id=again.enterprise_id,
            starts_at=at(MONDAY, 14),
            ends_at=at(MONDAY, 15),
        )


def test_database_refuses_an_expert_who_was_not_sent(make_expert, make_dispatch, make_visit):
    visit = make_visit(make_dispatch(visits=2))
    stranger = make_expert("박전문")
    with refused("visit_of_its_dispatch"):
        forced(visit, number=2, expert_id=stranger.pk, profile_id=stranger.profile_id)


def test_month_is_counted_whole_also_by_a_firm_that_sees_its_own_visits(
    make_expert, make_firm, make_dispatch, make_visit
):
    expert, firm = make_expert(capacity=1), make_firm()
    make_visit(make_dispatch(expert))
    mine = make_visit(make_dispatch(expert, firm), day=date(2026, 12, 1), agreed=False)
    with scoped(DatabaseScope(enterprises=frozenset({firm.pk}))):
        assert Visit.objects.count() == 1
        with pytest.raises(RefusedError):
            move_visit(visit=mine, time=slot(hour=16), side=VisitSide.FIRM, now=NOW)
        assert accept_visit(visit=mine, now=NOW).state == VisitState.PLANNED


def test_expert_sees_own_visits_alone(make_dispatch, make_visit):
    mine, _theirs = make_visit(make_dispatch()), make_visit(make_dispatch())
    with scoped(DatabaseScope(user=mine.expert.user_id)):
        assert [visit.pk for visit in Visit.objects.all()] == [mine.pk]
