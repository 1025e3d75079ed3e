from datetime import date, timedelta
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from didim.engines.settlement import (
    Funding,
    LineSpending,
    Term,
    arrears,
    impose,
    instalment_plan,
    points_of,
    settle,
    share_price,
    standings,
)
from didim.kernel.calendar import WorkingCalendar
from tests.engines.settlement.building import RULE, TABLE_14

won = st.integers(0, 10**12)


@st.composite
def settlements(draw):
    grant, cash, in_kind = draw(won), draw(won), draw(won)
    whole = grant + cash + in_kind
    cuts = sorted(draw(st.lists(st.integers(0, whole), max_size=5)))
    lines = []
    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, whole], strict=True)):
        spent = draw(st.integers(0, end - start))
        lines.append(LineSpending(str(number), end - start, spent, draw(st.integers(0, spent))))
    unpaid, interest = draw(st.integers(0, grant)), draw(won)
    return Funding(grant, cash, in_kind), lines, unpaid, interest


def worked(case):
    funding, lines, unpaid, interest = case
    return settle(RULE, funding, lines, unpaid_grant_won=unpaid, interest_won=interest)


@given(settlements())
def test_recovery_equals_the_formula_of_the_standard(case):
    funding, _lines, unpaid, interest = case
    sheet = worked(case)
    if funding.total_won:
        back = sheet.balance_won + sheet.disallowed_won
        share = floor(Fraction(back * funding.grant_won, funding.total_won))
        assert sheet.balance_share_won + sheet.disallowed_share_won == share
        assert sheet.recovery_won - sheet.payable_won == share + interest - unpaid


@given(settlements())
def test_every_won_of_the_grant_is_allowed_given_back_or_was_never_paid(case):
    funding, _lines, unpaid, interest = case
    sheet = worked(case)
    paid = funding.grant_won - unpaid
    kept = paid + interest - sheet.recovery_won + sheet.payable_won
    allowed = sum(line.allowed_won for line in sheet.lines)
    share = Fraction(allowed * funding.grant_won, funding.total_won or 1)
    # What the firm keeps of the grant is its share of what is allowed, rounded in its favour.
    assert 0 <= kept - share < 1


@given(settlements())
def test_steps_add_up_to_what_goes_back(case):
    sheet = worked(case)
    assert sum(step.amount_won for step in sheet.steps) == sheet.net_won
    assert sheet.disallowed_share_won >= 0


@given(st.integers(12, 10**12), st.integers(1, 12), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.data())
def test_instalments_add_up_and_payments_close_them(amount, count, due_on, data):
    plan = instalment_plan(RULE, amount_won=amount, count=count, due_on=due_on, calendar=WorkingCalendar())
    assert sum(one.amount_won for one in plan) == amount
    paid, today = data.draw(st.integers(0, amount)), due_on + timedelta(days=data.draw(st.integers(-40, 500)))
    found = standings(plan, paid_won=paid, today=today)
    assert sum(one.paid_won for one in found) == paid
    assert sum(one.open_won for one in found) == amount - paid
    assert arrears(plan, paid_won=paid, today=today) <= amount - paid


@given(st.lists(st.tuples(st.integers(1, 84), st.integers(0, 900)), max_size=12))
def test_exclusions_follow_one_another_and_never_exceed_seven_years(decisions):
    terms, day = [], date(2026, 1, 1)
    for months, later in decisions:
        day += timedelta(days=later)
        added = impose(TABLE_14, months=months, decided_on=day, running=terms)
        alive = [term for term in terms if term.ends_on >= day]
        if added is None:
            assert sum(term.months for term in alive) == TABLE_14.max_months
            continue
        assert all(term.ends_on < added.starts_on for term in alive)
        terms.append(added)
        assert sum(term.months for term in [*alive, added]) <= TABLE_14.max_months
    assert all(isinstance(term, Term) for term in terms)


@given(st.integers(0, 50_000_000), st.sampled_from([90, 80, 70, 50]), st.data())
def test_a_voucher_spends_its_points_and_never_more_subsidy_than_it_has(subsidy, percent, data):
    points = points_of(subsidy_won=subsidy, percent=percent)
    assert points.subsidy_won * 100 <= points.total_won * percent
    left, given_out = points.total_won, 0
    while left:
        price = data.draw(st.integers(max(1, left // 4), left))
        part = share_price(price_won=price, percent=percent, subsidy_left_won=subsidy - given_out)
        assert part.total_won == price
        given_out += part.subsidy_won
        left -= price
    assert given_out <= subsidy


@given(st.integers(0, 50_000_000), st.sampled_from([90, 80, 70, 50]))
def test_one_contract_over_all_points_uses_the_whole_subsidy(subsidy, percent):
    points = points_of(subsidy_won=subsidy, percent=percent)
    part = share_price(price_won=points.total_won, percent=percent, subsidy_left_won=subsidy)
    assert part.subsidy_won == subsidy
