"""Worked examples, named by the article they show.

세부관리기준 is the standard, 통합관리지침 the guideline, annex 2 (붙임2) its sanctions.
"""

from dataclasses import replace
from datetime import date

import pytest

from didim.engines.scoring import Rounding
from didim.engines.settlement import (
    Funding,
    InterestShare,
    LineSpending,
    RecoveryOf,
    ReportKind,
    SanctionError,
    SettlementError,
    Term,
    arrears,
    excluded_on,
    impose,
    instalment_plan,
    late_warning_on,
    mean_sales,
    months_of,
    no_contact_caution_on,
    points_of,
    read_bands,
    recovery_due,
    report_due,
    settle,
    share_price,
    standings,
    subsidy_percent,
    surcharge_limit,
    whole_recovery,
)
from didim.kernel.calendar import WorkingCalendar
from didim.kernel.definitions import shipped_definitions
from tests.engines.settlement.building import RULE, TABLE_13, TABLE_14

CALENDAR = WorkingCalendar()
# 70 % grant, 10 % cash, 20 % in kind (통합관리지침 제35~49조).
FUNDING = Funding(70_000_000, 10_000_000, 20_000_000)
LINES = (
    LineSpending("materials", 30_000_000, 28_000_001, 1_000_000),
    LineSpending("outsourcing", 50_000_000, 50_000_000, 2_333_333),
    LineSpending("personnel", 20_000_000, 13_777_777),
)


def test_standard_table_8_the_balance_goes_back_by_the_grants_part():
    sheet = settle(RULE, FUNDING, (LineSpending("all", 100_000_000, 87_654_321),))
    assert sheet.balance_won == 12_345_679
    assert sheet.recovery_won == 12_345_679 * 70 // 100 == 8_641_975


def test_a_whole_settlement_step_by_step():
    sheet = settle(RULE, FUNDING, LINES, interest_won=12_345)
    assert [line.balance_won for line in sheet.lines] == [1_999_999, 0, 6_222_223]
    assert (sheet.balance_won, sheet.disallowed_won) == (8_222_222, 3_333_333)
    assert [(step.key, step.amount_won) for step in sheet.steps] == [
        ("balance", 5_755_555),  # 8,222,222 × 0.7 = 5,755,555.4
        ("disallowed", 2_333_333),  # 11,555,555 × 0.7 = 8,088,888.5, less 5,755,555
        ("interest", 12_345),
        ("unpaid", 0),
    ]
    assert sheet.recovery_won == 8_101_233
    assert all(step.source for step in sheet.steps)
    assert sheet.steps[0].working == "8,222,222 × 70,000,000 ÷ (70,000,000 + 30,000,000)"
    assert "표-8" in sheet.steps[0].source


def test_a_grant_paid_in_part_takes_the_rest_off_what_goes_back():
    # 40 m of 100 m was spent, 35 m of the 70 m grant paid out: 28 m of it was due, 7 m goes back.
    sheet = settle(
        RULE, FUNDING, (LineSpending("all", 100_000_000, 40_000_000),), unpaid_grant_won=35_000_000
    )
    assert (sheet.recovery_won, sheet.payable_won) == (7_000_000, 0)


def test_a_grant_still_owed_is_payable():
    sheet = settle(
        RULE, FUNDING, (LineSpending("all", 100_000_000, 100_000_000),), unpaid_grant_won=35_000_000
    )
    assert (sheet.recovery_won, sheet.payable_won) == (0, 35_000_000)


def test_treasury_act_article_47_leaves_out_less_than_ten_won_where_it_holds():
    rule = replace(RULE, unit_won=10)
    sheet = settle(rule, FUNDING, (LineSpending("all", 100_000_000, 87_654_321),))
    assert sheet.recovery_won == 8_641_970


def test_rounding_and_interest_follow_the_rule():
    rule = replace(RULE, rounding=Rounding.UP, interest=InterestShare.GRANT_SHARE)
    sheet = settle(rule, FUNDING, (LineSpending("all", 100_000_000, 99_999_999),), interest_won=101)
    assert [step.amount_won for step in sheet.steps] == [1, 0, 71, 0]


