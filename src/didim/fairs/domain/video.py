"""Video rooms of meetings: one for each public meeting at a video table, with a seat for either side."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import MeetingState
from didim.fairs.models import Meeting, Participant
from didim.rooms.domain.links import link_token
from didim.rooms.domain.opening import SeatFor, close_room, move_room, open_room
from didim.rooms.enums import Language, RoomKind
from didim.rooms.models import Room, Seat

# The door opens so long before the meeting: devices are tried before, not in it.
_DOOR = timedelta(minutes=10)
_PARTNER, _FIRM = 1, 2  # numbers of their seats


def keep_room(*, meeting: Meeting, by: User | None, now: datetime) -> None:
    """Open, move or close a meeting's room as the meeting is now: public and by video, or not."""
    room = Room.objects.filter(key=meeting.room_key).first() if meeting.room_key else None
    if meeting.state != MeetingState.PLANNED or not meeting.table.is_video:
        if room is not None:
            close_room(room=room, by=by, now=now)
        return
    if room is not None and room.closed_at is None:
        move_room(room=room, starts_at=meeting.starts_at, ends_at=meeting.ends_at, by=by, now=now)
        return
    room = open_room(
        agency=meeting.fair.agency,
        kind=RoomKind.PAIR,
        title=f"{meeting.fair.name}: {meeting.partner.name} – {meeting.firm.name}",
        opens_at=meeting.starts_at - _DOOR,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        people=[_seat(meeting.partner), _seat(meeting.firm)],
        by=by,
        now=now,
    )
    meeting.room_key = room.key
    meeting.save(update_fields=["room_key"])


def seat_of(*, meeting: Meeting, participant: Participant) -> Seat | None:
    """Return a side's seat in a meeting's room; None for a meeting without one, or with a closed one."""
    return seats_of_meetings(participant=participant, meetings=[meeting]).get(meeting.pk)


def seats_of_meetings(*, participant: Participant, meetings: Iterable[Meeting]) -> dict[int, Seat]:
    """Return a participant's seats in rooms that are not closed, by the key of the meeting: one query.

    The partner's seat is the first of a room, the firm's the second.
    """
    keys = {one.room_key: one for one in meetings if one.room_key}
    if not keys:
        return {}
    with scoped(SYSTEM):
        rows = Seat.objects.filter(
            room__key__in=keys, room__closed_at=None, removed_at=None, number__in=(_PARTNER, _FIRM)
        )
        found = list(rows.select_related("room"))
    return {
        keys[seat.room.key].pk: seat
        for seat in found
        if seat.number == (_PARTNER if participant.pk == keys[seat.room.key].partner_id else _FIRM)
    }


def room_address(seat: Seat) -> str:
    """Return the address of a seat's room as it stands in e-mails, in the language of who sits there."""
    language = "" if seat.language == Language.KOREAN else "/en"
    return f"{settings.SITE_ORIGIN}{language}/rooms/{seat.room.key}/{link_token(seat)}/"


def _seat(participant: Participant) -> SeatFor:
    """Return a seat for whoever comes for a participant: its link is theirs, an account is not needed.

    By their address a room knows which of somebody's rooms comes next, and leads them there.
    """
    language = Language.KOREAN if participant.language == "ko" else Language.ENGLISH
    email = participant.people.exclude(email="").order_by("pk").values_list("email", flat=True).first()
    return SeatFor(name=participant.name, email=email or "", language=language)
