"""Coming into a room, being there, and what people there tell one another."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _

from didim.accounts.acts import recorded
from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.refusals import refuse
from didim.rooms.enums import SeatRole, SignalKind, StopReason
from didim.rooms.models import ChatLine, Presence, Recording, Room, Seat, Signal
from didim.rooms.queries.seats import is_open, is_waiting

from .signals import send_signal

# Without a sign of a browser for so long its place is free: streams say they are there every 15 seconds.
GONE_AFTER = timedelta(seconds=45)
# So many messages of one seat in so many seconds; setting up a connection to three others takes about 60.
MOST_MESSAGES, WITHIN = 200, timedelta(seconds=10)
LONGEST_LINE = 2000
HOSTS = frozenset({SeatRole.HOST, SeatRole.STAFF})


@dataclass(frozen=True, slots=True)
class Here:
    """Who acts in a room, checked just now: the seat, its room, and the browser it is there with."""

    seat: Seat
    room: Room
    presence: Presence


@dataclass(frozen=True, slots=True)
class Joined:
    """That a browser came in: its room, which of its streams this is, the last message before that."""

    room_id: int
    stream: int
    last: int


def join(*, seat_id: int, connection: str, now: datetime) -> Joined:
    """Come into a room, or come back to it by the same opening of the page.

    What is sent to a browser because others have seen it come has a higher number than the last message it is
    told here. Another browser of the same seat gives way. PermissionDenied as in `check_may_join`.
    """
    with scoped(SYSTEM):
        seat, mine = _may_join(seat_id, connection, now)
        others = Presence.objects.filter(seat=seat, left_at=None).exclude(connection=connection)
        changed = bool(others.update(left_at=now)) or mine is None or mine.left_at is not None
        if mine is None:
            mine = Presence.objects.create(
                room=seat.room, seat=seat, connection=connection, joined_at=now, seen_at=now
            )
        else:
            mine.seen_at, mine.left_at, mine.streams = now, None, mine.streams + 1
            mine.save(update_fields=["seen_at", "left_at", "streams"])
        if changed:
            said = send_signal(room=seat.room, kind=SignalKind.PEOPLE, now=now)
            return Joined(seat.room_id, mine.streams, said.number - 1)
        last = Signal.objects.filter(room=seat.room).aggregate(last=Max("number"))["last"] or 0
        return Joined(seat.room_id, mine.streams, last)


def check_may_join(*, seat_id: int, connection: str, now: datetime) -> None:
    """Raise PermissionDenied outside a room's time, for a seat taken away, and for a page that gave way."""
    with scoped(SYSTEM):
        _may_join(seat_id, connection, now)


def still_here(*, seat_id: int, connection: str, now: datetime) -> bool:
    """Say that a browser is there, and free the places of those that are not; False where it must go."""
    with scoped(SYSTEM):
        there = Presence.objects.filter(seat=seat_id, connection=connection, left_at=None)
        here = there.select_related("room", "seat").first()
        if here is None or here.seat.removed_at is not None or not is_open(here.room, now):
            return False
        there.update(seen_at=now)
        gone = Presence.objects.filter(room=here.room, left_at=None, seen_at__lt=now - GONE_AFTER)
        seats = list(gone.values_list("seat_id", flat=True))
        if seats:
            Presence.objects.filter(seat__in=seats, left_at=None, seen_at__lt=now - GONE_AFTER).update(
                left_at=now
            )
            _end_recordings(seats, now)
            send_signal(room=here.room, kind=SignalKind.PEOPLE, now=now)
        return True


def leave(*, seat_id: int, connection: str, now: datetime, stream: int | None = None) -> None:
    """Go out of a room; who left already, or has opened another stream than `stream`, stays as they are."""
    with scoped(SYSTEM):
        there = Presence.objects.filter(seat=seat_id, connection=connection, left_at=None)
        if stream is not None:
            there = there.filter(streams=stream)
        here = there.select_related("room").first()
        if here is not None and there.update(left_at=now):
            _end_recordings([seat_id], now)
            send_signal(room=here.room, kind=SignalKind.PEOPLE, now=now)


