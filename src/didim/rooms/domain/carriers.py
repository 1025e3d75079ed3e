"""The port to whatever carries pictures and sound; which servers there are say the settings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.refusals import refuse
from didim.rooms.enums import Provider
from didim.rooms.models import Presence, Room, Seat
from didim.rooms.queries.seats import GRACE, is_open, is_waiting, leads, name_of, seats_of, speaks

from .feeds import feed_of
from .turn import TurnServer, ice_servers

# For so long after its end a room is looked at: the server may have been away when it ended.
_TENDED_AFTER = timedelta(minutes=10)


class CarrierDownError(Exception):
    """The server could not be reached, or would not have the room; asking again later may help."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who may enter, as a server is told: their number, name, and whether they speak and lead.

    `feed` is what their browser is called there for one opening of the page (feeds.py); 0 before that.
    """

    number: int
    name: str
    speaks: bool
    leads: bool
    feed: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """A room as a server is told of it: its name in addresses, who may (not any more) enter, until when."""

    key: str
    number: int
    title: str
    guests: tuple[Guest, ...]
    gone: tuple[int, ...]
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Entrance:
    """How a browser connects: "mesh" (to each other one), "janus", or "link" (a page of the server's)."""

    way: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class Carrier(Protocol):
    """A server for meetings. It may ask the server, so it is not called inside a transaction."""

    def enter(self, meeting: Meeting, guest: Guest, now: datetime) -> Entrance:
        """Make sure that the server has the meeting, and return how this guest enters. CarrierDownError."""
        ...

    def tend(self, meeting: Meeting, *, present: Collection[int], is_over: bool, now: datetime) -> int:
        """Put out whoever is there under a feed not `present`, and all when it is over; return how many.

        CarrierDownError. A server that lets people in by a signed link alone has no one put out before the
        link's end.
        """
        ...


class WithoutServer:
    """Browsers connect to one another; we only say by which addresses."""

    def enter(self, meeting: Meeting, guest: Guest, now: datetime) -> Entrance:
        """Return STUN and TURN with credentials that end with the meeting."""
        server = TurnServer(settings.STUN_URLS, settings.TURN_URLS, settings.TURN_SECRET)
        lasts = max(meeting.ends_at + GRACE - now, timedelta(minutes=1))
        name = f"{meeting.number}-{guest.number}"
        return Entrance("mesh", {"ice_servers": ice_servers(server, name=name, now=now, lasts=lasts)})

    def tend(self, meeting: Meeting, *, present: Collection[int], is_over: bool, now: datetime) -> int:
        """Do nothing: browsers leave one another by what the room tells them."""
        del meeting, present, is_over, now
        return 0


def carrier_of(provider: str) -> Carrier:
    """Return what carries a room; RefusedError where the settings name no such server."""
    if provider == Provider.BUILT_IN:
        return WithoutServer()
    if provider not in settings.ROOM_SERVERS:
        raise refuse("provider", _("이 화상 서버는 설정되어 있지 않습니다. 운영자에게 알려 주세요."))
    carrier: Carrier = import_string(settings.ROOM_CARRIERS[provider])(settings.ROOM_SERVERS[provider])
    return carrier


def meeting_of(room: Room) -> Meeting:
    """Return a room as a server is told of it."""
    guests = tuple(_guest(seat) for seat in seats_of(room=room))
    with scoped(SYSTEM):
        taken = Seat.objects.filter(room=room).exclude(removed_at=None).order_by("number")
        gone = tuple(taken.values_list("number", flat=True))
    return Meeting(room.key, room.pk, room.title, guests, gone, room.ends_at)


def enter(*, presence: Presence, now: datetime) -> Entrance:
    """Return how somebody's browser connects; the caller has checked that they are in the room."""
    seat = presence.seat
    guest = _guest(seat, feed_of(seat, presence.connection))
    return carrier_of(seat.room.provider).enter(meeting_of(seat.room), guest, now)


def tend(*, room: Room, now: datetime) -> int:
    """Have the server of a room put out whoever is not in it (any more); return how many."""
    with scoped(SYSTEM):
        there = Presence.objects.filter(room=room, left_at=None, seat__removed_at=None)
        present = {
            feed_of(one.seat, one.connection)
            for one in there.select_related("seat__room")
            if not is_waiting(one.seat)
        }
    carrier = carrier_of(room.provider)
    return carrier.tend(meeting_of(room), present=present, is_over=not is_open(room, now), now=now)


def rooms_to_tend(*, now: datetime) -> list[Room]:
    """Return the rooms at a server that are open, or were a few minutes ago."""
    after = now - _TENDED_AFTER
    with scoped(SYSTEM):
        rows = Room.objects.filter(provider__in=list(settings.ROOM_SERVERS), opens_at__lte=now)
        lasting = Q(closed_at=None, ends_at__gt=after - GRACE) | Q(closed_at__gt=after)
        return list(rows.filter(lasting).order_by("pk"))


def _guest(seat: Seat, feed: int = 0) -> Guest:
    return Guest(seat.number, name_of(seat), speaks(seat), leads(seat), feed)
