"""Fees of visits: a visit and its further hours, journeys both ways, tax as other income."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.expert_fees import FeeTableError, fee_table
from didim.kernel.definitions import shipped_definitions

VALUES = {
    "most_hours": 4,
    "grades": {"first": {"visit_won": 250_000, "visit_hours": 2, "hour_won": 80_000}},
    "travel": {"near_won": 20_000, "near_km": 12, "km_won": 200},
    "tax": {
        "cost_per_mille": 600,
        "income_per_mille": 200,
        "local_per_mille_of_income": 100,
        "least_won": 50_000,
    },
}
TABLE = fee_table(VALUES)
minutes = st.integers(1, 1_440)
won = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("length", "fee"),
    [(30, 250_000), (120, 250_000), (179, 250_000), (180, 330_000), (240, 410_000), (600, 410_000)],
)
def test_visit_is_paid_with_its_further_whole_hours_up_to_the_most(length, fee):
    assert TABLE.fee("first", minutes=length, km=0, same_district=True).fee_won == fee


@pytest.mark.parametrize(
    ("km", "same_district", "travel"),
    [
        (3.0, True, 0),
        (None, True, 0),
        (0.0, False, 20_000),
        (None, False, 20_000),
        (12.9, False, 20_000),
        (13.0, False, 20_400),
        (42.0, False, 32_000),
    ],
)
def test_journey_is_paid_beyond_the_own_district(km, same_district, travel):
    assert TABLE.fee("first", minutes=60, km=km, same_district=same_district).travel_won == travel


@pytest.mark.parametrize(
    ("fee", "income_tax", "local_tax"),
    # 8.8 % of the fee, above 125,000 won: of 40 % of it 20 %, and 10 % of that.
    [(250_000, 20_000, 2_000), (125_000, 0, 0), (125_010, 10_000, 1_000), (333_333, 26_660, 2_660)],
)
def test_tax_is_withheld_of_other_income(fee, income_tax, local_tax):
    withheld = TABLE.tax.of(fee)
    assert (withheld.income_tax_won, withheld.local_tax_won) == (income_tax, local_tax)
    assert withheld.won == income_tax + local_tax


@given(won, won)
def test_more_fees_never_withhold_less_and_never_more_than_the_share(fee, more):
    assert 0 <= TABLE.tax.of(fee).won <= TABLE.tax.of(fee + more).won
    assert TABLE.tax.of(fee).won * 1_000 <= (fee + 3) * 88


@given(won)
def test_what_is_withheld_has_no_parts_below_ten_won(fee):
    tax = TABLE.tax.of(fee)
    assert (tax.income_tax_won % 10, tax.local_tax_won % 10) == (0, 0)


@given(minutes, minutes, st.floats(0, 400), st.floats(0, 400))
def test_longer_and_farther_visit_is_never_paid_less(first, second, near, far):
    (short, long), (close, distant) = sorted((first, second)), sorted((near, far))
    less = TABLE.fee("first", minutes=short, km=close, same_district=False)
    more = TABLE.fee("first", minutes=long, km=distant, same_district=False)
    assert less.fee_won <= more.fee_won
    assert less.travel_won <= more.travel_won


@pytest.mark.parametrize(
    "wrong",
    [
        {"most_hours": -1},
        {"most_hours": True},
        {"grades": {}},
        {"grades": {"first": {"visit_won": 1.5, "visit_hours": 2, "hour_won": 0}}},
        {"grades": {"first": {"visit_won": 1}}},
        {"grades": ["first"]},
        {"travel": None},
        {"tax": {**VALUES["tax"], "income_per_mille": 1_001}},
    ],
)
def test_wrong_table_is_refused(wrong):
    with pytest.raises(FeeTableError):
        fee_table({**VALUES, **wrong})


def test_unknown_grade_is_refused():
    with pytest.raises(FeeTableError):
        TABLE.fee("best", minutes=60, km=None, same_district=False)


def test_shipped_tables_read():
    for version in shipped_definitions()["expert-fees"].versions:
        assert fee_table(version.values).grades
