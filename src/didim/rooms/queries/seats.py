"""Who sits in a room: by their account, or by the token of their link. Read as the system, told as facts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from didim.accounts.tenancy import SYSTEM, scoped
from didim.rooms.domain.links import hash_of
from didim.rooms.enums import RoomKind, SeatRole
from didim.rooms.models import Room, Seat

# How long after its end a room still lets its people in, to say goodbye.
GRACE = timedelta(minutes=5)


def seat_of_user(*, key: str, user_id: int | None) -> Seat:
    """Return the seat of a user in a room. PermissionDenied for others, also where no room is."""
    return _seat(key, Q(user_id=user_id)) if user_id is not None else _nobody()


def seat_of_token(*, key: str, token: str) -> Seat:
    """Return the seat a personal link belongs to. PermissionDenied for a link that is not (any more) one."""
    return _seat(key, Q(token_hash=hash_of(token)))


def is_open(room: Room, now: datetime) -> bool:
    """Whether people of a room may be in it at `now`."""
    return room.closed_at is None and room.opens_at <= now < room.ends_at + GRACE


def is_waiting(seat: Seat) -> bool:
    """Whether somebody waits in the lobby until a host lets them in."""
    return seat.admitted_at is None


def seats_of(*, room: Room) -> list[Seat]:
    """Return the seats of a room that were not taken away, by number."""
    with scoped(SYSTEM):
        return list(
            Seat.objects.filter(room=room, removed_at=None).select_related("user", "room").order_by("number")
        )


def room_by_number(number: int) -> Room:
    """Return a room by its number in the database, for what is done for everybody in it."""
    with scoped(SYSTEM):
        return Room.objects.get(pk=number)


def leads(seat: Seat) -> bool:
    """Whether somebody lets others in, records and, in a lecture, speaks."""
    return seat.role in (SeatRole.HOST, SeatRole.STAFF)


def speaks(seat: Seat) -> bool:
    """Whether somebody is seen and heard: in a lecture those who listen send nothing."""
    return leads(seat) or seat.room.kind != RoomKind.LECTURE


def name_of(seat: Seat) -> str:
    """Return what a seat is called in its room."""
    return seat.name or (str(seat.user) if seat.user is not None else "")


@dataclass(frozen=True, slots=True)
class NextRoom:
    """The room somebody goes to next: what it is, when its door opens, and the seat they have there."""

    title: str
    opens_at: datetime
    starts_at: datetime
    seat: Seat


def next_room_of(*, seat: Seat, after: datetime) -> NextRoom | None:
    """Return the next room of whoever has a seat that begins at `after` or later; None where there is none.

    Who has no account is known by the phone or the address their links went to, at the same agency.
    """
    same = Q(user_id=seat.user_id) if seat.user_id is not None else Q(pk__in=[])
    if seat.user_id is None and seat.email:
        same |= Q(user=None, agency_id=seat.agency_id, email__iexact=seat.email)
    if seat.user_id is None and seat.phone:
        same |= Q(user=None, agency_id=seat.agency_id, phone=seat.phone)
    with scoped(SYSTEM):
        following = (
            Seat.objects.filter(same, removed_at=None, room__closed_at=None, room__starts_at__gte=after)
            .exclude(room=seat.room_id)
            .select_related("room", "user")
            .order_by("room__starts_at", "pk")
            .first()
        )
    if following is None:
        return None
    room = following.room
    return NextRoom(room.title, room.opens_at, room.starts_at, following)


def rooms_ahead(*, user_id: int, now: datetime) -> list[Seat]:
    """Return a user's seats in rooms that are not over, the next first."""
    with scoped(SYSTEM):
        return list(
            Seat.objects.filter(
                user_id=user_id, removed_at=None, room__closed_at=None, room__ends_at__gt=now - GRACE
            )
            .select_related("room__agency", "user")
            .order_by("room__starts_at", "pk")
        )


def _seat(key: str, whose: Q) -> Seat:
    with scoped(SYSTEM):
        seat = (
            Seat.objects.filter(whose, room__key=key, removed_at=None).select_related("room", "user").first()
        )
    return seat or _nobody()


def _nobody() -> Seat:
    raise PermissionDenied(
        _(
            "이 회의에 초대된 사람만 들어갈 수 있습니다."
            " 받은 링크로 열거나, 초대받은 계정으로 로그인해 주세요."
        )
    )
