"""An agency's own days in its clocks."""

from datetime import date

import pytest

from didim.accounts.models import User
from didim.desk.domain.grievances.calendars import PUBLIC, calendars_of
from didim.desk.domain.grievances.closing_days import (
    recount_open_cases,
    set_agency_day,
    take_back_agency_day,
)
from didim.desk.grievance_enums import GrievanceClass
from didim.desk.models import AgencyDay, Grievance
from didim.kernel.refusals import RefusedError
from didim.registry.models import Agency

from .conftest import NOW
from .test_handling import days, due, sorted_case

FOUNDING = date(2026, 2, 9)


def close(agency: Agency, day: date = FOUNDING, *, is_worked: bool = False) -> AgencyDay:
    return set_agency_day(agency=agency, day=day, name="개원 기념일", is_worked=is_worked, by=None, now=NOW)


def test_a_closed_last_day_is_put_off_for_cases_already_in(
    case: Grievance, agency: Agency, officer: User
) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    assert due(case) == FOUNDING

    closed = close(agency)
    assert recount_open_cases(agency_id=agency.pk, now=NOW) == 1
    assert due(case) == date(2026, 2, 10)

    take_back_agency_day(day=closed, by=None, now=days(3))
    assert recount_open_cases(agency_id=agency.pk, now=days(3)) == 1
    assert due(case) == FOUNDING
    with pytest.raises(RefusedError):
        take_back_agency_day(day=closed, by=None, now=days(3))


def test_a_worked_sunday_is_a_last_day(case: Grievance, agency: Agency) -> None:
    # Triage: three working days after Monday.
    assert due(case) == date(2026, 2, 5)
    for day in (4, 5, 6):
        close(agency, date(2026, 2, day))
    for day in (7, 8):
        close(agency, date(2026, 2, day), is_worked=True)

    recount_open_cases(agency_id=agency.pk, now=NOW)

    assert due(case) == date(2026, 2, 8)


def test_other_agencies_keep_the_public_calendar(agency: Agency, other_agency: Agency) -> None:
    close(agency)

    assert calendars_of(other_agency.pk) == PUBLIC
    assert not calendars_of(agency.pk).seen_on(FOUNDING).is_working_day(FOUNDING)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (FOUNDING, False),  # entered already
        (date(2026, 2, 1), True),  # over
        (date(2026, 2, 17), False),  # 설날 is closed anyway
        (date(2026, 2, 10), True),  # worked anyway
    ],
)
def test_what_cannot_be_entered(agency: Agency, day: date, *, is_worked: bool) -> None:
    close(agency)

    with pytest.raises(RefusedError) as refused:
        close(agency, day, is_worked=is_worked)

    assert list(refused.value.by_field()) == ["day"]
