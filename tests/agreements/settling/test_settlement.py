from datetime import UTC, date, datetime, timedelta

import pytest

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.agreements.domain.payments import refund_payment
from didim.agreements.domain.settling.figures import sheet_of
from didim.agreements.domain.settling.reports import (
    due_of,
    extend_use_report,
    final_report_due,
    hand_in_final_report,
    hand_in_use_report,
    open_due_settlements,
    open_settlement,
    return_use_report,
)
from didim.agreements.domain.settling.settlement import allow_again, disallow
from didim.agreements.enums import AgreementState, SettlementState
from didim.agreements.models import Agreement, Disallowance, Settlement
from didim.kernel.refusals import RefusedError
from tests.agreements.spending import NOW, TODAY, owner_of

from .building import (
    LATER,
    REPORT,
    confirmed,
    disallowed,
    ended,
    officer_of,
    opened,
    paid_agreement,
    reported,
    settled_agreement,
    spent,
)

pytestmark = pytest.mark.django_db


def fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def test_worked_settlement_cites_an_article_for_every_step():
    agreement = paid_agreement()
    row = spent(agreement, 800_000)
    spent(agreement, 1_500_001)
    settlement = reported(agreement, interest_won=12_345)
    disallowed(settlement, row, 333_333)
    settlement = confirmed(settlement)
    result = settlement.result
    # Agreed 20,000,000, of it 14,000,000 grant; spent 2,300,001: balance 17,699,999.
    # 17,699,999 × 14 ÷ 20 = 12,389,999.3; with 333,333 disallowed 18,033,332 × 14 ÷ 20 = 12,623,332.4.
    assert [(step["key"], step["amount_won"]) for step in result["steps"]] == [
        ("balance", 12_389_999),
        ("disallowed", 233_333),
        ("interest", 12_345),
        ("unpaid", 0),
    ]
    assert [step["source"] for step in result["steps"] if not step["source"]] == []
    assert "세부관리기준 표-8" in result["steps"][0]["source"]
    assert (result["recovery_won"], result["principal_won"]) == (12_635_677, 12_623_332)
    assert [(row["name"]["ko"], row["planned_won"], row["spent_won"]) for row in result["lines"]] == [
        ("재료비 · 재료·부품", 8_000_000, 2_300_001),
        ("기계장치 · 공구·기구", 8_000_000, 0),
        ("인건비 · 소속 직원", 4_000_000, 0),
    ]
    agreement.refresh_from_db()
    assert (agreement.state, settlement.state) == (AgreementState.SETTLED, SettlementState.CONFIRMED)
    assert len(settlement.pdf_sha256) == 64


def test_grant_that_was_never_paid_is_not_taken_back():
    agreement = paid_agreement(paid=1)
    spent(agreement, 800_000)
    result = confirmed(reported(agreement)).result
    # 19,200,000 × 14 ÷ 20 = 13,440,000, of which 4,000,000 were never paid out.
    assert result["recovery_won"] == 9_440_000


def test_money_that_came_back_counts_as_not_spent():
    agreement = paid_agreement()
    row = spent(agreement, 800_000)
    refund_payment(
        payment=row.payments.get(),
        amount_won=300_000,
        paid_on=TODAY,
        reference="R1",
        by=officer_of(agreement),
        now=NOW,
    )
    settlement = reported(agreement)
    assert sheet_of(settlement).spent_won == 500_000
    with pytest.raises(RefusedError) as refusal:
        disallowed(settlement, row, 500_001)
    assert fields(refusal) == ["amount_won"]


def test_settlement_opens_when_the_agreement_has_ended():
    agreement = paid_agreement()
    with pytest.raises(RefusedError):
        open_settlement(agreement=agreement, by=None, now=NOW)
    ended(agreement)
    assert open_due_settlements(now=NOW) == 1
    settlement = Settlement.objects.get()
    # 15 days after 20 November 2026 is a Saturday; 30 days after it a Sunday.
    assert (settlement.use_report_due_on, settlement.definition) == (
        date(2026, 12, 7),
        "settlement@2024-01-01",
    )
    assert final_report_due(Agreement.objects.get()) == date(2026, 12, 21)
    assert open_due_settlements(now=NOW) == 0


def test_use_report_is_extended_once_by_seven_days():
    agreement = paid_agreement()
    settlement, officer = opened(agreement), officer_of(agreement)
    settlement = extend_use_report(settlement=settlement, by=officer, now=LATER)
    assert due_of(settlement) == date(2026, 12, 14)
    with pytest.raises(RefusedError):
        extend_use_report(settlement=settlement, by=officer, now=LATER)