@contextmanager
def acting(*, seat_id: int, connection: str, now: datetime) -> Iterator[Here]:
    """Run an act of somebody who is in a room, as the system and in one transaction.

    PermissionDenied for whoever is not there, or waits in the lobby; RefusedError for too many acts.
    """
    with scoped(SYSTEM), recorded("meet", None):
        seat = _seat(seat_id, now)
        presence = Presence.objects.filter(seat=seat, connection=connection, left_at=None).first()
        if presence is not None:
            presence.seat = seat
        if presence is None or is_waiting(seat):
            raise PermissionDenied(_("아직 회의에 들어오지 않았습니다. 입장을 기다려 주세요."))
        sent = Signal.objects.filter(from_seat=seat, sent_at__gt=now - WITHIN).count()
        if sent >= MOST_MESSAGES:
            raise refuse("", _("너무 빠르게 보내고 있습니다. 잠시 뒤에 다시 해 주세요."))
        yield Here(seat, seat.room, presence)


def describe(*, here: Here, to: int, body: Mapping[str, Any], now: datetime) -> Signal:
    """Pass a description or a candidate of a connection on to another seat's browser, unread.

    `to` is that seat's number. PermissionDenied where it is nobody's, or waits in the lobby.
    """
    other = Seat.objects.filter(room=here.room, number=to, removed_at=None).exclude(pk=here.seat.pk).first()
    if other is None or is_waiting(other):
        raise PermissionDenied(_("이 회의에 없는 사람입니다."))
    said = {"from": here.seat.number, "connection": here.presence.connection, **body}
    return send_signal(
        room=here.room,
        kind=SignalKind.DESCRIBED,
        body=said,
        from_seat=here.seat,
        to_seat=other,
        now=now,
    )


def say(*, here: Here, text: str, now: datetime) -> ChatLine:
    """Write a line for everybody in the room. RefusedError for an empty one."""
    text = text.strip()[:LONGEST_LINE]
    if not text:
        raise refuse("text", _("보낼 글을 적어 주세요."))
    line = ChatLine.objects.create(room=here.room, seat=here.seat, text=text, written_at=now)
    send_signal(room=here.room, kind=SignalKind.SAID, from_seat=here.seat, now=now)
    return line


def admit(*, here: Here, number: int, now: datetime) -> Seat:
    """Let somebody in who waits in the lobby. PermissionDenied unless a host or staff says so."""
    if here.seat.role not in HOSTS:
        raise PermissionDenied(_("진행자만 입장을 허락할 수 있습니다."))
    seat = (
        Seat.objects.select_for_update(of=("self",), no_key=True)
        .filter(room=here.room, number=number, removed_at=None)
        .first()
    )
    if seat is None:
        raise refuse("number", _("이 회의에 없는 사람입니다."))
    if seat.admitted_at is None:
        seat.admitted_at, seat.admitted_by = now, here.seat
        seat.save(update_fields=["admitted_at", "admitted_by"])
        send_signal(room=here.room, kind=SignalKind.PEOPLE, from_seat=here.seat, now=now)
    return seat


def _end_recordings(seats: list[int], now: datetime) -> None:
    """End the recordings of those who left: a recording is made in the browser of who began it."""
    Recording.objects.filter(started_by__in=seats, stopped_at=None).update(
        stopped_at=now, stop_reason=StopReason.STOPPED
    )


def _may_join(seat_id: int, connection: str, now: datetime) -> tuple[Seat, Presence | None]:
    seat = _seat(seat_id, now)
    mine = Presence.objects.filter(connection=connection).first()
    if mine is not None and (mine.seat_id != seat.pk or _gave_way(mine)):
        raise PermissionDenied(_("이 회의를 다른 창에서 열었습니다. 이 창에서 이어 가려면 새로 고치세요."))
    return seat, mine


def _gave_way(presence: Presence) -> bool:
    """Whether a newer browser of the same seat has taken its place."""
    newer = Presence.objects.filter(seat=presence.seat_id, pk__gt=presence.pk)
    return presence.left_at is not None and newer.exists()


def _seat(seat_id: int, now: datetime) -> Seat:
    """Return a seat whose room is open, locked so that two browsers of it come in one after the other."""
    seat = (
        Seat.objects.select_for_update(of=("self",), no_key=True)
        .select_related("room", "user")
        .filter(pk=seat_id, removed_at=None)
        .first()
    )
    if seat is None or not is_open(seat.room, now):
        raise PermissionDenied(_("지금은 열려 있지 않은 회의입니다."))
    return seat
