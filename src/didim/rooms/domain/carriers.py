"""The port to whatever carries pictures and sound; which servers there are say the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from didim.kernel.refusals import refuse
from didim.rooms.enums import Provider, RoomKind, SeatRole
from didim.rooms.models import Room, Seat
from didim.rooms.queries.seats import GRACE, name_of, seats_of

from .turn import TurnServer, ice_servers


class CarrierDownError(Exception):
    """The server could not be reached, or would not have the room; asking again later may help."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who may enter, as a server is told: their number, name, and whether they speak and lead."""

    number: int
    name: str
    speaks: bool
    leads: bool


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


class WithoutServer:
    """Browsers connect to one another; we only say by which addresses."""

    def enter(self, meeting: Meeting, guest: Guest, now: datetime) -> Entrance:
        """Return STUN and TURN with credentials that end with the meeting."""
        server = TurnServer(settings.STUN_URLS, settings.TURN_URLS, settings.TURN_SECRET)
        lasts = max(meeting.ends_at + GRACE - now, timedelta(minutes=1))
        name = f"{meeting.number}-{guest.number}"
        return Entrance("mesh", {"ice_servers": ice_servers(server, name=name, now=now, lasts=lasts)})


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
    guests = tuple(_guest(seat, room) for seat in seats_of(room=room))
    numbers = {guest.number for guest in guests}
    gone = tuple(number for number in range(1, max(numbers, default=0) + 1) if number not in numbers)
    return Meeting(room.key, room.pk, room.title, guests, gone, room.ends_at)


def enter(*, seat: Seat, now: datetime) -> Entrance:
    """Return how somebody's browser connects; the caller has checked that they are in the room."""
    meeting = meeting_of(seat.room)
    return carrier_of(seat.room.provider).enter(meeting, _guest(seat, seat.room), now)


def _guest(seat: Seat, room: Room) -> Guest:
    leads = seat.role in (SeatRole.HOST, SeatRole.STAFF)
    # In a lecture those who listen send nothing.
    return Guest(seat.number, name_of(seat), leads or room.kind != RoomKind.LECTURE, leads)