def test_use_report_that_is_late_is_not_extended():
    agreement = paid_agreement()
    with pytest.raises(RefusedError):
        extend_use_report(
            settlement=opened(agreement),
            by=officer_of(agreement),
            now=datetime(2026, 12, 8, 3, 0, tzinfo=UTC),
        )


def test_use_report_sent_back_is_handed_in_again():
    agreement = paid_agreement()
    settlement, owner = reported(agreement, interest_won=1), owner_of(agreement)
    with pytest.raises(RefusedError):
        hand_in_use_report(settlement=settlement, interest_won=2, by=owner, now=LATER)
    settlement = return_use_report(
        settlement=settlement, reason="이자 증빙이 없습니다.", by=officer_of(agreement), now=LATER
    )
    assert settlement.return_reason == "이자 증빙이 없습니다."
    settlement = hand_in_use_report(settlement=settlement, interest_won=2, by=owner, now=LATER)
    assert (settlement.state, settlement.interest_won, settlement.return_reason) == ("reported", 2, "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"citation": " "}, "citation"), ({"reason": ""}, "reason"), ({"amount_won": 0}, "amount_won")],
)
def test_disallowance_names_its_article_its_reason_and_its_amount(changes, field):
    agreement = paid_agreement()
    row = spent(agreement)
    given = {
        "settlement": reported(agreement),
        "expenditure": row,
        "amount_won": 1,
        "citation": "제49조",
        "reason": "기간 밖",
        "by": officer_of(agreement),
        "now": LATER,
    }
    with pytest.raises(RefusedError) as refusal:
        disallow(**(given | changes))
    assert fields(refusal) == [field]


def test_disallowance_taken_back_counts_no_more():
    agreement = paid_agreement()
    row = spent(agreement)
    settlement = reported(agreement)
    disallowed(settlement, row, 800_000)
    assert sheet_of(settlement).disallowed_won == 800_000
    allow_again(disallowance=Disallowance.objects.get(), by=officer_of(agreement))
    assert sheet_of(settlement).disallowed_won == 0


def test_settlement_waits_for_both_reports():
    agreement = paid_agreement()
    settlement, owner = opened(agreement), owner_of(agreement)
    with pytest.raises(RefusedError):
        confirmed(settlement)
    settlement = hand_in_use_report(settlement=settlement, interest_won=0, by=owner, now=LATER)
    with pytest.raises(RefusedError):
        confirmed(settlement)
    hand_in_final_report(agreement=agreement, text=REPORT, file=None, by=owner, now=LATER)
    assert confirmed(settlement).state == SettlementState.CONFIRMED


def test_confirmed_settlement_is_closed():
    agreement = settled_agreement()
    settlement = agreement.settlement
    row = agreement.expenditures.get()
    with pytest.raises(RefusedError):
        disallowed(settlement, row, 1)
    with pytest.raises(RefusedError):
        confirmed(settlement)
    with pytest.raises(RefusedError):
        hand_in_final_report(agreement=agreement, text=REPORT, file=None, by=owner_of(agreement), now=LATER)


def test_firm_reports_in_its_own_scope():
    agreement = paid_agreement()
    settlement, owner = opened(agreement), owner_of(agreement)
    firm = DatabaseScope(user=owner.pk, enterprises=frozenset({agreement.enterprise_id}))
    with scoped(firm):
        hand_in_final_report(agreement=agreement, text=REPORT, file=None, by=owner, now=LATER)
        hand_in_use_report(settlement=settlement, interest_won=10, by=owner, now=LATER)
    settlement.refresh_from_db()
    assert settlement.state == SettlementState.REPORTED
    with scoped(DatabaseScope(enterprises=frozenset({agreement.enterprise_id + 1_000}))):
        assert Settlement.objects.count() == 0


def test_final_report_is_kept_each_time():
    agreement = paid_agreement()
    opened(agreement)
    owner = owner_of(agreement)
    for day in (1, 2):
        hand_in_final_report(
            agreement=agreement, text=REPORT, file=None, by=owner, now=LATER + timedelta(days=day)
        )
    with pytest.raises(RefusedError):
        hand_in_final_report(agreement=agreement, text="짧음", file=None, by=owner, now=LATER)
    assert list(agreement.final_reports.values_list("number", flat=True)) == [2, 1]
