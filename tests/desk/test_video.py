from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from didim.accounts.models import OutboundMessage
from didim.desk.domain.booking import book_slot, cancel_booking, miss_booking, move_booking
from didim.desk.domain.consulting import start_consultation
from didim.desk.domain.forgetting import forget_guests
from didim.desk.domain.guests import book_as_guest
from didim.desk.domain.intake import Visitor
from didim.desk.domain.telling import tell_of_booking
from didim.desk.domain.video import guest_seats, seat_in_room
from didim.desk.enums import ContactChannel, DeskSide
from didim.kernel.refusals import RefusedError
from didim.registry.models import EnterpriseMember
from didim.rooms.enums import SeatRole
from didim.rooms.models import Room, Seat
from didim.rooms.queries.seats import name_of, seat_of_user, seats_of

from .conftest import FUNDING, MONDAY, NOW, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(make_counter):
    return make_counter()


@pytest.fixture
def counsellor(make_counsellor, counter):
    return make_counsellor(counter)


@pytest.fixture
def owner(make_user, visitor):
    user = make_user(name="이사장")
    EnterpriseMember.objects.create(enterprise=visitor.enterprise, user=user, role="owner", since=NOW)
    return user


@pytest.fixture
def booking(counter, counsellor, visitor, owner):
    return book(counter, visitor, by=owner)


def book(counter, visitor, *, starts_at=None, channel=ContactChannel.VIDEO, by=None):
    return book_slot(
        counter=counter,
        starts_at=starts_at or at(MONDAY, 10),
        visitor=visitor,
        asked=FUNDING,
        channel=channel,
        side=DeskSide.FIRM,
        by=by,
        now=NOW,
    )


def who(room):
    return [(name_of(seat), seat.role) for seat in seats_of(room=room)]


def test_booking_by_video_opens_a_room_for_both(booking, owner, counsellor):
    room = booking.room
    assert (room.starts_at, room.ends_at) == (booking.starts_at, booking.ends_at)
    assert room.opens_at == booking.starts_at - timedelta(minutes=10)
    assert who(room) == [("김상담", SeatRole.HOST), ("이사장", SeatRole.GUEST)]
    assert seat_in_room(booking, owner.pk) == seat_of_user(key=room.key, user_id=owner.pk)


def test_booking_in_person_has_no_room(counter, counsellor, visitor):
    assert book(counter, visitor, channel=ContactChannel.WALK_IN).room is None
    assert Room.objects.count() == 0


def test_counter_with_an_address_of_its_own_keeps_to_it(make_counter, make_counsellor, visitor):
    counter = make_counter(video_link="https://meet.example.org/a")
    make_counsellor(counter)
    booking = book(counter, visitor)
    assert (booking.room, booking.consultation.video_link) == (None, "https://meet.example.org/a")


def test_counter_without_video_refuses_it(make_counter, make_counsellor, visitor):
    counter = make_counter(takes_video=False)
    make_counsellor(counter)
    with pytest.raises(RefusedError) as refusal:
        book(counter, visitor)
    assert list(refusal.value.by_field()) == ["channel"]


def test_mail_says_where_the_room_is(booking, owner):
    assert tell_of_booking(booking, now=NOW) == 1
    assert f"/rooms/{booking.room.key}/own/" in OutboundMessage.objects.get().body


def test_moved_booking_takes_its_room_along_with_who_leads(
    booking, counter, counsellor, make_counsellor, owner
):
    other = make_counsellor(counter)
    other.user.name = "박상담"
    other.user.save(update_fields=["name"])
    moved = move_booking(
        booking=booking,
        starts_at=at(MONDAY, 15),
        reason="다른 일정",
        side=DeskSide.FIRM,
        by=owner,
        now=NOW,
        counsellor_id=other.pk,
    )
    room = Room.objects.get()
    assert (moved.room, room.starts_at, room.ends_at) == (room, at(MONDAY, 15), at(MONDAY, 15, 30))
    assert who(room) == [("이사장", SeatRole.GUEST), ("박상담", SeatRole.HOST)]
    with pytest.raises(PermissionDenied):
        seat_of_user(key=room.key, user_id=counsellor.user_id)


def test_booking_moved_to_a_counter_of_another_service_closes_its_room(
    booking, make_counter, make_counsellor, counter, owner
):
    there = make_counter("다른 창구", agency=counter.agency, video_link="https://meet.example.org/a")
    make_counsellor(there)
    move_booking(
        booking=booking,
        starts_at=at(MONDAY, 15),
        reason="이전",
        side=DeskSide.AGENCY,
        by=None,
        now=NOW,
        to=there,
    )
    assert Room.objects.get().closed_at == NOW


def test_cancelled_booking_closes_its_room(booking, owner):
    cancel_booking(booking=booking, reason="출장", side=DeskSide.FIRM, now=NOW)
    assert Room.objects.get().closed_at == NOW
    assert seat_in_room(booking, owner.pk) is None


def test_missed_booking_closes_its_room(booking):
    late = booking.starts_at + timedelta(minutes=20)
    miss_booking(booking=booking, now=late)
    assert Room.objects.get().closed_at == late


def test_whoever_starts_leads(booking, counter, make_counsellor):
    other = make_counsellor(counter)
    start_consultation(consultation=booking.consultation, counsellor=other, now=booking.starts_at)
    leads = [seat.user_id for seat in seats_of(room=booking.room) if seat.role == SeatRole.HOST]
    assert leads == [other.user_id]


def test_guest_sits_by_a_link_until_the_end_of_retention(counter, counsellor):
    guest = Visitor(person_name="이방문", phone="010-1234-5678")
    made = book_as_guest(
        counter=counter,
        starts_at=at(MONDAY, 10),
        channel=ContactChannel.VIDEO,
        visitor=guest,
        asked=FUNDING,
        now=NOW,
    )
    (seat,) = guest_seats(made.booking)
    assert (seat.name, seat.phone, seat.user) == ("이방문", "01012345678", None)
    assert forget_guests(now=NOW + timedelta(days=3660)) == 1
    seat.refresh_from_db()
    assert (seat.name, seat.phone) == ("–", "")
    assert set(Seat.pgh_event_model.objects.filter(pgh_obj_id=seat.pk).values_list("name", "phone")) == {
        ("–", "")
    }
