from datetime import timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.fairs.domain import registering, requesting
from didim.fairs.enums import FairState, ParticipantState, RequestState, Side
from didim.fairs.models import Absence, Fair, MeetingRequest
from didim.fairs.queries.access import access_other, browsed_by
from didim.kernel.refusals import RefusedError
from didim.registry.queries.visibility import NotVisible
from tests.fairs.joining.conftest import ANSWER, ASK, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(fair, join):
    return join(fair, email="firm@example.org")


@pytest.fixture
def buyer(fair, join):
    return join(
        fair, "알파", Side.PARTNER, name_en="Alpha", country="VN", language="en", email="buyer@example.org"
    )


def ask(asker, other, now=NOW, message="만나고 싶습니다"):
    return requesting.ask_meeting(asker=asker, other=other, message=message, by=None, now=now)


def answer(request, *, accept=True, now=NOW):
    return requesting.answer_request(request=request, accept=accept, answer="", by=None, now=now)


def states():
    return dict(MeetingRequest.objects.values_list("side", "state"))


def test_request_is_sent_and_told_in_the_readers_language(firm, buyer):
    request = ask(firm, buyer)
    assert (request.state, request.side, request.partner, request.firm) == ("sent", "firm", buyer, firm)
    told = OutboundMessage.objects.get(template="fair-request")
    assert (told.address, told.subject) == (
        "buyer@example.org",
        "[수출 상담회 2026] 가나상사 asks for a meeting",
    )


def test_request_from_both_sides_is_wanted_by_both(firm, buyer):
    ask(firm, buyer)
    ask(buyer, firm)
    assert states() == {"firm": "accepted", "partner": "accepted"}


def test_asking_back_after_declining_is_wanting_it(firm, buyer):
    answer(ask(firm, buyer), accept=False)
    ask(buyer, firm)
    assert states() == {"firm": "accepted", "partner": "accepted"}


def test_declining_what_both_asked_takes_ones_own_back(firm, buyer):
    first = ask(firm, buyer)
    ask(buyer, firm)
    answer(first, accept=False)
    assert states() == {"firm": "declined", "partner": "withdrawn"}


def test_acceptance_can_be_taken_back_and_a_decline_not(firm, buyer):
    request = ask(firm, buyer)
    assert answer(request).state == RequestState.ACCEPTED
    assert answer(request, accept=False).state == RequestState.DECLINED
    with pytest.raises(RefusedError):
        answer(request)


def test_nobody_asks_twice_nor_their_own_side_nor_too_late(fair, firm, buyer, join):
    ask(firm, buyer, ASK)
    for asker, other, now in (
        (firm, buyer, NOW),
        (firm, join(fair, "다라"), NOW),
        (buyer, firm, ASK + timedelta(seconds=1)),
    ):
        with pytest.raises(RefusedError):
            ask(asker, other, now)
    assert MeetingRequest.objects.count() == 1


def test_who_is_not_accepted_neither_asks_nor_is_asked(firm, buyer):
    type(buyer).objects.filter(pk=buyer.pk).update(state=ParticipantState.APPLIED)
    for asker, other in ((firm, buyer), (buyer, firm)):
        with pytest.raises(RefusedError):
            ask(asker, other)
    with pytest.raises(NotVisible):
        access_other(own=firm, participant_id=buyer.pk)


def test_withdrawn_request_can_be_sent_again(firm, buyer):
    requesting.withdraw_request(request=ask(firm, buyer), by=None, now=NOW)
    assert ask(firm, buyer).state == RequestState.SENT


def test_answers_end_with_their_last_day_and_the_fair_is_scheduled(fair, firm, buyer):
    request = ask(firm, buyer)
    assert requesting.expire_requests(now=ANSWER) == 0
    assert requesting.expire_requests(now=ANSWER + timedelta(seconds=1)) == 1
    assert states() == {"firm": "expired"}
    assert Fair.objects.get(pk=fair.pk).state == FairState.SCHEDULING
    with pytest.raises(RefusedError):
        answer(request)
    assert requesting.expire_requests(now=ANSWER + timedelta(hours=1)) == 0


def test_withdrawing_from_the_fair_ends_the_requests(firm, buyer):
    ask(firm, buyer)
    registering.withdraw_participant(participant=buyer, reason="", by=None, now=NOW)
    assert states() == {"firm": "withdrawn"}


def test_absences_replace_those_said_before(fair, firm):
    first, second, third = fair.slots.order_by("number")[:3]
    requesting.set_absences(participant=firm, slots=[first.pk, second.pk, 0], by=None, now=NOW)
    assert requesting.set_absences(participant=firm, slots=[second.pk, third.pk], by=None, now=NOW) == 2
    away = Absence.objects.filter(participant=firm).order_by("slot__number")
    assert list(away.values_list("slot", flat=True)) == [second.pk, third.pk]


def test_absences_are_refused_for_all_times_and_after_the_last_day(fair, firm):
    every = list(fair.slots.values_list("pk", flat=True))
    with pytest.raises(RefusedError):
        requesting.set_absences(participant=firm, slots=every, by=None, now=NOW)
    late = ANSWER + timedelta(seconds=1)
    with pytest.raises(RefusedError):
        requesting.set_absences(participant=firm, slots=every[:1], by=None, now=late)
    assert requesting.set_absences(participant=firm, slots=every[:1], by=None, now=late, by_staff=True) == 1


def test_only_the_other_side_is_browsed(fair, firm, buyer, join):
    join(fair, "다라")
    assert list(browsed_by(firm)) == [buyer]
    assert {row.name for row in browsed_by(buyer)} == {"가나상사", "다라"}
