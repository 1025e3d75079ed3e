"""A voucher with its contract, and a settlement with what follows, of the marked agency and firm.

A scheme and a registered supplier's menu are for everybody; what is marked is not.
"""

from datetime import date
from typing import Any

from didim.accounts.models import User
from didim.agreements.domain.limits import open_limit
from didim.agreements.enums import LimitKind, SanctionKind
from didim.agreements.models import (
    Disallowance,
    Expenditure,
    FinalReport,
    Recovery,
    Sanction,
    Settlement,
    Supplier,
    SupplierService,
    Voucher,
    VoucherContract,
    VoucherDelivery,
    VoucherScheme,
)

DAY = date(2026, 2, 2)


def marked_voucher(things: dict[str, Any], owner: User, *, mark: str, now: Any) -> dict[str, Any]:
    agency, firm = things["agency"], things["firm"]
    limits = {"agency_id": agency.pk, "owner": {}}
    scheme = VoucherScheme.objects.create(
        agency=agency,
        programme=things["programme"],
        name="공개 바우처",
        limit=open_limit(kind=LimitKind.SCHEME, limit_won=1_000_000, **limits),
        cap_won=500_000,
        definition="voucher-subsidy@2020-01-01",
        fields=["technology"],
        opens_on=DAY,
        last_use_on=date(2099, 1, 5),
    )
    supplier = Supplier.objects.create(
        agency=agency, enterprise=firm, scheme=scheme, introduction=f"{mark} 소개", applied_at=now
    )
    service = SupplierService.objects.create(
        agency=agency, supplier=supplier, field="technology", code="", name=f"{mark} 서비스", price_won=1_000
    )
    voucher = Voucher.objects.create(
        agency=agency,
        enterprise=firm,
        scheme=scheme,
        number="V2026-0001",
        sales_won=1,
        sales_evidence=f"{mark} 증명",
        rate=90,
        limit=open_limit(kind=LimitKind.VOUCHER, limit_won=1_000, enterprise_id=firm.pk, **limits),
        subsidy_won=900,
        own_won=100,
        issued_at=now,
        expires_on=scheme.last_use_on,
    )
    contract = VoucherContract.objects.create(
        agency=agency,
        enterprise=firm,
        voucher=voucher,
        supplier=supplier,
        supplier_enterprise=firm,
        number=1,
        items=[
            {
                "service": service.pk,
                "field": "technology",
                "name": f"{mark} 일",
                "price_won": 1_000,
                "count": 1,
            }
        ],
        wish=f"{mark} 요청",
        amount_won=1_000,
        subsidy_won=900,
        own_won=100,
        starts_on=DAY,
        ends_on=DAY,
        requested_at=now,
    )
    VoucherDelivery.objects.create(
        agency=agency,
        enterprise=firm,
        contract=contract,
        supplier_enterprise=firm,
        number=1,
        report=f"{mark} 결과",
        file=things["firm_file"],
        delivered_at=now,
        delivered_by=owner,
    )
    return {
        "scheme": scheme,
        "supplier": supplier,
        "service": service,
        "voucher": voucher,
        "contract": contract,
    }


def marked_settlement(things: dict[str, Any], owner: User, *, mark: str, now: Any) -> dict[str, Any]:
    agreement = things["agreement"]
    owned = {"agency": things["agency"], "enterprise": things["firm"]}
    line = agreement.lines.order_by("pk").first()
    settlement = Settlement.objects.create(
        agreement=agreement,
        definition="settlement@2024-01-01",
        use_report_due_on=DAY,
        return_reason=f"{mark} 보완",
        **owned,
    )
    expenditure = Expenditure.objects.create(
        agreement=agreement,
        line=line,
        number=901,
        purpose=f"{mark} 용도",
        payee_name=f"{mark} 거래처",
        supply_won=100,
        grant_won=100,
        method="card",
        used_from=DAY,
        used_until=DAY,
        **owned,
    )
    FinalReport.objects.create(
        agreement=agreement,
        number=1,
        due_on=DAY,
        text=f"{mark} 보고",
        file=things["firm_file"],
        handed_in_at=now,
        handed_in_by=owner,
        **owned,
    )
    disallowance = Disallowance.objects.create(
        settlement=settlement,
        line=line,
        expenditure=expenditure,
        amount_won=1,
        citation=f"{mark} 조문",
        reason=f"{mark} 사유",
        made_at=now,
        **owned,
    )
    recovery = Recovery.objects.create(
        agreement=agreement,
        number=f"{mark}-R1",
        principal_won=1,
        notified_on=DAY,
        due_on=date(2099, 1, 5),
        content={"reason": f"{mark} 사유"},
        **owned,
    )
    sanction = Sanction.objects.create(
        agreement=agreement,
        kind=SanctionKind.WARNING,
        ground="other",
        definition="sanctions@2025-01-01",
        reason=f"{mark} 사유",
        starts_on=DAY,
        decided_at=now,
        **owned,
    )
    return {
        "marked_expenditure": expenditure,
        "disallowance": disallowance,
        "recovery": recovery,
        "sanction": sanction,
    }
