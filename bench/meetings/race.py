"""Many officers who put meetings into the same slots of a fair at once, with the guard and without it.

Two fairs share the firms; each has few tables and one interpreter. A client is a thread with a connection of
its own; in each round all of them aim at one slot, half at one fair, half at the other.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from bench import racing
from bench.racing import CLIENTS

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 20, 10, tzinfo=SEOUL)
OPENING = datetime(2026, 11, 23, 10, tzinfo=SEOUL)
SLOTS, TABLES, PARTNERS, FIRMS = 4, 4, 5, 6
TABLE = "fairs_meeting"
GUARD = (
    "fair_meeting_partner_once",
    "fair_meeting_firm_once",
    "fair_meeting_enterprise_once",
    "fair_meeting_table_once",
    "fair_meeting_interpreter_once",
)
_DOUBLES = """
SELECT count(*) FROM fairs_meeting AS one JOIN fairs_meeting AS other
    ON one.id < other.id
    AND (one.partner_id = other.partner_id OR one.firm_id = other.firm_id OR one.table_id = other.table_id
        OR one.interpreter_id = other.interpreter_id OR one.enterprise_id = other.enterprise_id)
    AND tstzrange(one.starts_at, one.ends_at) && tstzrange(other.starts_at, other.ends_at)
WHERE one.fair_id = ANY(%s) AND other.fair_id = ANY(%s)
    AND one.state IN ('draft', 'planned', 'done') AND other.state IN ('draft', 'planned', 'done')
"""


@dataclass
class Outcome:
    """What a race came to: attempts by how they ended, pairs booked twice, seconds of all of it."""

    done: int = 0
    refused: int = 0
    deadlocks: int = 0
    doubles: int = 0
    seconds: float = 0.0
    slowest_ms: float = 0.0

    def figures(self) -> dict[str, Any]:
        """Return them for a report."""
        return racing.rounded(asdict(self))


def open_fairs(name: str) -> list[Any]:
    """Open two fairs of two agencies with the same firms; return them."""
    from didim.kernel.business_numbers import business_check_digit
    from didim.registry.domain.firms import FirmDetails, register_firm
    from didim.registry.enums import AgencyKind, LegalForm
    from didim.registry.models import Agency

    agencies = [Agency.objects.create(name=f"{name} {at}", kind=AgencyKind.PROMOTION) for at in (1, 2)]
    firms = []
    for at in range(FIRMS):
        number = f"3{agencies[0].pk % 10000:04d}8{at:03d}"
        details = FirmDetails(
            name=f"{name} 기업 {at}",
            legal_form=LegalForm.SOLE,
            business_number=number + str(business_check_digit(number)),
            region="11680",
        )
        firms.append(register_firm(details=details, agency=agencies[0], now=NOW))
    return [_open_fair(agency, firms) for agency in agencies]


def _open_fair(agency: Any, firms: Sequence[Any]) -> Any:
    from didim.fairs.enums import FairKind, FairState, ParticipantState, Session, Side
    from didim.fairs.models import Fair, FairSlot, FairTable, Interpreter, Participant

    before = NOW - timedelta(days=1)
    fair = Fair.objects.create(
        agency=agency,
        name="측정",
        kind=FairKind.EXPORT,
        state=FairState.SCHEDULING,
        register_until=before,
        request_until=before,
        answer_until=before,
        seed=7,
        recorded_at=before,
    )
    ours = {"agency": agency, "fair": fair}
    for at in range(SLOTS):
        starts_at = OPENING + at * timedelta(minutes=30)
        ends_at = starts_at + timedelta(minutes=30)
        FairSlot.objects.create(
            **ours, number=at, session=Session.MORNING, starts_at=starts_at, ends_at=ends_at
        )
    for at in range(TABLES):
        FairTable.objects.create(**ours, number=at, name=f"{at + 1}번")
    Interpreter.objects.create(**ours, name="이통역", languages=["en"])
    joined = {**ours, "state": ParticipantState.ACCEPTED, "applied_at": before, "decided_at": before}
    for at in range(PARTNERS):
        # The first speaks English: whoever meets it needs the interpreter.
        language = "en" if at == 0 else "ko"
        Participant.objects.create(**joined, side=Side.PARTNER, name=f"파트너 {at}", language=language)
    for firm in firms:
        Participant.objects.create(**joined, side=Side.FIRM, name=firm.name, enterprise=firm)
    return fair


def race(fairs: Sequence[Any], *, clients: int = CLIENTS, slots: int = SLOTS) -> Outcome:
    """Let the clients put meetings into the slots of the fairs, one slot after another, all at once."""
    from django.db import connection

    places = [_places(fair) for fair in fairs]

    def client(start: racing.Start, number: int) -> None:
        for slot in range(slots):
            start.wait()
            start.attempt(partial(_add, places[number % len(places)], number, slot))
            start.wait()

    tally = racing.race(client, clients)
    keys = [fair.pk for fair in fairs]
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLES, [keys, keys])
        doubles = cursor.fetchone()[0]
    return Outcome(doubles=doubles, **asdict(tally))


@dataclass
class _Places:
    fair: Any
    slots: list[Any]
    tables: list[Any]
    partners: list[Any]
    firms: list[Any]


def _places(fair: Any) -> _Places:
    from didim.fairs.enums import Side

    people = list(fair.participants.order_by("pk"))
    return _Places(
        fair,
        list(fair.slots.order_by("number")),
        list(fair.tables.order_by("number")),
        [one for one in people if one.side == Side.PARTNER],
        [one for one in people if one.side == Side.FIRM],
    )


def _add(places: _Places, number: int, slot: int) -> None:
    from didim.fairs.domain.moving import add_meeting

    turn = number // 2 + slot
    add_meeting(
        fair=places.fair,
        partner=places.partners[turn % PARTNERS],
        firm=places.firms[turn % FIRMS],
        slot=places.slots[slot],
        table=places.tables[turn % TABLES],
        by=None,
        now=NOW,
    )


@contextmanager
def without_guard(fairs: Sequence[Any]) -> Iterator[None]:
    """Take constraints, locks and the look at the plan away; put them back without what came meanwhile."""
    from didim.fairs.models import Fair, Interpreter, Meeting

    meetings = Meeting.objects.filter(fair__in=fairs)
    interpreters = {one.fair_id: one for one in Interpreter.objects.filter(fair__in=fairs)}

    def unlocked(fair: Any, **_firms: object) -> Any:
        return Fair.objects.select_related("agency").get(pk=fair.pk)

    with ExitStack() as off:
        off.enter_context(racing.without_constraints(TABLE, GUARD, meetings.delete))
        off.enter_context(patch("didim.fairs.domain.moving.lock_fair", unlocked))
        off.enter_context(patch("didim.fairs.domain.moving.clashes", lambda _aim: []))
        off.enter_context(
            patch("didim.fairs.domain.moving.free_interpreter", lambda aim: interpreters[aim.slot.fair_id])
        )
        yield