@pytest.mark.parametrize(
    ("lines", "options", "sentence"),
    [
        ((LineSpending("a", 1, 0),), {}, "비목 합계 1원이 총사업비 100,000,000원과 다릅니다."),
        (
            (LineSpending("a", 100_000_000, 100_000_001),),
            {},
            "집행액 100,000,001원이 총사업비 100,000,000원보다 큽니다.",
        ),
        (
            (LineSpending("a", 100_000_000, 0),),
            {"unpaid_grant_won": 70_000_001},
            "지급하지 않은 정부지원금은 0원부터 정부지원금까지여야 합니다.",
        ),
        ((LineSpending("a", 100_000_000, 0),), {"interest_won": -1}, "이자는 0원 이상이어야 합니다."),
    ],
)
def test_amounts_that_contradict_each_other_are_refused(lines, options, sentence):
    with pytest.raises(SettlementError) as refused:
        settle(RULE, FUNDING, lines, **options)
    assert str(refused.value) == sentence


def test_more_disallowed_than_spent_is_refused():
    with pytest.raises(SettlementError):
        LineSpending("a", 10, 5, 6)


def test_a_whole_recovery_takes_what_was_paid_and_not_yet_given_back():
    assert whole_recovery(paid_won=35_000_000, returned_won=5_000_000) == 30_000_000


def test_guideline_final_report_is_due_30_days_after_the_end():
    due = report_due(RULE, ReportKind.FINAL, ended_on=date(2026, 3, 31), calendar=CALENDAR)
    assert (due.day, due.days) == (date(2026, 4, 30), 30)


def test_guideline_use_report_is_due_15_days_after_the_end_and_7_more_when_extended():
    due = report_due(RULE, ReportKind.USE, ended_on=date(2026, 3, 31), calendar=CALENDAR)
    assert due.day == date(2026, 4, 15)
    extended = report_due(RULE, ReportKind.USE, ended_on=date(2026, 3, 31), calendar=CALENDAR, extended=True)
    assert extended.day == date(2026, 4, 22)


def test_civil_act_article_161_a_closed_last_day_moves_to_the_next_working_day():
    # 18 April 2026 is a Saturday, 24 May is 부처님오신날 and a Sunday: 25 May stands in for it.
    due = report_due(RULE, ReportKind.USE, ended_on=date(2026, 4, 3), calendar=CALENDAR)
    assert due.day == date(2026, 4, 20)
    due = report_due(RULE, ReportKind.FINAL, ended_on=date(2026, 4, 24), calendar=CALENDAR)
    assert due.day == date(2026, 5, 26)


def test_guideline_a_recovery_falls_due_30_days_after_its_notice():
    assert recovery_due(RULE, notified_on=date(2026, 3, 2), calendar=CALENDAR) == date(2026, 4, 1)


def test_guideline_instalments_run_at_most_a_year():
    plan = instalment_plan(RULE, amount_won=1_000_003, count=3, due_on=date(2026, 3, 31), calendar=CALENDAR)
    assert [(one.due_on, one.amount_won) for one in plan] == [
        (date(2026, 3, 31), 333_335),  # 국고금 관리법 시행령 제109조의2: the rest goes to the first
        (date(2026, 4, 30), 333_334),
        (date(2026, 6, 1), 333_334),  # 31 May is a Sunday
    ]
    with pytest.raises(SettlementError):
        instalment_plan(RULE, amount_won=100, count=13, due_on=date(2026, 3, 31), calendar=CALENDAR)
    with pytest.raises(SettlementError):
        instalment_plan(RULE, amount_won=2, count=3, due_on=date(2026, 3, 31), calendar=CALENDAR)


def test_payments_fill_the_earliest_instalment_and_the_rest_is_in_arrears():
    plan = instalment_plan(RULE, amount_won=300, count=3, due_on=date(2026, 3, 31), calendar=CALENDAR)
    found = standings(plan, paid_won=150, today=date(2026, 5, 10))
    assert [(one.paid_won, one.open_won, one.overdue_days) for one in found] == [
        (100, 0, 0),
        (50, 50, 10),
        (0, 100, 0),
    ]
    assert arrears(plan, paid_won=150, today=date(2026, 5, 10)) == 50
    with pytest.raises(SettlementError):
        standings(plan, paid_won=301, today=date(2026, 5, 10))


def test_subsidies_act_article_33_2_the_surcharge_is_at_most_five_times_the_recovery():
    assert surcharge_limit(RULE, recovered_won=1_000_000) == 5_000_000


