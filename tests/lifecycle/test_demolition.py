"""A shop is torn down: from the grant that is signed to its settlement, and the firm that is closed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from didim.accounts.models import User
from didim.agreements.domain.checking import approve_expenditure, check_expenditure
from didim.agreements.domain.endings import end_agreement
from didim.agreements.domain.expenditures import (
    ExpenditureDetails,
    attach_evidence,
    request_expenditure,
    write_expenditure,
)
from didim.agreements.domain.instalments import Part, pay_instalment, plan_instalments
from didim.agreements.domain.payments import pay_expenditure
from didim.agreements.domain.settling.reports import (
    hand_in_final_report,
    hand_in_use_report,
    open_settlement,
)
from didim.agreements.domain.settling.settlement import confirm_settlement
from didim.agreements.domain.signing import offer_agreement
from didim.agreements.enums import AgreementState, EndKind, FindingResult, PaymentMethod, Side
from didim.agreements.models import Agreement
from didim.kernel.refusals import RefusedError
from didim.lifecycle.domain.closing import (
    Situation,
    finish_closure,
    grant_demolition,
    record_check,
    request_closure,
)
from didim.lifecycle.enums import CheckVerdict, ClosureReason, ClosureState
from didim.registry.enums import EnterpriseStage
from didim.support.models import SupportRecord
from tests.agreements.builders import render, selected, signed
from tests.agreements.spending import PAYEE, SOUND, make_file
from tests.sign_in import make_firm_member, make_staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = NOW.date()
ENDED = date(2026, 12, 18)
LATER = datetime(2026, 12, 21, 3, 0, tzinfo=UTC)
EVIDENCE = ("tax_invoice", "quote", "before_after", "supplier_registration", "supplier_account")
# 33.1 ㎡ are eleven 3.3 begun: 2,200,000 won at most.
AREA, GRANT = Decimal("33.10"), 2_200_000


@pytest.fixture
def staff(agency) -> User:
    make_staff(agency, email="two@example.org")
    return make_staff(agency, email="one@example.org")


@pytest.fixture
def closure(agency, make_firm):
    situation = Situation(ClosureReason.SALES, "매출이 줄었다", wants_demolition=True, area=AREA)
    return request_closure(agency=agency, enterprise=make_firm(), situation=situation, by=None, now=NOW)


@pytest.fixture
def owner(closure) -> User:
    return make_firm_member(closure.enterprise)


@pytest.fixture
def agreement(closure, staff, owner) -> Agreement:
    """Have the grant signed by both and paid out in one part."""
    decision = selected(closure.agency, closure.enterprise, by=owner, now=NOW, award_won=4_000_000)
    made = grant_demolition(
        closure=closure,
        decision=decision,
        won=GRANT,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=60),
        by=staff,
        now=NOW,
    )
    parts = plan_instalments(agreement=made, parts=[Part(GRANT, TODAY)], by=staff)
    made = offer_agreement(agreement=made, render=render, by=staff, now=NOW)
    for side, who in ((Side.ENTERPRISE, owner), (Side.AGENCY, staff)):
        made = signed(made, side, by=who, now=NOW)
    pay_instalment(instalment=parts[0], paid_on=TODAY, reference="P1", by=staff, now=NOW)
    return made


def work(agreement, owner, *, won, evidence=EVIDENCE, **changes):
    """Have the firm ask for the cost of the work; return the request."""
    said = {
        "line": agreement.lines.get(),
        "purpose": "점포 철거 공사",
        "payee_name": "한빛철거",
        "payee_number": PAYEE,
        "supply_won": won,
        "vat_won": won // 10,
        "charged_won": won,
        "method": PaymentMethod.TRANSFER,
        "used_from": TODAY + timedelta(days=3),
        "used_until": TODAY + timedelta(days=5),
        "facts": SOUND,
    }
    row = write_expenditure(
        agreement=agreement, expenditure=None, details=ExpenditureDetails(**said | changes), by=owner
    )
    file = make_file(agreement.enterprise, owner)
    for kind in evidence:
        attach_evidence(expenditure=row, kind=kind, file=file, by=owner, now=NOW)
    return request_expenditure(expenditure=row, version=row.version, by=owner, now=NOW)


def paid(agreement, owner, staff, won):
    row = work(agreement, owner, won=won)
    check_expenditure(expenditure=row, by=staff, now=NOW)
    row = approve_expenditure(expenditure=row, by=staff, now=NOW)
    pay_expenditure(
        expenditure=row,
        method=PaymentMethod.TRANSFER,
        paid_on=TODAY + timedelta(days=5),
        reference="C1",
        by=staff,
        now=LATER,
    )


def settled(agreement, owner, staff):
    agreement = end_agreement(
        agreement=agreement, kind=EndKind.EARLY, ended_on=ENDED, reason="공사 마침", by=staff, now=LATER
    )
    settlement = open_settlement(agreement=agreement, by=None, now=LATER)
    text = "점포의 집기를 들어내고 벽과 바닥을 원래대로 돌려놓았습니다."
    hand_in_final_report(agreement=agreement, text=text, file=None, by=owner, now=LATER)
    settlement = hand_in_use_report(settlement=settlement, interest_won=0, by=owner, now=LATER)
    return confirm_settlement(
        settlement=settlement, auditor="한빛회계법인", render=render, by=staff, now=LATER
    )


def finished(closure, staff):
    for check in closure.checks.all():
        record_check(check=check, verdict=CheckVerdict.DONE, note="", by=staff, now=LATER)
    return finish_closure(
        closure=closure, closed_on=ENDED, result="원상복구를 마치고 폐업", by=staff, now=LATER
    )


def test_pack_finds_every_rule_kept_and_misses_a_photo(agreement, owner, staff):
    row = work(agreement, owner, won=800_000)
    findings = check_expenditure(expenditure=row, by=staff, now=NOW)
    assert {finding.result for finding in findings} == {FindingResult.PASS}
    assert agreement.rule_pack == "closure-support@2026-01-01"
    other = work(agreement, owner, won=100_000, evidence=EVIDENCE[:2])
    failed = [
        one.rule
        for one in check_expenditure(expenditure=other, by=staff, now=NOW)
        if one.result != FindingResult.PASS
    ]
    assert failed == ["evidence_demolition"]
    with pytest.raises(RefusedError):
        approve_expenditure(expenditure=other, by=staff, now=NOW)


def test_grant_spent_whole_is_settled_with_nothing_back_and_the_firm_closes(closure, agreement, owner, staff):
    paid(agreement, owner, staff, GRANT)
    with pytest.raises(RefusedError):
        finished(closure, staff)
    settlement = settled(agreement, owner, staff)
    agreement.refresh_from_db()
    assert (agreement.state, settlement.result["recovery_won"]) == (AgreementState.SETTLED, 0)
    closure = finished(closure, staff)
    closure.enterprise.refresh_from_db()
    assert (closure.state, closure.enterprise.stage) == (ClosureState.FINISHED, EnterpriseStage.CLOSED)
    ledger = {one.form: one.amount_won for one in SupportRecord.objects.all()}
    assert ledger == {"money": GRANT, "advice": None}


def test_what_was_not_spent_goes_back(closure, agreement, owner, staff):
    paid(agreement, owner, staff, 1_500_000)
    settlement = settled(agreement, owner, staff)
    assert settlement.result["recovery_won"] == GRANT - 1_500_000
    finished(closure, staff)


def test_more_than_the_grant_is_found_and_not_approved(agreement, owner, staff):
    row = work(agreement, owner, won=GRANT + 1)
    failed = {
        one.rule
        for one in check_expenditure(expenditure=row, by=staff, now=NOW)
        if one.result != FindingResult.PASS
    }
    assert "within_line" in failed
    with pytest.raises(RefusedError):
        approve_expenditure(expenditure=row, by=staff, now=NOW)
