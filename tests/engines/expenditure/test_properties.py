from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.expenditure import (
    Funds,
    Outcome,
    Share,
    Spent,
    Stage,
    ahead_of_plan,
    check,
    highest_percent,
    outcome_of,
    split_paid,
)
from tests.engines.expenditure.building import ALL_EVIDENCE, BUDGET, FACTS, MATERIALS, PACK, found

amounts = st.integers(0, 10**10)
funds = st.builds(Funds, amounts, amounts, amounts)
lines = st.sampled_from([(line.key, item.key) for line in PACK.lines for item in line.sub_items])
RANK = {Outcome.PASS: 0, Outcome.PERSON: 1, Outcome.FAIL: 2}


@given(planned=funds, payments=st.lists(amounts, max_size=20))
def test_split_conserves_each_won_and_keeps_the_ratio_to_less_than_a_won(planned, payments):
    spent = Funds()
    for amount in payments:
        part = split_paid(planned, spent, amount)
        assert part.paid == amount
        assert part.in_kind == 0
        spent += part
        assert -1 < ahead_of_plan(planned, spent) <= 0


@given(planned=funds, cuts=st.lists(st.integers(0, 10**4), min_size=1, max_size=12))
def test_whole_budget_paid_in_any_parts_uses_each_source_to_the_won(planned, cuts):
    whole, spent = sum(cuts) or 1, Funds()
    for at in range(len(cuts)):
        due = planned.paid * sum(cuts[: at + 1]) // whole
        spent += split_paid(planned, spent, due - spent.paid)
    spent += split_paid(planned, spent, planned.paid - spent.paid)
    assert spent == Funds(planned.grant, planned.cash)


@given(planned=funds, spent=funds, amount=amounts)
def test_split_is_always_accepted_as_the_right_share(planned, spent, amount):
    part = split_paid(planned, spent, amount)
    case = found(replace(MATERIALS, funds=part), spent=Spent(spent), budget=replace(BUDGET, funds=planned))
    assert case.get("funding_share", "pass") == "pass"


@given(left=st.integers(0, 30_000_000), asked=st.integers(0, 40_000_000))
def test_line_passes_exactly_up_to_what_is_left(left, asked):
    spent = Spent(lines={"materials": 30_000_000 - left})
    outcome = found(replace(MATERIALS, funds=Funds(asked)), spent=spent)["within_line"]
    assert outcome == ("pass" if asked <= left else "fail")


@given(
    line=lines,
    stage=st.sampled_from(Stage),
    have=st.sets(st.sampled_from(sorted(ALL_EVIDENCE))),
    more=st.sampled_from(sorted(ALL_EVIDENCE)),
)
def test_more_evidence_never_makes_anything_worse(line, stage, have, more):
    asked = replace(MATERIALS, line=line[0], sub_item=line[1], stage=stage)
    before, after = (
        check(PACK, BUDGET, Spent(), asked, replace(FACTS, evidence=frozenset(evidence)))
        for evidence in (have, have | {more})
    )
    assert [one.rule for one in before] == [one.rule for one in after]
    assert all(RANK[b.outcome] >= RANK[a.outcome] for b, a in zip(before, after, strict=True))


@given(line=lines, stage=st.sampled_from(Stage), asked=funds, spent=funds)
def test_every_line_answers_for_budget_period_and_evidence(line, stage, asked, spent):
    one = replace(MATERIALS, line=line[0], sub_item=line[1], stage=stage, funds=asked)
    findings = check(PACK, BUDGET, Spent(spent), one, FACTS)
    rules = [finding.rule for finding in findings]
    assert {"within_line", "source_limit", "no_vat", "use_period", "banned_items"} <= set(rules)
    assert len(rules) == len(set(rules))
    assert RANK[outcome_of(findings)] == max(RANK[finding.outcome] for finding in findings)


days = st.dates(date(2026, 1, 1), date(2026, 3, 31))
shares = st.builds(
    lambda first, length, percent: Share(first, first + timedelta(days=length), Decimal(percent)),
    days,
    st.integers(0, 60),
    st.integers(0, 100),
)


@given(shares=st.lists(shares, max_size=6), starts_on=days, length=st.integers(0, 40))
def test_highest_percent_is_that_of_the_fullest_day(shares, starts_on, length):
    ends_on = starts_on + timedelta(days=length)
    by_day = [
        sum((one.percent for one in shares if one.starts_on <= day <= one.ends_on), Decimal(0))
        for day in (starts_on + timedelta(days=at) for at in range(length + 1))
    ]
    assert highest_percent(shares, starts_on=starts_on, ends_on=ends_on) == max(by_day)


def test_amounts_below_zero_are_refused():
    with pytest.raises(ValueError, match="at least 0"):
        Funds(-1)
    with pytest.raises(ValueError, match="at least 0"):
        split_paid(Funds(1), Funds(), -1)
    with pytest.raises(ValueError, match="at least 0"):
        replace(MATERIALS, quotes=-1)
