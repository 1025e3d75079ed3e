from datetime import datetime, timedelta

import pytest

from didim.fairs.enums import FairKind, FairState, ParticipantState, RequestState, Session, Side
from didim.fairs.models import (
    Absence,
    Fair,
    FairHost,
    FairSlot,
    FairTable,
    Interpreter,
    Meeting,
    MeetingRequest,
    Participant,
)
from didim.kernel.calendar import SEOUL
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, staff_of

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "staff_of"]

# A Friday, 09:30 in Seoul; fairs are on the Monday from 10 o'clock, half an hour a slot.
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=SEOUL)
OPENING = datetime(2026, 11, 23, 10, tzinfo=SEOUL)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def make_fair(make_agency):
    """Return a function that makes a fair whose answers are in, with slots and tables."""

    def make(
        name: str = "투자 상담회", *, agency=None, slots: int = 4, tables: int = 2, video: int = 0, **fields
    ):
        fair = Fair.objects.create(
            agency=agency or make_agency(),
            name=name,
            **{
                "kind": FairKind.INVESTMENT,
                "state": FairState.OPEN,
                "place": "대회의실",
                "register_until": NOW - timedelta(days=3),
                "request_until": NOW - timedelta(days=2),
                "answer_until": NOW - timedelta(days=1),
                "seed": 7,
                "recorded_at": NOW - timedelta(days=30),
                **fields,
            },
        )
        FairHost.objects.create(fair=fair, agency=fair.agency)
        for number in range(slots):
            starts_at = OPENING + number * HALF_AN_HOUR
            FairSlot.objects.create(
                agency=fair.agency,
                fair=fair,
                number=number,
                session=Session.MORNING if starts_at.hour < 12 else Session.AFTERNOON,
                starts_at=starts_at,
                ends_at=starts_at + HALF_AN_HOUR,
            )
        for number in range(tables + video):
            FairTable.objects.create(
                agency=fair.agency,
                fair=fair,
                number=number,
                name=f"{number + 1}번",
                is_video=number >= tables,
            )
        return fair

    return make


@pytest.fixture
def join(make_firm):
    """Return a function that lets somebody take part in a fair."""

    def make(fair, name: str, *, side=Side.FIRM, enterprise=None, **fields):
        if side == Side.FIRM and enterprise is None and not fields.get("is_person"):
            enterprise = make_firm(name)
        return Participant.objects.create(
            agency=fair.agency,
            fair=fair,
            side=side,
            enterprise=enterprise,
            name=name,
            **{
                "state": ParticipantState.ACCEPTED,
                "applied_at": NOW - timedelta(days=5),
                "decided_at": NOW - timedelta(days=4),
                **fields,
            },
        )

    return make


def ask(partner, firm, *, side=Side.FIRM, state=RequestState.SENT, **fields):
    """Write down that one side asked the other for a meeting."""
    return MeetingRequest.objects.create(
        agency=partner.agency,
        fair=partner.fair,
        partner=partner,
        firm=firm,
        side=side,
        state=state,
        **{
            "sent_at": NOW - timedelta(days=2, hours=1),
            "answered_at": None if state == RequestState.SENT else NOW - timedelta(days=2),
            **fields,
        },
    )


def stay_away(fair, *slots: int, participant=None, interpreter=None):
    """Write down that somebody cannot come in these slots."""
    for slot in FairSlot.objects.filter(fair=fair, number__in=slots):
        Absence.objects.create(
            agency=fair.agency, slot=slot, participant=participant, interpreter=interpreter
        )


def interpreter_for(fair, name: str, *languages: str):
    """Write down somebody who interprets."""
    return Interpreter.objects.create(agency=fair.agency, fair=fair, name=name, languages=list(languages))


def seats(fair, **fields):
    """Return who meets whom in which slot at which table."""
    rows = Meeting.objects.filter(fair=fair, **fields).order_by("starts_at", "table__number")
    return list(rows.values_list("slot__number", "table__number", "partner__name", "firm__name"))
