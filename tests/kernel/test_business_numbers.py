import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.business_numbers import (
    NumberFault,
    ReadNumber,
    business_check_digit,
    corporate_check_digit,
    format_business_number,
    format_corporate_number,
    read_business_number,
    read_corporate_number,
)

digit = st.sampled_from("0123456789")
nine_digits = st.text(digit, min_size=9, max_size=9)
twelve_digits = st.text(digit, min_size=12, max_size=12)
business_numbers = nine_digits.map(lambda first: first + str(business_check_digit(first))).filter(
    lambda number: len(set(number)) > 1
)


@pytest.mark.parametrize("typed", ["124-81-00998", "120-81-47521", "220-81-62517"])
def test_business_number_of_a_real_company_is_valid(typed):
    assert read_business_number(typed) == ReadNumber(typed.replace("-", ""), None)


@pytest.mark.parametrize(
    "typed",
    [
        "1248100998",
        "124 81 00998",
        "１２４－８１－００９９８",
        " 124–81—00998 ",
        "124.81.00998",
        "124\u200b8100998",
    ],
)
def test_business_number_is_read_however_it_is_typed(typed):
    assert read_business_number(typed) == ReadNumber("1248100998", None)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", NumberFault.EMPTY),
        (" - ", NumberFault.EMPTY),
        ("124-81-0099", NumberFault.LENGTH),
        ("124-81-009988", NumberFault.LENGTH),
        ("124-81-O0998", NumberFault.NOT_DIGITS),
        ("등록 전", NumberFault.NOT_DIGITS),
        ("١٢٤٨١٠٠٩٩٨", NumberFault.NOT_DIGITS),
        ("123-45-67890", NumberFault.CHECK_DIGIT),
        ("000-00-00000", NumberFault.CHECK_DIGIT),
    ],
)
def test_business_number_with_a_fault_says_which(typed, fault):
    assert read_business_number(typed).fault == fault


@pytest.mark.parametrize("repeated", "0123456789")
def test_business_number_of_equal_digits_is_refused(repeated):
    assert read_business_number(repeated * 10).fault == NumberFault.CHECK_DIGIT


@given(nine_digits, st.integers(0, 99))
def test_business_number_is_never_refused_for_its_middle_digits(first, middle):
    first = f"{first[:3]}{middle:02d}{first[5:]}"
    number = first + str(business_check_digit(first))
    assert read_business_number(number).is_valid == (len(set(number)) > 1)


@given(business_numbers, st.integers(0, 9), digit)
def test_business_number_notices_every_single_changed_digit(number, position, other):
    changed = number[:position] + other + number[position + 1 :]
    assert read_business_number(changed).is_valid == (changed == number)


@given(business_numbers)
def test_business_number_survives_formatting(number):
    assert read_business_number(format_business_number(number)) == ReadNumber(number, None)


@given(st.text())
def test_reading_a_number_never_raises(text):
    for read in (read_business_number(text), read_corporate_number(text)):
        assert (read.fault is None) == read.is_valid


def test_corporate_number_of_a_real_company_is_valid():
    assert read_corporate_number("110111-0062432") == ReadNumber("1101110062432", None)
    assert format_corporate_number("1101110062432") == "110111-0062432"


@given(twelve_digits, st.integers(0, 11), digit)
def test_corporate_number_notices_a_changed_digit_unless_doubling_hides_it(first, position, other):
    # Digits counted twice look the same five apart: 2 × 1 and 2 × 6 end in the same digit.
    check = str(corporate_check_digit(first))
    changed = first[:position] + other + first[position + 1 :]
    hidden = position % 2 == 1 and (int(other) - int(first[position])) % 5 == 0
    assert read_corporate_number(changed + check).is_valid == (changed == first or hidden)


def test_corporate_number_with_another_check_digit_is_only_that():
    assert read_corporate_number("110111-0062433") == ReadNumber("1101110062433", NumberFault.CHECK_DIGIT)
