from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.registry.domain.table_files.cells import (
    cell_text,
    read_count,
    read_day,
    read_number,
    read_won,
    read_year,
    unit_of,
    year_of,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (1248100998.0, "1248100998"),
        (1.5, "1.5"),
        (datetime(2020, 3, 2, 9, tzinfo=UTC), "2020-03-02"),
        (date(2020, 3, 2), "2020-03-02"),
        (" 가 ", "가"),
        ("a\x00b", "ab"),
    ],
)
def test_cell_text_is_what_a_person_would_read(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize(
    "text", ["2020-03-02", "2020.3.2", "2020. 3. 2.", "2020/03/02", "2020년 3월 2일", "20200302", "43892"]
)
def test_read_day_in_every_way_staff_write_it(text):
    assert read_day(text) == date(2020, 3, 2)


@pytest.mark.parametrize("text", ["2020-13-01", "20.3.2", "어제", "2020-02-30", "123", "9" * 400, "2020-03"])
def test_read_day_that_is_none_says_how_to_write_one(text):
    with pytest.raises(ValueError, match="2026-03-02처럼"):
        read_day(text)


@given(st.dates(date(1927, 6, 1), date(2064, 1, 1)))
def test_read_day_takes_back_excels_own_count(day):
    assert read_day(str((day - date(1899, 12, 30)) // timedelta(days=1))) == day


@pytest.mark.parametrize(
    ("text", "unit", "won"),
    [
        ("1,200,000", 1, 1_200_000),
        ("1,200", 1_000, 1_200_000),
        ("120만원", 1_000, 1_200_000),
        ("1.5억", 1, 150_000_000),
        ("1 200 000원", 1, 1_200_000),
        ("-5", 1, -5),
        ("", 1, None),
        ("-", 1, None),
        ("0.001", 1_000_000, 1_000),
    ],
)
def test_read_won_reads_commas_and_units(text, unit, won):
    assert read_won(text, unit=unit) == won


@pytest.mark.parametrize("text", ["많음", "1,2,3.4.5", "0.5", "3달러", "1e9", "9" * 99])
def test_read_won_that_is_none_says_how_to_write_it(text):
    with pytest.raises(ValueError, match="원 단위 숫자"):
        read_won(text)


def test_read_count_and_year():
    assert (read_count("1,200명"), read_count("3인"), read_count("")) == (1200, 3, None)
    assert (read_year("2025"), read_year("2025년"), read_year(" ")) == (2025, 2025, None)
    with pytest.raises(ValueError, match="네 자리"):
        read_year("25")


def test_headings_name_units_and_years():
    assert [unit_of(text) for text in ("매출액(백만원)", "매출액(천원)", "매출액(억원)", "매출액")] == [
        10**6, 10**3, 10**8, 1,
    ]  # fmt: skip
    assert [year_of(text) for text in ("2024년 매출액", "매출액(2025)", "매출액")] == [2024, 2025, None]


def test_read_number_gives_back_lost_zeros_only_where_they_make_a_number():
    assert read_number("101234560"[:9]) == "101234560"
    assert read_number("124-81-00998") == "1248100998"
    assert read_number("없음") == "없음"


@given(st.text())
def test_reading_any_text_gives_a_value_or_a_sentence(text):
    for reader in (read_day, read_year, read_count, read_won, read_number):
        try:
            reader(text)
        except ValueError as error:
            assert str(error).endswith((".", ")."))  # noqa: PT017 - the sentence is the point
