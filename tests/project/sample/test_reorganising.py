"""Five departments and a team become four and a centre: every open case of the sample finds its person."""

from datetime import date, datetime
from itertools import cycle

import pytest
from django.db.models import Q

from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.domain.grievances.reorganising import reorganise_with_cases
from didim.desk.grievance_enums import GrievanceChannel, GrievanceTopic, RoutingCause
from didim.desk.models import Grievance, Routing
from didim.desk.queries.left_alone import left_alone, moves
from didim.kernel.calendar import SEOUL
from didim.registry.domain.departments import NewDepartment, open_department
from didim.registry.enums import DepartmentKind
from didim.registry.models import Agency, CaseOfficer, Department

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

NOW = datetime(2026, 3, 2, 9, tzinfo=SEOUL)
OLD = ("기획총괄과", "창업벤처과", "성장지원과", "수출지원과", "조정협력과", "현장팀")
NEW = ("운영지원본부", "창업본부", "성장본부", "현장본부", "규제애로센터")
HEIRS = (0, 1, 2, 3, 4, 4)


@pytest.fixture
def office() -> Agency:
    """The office, whose people in charge belong to five departments and a team."""
    agency = Agency.objects.get(name="한빛지방중소기업청")
    kinds = [*[DepartmentKind.DEPARTMENT] * 5, DepartmentKind.TEAM]
    parts = [
        open_department(agency=agency, name=name, on=date(2020, 1, 2), kind=kind)
        for name, kind in zip(OLD, kinds, strict=True)
    ]
    for row, part in zip(
        CaseOfficer.objects.filter(agency=agency).order_by("pk"), cycle(parts), strict=False
    ):
        row.department = part
        row.save(update_fields=["department"])
    return agency


@pytest.fixture
def cases(office: Agency) -> list[Grievance]:
    """The office's open cases: one of each district and of each place of its own, beside the sample's."""
    for row in CaseOfficer.objects.filter(agency=office).select_related("region", "place__region"):
        intake = Intake(
            title="주차할 곳이 없습니다",
            body="배달 차를 세울 곳이 없어 손님을 받지 못합니다.",
            channel=GrievanceChannel.VISIT,
            topic=GrievanceTopic.FACILITY,
            region=row.region or row.place.region,
            place=row.place,
            contact=Contact("김예시", "010-0000-0000", agreed=True),
        )
        receive_grievance(intake=intake, agency=office, by=None, now=NOW)
    return list(Grievance.objects.filter(agency=office, ended_at=None))


def test_every_open_case_of_the_office_moves_with_history(office: Agency, cases: list[Grievance]) -> None:
    led = CaseOfficer.objects.filter(agency=office).count()
    assert len(cases) > led > 50
    before = {case.pk: (case.officer_id, case.department_id) for case in cases}
    old = Department.objects.filter(agency=office)
    kinds = [*[DepartmentKind.DEPARTMENT] * 4, DepartmentKind.CENTRE]

    done = reorganise_with_cases(
        agency=office,
        on=TODAY,
        opening=[NewDepartment(name, name, kind=kind) for name, kind in zip(NEW, kinds, strict=True)],
        closing={old.get(name=name).pk: NEW[heir] for name, heir in zip(OLD, HEIRS, strict=True)},
        by=None,
        now=NOW,
    )

    alone = set(left_alone(agency_id=office.pk, day=TODAY).grievances.values_list("pk", flat=True))
    assert done.with_nobody == len(alone)
    holds = Q(valid_to=None) | Q(valid_to__gte=TODAY)
    charges = set(CaseOfficer.objects.filter(holds, agency=office).values_list("pk", flat=True))
    standing = set(Department.objects.filter(holds, agency=office).values_list("pk", flat=True))
    moved = 0
    for case in Grievance.objects.filter(pk__in=before):
        if case.pk in alone:
            continue
        assert case.officer_id is not None
        assert case.charge_id in charges or case.in_charge_id or case.basis == "transfer"
        assert case.department_id is None or case.department_id in standing
        if case.department_id != before[case.pk][1]:
            last = Routing.objects.filter(grievance=case).order_by("-pk")[0]
            assert (last.cause, last.from_officer_id, last.from_department_id) == (
                RoutingCause.HANDED_OVER, *before[case.pk],
            )  # fmt: skip
            assert (last.officer_id, last.department_id) == (case.officer_id, case.department_id)
            moved += 1
    assert moved == done.moved >= led
    # The sample was reorganised on this day before.
    now = [row for row in moves(agency_id=office.pk, since=TODAY) if row.after in NEW]
    assert sum(row.cases for row in now) == moved
    assert {row.after for row in now} == set(NEW)
