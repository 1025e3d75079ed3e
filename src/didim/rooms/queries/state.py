"""What a browser in a room shows: read in one go whenever something there has changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.enums import ScanState
from didim.rooms.domain.feeds import feed_hash
from didim.rooms.enums import Provider, SignalKind
from didim.rooms.models import ChatLine, Presence, Recording, RecordingConsent, RoomFile, Seat, Signal

from .seats import is_open, is_waiting, name_of

MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class News:
    """What a browser has not heard: up to which message, descriptions for it, the state if it changed."""

    last: int
    described: list[tuple[int, dict[str, Any]]]
    state: dict[str, Any] | None


def news_of(*, seat_id: int, after: int, begins: bool, now: datetime) -> News:
    """Return what a seat's browser has not heard since message `after`; with the state where it `begins`."""
    with scoped(SYSTEM):
        seat = Seat.objects.select_related("room", "user").get(pk=seat_id)
        heard = Signal.objects.filter(room=seat.room, number__gt=after).order_by("number")
        signals = list(heard)
        mine = [one for one in signals if one.to_seat_id in (None, seat.pk)]
        described = [(one.number, one.body) for one in mine if one.kind == SignalKind.DESCRIBED]
        changed = begins or any(one.kind != SignalKind.DESCRIBED for one in mine)
        last = signals[-1].number if signals else after
        return News(last, described, state_of(seat, now) if changed else None)


def state_of(seat: Seat, now: datetime) -> dict[str, Any]:
    """Return a room as a seat's browser shows it; who waits in the lobby learns nothing of others' words."""
    room, waits = seat.room, is_waiting(seat)
    there = dict(Presence.objects.filter(room=room, left_at=None).values_list("seat_id", "connection"))
    seats = Seat.objects.filter(room=room, removed_at=None).select_related("user", "room").order_by("number")
    recording = Recording.objects.filter(room=room, stopped_at=None).first()
    agreed = set(
        RecordingConsent.objects.filter(room=room, withdrawn_at=None).values_list("seat_id", flat=True)
    )
    return {
        "now": now.isoformat(),
        "open": is_open(room, now) and seat.removed_at is None,
        "starts_at": room.starts_at.isoformat(),
        "ends_at": room.ends_at.isoformat(),
        "me": seat.number,
        "waits": waits,
        "people": [
            {
                "number": one.number,
                "name": name_of(one),
                "role": one.role,
                "waits": is_waiting(one),
                "connection": there.get(one.pk),
                "feed": _feed(one, there.get(one.pk), waits=waits),
                "agreed": one.pk in agreed,
            }
            for one in seats
        ],
        "recording": recording.started_at.isoformat() if recording else None,
        "lines": [] if waits else _lines(room.pk),
        "files": [] if waits else _files(room.pk),
    }


def _feed(seat: Seat, connection: str | None, *, waits: bool) -> str:
    """Return by what a browser is known at a server; "" where none carries the room, and to the lobby."""
    if connection is None or waits or seat.room.provider == Provider.BUILT_IN:
        return ""
    return feed_hash(seat, connection)


def _lines(room_id: int) -> list[dict[str, Any]]:
    newest = ChatLine.objects.filter(room=room_id).select_related("seat__user").order_by("-pk")[:MOST_LINES]
    return [
        {"id": line.pk, "from": line.seat.number, "name": name_of(line.seat), "text": line.text}
        for line in reversed(newest)
    ]


def _files(room_id: int) -> list[dict[str, Any]]:
    files = RoomFile.objects.filter(room=room_id).exclude(scan=ScanState.INFECTED)
    return [
        {
            "id": file.pk,
            "name": file.name,
            "size": file.size,
            "from": name_of(file.seat),
            "ready": file.scan != ScanState.WAITING,
        }
        for file in files.select_related("seat__user").order_by("pk")
    ]
