from datetime import timedelta

import pytest

from didim.kernel.refusals import RefusedError
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.selection.domain import rounds
from didim.selection.enums import CheckState, RoundState
from didim.selection.models import Assignment, RoundEntry
from didim.selection.queries.access import access_reviewed_application, access_round, access_seat
from tests.sign_in import make_staff

from .panels import (
    NOW,
    make_agency,
    make_application,
    make_call,
    make_judged,
    make_reviewer,
    standard_entries,
)

pytestmark = pytest.mark.django_db


def test_first_round_judges_what_passed_the_check() -> None:
    call = make_call(make_agency())
    passed = make_application(call)
    make_application(call, state=CheckState.FAILED)
    make_application(call, state=None)
    made = rounds.prepare_round(call=call, number=1, by=None, now=NOW)
    entries = list(made.entries.values_list("application", "submission"))
    assert entries == [(passed.pk, passed.submission_id)]


def test_round_takes_its_terms_from_the_call() -> None:
    entries = standard_entries(reviewers=5, blind=True, shown=True, challenge_days=2)
    made = rounds.prepare_round(call=make_call(make_agency(), entries), number=1, by=None, now=NOW)
    assert (made.reviewers_each, made.is_blind, made.is_panel_shown) == (5, True, True)
    assert made.definition == entries[0]


def test_round_without_terms_takes_the_usual_ones() -> None:
    made = rounds.prepare_round(call=make_call(make_agency()), number=1, by=None, now=NOW)
    assert (made.reviewers_each, made.is_blind, made.is_panel_shown) == (3, False, False)


@pytest.mark.parametrize("panel", [{"reviewers": 16}, {"reviewers": "3"}, {"challenge_days": -1}])
def test_round_with_senseless_terms_is_refused(panel: dict[str, object]) -> None:
    call = make_call(make_agency(), standard_entries(**panel))
    with pytest.raises(RefusedError):
        rounds.prepare_round(call=call, number=1, by=None, now=NOW)


def test_same_round_twice_is_refused() -> None:
    call = make_call(make_agency())
    rounds.prepare_round(call=call, number=1, by=None, now=NOW)
    with pytest.raises(RefusedError):
        rounds.prepare_round(call=call, number=1, by=None, now=NOW)


def test_later_round_waits_for_the_round_before() -> None:
    call = make_call(make_agency())
    rounds.prepare_round(call=call, number=1, by=None, now=NOW)
    with pytest.raises(RefusedError):
        rounds.prepare_round(call=call, number=2, by=None, now=NOW)


def test_round_the_call_does_not_know_is_refused() -> None:
    with pytest.raises(RefusedError):
        rounds.prepare_round(call=make_call(make_agency()), number=3, by=None, now=NOW)


def test_late_application_is_taken_in_before_the_round_opens() -> None:
    call = make_call(make_agency())
    made = rounds.prepare_round(call=call, number=1, by=None, now=NOW)
    make_application(call)
    assert rounds.take_in_entries(review_round=made, by=None) == 1
    assert rounds.take_in_entries(review_round=made, by=None) == 0


def test_panels_share_entries_in_turn() -> None:
    call = make_call(make_agency())
    for _ in range(3):
        make_application(call)
    made = rounds.prepare_round(call=call, number=1, by=None, now=NOW)
    rounds.make_panels(review_round=made, names=["나 분과", "가 분과", "가  분과"], by=None)
    names = RoundEntry.objects.filter(round=made).order_by("application__number")
    assert list(names.values_list("panel__name", flat=True)) == ["가 분과", "나 분과", "가 분과"]


def test_seats_are_numbered_and_kept() -> None:
    agency = make_agency()
    made = rounds.prepare_round(call=make_call(agency), number=1, by=None, now=NOW)
    first, second = make_reviewer(agency), make_reviewer(agency, with_account=False)
    rounds.seat_reviewers(review_round=made, reviewers=[first], max_load=30, by=None, now=NOW)
    rounds.seat_reviewers(review_round=made, reviewers=[first, second], max_load=20, by=None, now=NOW)
    seats = made.members.order_by("alias").values_list("alias", "max_load", "user")
    assert list(seats) == [("위원 1", 30, first.expert.person.user_id), ("위원 2", 20, None)]


def test_round_without_enough_reviewers_does_not_open() -> None:
    judged = make_judged(state=RoundState.PREPARING)
    Assignment.objects.filter(pk=judged.assignments[0].pk).update(ended_at=NOW)
    with pytest.raises(RefusedError, match="1건"):
        rounds.open_round(review_round=judged.round, due_at=NOW + timedelta(days=3), by=None, now=NOW)


def test_round_with_everybody_opens() -> None:
    judged = make_judged(state=RoundState.PREPARING)
    opened = rounds.open_round(review_round=judged.round, due_at=NOW + timedelta(days=3), by=None, now=NOW)
    assert opened.state == RoundState.OPEN


def test_dropped_member_gives_back_what_is_not_handed_in() -> None:
    judged = make_judged()
    given_back = rounds.drop_member(member=judged.members[0], reason="건강", by=None, now=NOW)
    assert given_back == 2
    assert Assignment.objects.filter(reviewer=judged.reviewers[0], ended_at=None).count() == 0


def test_chair_is_one() -> None:
    judged = make_judged()
    for member in judged.members[:2]:
        rounds.choose_chair(member=member, by=None)
    assert list(judged.round.members.filter(is_chair=True)) == [judged.members[1]]


def test_staff_see_rounds_of_their_agency_only() -> None:
    judged = make_judged()
    officer = Actor(make_staff(judged.agency), {judged.agency.pk: frozenset({AgencyRole.OFFICER})}, mfa=True)
    assert access_round(actor=officer, round_id=judged.round.pk) == judged.round
    with pytest.raises(NotVisible):
        access_round(actor=officer, round_id=make_judged().round.pk)


def test_reviewer_reads_only_what_is_assigned_to_them() -> None:
    judged = make_judged()
    own, others = judged.assignment(0, 0), judged.assignment(1, 0)
    actor = Actor(judged.members[0].user, mfa=True)
    assert access_reviewed_application(actor=actor, assignment_id=own.pk) == own
    with pytest.raises(NotVisible):
        access_reviewed_application(actor=actor, assignment_id=others.pk)


def test_reviewer_reads_nothing_before_the_pledge() -> None:
    judged = make_judged(pledged=False)
    actor = Actor(judged.members[0].user, mfa=True)
    assert access_seat(actor=actor, round_id=judged.round.pk) == judged.members[0]
    with pytest.raises(NotVisible):
        access_reviewed_application(actor=actor, assignment_id=judged.assignment(0, 0).pk)


def test_reviewer_reads_nothing_after_the_assignment_ended() -> None:
    judged = make_judged()
    own = judged.assignment(0, 0)
    Assignment.objects.filter(pk=own.pk).update(ended_at=NOW)
    with pytest.raises(NotVisible):
        access_reviewed_application(actor=Actor(judged.members[0].user, mfa=True), assignment_id=own.pk)
