from datetime import date
from decimal import Decimal

import pytest

from didim.outcomes.domain.importing import OUTCOMES
from didim.outcomes.domain.periods import close_period
from didim.outcomes.models import Observation
from didim.registry.domain.table_files.importing import check_content, take_checked
from didim.registry.domain.table_files.kinds import Bringing

pytestmark = pytest.mark.django_db
HEAD = "성과지표,사업자번호,기업명,연도,실적(백만원),통화,전후,구분,사업명\n"


@pytest.fixture
def bring(make_agency, now):
    agency = make_agency()

    def make(*lines: str):
        bringing = Bringing(agency, None, now)
        checked = check_content(OUTCOMES, (HEAD + "\n".join(lines)).encode(), bringing)
        if checked.is_acceptable:
            take_checked(checked, bringing)
        return checked.rows

    make.agency = agency
    return make


def test_rows_of_firms_and_of_the_agency_are_taken(bring, make_firm):
    number = make_firm().business_number
    rows = bring(
        f"매출액,{number},가나,2025,120,,,,사업화",
        f"해외 매출액,{number},가나,2025,1234.56,USD,,베트남,",
        f"공정 시간,{number},가나,2025,40.5,,전,자재 공급,",
        "공용장비,,,2025,2,,,항온항습기,",
    )
    assert [row.outcome for row in rows] == ["new"] * 4
    found = Observation.objects.order_by("indicator__position").values_list(
        "indicator__code", "value", "currency", "basis", "breakdown", "enterprise__business_number"
    )
    assert list(found) == [
        ("sales", Decimal(120_000_000), "KRW", "during", "", number),
        ("exports", Decimal("1234.56"), "USD", "during", "베트남", number),
        ("cycle_time", Decimal("40.5"), "", "before", "자재 공급", number),
        ("equipment_units", Decimal(2), "", "as_of", "항온항습기", None),
    ]


def test_same_file_again_changes_nothing_and_a_new_value_corrects(bring, make_firm):
    number = make_firm().business_number
    for value, outcome in (("120", "new"), ("120", "unchanged"), ("90", "updated")):
        assert [row.outcome for row in bring(f"매출액,{number},,2025,{value},,,,")] == [outcome]
    assert [row.value for row in Observation.objects.filter(is_effective=True)] == [90_000_000]
    assert Observation.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("없는 지표,{number},,2025,1,,,,", "indicator"),
        ("매출액,1234567890,,2025,1,,,,", "business_number"),
        ("매출액,{number},,,1,,,,", "period_end"),
        ("매출액,{number},,2025,많이,,,,", "value"),
        ("고용인원,{number},,2025,,,,,", "value"),
        ("매출액,{number},,2025,1,,언젠가,,", "basis"),
        ("공정 시간,{number},,2025,1,,,,", "basis"),
        ("ICT 기업,{number},,2025,1,,,,", "subject"),
        ("매출액,{number},,2024,1,,,,", "period_end"),
    ],
)
def test_wrong_row_keeps_the_file_out(bring, make_firm, now, line, field):
    close_period(
        agency=bring.agency,
        period_start=date(2024, 1, 1),
        period_end=date(2024, 12, 31),
        reason="공표",
        by=None,
        now=now,
    )
    number = make_firm().business_number
    rows = bring(f"매출액,{number},,2025,5,,,,", line.format(number=number))
    assert {problem.field for problem in rows[1].problems} == {field}
    assert Observation.objects.count() == 0


def test_row_said_twice_is_one_and_two_that_differ_are_refused(bring, make_firm):
    number = make_firm().business_number
    line = f"매출액,{number},,2025,5,,,,"
    assert [row.outcome for row in bring(line, line)] == ["new", "duplicate"]
    assert [row.outcome for row in bring(line, f"매출액,{number},,2025,6,,,,")] == ["unchanged", "rejected"]