@pytest.mark.parametrize(
    ("ground", "months", "recovery"),
    [
        ("false_application", 60, RecoveryOf.WHOLE),
        ("false_in_kind", 36, RecoveryOf.DISALLOWED),
        ("deliberately_unfit", 12, RecoveryOf.DISALLOWED),
        ("abandoned", 12, RecoveryOf.WHOLE),
        ("misappropriated", 36, RecoveryOf.WHOLE),
        ("forged_or_copied", 36, RecoveryOf.WHOLE),
        ("closed_without_reason", 12, RecoveryOf.DISALLOWED),
        ("representative_changed", 12, RecoveryOf.DISALLOWED),
        ("three_warnings", 36, RecoveryOf.WHOLE),
    ],
)
def test_guideline_annex_2_of_the_14th_revision(ground, months, recovery):
    assert months_of(TABLE_14, {ground: None}) == months
    assert TABLE_14.grounds[ground].recovery is recovery


def test_guideline_annex_2_sums_grounds_to_at_most_seven_years():
    assert months_of(TABLE_14, {"false_in_kind": None, "abandoned": None}) == 48
    assert months_of(TABLE_14, {"false_application": None, "misappropriated": None}) == 84


def test_the_13th_revision_leaves_the_term_to_the_committee():
    with pytest.raises(SanctionError):
        months_of(TABLE_13, {"misappropriated": None})
    assert months_of(TABLE_13, {"misappropriated": 24}) == 24


def test_a_term_other_than_the_tables_is_refused():
    with pytest.raises(SanctionError):
        months_of(TABLE_14, {"misappropriated": 24})
    with pytest.raises(SanctionError):
        months_of(TABLE_14, {"unknown": None})


def test_a_new_exclusion_begins_when_the_running_one_has_ended_and_stops_at_seven_years():
    running = Term(date(2024, 1, 1), 60)
    added = impose(TABLE_14, months=36, decided_on=date(2026, 3, 2), running=[running])
    assert added == Term(date(2029, 1, 1), 24)
    assert added.ends_on == date(2030, 12, 31)
    assert impose(TABLE_14, months=12, decided_on=date(2026, 3, 2), running=[running, added]) is None


def test_an_exclusion_that_has_ended_does_not_count():
    over = Term(date(2018, 1, 1), 84)
    assert impose(TABLE_14, months=12, decided_on=date(2026, 3, 2), running=[over]) == Term(
        date(2026, 3, 2), 12
    )


def test_an_exclusion_holds_to_its_last_day():
    term = Term(date(2026, 3, 2), 12)
    assert excluded_on([term], date(2027, 3, 1)) == term
    assert excluded_on([term], date(2027, 3, 2)) is None


def test_guideline_two_weeks_late_bring_a_warning_and_two_weeks_of_silence_a_caution():
    assert late_warning_on(TABLE_14, date(2026, 3, 2)) == date(2026, 3, 16)
    assert no_contact_caution_on(TABLE_14, date(2026, 3, 2)) == date(2026, 3, 16)
    assert [TABLE_14.warnings_exhausted(count) for count in (2, 3)] == [False, True]


VOUCHER = shipped_definitions().as_of("voucher-subsidy", date(2026, 3, 2)).values
BANDS = read_bands(VOUCHER["bands"])


@pytest.mark.parametrize(
    ("sales", "percent"),
    [
        (0, 90),
        (300_000_000, 90),
        (300_000_001, 80),
        (1_000_000_000, 80),
        (5_000_000_000, 70),
        (12_000_000_000, 50),
        (12_000_000_001, None),
    ],
)
def test_voucher_call_of_2020_subsidises_by_sales(sales, percent):
    assert subsidy_percent(BANDS, sales) == percent


def test_mean_sales_are_never_rounded_into_a_lower_band():
    assert mean_sales([300_000_000, 300_000_000, 300_000_001]) == 300_000_001


def test_points_are_subsidy_and_own_share():
    points = points_of(subsidy_won=VOUCHER["cap_won"], percent=90)
    assert (points.subsidy_won, points.own_won, points.total_won) == (50_000_000, 5_555_556, 55_555_556)


def test_a_price_is_shared_by_the_rate_as_far_as_the_subsidy_lasts():
    first = share_price(price_won=1_000_001, percent=80, subsidy_left_won=50_000_000)
    assert (first.subsidy_won, first.own_won) == (800_000, 200_001)
    last = share_price(price_won=1_000_001, percent=80, subsidy_left_won=100)
    assert (last.subsidy_won, last.own_won) == (100, 999_901)


@pytest.mark.parametrize("rows", [[], [(2, 50), (1, 60)], [(1, 0)], [(1, 101)]])
def test_bands_out_of_order_are_refused(rows):
    with pytest.raises(SettlementError):
        read_bands([{"up_to_won": up_to, "percent": percent} for up_to, percent in rows])
