"""The page of hand-overs: what moved since a day, and everything open that lies with nobody."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from didim.desk.domain.grievances.assigning import hand_over_open_cases
from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.grievance_enums import GrievanceChannel
from didim.desk.models import Grievance
from didim.registry.domain.charges import assign_case_officer, end_charge
from didim.registry.models import Agency, CaseOfficer, Department, Person, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(db: None) -> Region:
    return Region.objects.create(
        code="99010", name="나루구", short_name="나루", level=2, path=["99", "99010"]
    )


def make_case(agency: Agency, district: Region | None = None) -> Grievance:
    intake = Intake(
        title="도로 점용 허가가 늦습니다",
        body="가게 앞 도로 점용 허가가 석 달째 나오지 않아 영업을 시작하지 못합니다.",
        channel=GrievanceChannel.PHONE,
        region=district,
        contact=Contact("박사장", "010-1234-5678", agreed=True),
    )
    return receive_grievance(intake=intake, agency=agency, by=None, now=timezone.now()).grievance


def test_moved_and_left_cases_are_shown(
    officer: Client, agency: Agency, district: Region, whole_page
) -> None:
    since, today = date(2026, 1, 2), timezone.localdate()
    before, after = (
        Department.objects.create(agency=agency, name=name, valid_from=since)
        for name in ("기획부", "성장본부")
    )
    first = Person.objects.create(name="김담당")
    assign_case_officer(agency=agency, person=first, on=since, region=district, department=before)
    case = make_case(agency, district)
    make_case(agency)
    end_charge(charge=CaseOfficer.objects.get(), last_day=today - timedelta(days=1))
    successor = Person.objects.create(name="이새롬")
    assign_case_officer(agency=agency, person=successor, on=today, region=district, department=after)
    assert hand_over_open_cases(agency_id=agency.pk, by=None, now=timezone.now()) == 1

    page = officer.get(f"/workbench/departments/handover/?on={today}")
    whole_page(page)
    text = page.content.decode()
    assert page.context["counts"]["grievances"] == page.context["total"] == 1
    assert [(row.before, row.after, row.cases) for row in page.context["moves"]] == [
        ("기획부", "성장본부", 1)
    ]
    assert "김담당 · 기획부" in text
    assert "이새롬 · 성장본부" in text
    assert case.number in text
    whole_page(officer.get(f"/en/workbench/departments/handover/?on={today}"))


def test_nothing_left_is_said(officer: Client, whole_page) -> None:
    page = officer.get("/workbench/departments/handover/")
    whole_page(page)
    assert "진행 중인 모든 일에 맡은 사람이 있습니다" in page.content.decode()


def test_left_cases_take_the_same_queries_for_one_row_and_three(
    officer: Client, agency: Agency, same_queries_for_three_rows
) -> None:
    same_queries_for_three_rows(
        add_row=lambda: make_case(agency), read=lambda: officer.get("/workbench/departments/handover/")
    )
