from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from didim.engines.eligibility import Compare, FirmFacts, Operator, Verdict, verdict_of
from didim.engines.eligibility.spans import add_months, birthday, completed_years, elapsed

some_days = st.dates(date(1990, 1, 1), date(2030, 12, 31))
LIMITS = {
    Operator.LT: lambda end, day: end > day,
    Operator.LE: lambda end, day: end >= day,
    Operator.GT: lambda end, day: end < day,
    Operator.GE: lambda end, day: end <= day,
}


@given(some_days, some_days, st.integers(0, 240), st.sampled_from(list(LIMITS)))
def test_firm_age_compares_the_day_the_months_end_with_the_notice(opened, day, months, op):
    verdict = verdict_of(Compare("firm_age", op, months), FirmFacts(opened_on=opened), day)

    assert (verdict is Verdict.MET) == LIMITS[op](add_months(opened, months), day)


@given(
    st.dates(date(1930, 1, 1), date(2010, 1, 1)),
    some_days,
    st.integers(15, 80),
    st.sampled_from(list(LIMITS)),
)
def test_representative_age_counts_completed_years(born, day, years, op):
    age = completed_years(born, day)
    verdict = verdict_of(Compare("representative_age", op, years), FirmFacts(birth_date=born), day)

    expected = {
        Operator.LT: age < years,
        Operator.LE: age <= years,
        Operator.GT: age > years,
        Operator.GE: age >= years,
    }
    assert (verdict is Verdict.MET) == expected[op]


def test_firm_within_seven_years_on_the_border():
    within, under = Compare("firm_age", Operator.LE, 84), Compare("firm_age", Operator.LT, 84)
    facts, day = FirmFacts(opened_on=date(2019, 9, 3)), date(2026, 9, 3)

    assert [verdict_of(rule, facts, day) for rule in (within, under)] == [Verdict.MET, Verdict.NOT_MET]
    after = day + timedelta(days=1)
    assert [verdict_of(rule, facts, after) for rule in (within, under)] == [Verdict.NOT_MET, Verdict.NOT_MET]


def test_birth_year_alone_is_unknown_only_at_the_border():
    at_most_39, day = Compare("representative_age", Operator.LE, 39), date(2026, 6, 1)

    verdicts = [verdict_of(at_most_39, FirmFacts(birth_year=year), day) for year in (1985, 1986, 1987)]
    assert verdicts == [Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.MET]


def test_months_end_and_leap_days():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert birthday(date(2000, 2, 29), 19) == date(2019, 3, 1)
    assert elapsed(date(2020, 2, 29), date(2021, 2, 28)) == (1, 0)
    assert elapsed(date(2026, 5, 1), date(2026, 1, 1)) == (0, 0)
