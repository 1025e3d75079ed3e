"""A closed counter leaves no booking and no number unnoticed: moved, told, or to be called."""

import pytest

from didim.accounts.models import OutboundMessage
from didim.desk.domain.booking import book_slot
from didim.desk.domain.closing import close_counter, reopen_counter
from didim.desk.domain.intake import Visitor
from didim.desk.domain.tickets import call_next, take_ticket
from didim.desk.enums import BookingState, ConsultationState, ContactChannel, DeskSide, TicketState
from didim.desk.models import Booking, FollowUp, Ticket
from didim.desk.queries.agenda import agenda_of
from didim.desk.queries.slots import bookable_counters, counter_slots
from didim.kernel.refusals import RefusedError
from didim.registry.models import EnterpriseMember

from .conftest import FUNDING, MONDAY, NOW, at

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def counter(make_counter, make_counsellor):
    counter = make_counter()
    make_counsellor(counter)
    return counter


@pytest.fixture
def other(counter, make_counter, make_counsellor):
    other = make_counter("금융상담", agency=counter.agency)
    make_counsellor(other)
    return other


@pytest.fixture
def owner(make_user, visitor):
    user = make_user()
    EnterpriseMember.objects.create(enterprise=visitor.enterprise, user=user, role="owner", since=NOW)
    return user


def book(counter, visitor, starts_at):
    return book_slot(
        counter=counter,
        starts_at=starts_at,
        visitor=visitor,
        asked=FUNDING,
        channel=ContactChannel.WALK_IN,
        side=DeskSide.AGENCY,
        by=None,
        now=NOW,
    )


def close(counter, *, last_day=TODAY, move_to=None, reason="사무실 이전"):
    return close_counter(counter=counter, last_day=last_day, reason=reason, move_to=move_to, by=None, now=NOW)


def test_bookings_move_to_the_same_time_elsewhere_or_are_cancelled_and_told(
    counter, other, visitor, owner, make_firm
):
    kept = book(counter, visitor, at(TODAY, 15))
    moves = book(counter, visitor, at(MONDAY, 10))
    ends = book(counter, visitor, at(MONDAY, 11))
    book(other, Visitor(make_firm("나다")), at(MONDAY, 11))
    closed = close(counter, move_to=other)
    for one in (kept, moves, ends):
        one.refresh_from_db()
    assert [kept.state, moves.state, ends.state] == ["booked", "moved", "cancelled"]
    assert (moves.moved_to.counter, moves.moved_to.starts_at) == (other, at(MONDAY, 10))
    assert (moves.moved_to.consultation.counter, ends.end_reason) == (other, "사무실 이전")
    assert ([one.pk for one in closed.moved], closed.ended) == ([moves.moved_to_id], [ends])
    assert closed.to_call == []
    told = OutboundMessage.objects.order_by("pk").values_list("template", "recipient")
    assert list(told) == [("desk-booked", owner.pk), ("desk-cancelled", owner.pk)]


def test_whom_no_message_reaches_stands_among_todays_calls(counter):
    booking = book(counter, Visitor(person_name="이방문", phone="02-123-4567"), at(MONDAY, 10))
    closed = close(counter)
    call = FollowUp.objects.get()
    assert closed.to_call == [call]
    assert (call.consultation, call.counsellor, call.due_on) == (
        booking.consultation, booking.counsellor, TODAY,
    )  # fmt: skip
    assert "2026-11-23(월) 10:00" in call.what
    shown = agenda_of(agency_id=counter.agency_id, day=TODAY, now=NOW, counsellor=booking.counsellor)
    assert shown.follow_ups == [call]


def test_no_booking_is_left_after_the_last_day(counter, visitor, make_firm):
    for hour in (10, 11, 14):
        book(counter, Visitor(make_firm(str(hour))), at(MONDAY, hour))
    close(counter)
    ahead = Booking.objects.filter(counter=counter, state=BookingState.BOOKED, starts_at__gt=at(TODAY, 23))
    assert not ahead.exists()
    assert FollowUp.objects.count() == 3


def test_nothing_is_offered_after_the_last_day(counter):
    close(counter, last_day=MONDAY)
    slots = counter_slots(counter=counter, first=TODAY, last=TODAY.replace(day=30), now=NOW)
    assert max(slot.span.starts_at for slot in slots) == at(MONDAY, 17, 30)
    assert bookable_counters(on=MONDAY) == [counter]
    assert bookable_counters(on=MONDAY.replace(day=24)) == []


def test_closed_at_once_waiting_numbers_get_the_next_ones_elsewhere(counter, other):
    person = Visitor(person_name="이방문")
    take_ticket(counter=other, visitor=person, asked=FUNDING, by=None, now=NOW)
    first, second = (
        take_ticket(counter=counter, visitor=person, asked=FUNDING, by=None, now=NOW) for _n in range(2)
    )
    closed = close(counter, last_day=None, move_to=other)
    assert [one.number for one in closed.numbers_moved] == [2, 3]
    assert [one.consultation for one in closed.numbers_moved] == [first.consultation, second.consultation]
    first.refresh_from_db()
    assert (first.state, first.consultation.state) == (TicketState.MOVED, ConsultationState.WAITING)
    with pytest.raises(RefusedError):
        take_ticket(counter=counter, visitor=person, asked=FUNDING, by=None, now=NOW)


def test_closed_at_once_without_another_counter_the_waiting_are_called_back(counter):
    counsellor = counter.counsellors.get()
    person = Visitor(person_name="이방문", phone="010-1234-5678")
    tickets = [
        take_ticket(counter=counter, visitor=person, asked=FUNDING, by=None, now=NOW) for _n in range(2)
    ]
    call_next(counter=counter, counsellor=counsellor, seat=1, now=NOW)
    closed = close(counter, last_day=None)
    assert closed.called_back == [one.consultation for one in tickets]
    assert set(Ticket.objects.values_list("state", flat=True)) == {TicketState.MOVED}
    shown = agenda_of(agency_id=counter.agency_id, day=TODAY, now=NOW, counsellor=None)
    assert [one.pk for one in shown.answers] == [one.pk for one in closed.called_back]
    assert all(one.answer_due_at is not None for one in shown.answers)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"last_day": TODAY.replace(day=19)}, "last_day"),
        ({"move_to": "itself"}, "move_to"),
        ({"move_to": "strange"}, "move_to"),
    ],
)
def test_closing_says_why_when_and_where_to(counter, make_counter, make_agency, said, field):
    places = {"itself": counter, "strange": make_counter("다른 창구", agency=make_agency("다른기관"))}
    said = {**said, "move_to": places.get(said.get("move_to"))}
    with pytest.raises(RefusedError) as refusal:
        close(counter, **said)
    counter.refresh_from_db()
    assert (list(refusal.value.by_field()), counter.valid_to) == ([field], None)


def test_reopened_counter_goes_on(counter):
    close(counter)
    reopen_counter(counter=counter)
    counter.refresh_from_db()
    assert (counter.valid_to, counter.close_reason) == (None, "")
    assert counter_slots(counter=counter, first=MONDAY, last=MONDAY, now=NOW) != ()
