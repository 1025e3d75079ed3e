from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from didim.accounts.models import OutboundMessage
from didim.desk.domain.booking import book_slot, cancel_booking, miss_booking, move_booking
from didim.desk.domain.counters import add_absence, set_day
from didim.desk.domain.intake import Visitor
from didim.desk.domain.reminding import remind_of_bookings
from didim.desk.enums import AbsenceKind, BookingState, ConsultationState, ContactChannel, DeskSide, Topic
from didim.desk.models import Booking
from didim.desk.queries.slots import counter_slots
from didim.kernel.refusals import RefusedError
from didim.registry.enums import RelationKind
from didim.registry.models import AgencyRelation, EnterpriseMember

from .conftest import FUNDING, MONDAY, NOW, at

pytestmark = pytest.mark.django_db


def book(counter, visitor, starts_at, **fields):
    said = {"channel": ContactChannel.WALK_IN, "side": DeskSide.FIRM, "by": None, "now": NOW}
    return book_slot(counter=counter, visitor=visitor, starts_at=starts_at, asked=FUNDING, **(said | fields))


def test_booking_takes_a_seat_and_a_counsellor_and_sends_the_need(make_counter, make_counsellor, visitor):
    counter = make_counter()
    counsellor = make_counsellor(counter)
    booking = book(counter, visitor, at(MONDAY, 10))
    need = booking.consultation.needs.get()
    assert (booking.counsellor, booking.seat, booking.ends_at) == (counsellor, 1, at(MONDAY, 10, 30))
    assert booking.consultation.state == ConsultationState.BOOKED
    assert (need.topic, need.sent_to) == (Topic.FUNDING, counsellor)
    relation = AgencyRelation.objects.get(agency=counter.agency, kind=RelationKind.CASE)
    assert relation.enterprise == visitor.enterprise


@pytest.mark.parametrize("hour", [8, 12, 18])
def test_booking_outside_the_hours_is_refused(make_counter, make_counsellor, visitor, hour):
    counter = make_counter()
    make_counsellor(counter)
    with pytest.raises(RefusedError) as refusal:
        book(counter, visitor, at(MONDAY, hour))
    assert list(refusal.value.by_field()) == ["starts_at"]


def test_slot_taken_is_refused_and_free_again_after_a_cancellation(
    make_counter, make_counsellor, make_firm, visitor
):
    counter = make_counter()
    make_counsellor(counter)
    first = book(counter, visitor, at(MONDAY, 10))
    with pytest.raises(RefusedError):
        book(counter, Visitor(make_firm("나다")), at(MONDAY, 10))
    cancel_booking(booking=first, reason="출장", side=DeskSide.FIRM, now=NOW)
    second = book(counter, Visitor(make_firm("다라")), at(MONDAY, 10))
    first.refresh_from_db()
    assert (first.state, first.end_reason) == (BookingState.CANCELLED, "출장")
    assert Booking.objects.get(pk=second.pk).state == BookingState.BOOKED


def test_cancelled_booking_cancels_its_consultation(make_counter, make_counsellor, visitor):
    counter = make_counter()
    make_counsellor(counter)
    booking = book(counter, visitor, at(MONDAY, 10))
    cancel_booking(booking=booking, reason="출장", side=DeskSide.FIRM, now=NOW)
    booking.consultation.refresh_from_db()
    assert booking.consultation.state == ConsultationState.CANCELLED


def test_database_refuses_a_second_booking_of_a_counsellor_at_another_counter(
    make_counter, make_counsellor, visitor
):
    counter = make_counter()
    other = make_counter("금융상담", agency=counter.agency)
    make_counsellor(counter, other)
    booking = book(counter, visitor, at(MONDAY, 10))
    twin = Booking.objects.get(pk=booking.pk)
    twin.pk, twin.counter, twin.state = None, other, BookingState.KEPT
    twin.starts_at += timedelta(minutes=15)
    twin.ends_at += timedelta(minutes=15)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    with pytest.raises(RefusedError):
        book(other, Visitor(person_name="이방문"), at(MONDAY, 10))


def test_two_seats_take_two_and_no_more(make_counter, make_counsellor, make_firm):
    counter = make_counter(seats=2)
    for _number in range(3):
        make_counsellor(counter)
    seats = [book(counter, Visitor(make_firm(str(n))), at(MONDAY, 10)).seat for n in range(2)]
    assert sorted(seats) == [1, 2]
    with pytest.raises(RefusedError):
        book(counter, Visitor(make_firm("셋")), at(MONDAY, 10))


