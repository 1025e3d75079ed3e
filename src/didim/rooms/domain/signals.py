"""Short-lived messages of a room: numbered without a gap, and shouted to whoever listens."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max

from didim.rooms.enums import SignalKind
from didim.rooms.models import Room, Seat, Signal

# What processes listen on (LISTEN); the payload is the room's number in the database.
CHANNEL = "didim_rooms"
# Class of advisory locks: messages of one room are numbered one after the other, until their commit.
_NUMBERING = 6302
# How long after its end a room's messages go.
FORGOTTEN_AFTER = timedelta(hours=1)


def send_signal(
    *,
    room: Room,
    kind: SignalKind,
    now: datetime,
    body: Mapping[str, Any] | None = None,
    from_seat: Seat | None = None,
    to_seat: Seat | None = None,
) -> Signal:
    """Send a message to a seat, or to everybody in a room, in the caller's transaction.

    It is heard at the commit. Who reads up to a number has all messages before it: the lock makes numbers
    visible in their order.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NUMBERING, room.pk % (1 << 31)])
    last = Signal.objects.filter(room=room).aggregate(last=Max("number"))["last"] or 0
    signal = Signal.objects.create(
        room=room,
        number=last + 1,
        kind=kind,
        from_seat=from_seat,
        to_seat=to_seat,
        body=dict(body or {}),
        sent_at=now,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(room.pk)])
    return signal


def forget_signals(*, now: datetime) -> int:
    """Delete the messages of rooms that ended; return how many."""
    over = Signal.objects.filter(room__ends_at__lte=now - FORGOTTEN_AFTER)
    deleted, _by_model = over.delete()
    return deleted
