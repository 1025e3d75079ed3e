"""Consultations by video: a room for each booking, opened, moved and closed with it.

A counter that has an address of another service (`Counter.video_link`) keeps to that one.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext, override

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.enums import BookingState, ContactChannel
from didim.desk.models import Booking, Consultation, Counsellor
from didim.registry.queries.members import people_of_firm
from didim.rooms.domain.opening import SeatFor, close_room, move_room, open_room, seat_people, take_seat_away
from didim.rooms.enums import RoomKind, SeatRole
from didim.rooms.models import Room, Seat
from didim.rooms.queries.seats import seats_of

# The door opens so long before: devices are tried before the consultation, not in it.
_DOOR = timedelta(minutes=10)
# Of a firm; with the counsellor they are as many as meet without a server (rooms/domain/opening.py).
_MOST_OF_FIRM = 3


def keep_room(*, booking: Booking, by: User | None, now: datetime) -> None:
    """Open, move or close a booking's room as the booking is now: ahead and by video, or not."""
    with scoped(SYSTEM):
        consultation = booking.consultation
        room = booking.room if booking.room is not None and booking.room.closed_at is None else None
        by_video = consultation.channel == ContactChannel.VIDEO and not consultation.video_link
        if booking.state != BookingState.BOOKED or not by_video:
            if room is not None:
                close_room(room=room, by=by, now=now)
            return
        if room is None:
            booking.room = _opened(booking, by, now)
            booking.save(update_fields=["room"])
            return
        move_room(room=room, starts_at=booking.starts_at, ends_at=booking.ends_at, by=by, now=now)
        give_lead(room=room, counsellor=booking.counsellor, by=by, now=now)


def give_lead(*, room: Room, counsellor: Counsellor, by: User | None, now: datetime) -> None:
    """Seat a counsellor as who leads; whoever led before them sits there no more."""
    host = SeatFor(user=counsellor.user, role=SeatRole.HOST)
    for seat in seats_of(room=room):
        if seat.role == SeatRole.HOST and seat.user_id != counsellor.user_id:
            take_seat_away(seat=seat, by=by, now=now)
    seat_people(room=room, people=[host], by=by, now=now)


def lead_by_whoever_starts(*, consultation: Consultation, counsellor: Counsellor, now: datetime) -> None:
    """Let whoever begins a consultation lead its room, where it has one that is open."""
    ahead = Q(bookings__consultation=consultation, bookings__state=BookingState.BOOKED)
    with scoped(SYSTEM):
        room = Room.objects.filter(ahead, closed_at=None).first()
        if room is not None:
            give_lead(room=room, counsellor=counsellor, by=counsellor.user, now=now)


def room_address(booking: Booking) -> str:
    """Return where people with an account open a booking's room; "" for a booking without one."""
    if booking.room_id is None:
        return ""
    with scoped(SYSTEM):
        key = Room.objects.values_list("key", flat=True).get(pk=booking.room_id)
    return f"{settings.SITE_ORIGIN}/rooms/{key}/own/"


def guest_seats(booking: Booking) -> list[Seat]:
    """Return the seats of a booking's room that are opened by a personal link, not by an account."""
    if booking.room_id is None:
        return []
    with scoped(SYSTEM):
        seats = Seat.objects.filter(room=booking.room_id, user=None, removed_at=None, room__closed_at=None)
        return list(seats.select_related("room").order_by("number"))


def seat_in_room(booking: Booking, user_id: int | None) -> Seat | None:
    """Return a user's seat in a booking's room while that is not closed; None without one."""
    if booking.room_id is None or user_id is None:
        return None
    with scoped(SYSTEM):
        seats = Seat.objects.filter(room=booking.room_id, user=user_id, removed_at=None)
        return seats.filter(room__closed_at=None).select_related("room").first()


def _opened(booking: Booking, by: User | None, now: datetime) -> Room:
    with override("ko"):
        title = gettext("상담 · %(agency)s") % {"agency": booking.counter.agency.name}
    host = SeatFor(user=booking.counsellor.user, role=SeatRole.HOST)
    return open_room(
        agency=booking.counter.agency,
        kind=RoomKind.PAIR,
        title=title,
        opens_at=booking.starts_at - _DOOR,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        people=[host, *_visitors(booking.consultation)],
        by=by,
        now=now,
    )


def _visitors(consultation: Consultation) -> list[SeatFor]:
    """Return seats for whoever asked, else for the firm's people; without an account, by a link."""
    people = []
    if consultation.enterprise_id is not None:
        people = people_of_firm(consultation.enterprise_id)
        people = [one for one in people if one.pk == consultation.asked_by_id] or people[:_MOST_OF_FIRM]
    if people:
        return [SeatFor(user=one) for one in people]
    firm = consultation.enterprise
    name = consultation.person_name or (firm.name if firm is not None else "")
    return [SeatFor(name=name, phone=consultation.phone)]
