from datetime import date, datetime, time

import pytest

from didim.fairs.domain.holding import DayPlan, FairDetails, add_tables, make_fair, open_fair, set_slots
from didim.fairs.domain.registering import Identity, PersonSaid, Profile, add_participant
from didim.fairs.enums import FairKind, Side
from didim.kernel.calendar import SEOUL
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, staff_of

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "staff_of"]

# A Monday, 10:00 in Seoul; firms and partners meet on Thursday of the week after.
NOW = datetime(2026, 11, 23, 10, tzinfo=SEOUL)
DAY = date(2026, 12, 3)
REGISTER = datetime(2026, 11, 25, 18, tzinfo=SEOUL)
ASK = datetime(2026, 11, 27, 18, tzinfo=SEOUL)
ANSWER = datetime(2026, 11, 30, 18, tzinfo=SEOUL)
# Six meetings in the morning, eight in the afternoon.
PLAN = DayPlan((DAY,), ((time(9), time(12)), (time(13), time(17))), minutes=25, pause=5)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def agency(make_agency):
    return make_agency()


def details(name="수출 상담회 2026", **said) -> FairDetails:
    dates = {"register_until": REGISTER, "request_until": ASK, "answer_until": ANSWER}
    return FairDetails(name, **{"kind": FairKind.EXPORT, **dates, **said})


@pytest.fixture
def make_fair_of(agency):
    """Make a fair with times and two tables; open unless told otherwise."""

    def make(name="수출 상담회 2026", *, agency=agency, is_open=True, tables=2, plan=PLAN, **said):
        fair = make_fair(agency=agency, details=details(name, **said), seed=7, by=None, now=NOW)
        set_slots(fair=fair, plan=plan, by=None)
        add_tables(fair=fair, count=tables, name="테이블", by=None)
        return open_fair(fair=fair, by=None, now=NOW) if is_open else fair

    return make


@pytest.fixture
def fair(make_fair_of):
    return make_fair_of()


@pytest.fixture
def join(make_firm):
    """Put a firm or a partner on the list of a fair, accepted."""

    def make(fair, name="가나상사", side=Side.FIRM, *, enterprise=None, email="who@example.org", **said):
        if side == Side.FIRM and enterprise is None:
            enterprise = make_firm(name)
        return add_participant(
            fair=fair,
            side=side,
            profile=Profile(name, **said),
            people=[PersonSaid("김상담", email=email)],
            who=Identity(enterprise=enterprise),
            by=None,
            now=NOW,
        )

    return make