def test_moved_booking_gives_way_to_a_new_one(make_counter, make_counsellor, visitor):
    counter = make_counter()
    make_counsellor(counter)
    old = book(counter, visitor, at(MONDAY, 10))
    new = move_booking(
        booking=old,
        starts_at=at(MONDAY, 10, 30),
        reason="버스가 늦음",
        side=DeskSide.FIRM,
        by=None,
        now=NOW,
    )
    old.refresh_from_db()
    assert (old.state, old.moved_to, old.end_reason) == (BookingState.MOVED, new, "버스가 늦음")
    assert (new.consultation, new.starts_at) == (old.consultation, at(MONDAY, 10, 30))


def test_moving_without_a_reason_changes_nothing(make_counter, make_counsellor, visitor):
    counter = make_counter()
    make_counsellor(counter)
    old = book(counter, visitor, at(MONDAY, 10))
    with pytest.raises(RefusedError):
        move_booking(booking=old, starts_at=at(MONDAY, 11), reason=" ", side=DeskSide.FIRM, by=None, now=NOW)
    old.refresh_from_db()
    assert old.state == BookingState.BOOKED


def test_nobody_came_is_said_after_the_time_only(make_counter, make_counsellor, visitor):
    counter = make_counter()
    make_counsellor(counter)
    booking = book(counter, visitor, at(MONDAY, 10))
    with pytest.raises(RefusedError):
        miss_booking(booking=booking, now=at(MONDAY, 9, 59))
    missed = miss_booking(booking=booking, now=at(MONDAY, 10, 20))
    missed.consultation.refresh_from_db()
    assert (missed.state, missed.consultation.state) == (BookingState.MISSED, ConsultationState.MISSED)


def test_firm_has_one_booking_at_a_time(make_counter, make_counsellor, visitor):
    counter = make_counter(seats=2)
    make_counsellor(counter)
    make_counsellor(counter)
    book(counter, visitor, at(MONDAY, 10))
    with pytest.raises(RefusedError):
        book(counter, visitor, at(MONDAY, 10))


def test_staff_book_without_the_notice_a_firm_needs(make_counter, make_counsellor, make_firm, visitor):
    counter = make_counter(notice_minutes=60)
    make_counsellor(counter)
    with pytest.raises(RefusedError):
        book(counter, visitor, at(NOW.date(), 10))
    booking = book(counter, visitor, at(NOW.date(), 10), side=DeskSide.AGENCY)
    assert booking.state == BookingState.BOOKED


def test_absence_takes_the_slots_and_names_the_bookings_within(make_counter, make_counsellor, visitor):
    counter = make_counter()
    counsellor = make_counsellor(counter)
    booking = book(counter, visitor, at(MONDAY, 10))
    away = add_absence(
        counsellor=counsellor, kind=AbsenceKind.LEAVE, starts_at=at(MONDAY, 9), ends_at=at(MONDAY, 12)
    )
    slots = counter_slots(counter=counter, first=MONDAY, last=MONDAY, now=NOW)
    assert away.bookings == [booking]
    assert slots[0].span.starts_at == at(MONDAY, 13)


def test_closed_day_offers_nothing_and_a_saturday_of_its_own_does(make_counter, make_counsellor):
    counter = make_counter()
    make_counsellor(counter)
    saturday = NOW.date() + timedelta(days=1)
    set_day(counter=counter, day=MONDAY, hours=[], reason="창립기념일")
    set_day(counter=counter, day=saturday, hours=[["10:00", "11:00"]], reason="주말 상담")
    slots = counter_slots(counter=counter, first=saturday, last=MONDAY, now=NOW)
    assert [slot.span.starts_at for slot in slots] == [at(saturday, 10), at(saturday, 10, 30)]


def test_who_advises_on_the_subject_is_asked_first(make_counter, make_counsellor, visitor):
    counter = make_counter()
    make_counsellor(counter, topics=(Topic.MARKET,))
    banker = make_counsellor(counter, topics=(Topic.FUNDING,))
    assert book(counter, visitor, at(MONDAY, 10)).counsellor == banker


def test_reminder_goes_once_in_office_hours(make_counter, make_counsellor, make_user, visitor):
    counter = make_counter()
    make_counsellor(counter)
    user = make_user()
    EnterpriseMember.objects.create(enterprise=visitor.enterprise, user=user, role="owner", since=NOW)
    book(counter, visitor, at(MONDAY, 15), by=user)
    assert remind_of_bookings(now=at(NOW.date(), 12)) == 0
    assert remind_of_bookings(now=at(MONDAY, 7)) == 0
    assert [remind_of_bookings(now=at(MONDAY, 9)), remind_of_bookings(now=at(MONDAY, 10))] == [1, 0]
    assert OutboundMessage.objects.filter(template="desk-reminder", recipient=user).count() == 1
