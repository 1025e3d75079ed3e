from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from didim.kernel.refusals import RefusedError
from didim.registry.domain.charges import assign_case_officer
from didim.registry.domain.departments import (
    NewDepartment,
    assign_duty,
    close_department,
    open_department,
    reorganise,
    responsible_department,
    successor_on,
)
from didim.registry.enums import DepartmentKind
from didim.registry.models import CaseOfficer, Department, Duty, Person, Region

pytestmark = pytest.mark.django_db

FOUNDED, REFORM = date(2020, 1, 1), date(2022, 7, 1)
BEFORE = REFORM - timedelta(days=1)


@pytest.fixture
def agency(make_agency):
    return make_agency()


def refused(act, **arguments):
    with pytest.raises(RefusedError) as refusal:
        act(**arguments)
    return list(refusal.value.by_field())


def names_on(agency, day):
    parts = Department.objects.filter(agency=agency, valid_from__lte=day).exclude(valid_to__lt=day)
    return sorted((part.kind, part.name) for part in parts)


def test_five_departments_and_a_team_become_four_departments_and_a_centre(agency):
    old = {
        name: open_department(agency=agency, name=name, on=FOUNDED)
        for name in ("경영기획부", "기업지원부", "마케팅부", "기술지원부", "창업부")
    }
    old["소공인팀"] = open_department(agency=agency, name="소공인팀", on=FOUNDED, kind=DepartmentKind.TEAM)
    duties = {
        name: assign_duty(department=old[part], name=name, on=FOUNDED)
        for name, part in {
            "수출 상담": "마케팅부", "온라인 판로": "마케팅부", "공용장비": "소공인팀", "예산": "경영기획부",
        }.items()
    }  # fmt: skip
    opened = reorganise(
        agency=agency,
        on=REFORM,
        opening=[
            NewDepartment("growth", "기업성장부"),
            NewDepartment("startup", "창업부"),
            NewDepartment("micro", "소공인지원센터", kind=DepartmentKind.CENTRE),
        ],
        closing={
            old["기업지원부"].pk: "growth",
            old["마케팅부"].pk: "growth",
            old["창업부"].pk: "startup",
            old["소공인팀"].pk: "micro",
        },
        duties={duties["온라인 판로"].pk: old["경영기획부"]},
    )
    assert [kind for kind, _name in names_on(agency, BEFORE)] == ["department"] * 5 + ["team"]
    assert names_on(agency, REFORM) == [
        ("centre", "소공인지원센터"),
        ("department", "경영기획부"),
        ("department", "기술지원부"),
        ("department", "기업성장부"),
        ("department", "창업부"),
    ]

    def responsible(day):
        return {
            duty: responsible_department(agency=agency, duty=duty, on=day).name for duty in sorted(duties)
        }

    assert responsible(BEFORE) == {
        "공용장비": "소공인팀", "수출 상담": "마케팅부", "예산": "경영기획부", "온라인 판로": "마케팅부",
    }  # fmt: skip
    assert responsible(REFORM) == {
        "공용장비": "소공인지원센터",
        "수출 상담": "기업성장부",
        "예산": "경영기획부",
        "온라인 판로": "경영기획부",
    }
    assert responsible_department(agency=agency, duty="예산", on=date(2019, 1, 1)) is None
    for part in old.values():
        part.refresh_from_db()
    heirs = [successor_on(department=old[name], on=REFORM) for name in ("마케팅부", "창업부", "경영기획부")]
    assert heirs == [opened["growth"], opened["startup"], old["경영기획부"]]
    assert successor_on(department=old["마케팅부"], on=BEFORE) == old["마케팅부"]
    assert successor_on(department=opened["growth"], on=BEFORE) is None


def test_places_in_charge_follow_to_the_heir(agency):
    old = open_department(agency=agency, name="현장팀", on=FOUNDED)
    heir = open_department(agency=agency, name="현장지원부", on=FOUNDED)
    person = Person.objects.create(name="이담당")
    region = Region.objects.get(pk="11680")
    assign_case_officer(agency=agency, person=person, region=region, department=old, on=FOUNDED)
    close_department(department=old, on=REFORM, heir=heir)
    rows = CaseOfficer.objects.order_by("valid_from").values_list(
        "department__name", "valid_from", "valid_to"
    )
    assert list(rows) == [("현장팀", FOUNDED, BEFORE), ("현장지원부", REFORM, None)]


def test_closing_without_an_heir_is_refused_while_something_is_left_to_do(agency):
    part = open_department(agency=agency, name="마케팅부", on=FOUNDED)
    assign_duty(department=part, name="수출 상담", on=FOUNDED)
    assert refused(close_department, department=part, on=REFORM) == ["heir"]
    assert Department.objects.get(pk=part.pk).valid_to is None
    Duty.objects.all().delete()
    assert close_department(department=part, on=REFORM).valid_to == BEFORE


def test_closing_with_a_part_below_is_refused(agency):
    part = open_department(agency=agency, name="마케팅부", on=FOUNDED)
    open_department(agency=agency, name="수출팀", on=FOUNDED, kind=DepartmentKind.TEAM, parent=part)
    assert refused(close_department, department=part, on=REFORM) == ["department"]


def test_department_names_are_taken_while_they_last(agency, make_agency):
    part = open_department(agency=agency, name="창업부", on=FOUNDED)
    assert refused(open_department, agency=agency, name="창업부", on=REFORM) == ["name"]
    assert refused(open_department, agency=agency, name="창업부", on=date(2019, 1, 1)) == ["name"]
    assert refused(open_department, agency=agency, name=" ", on=REFORM) == ["name"]
    assert refused(open_department, agency=make_agency("딴"), name="팀", on=REFORM, parent=part) == ["parent"]
    close_department(department=part, on=REFORM)
    assert open_department(agency=agency, name="창업부", on=REFORM).pk


def test_department_cannot_close_on_the_day_it_opened(agency):
    part = open_department(agency=agency, name="창업부", on=FOUNDED)
    assert refused(close_department, department=part, on=FOUNDED) == ["on"]


def test_reorganise_refuses_parts_that_are_not_there(agency, make_agency):
    elsewhere = open_department(agency=make_agency("딴"), name="창업부", on=FOUNDED)
    assert refused(reorganise, agency=agency, on=REFORM, opening=[], closing={elsewhere.pk: elsewhere}) == [
        "closing"
    ]


def test_assign_duty_moves_it_from_a_day_on(agency):
    first, second = (open_department(agency=agency, name=name, on=FOUNDED) for name in ("가부", "나부"))
    assign_duty(department=first, name="예산", on=FOUNDED)
    again = assign_duty(department=first, name="예산", on=REFORM)
    moved = assign_duty(department=second, name="예산", on=REFORM)
    assert (again.valid_from, moved.valid_from) == (FOUNDED, REFORM)
    assert responsible_department(agency=agency, duty="예산", on=BEFORE) == first
    assert responsible_department(agency=agency, duty="예산", on=REFORM) == second
    assert refused(assign_duty, department=second, name="예산", on=FOUNDED + timedelta(1)) == ["on"]
    assert refused(assign_duty, department=first, name="예산", on=date(2019, 1, 1)) == ["department"]
    assert refused(assign_duty, department=first, name="", on=FOUNDED) == ["name"]


def test_database_refuses_two_departments_responsible_for_one_thing(agency):
    first, second = (open_department(agency=agency, name=name, on=FOUNDED) for name in ("가부", "나부"))
    assign_duty(department=first, name="예산", on=FOUNDED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(agency=agency, department=second, name="예산", valid_from=REFORM)
