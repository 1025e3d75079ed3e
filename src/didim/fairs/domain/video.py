"""Video rooms of meetings: one for each public meeting at a video table, with a seat for either side."""

from datetime import datetime, timedelta

from didim.accounts.models import User
from didim.fairs.enums import MeetingState
from didim.fairs.models import Meeting, Participant
from didim.rooms.domain.opening import SeatFor, close_room, move_room, open_room
from didim.rooms.enums import Language, RoomKind
from didim.rooms.models import Room, Seat

# The door opens so long before the meeting: devices are tried before, not in it.
_DOOR = timedelta(minutes=10)


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
    """Return a side's seat in a meeting's room: the partner's is the first, the firm's the second."""
    number = 1 if participant.pk == meeting.partner_id else 2
    rows = Seat.objects.filter(room__key=meeting.room_key, number=number, removed_at=None)
    return rows.select_related("room").first() if meeting.room_key else None


def _seat(participant: Participant) -> SeatFor:
    """Return a seat for whoever comes for a participant: its link is theirs, an account is not needed."""
    language = Language.KOREAN if participant.language == "ko" else Language.ENGLISH
    return SeatFor(name=participant.name, language=language)
