"""One settlement from the last purchase to the last instalment; each test is named for the article it shows.

An agreement of 20,000,000 won: grant 14,000,000 (70 %), own cash 2,000,000, own in kind 4,000,000. It buys
for 2,300,001 won and ends on 20 November 2026; 333,333 won of that are not allowed, 12,345 won of interest
came in.
"""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from didim.agreements.domain.checking import check_expenditure
from didim.agreements.domain.settling.recoveries import RecoveryTerms, allow_instalments
from didim.agreements.domain.settling.reports import due_of, extend_use_report, final_report_due
from didim.agreements.domain.settling.sanctions import warn_of_late_reports
from didim.agreements.enums import FindingResult
from didim.agreements.models import Disallowance, Expenditure
from didim.engines.expenditure import shipped_packs
from didim.kernel.refusals import RefusedError
from tests.agreements.spending import NOW, requested

from .building import (
    LATER,
    confirmed,
    disallowed,
    officer_of,
    opened,
    paid_agreement,
    render,
    reported,
    spent,
)
from .test_recoveries import DUE, told
from .test_sanctions import excluded

pytestmark = pytest.mark.django_db
GRANT, OWN, SPENT, CUT, INTEREST = 14_000_000, 6_000_000, 2_300_001, 333_333, 12_345
GUIDELINE = "창업사업화 지원사업 통합관리지침"


@pytest.fixture
def settlement():
    agreement = paid_agreement()
    row = spent(agreement, 800_000)
    spent(agreement, 1_500_001)
    found = reported(agreement, interest_won=INTEREST)
    disallowed(found, row, CUT)
    return confirmed(found)


def step(settlement, key):
    return next(one for one in settlement.result["steps"] if one["key"] == key)


def test_article_49_7_a_payment_is_shared_in_the_ratio_of_the_sources():
    agreement = paid_agreement()
    spent(agreement, 800_000)
    row = Expenditure.objects.get()
    # Of what is paid (grant and cash) the grant is 14 of 16.
    assert (row.grant_won, row.own_cash_won) == (700_000, 100_000)


def test_articles_35_to_49_every_rule_of_a_check_cites_document_and_article():
    row = requested(paid_agreement())
    findings = check_expenditure(expenditure=row, by=None, now=NOW)
    assert {finding.result for finding in findings} == {FindingResult.PASS}
    values = shipped_packs()["startup-funds"].as_of(NOW.date()).values
    cited = {f"{values['document']} {rule['article']}" for rule in values["rules"]}
    assert {finding.citation for finding in findings} <= cited


def test_table_8_the_governments_part_is_balance_times_grant_by_grant_and_own_share(settlement):
    balance = GRANT + OWN - SPENT
    assert step(settlement, "balance")["amount_won"] == int(Fraction(balance * GRANT, GRANT + OWN))
    assert "세부관리기준 표-8" in step(settlement, "balance")["source"]
    assert step(settlement, "balance")["working"] == "17,699,999 × 14,000,000 ÷ (14,000,000 + 6,000,000)"


def test_article_49_7_of_what_is_not_allowed_the_governments_part_goes_back(settlement):
    both = int(Fraction((GRANT + OWN - SPENT + CUT) * GRANT, GRANT + OWN))
    assert step(settlement, "disallowed")["amount_won"] == both - step(settlement, "balance")["amount_won"]
    assert "제49조 제7항" in step(settlement, "disallowed")["source"]
    assert Disallowance.objects.get().citation == "통합관리지침 제49조"


def test_guideline_interest_goes_back_whole(settlement):
    assert step(settlement, "interest")["amount_won"] == INTEREST
    assert step(settlement, "interest")["source"].startswith(GUIDELINE)


def test_recovery_is_the_sum_of_its_steps_to_the_won(settlement):
    whole = Fraction((GRANT + OWN - SPENT + CUT) * GRANT, GRANT + OWN)
    assert settlement.result["recovery_won"] == int(whole) + INTEREST == 12_635_677
    assert sum(one["amount_won"] for one in settlement.result["steps"]) == 12_635_677
    assert [one for one in settlement.result["steps"] if not one["source"].strip()] == []


def test_guideline_final_report_within_30_days_and_use_report_within_15_and_7_more():
    agreement = paid_agreement()
    settlement = opened(agreement)
    agreement.refresh_from_db()
    # 20 December is a Sunday, 5 December a Saturday: the next working day counts (민법 제161조).
    assert final_report_due(agreement) == date(2026, 12, 21)
    assert due_of(settlement) == date(2026, 12, 7)
    extended = extend_use_report(settlement=settlement, by=officer_of(agreement), now=LATER)
    assert due_of(extended) == date(2026, 12, 14)


def test_annex_2_papers_two_weeks_late_bring_a_warning():
    agreement = paid_agreement()
    opened(agreement)
    assert warn_of_late_reports(now=datetime(2026, 12, 20, 3, 0, tzinfo=UTC)) == 0
    assert warn_of_late_reports(now=datetime(2026, 12, 21, 3, 0, tzinfo=UTC)) == 1
    assert agreement.sanctions.get().kind == "warning"


def test_guideline_recovery_leaves_30_days_and_may_be_paid_within_a_year(settlement):
    with pytest.raises(RefusedError):
        told(settlement.agreement, RecoveryTerms("잔액", date(2026, 12, 30)))
    recovery = told(settlement.agreement)
    assert recovery.principal_won + recovery.interest_won == 12_635_677
    officer = officer_of(settlement.agreement)
    with pytest.raises(RefusedError):
        allow_instalments(recovery=recovery, count=13, render=render, by=officer, now=LATER)
    parts = allow_instalments(recovery=recovery, count=12, render=render, by=officer, now=LATER).instalments
    days = list(parts.order_by("number").values_list("due_on", flat=True))
    assert (days[0], days[-1]) == (DUE, date(2027, 11, 30))
    assert [source for source in recovery.content["sources"] if "30일 이상" in source]


def test_subsidies_act_article_33_2_a_surcharge_is_at_most_five_times_what_is_recovered(settlement):
    principal = settlement.result["principal_won"]
    with pytest.raises(RefusedError):
        told(settlement.agreement, RecoveryTerms("유용", DUE, surcharge_won=5 * principal + 1))
    recovery = told(settlement.agreement, RecoveryTerms("유용", DUE, surcharge_won=5 * principal))
    assert any("제33조의2" in source for source in recovery.content["sources"])


def test_annex_2_misuse_is_three_years_and_all_terms_sum_to_seven(settlement):
    (misuse,) = excluded(settlement.agreement, misappropriated=None)
    assert (misuse.months, misuse.full_recovery) == (36, True)
    (false_papers,) = excluded(settlement.agreement, false_application=None)
    assert misuse.months + false_papers.months == 84
    with pytest.raises(RefusedError):
        excluded(settlement.agreement, abandoned=None)
