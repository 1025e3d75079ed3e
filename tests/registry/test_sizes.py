from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.eligibility import LegalForm, SizeClass
from didim.kernel.definitions import shipped_definitions
from didim.registry.domain.sizes import ALL_SIZES, FirmYear, mean_sales, possible_sizes

ON = date(2026, 5, 1)
DEFINITION = shipped_definitions().as_of("size_classes", ON)
BILLION = 10**9


def years(*figures, latest=2025):
    return [FirmYear(latest - at, employees, sales) for at, (employees, sales) in enumerate(figures)]


def sizes(rows, legal_form=LegalForm.SOLE, section="G", on=ON):
    return possible_sizes(definition=DEFINITION, legal_form=legal_form, section=section, years=rows, on=on)


@pytest.mark.parametrize(
    ("rows", "mean"),
    [
        (years((1, 10), (1, 20), (1, 40)), 23),
        (years((1, 10), (1, 20)), None),
        (years((1, 10), (1, None), (1, 20), (1, 30)), None),
        ([], None),
    ],
)
def test_mean_sales_needs_three_years_in_a_row(rows, mean):
    assert mean_sales(rows) == mean


@pytest.mark.parametrize(
    ("employees", "section", "expected"),
    [
        (4, "G", {SizeClass.MICRO}),
        (5, "G", {SizeClass.MICRO, SizeClass.SMALL}),
        (9, "C", {SizeClass.MICRO}),
        (10, "C", {SizeClass.MICRO, SizeClass.SMALL}),
        (4, None, {SizeClass.MICRO}),
        (5, None, {SizeClass.MICRO, SizeClass.SMALL}),
    ],
)
def test_sole_owner_below_every_cap_is_small_for_certain(employees, section, expected):
    rows = years((employees, BILLION), (1, BILLION), (1, BILLION))
    assert sizes(rows, section=section) == expected


def test_sole_owner_with_many_employees_for_all_the_grace_is_not_micro():
    rows = years(*[(5, BILLION)] * 4)
    assert sizes(rows) == {SizeClass.SMALL}


def test_sole_owner_above_the_lowest_cap_stays_open():
    assert sizes(years(*[(1, 2 * BILLION)] * 3)) is None


def test_company_is_never_named_small_but_ruled_out_of_classes_it_outgrew():
    assert sizes(years(*[(1, BILLION)] * 3), LegalForm.CORPORATION) is None
    assert sizes(years(*[(30, BILLION)] * 4), LegalForm.CORPORATION) == ALL_SIZES - {SizeClass.MICRO}
    assert sizes(years(*[(30, 15 * BILLION)] * 6), LegalForm.CORPORATION) == ALL_SIZES - {
        SizeClass.MICRO,
        SizeClass.SMALL,
    }
    assert sizes(years(*[(900, 200 * BILLION)] * 8), LegalForm.CORPORATION) == {
        SizeClass.MID_SIZED,
        SizeClass.LARGE,
    }


def test_figures_of_long_ago_say_nothing():
    assert sizes(years(*[(1, BILLION)] * 4, latest=2023)) is None
    assert sizes([]) is None


figures = st.tuples(st.none() | st.integers(0, 2000), st.none() | st.integers(0, 300 * BILLION))


@given(
    st.lists(figures, max_size=9),
    st.sampled_from(LegalForm),
    st.none() | st.sampled_from("ABCFGHIJ"),
    st.integers(2020, 2026),
)
def test_more_years_of_the_past_never_bring_back_a_class_that_was_ruled_out(rows, form, section, latest):
    all_years = years(*rows, latest=latest)
    known = sizes(all_years, form, section) or ALL_SIZES
    assert known
    assert known <= (sizes(all_years[:3], form, section) or ALL_SIZES)
