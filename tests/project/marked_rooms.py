"""A video room of the other agency that is open: its people, what they wrote and gave one another."""

from datetime import UTC, datetime, timedelta
from typing import Any

from didim.accounts.models import User
from didim.applications.enums import ScanState
from didim.rooms.domain.opening import SeatFor, open_room
from didim.rooms.enums import RoomKind, SeatRole
from didim.rooms.models import ChatLine, Room, RoomFile

KEY = "marked-room"


def marked_room(things: dict[str, Any], host: User, owner: User, *, mark: str, now: Any) -> dict[str, Any]:
    """Make a room that stays open, with a seat for either side."""
    room = open_room(
        agency=things["agency"],
        kind=RoomKind.PAIR,
        title=f"{mark} 회의",
        opens_at=now - timedelta(minutes=10),
        starts_at=now,
        ends_at=datetime(2099, 1, 5, tzinfo=UTC),
        people=[SeatFor(user=host, role=SeatRole.HOST), SeatFor(user=owner)],
        by=host,
        now=now,
    )
    Room.objects.filter(pk=room.pk).update(key=KEY)
    seats = list(room.seats.order_by("number"))
    room.seats.update(admitted_at=now)
    ChatLine.objects.create(room=room, seat=seats[1], text=f"{mark} 말", written_at=now)
    file = RoomFile.objects.create(
        room=room,
        seat=seats[1],
        name=f"{mark}.pdf",
        size=things["firm_file"].size,
        content_type="application/pdf",
        sha256=things["firm_file"].sha256,
        scan=ScanState.CLEAN,
        added_at=now,
    )
    return {"room": room, "room_file": file}
