"""Five departments and a team become four departments and a centre: no open case is left behind unnoticed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from didim.accounts.models import User
from didim.desk.domain.grievances.assigning import hand_over_open_cases, transfer_grievance, without_officer
from didim.desk.domain.grievances.following import hand_over_everywhere
from didim.desk.domain.grievances.handling import withdraw_grievance
from didim.desk.domain.grievances.in_charge import put_in_charge, record_absence
from didim.desk.domain.grievances.reorganising import Reorganised, reorganise_with_cases
from didim.desk.grievance_enums import EventKind, RoutingCause
from didim.desk.models import Grievance, InCharge, Routing
from didim.kernel.refusals import RefusedError
from didim.registry.domain.charges import assign_case_officer, end_charge
from didim.registry.domain.departments import NewDepartment, open_department
from didim.registry.enums import DepartmentKind
from didim.registry.models import Agency, CaseOfficer, Department, Person, Region

from .conftest import SINCE, make_case, make_region

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
DAY = date(2026, 7, 1)
BEFORE = datetime(2026, 6, 22, 1, tzinfo=UTC)
OLD = ("기획부", "성장지원부", "시장지원부", "기술부", "현장애로부", "상권팀")
NEW = ("기획본부", "성장본부", "현장본부", "기술본부", "상권센터")
HEIRS = (0, 1, 2, 3, 2, 4)


@pytest.fixture
def departments(agency: Agency) -> list[Department]:
    kinds = [*[DepartmentKind.DEPARTMENT] * 5, DepartmentKind.TEAM]
    return [
        open_department(agency=agency, name=name, on=SINCE, kind=kind)
        for name, kind in zip(OLD, kinds, strict=True)
    ]


@pytest.fixture
def cases(agency: Agency, departments: list[Department], province: Region) -> list[Grievance]:
    """A case of each department: of its district, one passed on by hand, one ended, one with nobody."""
    made = []
    for at, department in enumerate(departments):
        district = make_region(province, f"9801{at}", f"{at}구")
        person = Person.objects.create(name=f"담당{at}")
        assign_case_officer(agency=agency, person=person, on=SINCE, region=district, department=department)
        made.append(make_case(district=district, now=BEFORE))
    passed_on = make_case(agency=agency, now=BEFORE)
    transfer_grievance(
        grievance=passed_on, person=Person.objects.create(name="받은이"), department=departments[4],
        reason="소관", by=None, now=BEFORE + timedelta(hours=1),
    )  # fmt: skip
    ended = make_case(district=Region.objects.get(pk="98010"), now=BEFORE)
    withdraw_grievance(grievance=ended, text="해결", by=None, now=BEFORE + timedelta(hours=1))
    made += [passed_on, ended, make_case(agency=agency, now=BEFORE)]
    return made


def reorganise(agency: Agency, departments: list[Department], by: User, *, on: date = DAY) -> Reorganised:
    kinds = [*[DepartmentKind.DEPARTMENT] * 4, DepartmentKind.CENTRE]
    return reorganise_with_cases(
        agency=agency,
        on=on,
        opening=[NewDepartment(name, name, kind=kind) for name, kind in zip(NEW, kinds, strict=True)],
        closing={department.pk: NEW[heir] for department, heir in zip(departments, HEIRS, strict=True)},
        by=by,
        now=NOW,
    )


def test_every_open_case_goes_to_who_is_in_charge_that_day(
    agency: Agency, departments: list[Department], cases: list[Grievance], officer: User
) -> None:
    officers = [case.officer for case in cases]

    done = reorganise(agency, departments, officer)

    for case in cases:
        case.refresh_from_db()
    names = [case.department.name if case.department else None for case in cases]
    assert names == [*(NEW[heir] for heir in HEIRS), NEW[2], OLD[0], None]
    assert [case.officer for case in cases[:6]] == officers[:6]
    assert (done.moved, done.with_nobody) == (7, 1)
    moved = Routing.objects.filter(cause=RoutingCause.HANDED_OVER)
    assert moved.count() == 7
    assert {row.from_department.name for row in moved} == set(OLD)
    for case in cases[:7]:
        kinds = list(case.events_of_clock.order_by("number").values_list("kind", flat=True))
        assert kinds[-1] == EventKind.TRANSFERRED


def test_no_case_is_left_without_anybody_unnoticed(
    agency: Agency, departments: list[Department], cases: list[Grievance], officer: User
) -> None:
    """Whatever ends: a case has somebody whose charge and department hold, or is on the list."""
    reorganise(agency, departments, officer)
    end_charge(charge=CaseOfficer.objects.get(region="98013", valid_to=None), last_day=DAY)
    away = Person.objects.get(name="담당1")
    record_absence(
        agency=agency, person=away, first_day=DAY, last_day=DAY + timedelta(days=5), stand_in=None, by=officer
    )

    for day in (DAY, DAY + timedelta(days=1), DAY + timedelta(days=9)):
        listed = set(
            Grievance.objects.filter(without_officer(day), ended_at=None).values_list("pk", flat=True)
        )
        for case in Grievance.objects.filter(ended_at=None).select_related("department", "charge"):
            gone = case.officer is None or (
                case.charge and case.charge.valid_to and case.charge.valid_to < day
            )
            absent = case.officer == away and day <= DAY + timedelta(days=5)
            assert (case.pk in listed) == bool(gone or absent)


def test_before_the_night_job_an_ended_charge_is_on_the_list(
    agency: Agency, lead: Person, case: Grievance, officer: User
) -> None:
    end_charge(charge=CaseOfficer.objects.get(person=lead), last_day=date(2026, 6, 30))
    listed = Grievance.objects.filter(without_officer(DAY))

    assert list(listed) == [case]
    assert hand_over_everywhere(now=NOW) == 1
    case.refresh_from_db()
    assert (case.officer, case.department) == (None, None)
    assert list(listed) == [case]
    assert hand_over_everywhere(now=NOW) == 0


def test_reorganisation_of_a_day_to_come_moves_cases_on_that_day(
    agency: Agency, departments: list[Department], cases: list[Grievance], officer: User
) -> None:
    later = DAY + timedelta(days=10)

    done = reorganise(agency, departments, officer, on=later)

    assert done.moved == 0
    assert hand_over_open_cases(agency_id=agency.pk, by=None, now=NOW) == 0
    assert hand_over_open_cases(agency_id=agency.pk, by=None, now=NOW + timedelta(days=10)) == 7


def test_charge_of_a_topic_follows_its_department(
    agency: Agency, departments: list[Department], officer: User
) -> None:
    person = Person.objects.create(name="세무담당")
    put_in_charge(agency=agency, person=person, on=SINCE, topic="tax", department=departments[0], by=officer)
    case = make_case(agency=agency, topic="tax", now=BEFORE)

    reorganise(agency, departments, officer)

    case.refresh_from_db()
    assert (case.officer, case.department.name) == (person, NEW[0])
    assert list(InCharge.objects.order_by("valid_from").values_list("department__name", "valid_to")) == [
        (OLD[0], date(2026, 6, 30)),
        (NEW[0], None),
    ]


def test_deputy_stands_in_unless_away_too(agency: Agency, lead: Person, officer: User) -> None:
    region = CaseOfficer.objects.get(person=lead).region
    deputy = Person.objects.create(name="부담당")
    assign_case_officer(agency=agency, person=deputy, on=SINCE, region=region, role="deputy")
    days = {"first_day": DAY, "last_day": DAY, "by": officer, "agency": agency}

    absence = record_absence(person=lead, stand_in=None, **days)

    assert absence.stand_in == deputy
    with pytest.raises(RefusedError):
        record_absence(person=lead, stand_in=None, **days)
    with pytest.raises(RefusedError):
        record_absence(person=deputy, stand_in=lead, **days)
    with pytest.raises(RefusedError):
        record_absence(person=deputy, stand_in=deputy, **days)
