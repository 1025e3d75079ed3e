"""An agreement whose grant was paid in two parts, spent from and ended, for tests of what follows."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from didim.accounts.models import User
from didim.agreements.domain.endings import end_agreement
from didim.agreements.domain.instalments import Part, pay_instalment, plan_instalments
from didim.agreements.domain.payments import pay_expenditure
from didim.agreements.domain.settling.reports import (
    hand_in_final_report,
    hand_in_use_report,
    open_settlement,
)
from didim.agreements.domain.settling.settlement import confirm_settlement, disallow
from didim.agreements.enums import EndKind, PaymentMethod
from didim.agreements.models import Agreement, Expenditure, Settlement
from didim.kernel.hash_chains import canonical_json
from tests.agreements.spending import NOW, TODAY, approved, make_agreement, officers, owner_of

ENDED = date(2026, 11, 20)
LATER = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
REPORT = "측정기 시제품 두 점을 만들고 현장에서 시험했습니다."
_serial = count(1)


def render(content: Any) -> bytes:
    """Stand for the paper where a test is not about its looks: one text for one content."""
    return canonical_json(content)


def officer_of(agreement: Agreement) -> User:
    return officers(agreement)[0]


def paid_agreement(parts: tuple[int, ...] = (10_000_000, 4_000_000), paid: int = 2, **made: Any) -> Agreement:
    """Return an agreement whose first `paid` parts of the grant of 14 million won were paid."""
    agreement = make_agreement(**made)
    officer = officer_of(agreement)
    rows = plan_instalments(
        agreement=agreement, parts=[Part(won, date(2026, 11, 20)) for won in parts], by=officer
    )
    for row in rows[:paid]:
        pay_instalment(instalment=row, paid_on=TODAY, reference=f"P{next(_serial)}", by=officer, now=NOW)
    return agreement


def spent(agreement: Agreement, won: int = 800_000, **changes: Any) -> Expenditure:
    officer = officer_of(agreement)
    amounts = {"supply_won": won, "vat_won": 0, "charged_won": won}
    row = approved(agreement, officer, **(amounts | changes))
    pay_expenditure(
        expenditure=row,
        method=PaymentMethod.CARD,
        paid_on=TODAY,
        reference=f"C{next(_serial)}",
        by=officer,
        now=NOW,
    )
    return row


def ended(agreement: Agreement, ended_on: date = ENDED, kind: EndKind = EndKind.EARLY) -> Agreement:
    officer = officer_of(agreement)
    return end_agreement(
        agreement=agreement, kind=kind, ended_on=ended_on, reason="조기 완료", by=officer, now=NOW
    )


def opened(agreement: Agreement) -> Settlement:
    return open_settlement(agreement=ended(agreement), by=None, now=NOW)


def reported(agreement: Agreement, interest_won: int = 0) -> Settlement:
    settlement, owner = opened(agreement), owner_of(agreement)
    hand_in_final_report(agreement=agreement, text=REPORT, file=None, by=owner, now=LATER)
    return hand_in_use_report(settlement=settlement, interest_won=interest_won, by=owner, now=LATER)


def disallowed(settlement: Settlement, row: Expenditure, won: int) -> None:
    disallow(
        settlement=settlement,
        expenditure=row,
        amount_won=won,
        citation="통합관리지침 제49조",
        reason="협약기간 밖 이용분",
        by=officer_of(settlement.agreement),
        now=LATER,
    )


def confirmed(settlement: Settlement) -> Settlement:
    return confirm_settlement(
        settlement=settlement,
        auditor="한빛회계법인",
        render=render,
        by=officer_of(settlement.agreement),
        now=LATER,
    )


def settled_agreement(interest_won: int = 0) -> Agreement:
    """Return an agreement that spent 800,000 of 20 million won, and was settled: 13,440,000 goes back."""
    agreement = paid_agreement()
    spent(agreement)
    confirmed(reported(agreement, interest_won))
    return Agreement.objects.get(pk=agreement.pk)
