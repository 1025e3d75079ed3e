"""Many clients that book the same few slots at the same instant, with the database's guard and without it.

Three counters share three counsellors, so that a slot has three places whichever counter is asked. A client
is a thread with a connection of its own; in each round all of them aim at one slot, at one of the counters.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from bench import racing
from bench.racing import CLIENTS

COUNTERS = COUNSELLORS = 3
SLOTS = 4
SEOUL = ZoneInfo("Asia/Seoul")
# A Friday in office hours, and the Monday that is booked.
NOW = datetime(2026, 11, 20, 10, tzinfo=SEOUL)
DAY = date(2026, 11, 23)
GUARD = ("booking_counsellor_once", "booking_seat_once")
TABLE = "desk_booking"
_OVERLAPS = """
SELECT count(*) FROM desk_booking AS one JOIN desk_booking AS other
    ON one.id < other.id
    AND (one.counsellor_id = other.counsellor_id
        OR (one.counter_id = other.counter_id AND one.seat = other.seat))
    AND tstzrange(one.starts_at, one.ends_at) && tstzrange(other.starts_at, other.ends_at)
WHERE one.agency_id = %s AND other.agency_id = %s
    AND one.state IN ('booked', 'kept') AND other.state IN ('booked', 'kept')
"""


@dataclass
class Outcome:
    """What a race came to: attempts by how they ended, pairs that overlap, seconds of all of it."""

    places: int
    done: int = 0
    refused: int = 0
    deadlocks: int = 0
    overlaps: int = 0
    seconds: float = 0.0
    slowest_ms: float = 0.0

    def figures(self) -> dict[str, Any]:
        """Return them for a report."""
        return racing.rounded(asdict(self))


def open_desk(name: str) -> list[Any]:
    """Open three counters with three counsellors who work at all of them; return the counters."""
    from didim.accounts.models import User
    from didim.desk.domain.counters import CounterDetails, save_counsellor, save_counter, set_hours
    from didim.desk.enums import Topic
    from didim.registry.enums import AgencyKind, AgencyRole
    from didim.registry.models import Agency, AgencyMember

    agency = Agency.objects.create(name=name, kind=AgencyKind.CENTRE)
    opened = DAY - timedelta(days=30)
    counters = []
    for number in range(COUNTERS):
        counter = save_counter(agency=agency, details=CounterDetails(f"창구 {number + 1}"), on=opened)
        set_hours(counter=counter, week={"0": [["09:00", "12:00"]]}, valid_from=opened)
        counters.append(counter)
    for number in range(COUNSELLORS):
        user = User.objects.create_user(f"counsellor-{agency.pk}-{number}@example.org")
        AgencyMember.objects.create(agency=agency, user=user, role=AgencyRole.OFFICER, since=NOW)
        save_counsellor(agency=agency, user=user, counters=counters, topics=Topic.values, on=opened)
    return counters


def race(counters: Sequence[Any], *, clients: int = CLIENTS, slots: int = SLOTS) -> Outcome:
    """Let the clients book the first slots of the day, one slot after another, all at once."""
    from django.db import connection

    first = datetime.combine(DAY, datetime.min.time(), SEOUL) + timedelta(hours=9)

    def client(start: racing.Start, number: int) -> None:
        counter = counters[number % len(counters)]
        for slot in range(slots):
            starts_at = first + timedelta(minutes=slot * counter.slot_minutes)
            start.wait()
            start.attempt(partial(_book, counter, number, starts_at))
            start.wait()

    tally = racing.race(client, clients)
    agency = counters[0].agency_id
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPS, [agency, agency])
        overlaps = cursor.fetchone()[0]
    return Outcome(slots * min(COUNTERS, COUNSELLORS), overlaps=overlaps, **asdict(tally))


def _book(counter: Any, number: int, starts_at: datetime) -> None:
    from didim.desk.domain.booking import book_slot
    from didim.desk.domain.intake import Asked, Visitor
    from didim.desk.enums import ContactChannel, DeskSide, Topic

    book_slot(
        counter=counter,
        starts_at=starts_at,
        visitor=Visitor(person_name=f"손님 {number}"),
        asked=Asked((Topic.FUNDING,)),
        channel=ContactChannel.WALK_IN,
        side=DeskSide.FIRM,
        by=None,
        now=NOW,
    )


@contextmanager
def without_guard(counters: Sequence[Any]) -> Iterator[None]:
    """Take exclusion constraints and locks away; put them back without what was booked meanwhile."""
    from didim.desk.models import Booking

    booked = Booking.objects.filter(counter__in=counters)
    with (
        racing.without_constraints(TABLE, GUARD, booked.delete),
        patch("didim.desk.domain.booking.lock_places"),
    ):
        yield
