"""Rooms and who sits in them: what floors above call when something is to be held by video."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.refusals import refuse
from didim.registry.models import Agency
from didim.rooms.enums import Language, Provider, RoomKind, SeatRole, SignalKind, StopReason
from didim.rooms.models import Presence, Recording, Room, Seat

from .links import first_hash
from .signals import send_signal

# Each pair of people is a connection of its own where no server carries them (docs/decisions/0019).
MOST_WITHOUT_SERVER = 4
UNADMITTED = frozenset({SeatRole.HOST, SeatRole.STAFF})


@dataclass(frozen=True, slots=True)
class SeatFor:
    """For whom a seat is: a user, or a name with a phone or an address a personal link is sent to."""

    user: User | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    role: SeatRole = SeatRole.GUEST
    language: Language = Language.KOREAN


def open_room(
    *,
    agency: Agency,
    kind: RoomKind,
    title: str,
    opens_at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    people: Sequence[SeatFor],
    by: User | None,
    now: datetime,
    provider: Provider = Provider.BUILT_IN,
) -> Room:
    """Open a room for people, from `opens_at` (its door) to `ends_at`; return it with its seats made.

    It runs as the system: a firm's booking opens a room of the agency, too. RefusedError for times out of
    order, for nobody, and for more people than meet without a server.
    """
    _check_times(opens_at, starts_at, ends_at)
    if not people:
        raise refuse("people", _("회의에 올 사람을 한 명 이상 정해 주세요."))
    with scoped(SYSTEM), recorded("open_room", by):
        room = Room.objects.create(
            agency=agency,
            kind=kind,
            provider=provider,
            title=" ".join(title.split())[:200],
            opens_at=opens_at,
            starts_at=starts_at,
            ends_at=ends_at,
            made_at=now,
            made_by=by,
        )
        _seat(room, people, now)
        return room


def offer_phone(*, room: Room, number: str, pin: str, by: User | None) -> Room:
    """Say whom to call when pictures do not come through, and what to say or type there ("" for none)."""
    with scoped(SYSTEM), recorded("offer_phone", by):
        locked = _open(room)
        locked.phone, locked.phone_pin = number.strip()[:40], pin.strip()[:20]
        locked.save(update_fields=["phone", "phone_pin"])
        return locked


def move_room(
    *,
    room: Room,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    now: datetime,
    opens_at: datetime | None = None,
) -> Room:
    """Give a room other times; its door opens as long before the start as it did, unless said otherwise.

    Whoever is in it sees the new times at once. RefusedError for a closed room.
    """
    with scoped(SYSTEM), recorded("move_room", by):
        locked = _open(room)
        opens_at = opens_at or starts_at - (locked.starts_at - locked.opens_at)
        _check_times(opens_at, starts_at, ends_at)
        locked.opens_at, locked.starts_at, locked.ends_at = opens_at, starts_at, ends_at
        locked.save(update_fields=["opens_at", "starts_at", "ends_at"])
        send_signal(room=locked, kind=SignalKind.CHANGED, now=now)
        return locked


def close_room(*, room: Room, by: User | None, now: datetime) -> Room:
    """Close a room before its end: everybody in it is told and led out. Closed twice it stays closed."""
    with scoped(SYSTEM), recorded("close_room", by):
        locked = Room.objects.select_for_update(of=("self",), no_key=True).get(pk=room.pk)
        if locked.closed_at is None:
            locked.closed_at = now
            locked.save(update_fields=["closed_at"])
            Recording.objects.filter(room=locked, stopped_at=None).update(
                stopped_at=now, stop_reason=StopReason.OVER
            )
            send_signal(room=locked, kind=SignalKind.CHANGED, now=now)
        return locked


def seat_people(*, room: Room, people: Sequence[SeatFor], by: User | None, now: datetime) -> list[Seat]:
    """Give more people a seat in an open room; who has one already keeps it. Return the new seats."""
    with scoped(SYSTEM), recorded("seat_people", by):
        locked = _open(room)
        seats = _seat(locked, people, now)
        send_signal(room=locked, kind=SignalKind.PEOPLE, now=now)
        return seats


def take_seat_away(*, seat: Seat, by: User | None, now: datetime) -> Seat:
    """Take somebody's seat away: their link opens nothing more, and who is inside is led out."""
    with scoped(SYSTEM), recorded("take_seat_away", by):
        room = Room.objects.select_for_update(of=("self",), no_key=True).get(pk=seat.room_id)
        locked = Seat.objects.select_for_update(of=("self",), no_key=True).get(pk=seat.pk)
        if locked.removed_at is None:
            locked.removed_at = now
            locked.save(update_fields=["removed_at"])
            Presence.objects.filter(seat=locked, left_at=None).update(left_at=now)
            send_signal(room=room, kind=SignalKind.PEOPLE, now=now)
        return locked


def _check_times(opens_at: datetime, starts_at: datetime, ends_at: datetime) -> None:
    if not opens_at <= starts_at < ends_at:
        raise refuse("starts_at", _("입장 시작, 시작, 끝의 순서를 확인해 주세요."))


def _open(room: Room) -> Room:
    locked = Room.objects.select_for_update(of=("self",), no_key=True).get(pk=room.pk)
    if locked.closed_at is not None:
        raise refuse("", _("이미 닫은 회의실입니다."))
    return locked


def _seat(room: Room, people: Sequence[SeatFor], now: datetime) -> list[Seat]:
    """Make seats in a locked room."""
    standing = Seat.objects.filter(room=room, removed_at=None)
    sitting = set(standing.exclude(user=None).values_list("user_id", flat=True))
    wanted = []
    for one in people:
        if one.user is None or one.user.pk not in sitting:
            wanted.append(one)
            sitting |= {one.user.pk} if one.user is not None else set()
    if room.provider == Provider.BUILT_IN and standing.count() + len(wanted) > MOST_WITHOUT_SERVER:
        sentence = _("서버 없이는 %(most)d명까지 만날 수 있습니다. 여럿이 만나려면 화상 서버를 골라 주세요.")
        raise refuse("people", sentence % {"most": MOST_WITHOUT_SERVER})
    last = Seat.objects.filter(room=room).aggregate(last=Max("number"))["last"] or 0
    # Where nobody could let others in, nobody waits.
    hosts = [one for one in wanted if one.role in UNADMITTED]
    no_lobby = not hosts and not standing.filter(role__in=UNADMITTED).exists()
    seats = []
    for number, one in enumerate(wanted, start=last + 1):
        if one.user is None and not one.name.strip():
            raise refuse("people", _("계정이 없는 사람은 이름을 적어 주세요."))
        seats.append(
            Seat.objects.create(
                agency_id=room.agency_id,
                room=room,
                number=number,
                user=one.user,
                name=" ".join(one.name.split())[:60],
                phone=one.phone,
                email=one.email,
                role=one.role,
                language=one.language,
                token_hash=first_hash(room, number),
                admitted_at=now if no_lobby or one.role in UNADMITTED else None,
            )
        )
    return seats
