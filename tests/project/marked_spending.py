"""What the other firm asked to spend, with a mark in every word of it."""

from datetime import date, datetime
from typing import Any

from didim.accounts.models import User
from didim.agreements.enums import ExpenditureState, FindingResult, PaymentKind, PaymentMethod
from didim.agreements.models import (
    Asset,
    BannedCounterparty,
    Expenditure,
    ExpenditureEvidence,
    ExpenditureFinding,
    Participation,
    Payment,
)
from didim.registry.models import Person

NOW = datetime.fromisoformat("2026-02-04T09:00:00+00:00")


def marked_spending(things: dict[str, Any], owner: User, *, mark: str) -> dict[str, Any]:
    """Make a paid expenditure of the marked agreement, with evidence, a finding and somebody who works."""
    agreement = things["agreement"]
    whose = {"agency": agreement.agency, "enterprise": agreement.enterprise}
    expenditure = Expenditure.objects.create(
        **whose,
        agreement=agreement,
        line=things["budget_line"],
        number=1,
        purpose=f"{mark} 용도",
        payee_name=f"{mark} 거래처",
        supply_won=700_000,
        grant_won=700_000,
        method=PaymentMethod.CARD,
        used_from=date(2026, 2, 3),
        used_until=date(2026, 2, 3),
        state=ExpenditureState.PAID,
        requested_at=NOW,
        requested_by=owner,
    )
    evidence = ExpenditureEvidence.objects.create(
        **whose,
        expenditure=expenditure,
        kind="quote",
        file=things["firm_file"],
        sha256=things["firm_file"].sha256,
        attached_at=NOW,
        attached_by=owner,
    )
    finding = ExpenditureFinding.objects.create(
        agency=agreement.agency,
        expenditure=expenditure,
        check_number=1,
        rule="within_line",
        rule_pack=agreement.rule_pack,
        result=FindingResult.PASS,
        wording=dict.fromkeys(("ko", "en", "label", "label_en", "citation_en"), f"{mark} 판단"),
        citation="제49조",
    )
    payment = Payment.objects.create(
        **whose,
        expenditure=expenditure,
        kind=PaymentKind.PAYMENT,
        method=PaymentMethod.CARD,
        grant_won=700_000,
        paid_on=date(2026, 2, 4),
        reference=f"{mark} 승인",
        recorded_at=NOW,
    )
    asset = Asset.objects.create(
        **whose,
        expenditure=expenditure,
        name=f"{mark} 자산",
        serial_number=f"{mark}-1",
        price_won=6_000_000,
        acquired_on=date(2026, 2, 4),
        register_by=date(2026, 3, 4),
        tracked_until=date(2031, 2, 4),
    )
    banned = BannedCounterparty.objects.create(
        **whose,
        agreement=agreement,
        business_number="0000000000",
        name=f"{mark} 금지",
        rule="spouse",
        reason=f"{mark} 금지 사유",
        declared_at=NOW,
    )
    Participation.objects.create(
        **whose,
        agreement=agreement,
        person=Person.objects.create(name=f"{mark} 인력"),
        starts_on=date(2026, 2, 3),
        ends_on=date(2026, 12, 31),
        rate=50,
    )
    return {
        "asset": asset,
        "banned": banned,
        "expenditure": expenditure,
        "expenditure_evidence": evidence,
        "expenditure_finding": finding,
        "expenditure_payment": payment,
    }
