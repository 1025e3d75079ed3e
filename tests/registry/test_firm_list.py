from dataclasses import replace
from datetime import date, timedelta

import pytest

from didim.accounts.domain.access_log import AccessNote, collecting_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.registry.domain.firms import (
    FirmDetails,
    add_designation,
    record_firm_year,
    register_pre_founder,
    relate_firm,
)
from didim.registry.enums import DesignationKind, FirmRole, RelationKind
from didim.registry.models import AgencyRelation, Enterprise
from didim.registry.queries.actors import NOBODY, Actor
from didim.registry.queries.firms import FirmFilter, access_enterprise, firm_page
from didim.registry.queries.visibility import NotVisible

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def officer(agency, staff_of):
    return staff_of(agency)


@pytest.fixture
def names(officer, now, today):
    def search(**narrowed):
        page = firm_page(actor=officer, narrowed=FirmFilter(**narrowed), on=today, now=now)
        return [firm.name for firm in page.firms]

    return search


def test_firm_list_shows_an_agency_its_own_firms_and_shared_profiles(
    make_firm, make_agency, agency, staff_of, now, today
):
    make_firm("가 관계", agency=agency)
    make_firm("나 남의", agency=make_agency("딴 기관"))
    Enterprise.objects.filter(pk=make_firm("다 공개").pk).update(profile_shared=True)
    AgencyRelation.objects.filter(pk=relate_ended(make_firm("라 끝난"), agency, now).pk).update(until=now)

    def seen(actor):
        page = firm_page(actor=actor, narrowed=FirmFilter(), on=today, now=now)
        return [firm.name for firm in page.firms], page.total

    assert seen(staff_of(agency)) == (["가 관계", "다 공개"], 2)
    assert seen(replace(staff_of(agency), mfa=False)) == ([], 0)
    assert seen(NOBODY) == ([], 0)


def relate_ended(firm, agency, now):
    return relate_firm(agency=agency, enterprise=firm, kind=RelationKind.CASE, now=now - timedelta(9))


def test_firm_list_narrows_by_every_part(names, make_firm, agency, now):
    firm = make_firm(
        "한빛소프트",
        agency=agency,
        region="41111",
        industry="62010",
        size_class="small",
        business_number="124-81-00998",
    )
    add_designation(enterprise=firm, kind=DesignationKind.VENTURE, valid_to=date(2030, 1, 1))
    other = make_firm("한울식당", agency=agency, region="51110", industry="56111")
    add_designation(enterprise=other, kind=DesignationKind.VENTURE, valid_to=date(2020, 1, 1))
    register_pre_founder(details=FirmDetails(name="김예비"), agency=agency, now=now)
    both = ["한빛소프트", "한울식당"]
    assert names() == ["김예비", *both]
    assert names(text="한") == both
    assert names(text=" 소프트 ") == ["한빛소프트"]
    assert names(text="124-81") == ["한빛소프트"]
    assert names(text="%") == []
    assert [names(region=code) for code in ("00", "41", "41110", "41111", "51", "42", "11")] == [
        both, ["한빛소프트"], ["한빛소프트"], ["한빛소프트"], ["한울식당"], [], [],
    ]  # fmt: skip
    assert [names(industry=code) for code in ("J", "62", "62010", "I", "A")] == [
        ["한빛소프트"], ["한빛소프트"], ["한빛소프트"], ["한울식당"], [],
    ]  # fmt: skip
    assert names(size_class="small") == ["한빛소프트"]
    assert names(stage="pre_founder") == ["김예비"]
    assert names(designation="venture") == ["한빛소프트"]


def test_firm_list_flags_firms_the_tax_service_sees_otherwise(names, make_firm, agency):
    firms = {
        status: make_firm(f"기업 {status}", agency=agency) for status in ("01", "02", "03", "unregistered")
    }
    for status, firm in firms.items():
        Enterprise.objects.filter(pk=firm.pk).update(tax_status=status)
    assert names(flagged=True) == ["기업 02", "기업 03", "기업 unregistered"]


def test_firm_list_pages_in_a_stable_order_and_ends_at_the_last_page(make_firm, agency, officer, now, today):
    firms = [make_firm("같은 이름", agency=agency) for _ in range(5)]

    def page(number):
        found = firm_page(actor=officer, narrowed=FirmFilter(), on=today, now=now, page=number, size=2)
        return [firm.pk for firm in found.firms], found.page, found.pages

    assert [page(number) for number in (1, 2, 3, 9, 0)] == [
        ([firms[0].pk, firms[1].pk], 1, 3),
        ([firms[2].pk, firms[3].pk], 2, 3),
        ([firms[4].pk], 3, 3),
        ([firms[4].pk], 3, 3),
        ([firms[0].pk, firms[1].pk], 1, 3),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_firm_list_takes_as_many_queries_for_one_row_as_for_three(
    django_assert_num_queries, make_firm, agency, officer, now, today, count
):
    for _ in range(count):
        firm = make_firm(agency=agency, industry="62010")
        add_designation(enterprise=firm, kind=DesignationKind.VENTURE)
        record_firm_year(enterprise=firm, year=2025, employees=3, sales=10**9, now=now)
    with django_assert_num_queries(4):
        page = firm_page(actor=officer, narrowed=FirmFilter(), on=today, now=now)
        shown = [
            (
                firm.region.parent.name,
                firm.industry.name,
                [held.kind for held in firm.designations.all()],
                firm.latest_years,
            )
            for firm in page.firms
        ]
    assert (
        shown
        == [
            (
                "서울특별시",
                "컴퓨터 프로그래밍 서비스업",
                ["venture"],
                [{"year": 2025, "employees": 3, "sales": 10**9}],
            )
        ]
        * count
    )


def test_access_enterprise_notes_that_staff_looked(make_firm, agency, officer, now):
    firm = make_firm(agency=agency)
    with collecting_access() as notes:
        assert access_enterprise(actor=officer, enterprise_id=firm.pk, task="기업 상담", now=now) == firm
    assert notes == [
        AccessNote(
            AccessAct.VIEW, "기업 상담", SubjectKind.ENTERPRISE, firm.pk, firm.name, agency_id=agency.pk
        )
    ]


def test_access_enterprise_by_its_own_member_is_not_noted(make_firm, make_user, now):
    firm = make_firm()
    member = Actor(make_user(), enterprises={firm.pk: FirmRole.MEMBER})
    with collecting_access() as notes:
        assert access_enterprise(actor=member, enterprise_id=firm.pk, task="내 기업", now=now) == firm
    assert notes == []


def test_access_enterprise_of_another_agency_looks_like_none(make_firm, make_agency, officer, now):
    firm = make_firm(agency=make_agency("딴 기관"))
    for enterprise_id in (firm.pk, 0):
        with collecting_access() as notes, pytest.raises(NotVisible):
            access_enterprise(actor=officer, enterprise_id=enterprise_id, task="상담", now=now)
        assert notes == []
