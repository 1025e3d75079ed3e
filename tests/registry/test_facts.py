from datetime import date

import pytest

from didim.engines.eligibility import FirmFacts, HeldDesignation, LegalForm, SizeClass, Stage
from didim.engines.eligibility.tables import FirmTable
from didim.registry.domain.firms import FirmDetails, add_designation, record_firm_year, register_pre_founder
from didim.registry.models import Enterprise
from didim.registry.queries.facts import firm_facts, firm_sheet
from didim.registry.queries.regions import region_choices, region_names

pytestmark = pytest.mark.django_db

BILLION = 10**9


def rich_firm(make_firm, now):
    firm = make_firm(
        industry="62010",
        opened_on=date(2021, 5, 1),
        representative_birth_date=date(1988, 2, 3),
        region="41111",
    )
    for year, employees, sales in [(2023, 1, BILLION), (2024, 2, BILLION), (2025, 3, BILLION + 3)]:
        record_firm_year(enterprise=firm, year=year, employees=employees, sales=sales, now=now)
    add_designation(enterprise=firm, kind="venture", valid_from=date(2025, 1, 1), valid_to=date(2027, 12, 31))
    return firm


def test_firm_facts_say_what_is_known(make_firm, now, today, django_assert_num_queries):
    firm = rich_firm(make_firm, now)
    with django_assert_num_queries(3):
        facts = firm_facts(enterprise_id=firm.pk, on=today)
    assert facts == FirmFacts(
        stage=Stage.OPERATING,
        legal_form=LegalForm.SOLE,
        opened_on=date(2021, 5, 1),
        region_path=("00", "41", "41110", "41111"),
        industry="62010",
        employees=3,
        sales=BILLION + 3,
        sales_average=BILLION + 1,
        birth_year=1988,
        birth_date=date(1988, 2, 3),
        size_classes=frozenset({SizeClass.MICRO}),
        designations=(HeldDesignation("venture", date(2025, 1, 1), date(2027, 12, 31)),),
    )


def test_firm_facts_of_a_bare_pre_founder_are_mostly_unknown(now, today):
    founder = register_pre_founder(details=FirmDetails(name="김예비"), now=now)
    assert firm_facts(enterprise_id=founder.pk, on=today) == FirmFacts(
        stage=Stage.PRE_FOUNDER, legal_form=LegalForm.NONE
    )


def test_firm_facts_take_the_certificate_of_size_over_the_figures(make_firm, now, today):
    firm = make_firm(size_class="medium")
    assert firm_facts(enterprise_id=firm.pk, on=today).size_classes == {SizeClass.MEDIUM}


def test_firm_facts_read_an_old_region_code_as_its_heir(make_firm, today):
    firm = make_firm()
    Enterprise.objects.update(region="42110")
    assert firm_facts(enterprise_id=firm.pk, on=today).region_path == ("00", "51", "51110")


def test_firm_facts_before_the_first_definition_leave_the_size_open(make_firm, now):
    firm = rich_firm(make_firm, now)
    assert firm_facts(enterprise_id=firm.pk, on=date(2015, 1, 1)).size_classes is None


def test_firm_facts_of_no_firm_raise(today):
    with pytest.raises(Enterprise.DoesNotExist):
        firm_facts(enterprise_id=0, on=today)


@pytest.mark.parametrize("count", [1, 3])
def test_firm_sheet_holds_the_same_facts_in_three_queries(
    make_firm, now, today, django_assert_num_queries, count
):
    firms = [rich_firm(make_firm, now) for _ in range(count)]
    gone = make_firm("닫은", closed_on=date(2025, 1, 1))
    with django_assert_num_queries(3):
        sheet = firm_sheet(on=today)
    assert sheet.ids.tolist() == [firm.pk for firm in firms]
    expected = FirmTable.of(firm_facts(enterprise_id=firm.pk, on=today) for firm in firms)
    assert {name: column.tolist() for name, column in sheet.table.low.items()} == {
        name: column.tolist() for name, column in expected.low.items()
    }
    assert firm_sheet(on=today, firms=Enterprise.objects.filter(pk=gone.pk)).ids.tolist() == [gone.pk]


def test_region_names_know_every_way_a_region_is_written(today, django_assert_num_queries):
    with django_assert_num_queries(1):
        names = region_names(on=today)
    written = {
        "경기": ("41",),
        "경기도": ("41",),
        "서울특별시 강남구": ("11680",),
        "서울 강남": ("11680",),
        "강원도": ("51",),
        "전라북도": ("52",),
        "전남광주": ("29", "46"),
        "수원": ("41110",),
        "수원시 장안구": ("41111",),
        "전국": ("00",),
        "화성": ("41590",),
    }
    assert {text: names.resolve(text) for text in written} == written
    assert names.resolve("아무데") == ()
    assert len(names.resolve("중구")) == 6


def test_region_choices_are_those_of_the_day(today):
    codes = [region.code for region in region_choices(on=today)]
    assert ("42" in codes, "51" in codes, len(codes)) == (False, True, 282)
    assert "42" in [region.code for region in region_choices(on=date(2020, 1, 1))]
