from datetime import date, datetime, timedelta

import pytest

from didim.fairs.enums import (
    FairKind,
    FairState,
    MeetingOrigin,
    MeetingState,
    ParticipantState,
    Session,
    Side,
)
from didim.fairs.models import Fair, FairHost, FairSlot, FairTable, Meeting, Participant, ParticipantPerson
from didim.kernel.calendar import SEOUL
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, staff_of

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "staff_of"]

DAY = date(2026, 11, 20)
BEGINS = datetime(2026, 11, 20, 10, tzinfo=SEOUL)
HALF_HOUR = timedelta(minutes=30)
BEFORE, AFTER = BEGINS - timedelta(minutes=5), BEGINS + HALF_HOUR


@pytest.fixture
def now():
    return AFTER


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def make_fair(make_agency):
    def make(name="수출 상담회", *, agency=None, kind=FairKind.EXPORT, slots=4, tables=3, **fields):
        fair = Fair.objects.create(
            agency=agency or make_agency(),
            name=name,
            kind=kind,
            recorded_at=BEGINS - timedelta(days=30),
            **{
                "register_until": BEGINS - timedelta(days=9),
                "request_until": BEGINS - timedelta(days=6),
                "answer_until": BEGINS - timedelta(days=4),
                "state": FairState.PUBLISHED,
                "published_at": BEGINS - timedelta(days=2),
                "seed": 7,
                **fields,
            },
        )
        FairHost.objects.create(fair=fair, agency=fair.agency)
        for number in range(slots):
            FairSlot.objects.create(
                agency=fair.agency,
                fair=fair,
                number=number,
                session=Session.MORNING,
                starts_at=BEGINS + number * HALF_HOUR,
                ends_at=BEGINS + (number + 1) * HALF_HOUR,
            )
        for number in range(tables):
            FairTable.objects.create(agency=fair.agency, fair=fair, number=number, name=f"{number + 1}번")
        return fair

    return make


@pytest.fixture
def fair(make_fair):
    return make_fair()


@pytest.fixture
def take_part(make_firm):
    def make(fair, side=Side.FIRM, *, name="", enterprise=None, email="", **fields):
        if side == Side.FIRM and not fields.get("is_person"):
            enterprise = enterprise or make_firm(name or "가나상사")
        participant = Participant.objects.create(
            agency=fair.agency,
            fair=fair,
            side=side,
            enterprise=enterprise,
            name=name or (enterprise.name if enterprise else "Saigon Trading"),
            **{
                "country": "KR" if side == Side.FIRM else "VN",
                "state": ParticipantState.ACCEPTED,
                "applied_at": BEGINS - timedelta(days=20),
                "decided_at": BEGINS - timedelta(days=19),
                **fields,
            },
        )
        if email:
            ParticipantPerson.objects.create(
                agency=fair.agency, participant=participant, name="김담당", email=email
            )
        return participant

    return make


@pytest.fixture
def meet(take_part):
    def make(fair, *, partner=None, firm=None, slot=0, table=0, **fields):
        partner = partner or take_part(fair, Side.PARTNER)
        firm = firm or take_part(fair)
        held = FairSlot.objects.get(fair=fair, number=slot)
        return Meeting.objects.create(
            agency=fair.agency,
            fair=fair,
            partner=partner,
            firm=firm,
            enterprise=fields.pop("enterprise", firm.enterprise),
            slot=held,
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            table=FairTable.objects.get(fair=fair, number=table),
            **{"state": MeetingState.PLANNED, "origin": MeetingOrigin.BOTH, **fields},
        )

    return make


@pytest.fixture
def meeting(fair, meet):
    return meet(fair)
