from datetime import date, datetime, time

import pytest

from didim.desk.domain.counters import CounterDetails, save_counsellor, save_counter, set_hours
from didim.desk.domain.intake import Asked, Visitor
from didim.desk.enums import Topic
from didim.kernel.calendar import SEOUL
from didim.registry.enums import AgencyRole
from didim.registry.models import AgencyMember
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, staff_of

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "staff_of"]

# A Friday, 09:30 in Seoul.
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=SEOUL)
MONDAY = date(2026, 11, 23)
WEEK = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}
FUNDING = Asked((Topic.FUNDING,), "운전자금을 알아보고 싶습니다")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SEOUL)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def make_counter(make_agency):
    def make(name: str = "종합상담", *, agency=None, **details):
        agency = agency or make_agency()
        counter = save_counter(agency=agency, details=CounterDetails(name, **details), on=date(2026, 1, 1))
        set_hours(counter=counter, week=WEEK, valid_from=date(2026, 1, 1))
        return counter

    return make


@pytest.fixture
def make_counsellor(make_user):
    def make(*counters, topics=tuple(Topic.values), **fields):
        user = make_user(name="김상담")
        agency = counters[0].agency
        AgencyMember.objects.create(agency=agency, user=user, role=AgencyRole.OFFICER, since=NOW)
        return save_counsellor(
            agency=agency, user=user, counters=counters, topics=topics, on=date(2026, 1, 1), **fields
        )

    return make


@pytest.fixture
def visitor(make_firm):
    return Visitor(make_firm())
