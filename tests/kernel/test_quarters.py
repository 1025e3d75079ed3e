from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.quarters import first_day, last_day, parse_quarter, quarter_code, quarter_name, quarter_of


@given(st.integers(1900 * 4, 2099 * 4 + 3))
def test_code_is_read_back(quarter):
    assert parse_quarter(quarter_code(quarter)) == quarter


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_day_lies_in_its_quarter(day):
    quarter = quarter_of(day)
    assert first_day(quarter) <= day <= last_day(quarter)
    assert quarter_of(last_day(quarter)) == quarter
    assert quarter_code(quarter) == f"{day.year}{(day.month + 2) // 3}"


def test_quarters_follow_one_another():
    assert parse_quarter("20251") == parse_quarter("20244") + 1


@pytest.mark.parametrize("text", ["20245", "2024", "2024-4", "", "30241", "202404"])
def test_other_text_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="분기 코드가 아닙니다"):
        parse_quarter(text)


def test_name_in_both_languages():
    name = quarter_name(parse_quarter("20244"))
    assert (name.ko, name.en) == ("2024년 4분기", "Q4 2024")
