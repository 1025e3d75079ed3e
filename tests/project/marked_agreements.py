"""The agreement of the other firm with the other agency, with a mark in every word of it."""

from datetime import date, datetime
from typing import Any

from didim.accounts.models import User
from didim.agreements.enums import AgreementState, GateKind, LimitKind
from didim.agreements.models import (
    Agreement,
    AgreementChange,
    AgreementVersion,
    BudgetAmount,
    BudgetLine,
    Instalment,
    SpendingLimit,
    StageGate,
)
from didim.reports.models import EffectStudy

NOW = datetime.fromisoformat("2026-02-02T09:00:00+00:00")
PACK = "startup-funds@2024-01-01"


def marked_agreement(things: dict[str, Any], owner: User, *, mark: str) -> dict[str, Any]:
    """Make an agreement in force with a line, a part of the grant, an examination and a change asked for."""
    decision = things["decision"]
    whose = {"agency": decision.agency, "enterprise": decision.enterprise}
    agreement = Agreement.objects.create(
        **whose,
        programme=decision.call.programme,
        call=decision.call,
        decision=decision,
        number=f"{mark}-협약-1",
        title=f"{mark} 과제",
        state=AgreementState.ACTIVE,
        rule_pack=PACK,
        signed_at=NOW,
        created_at=NOW,
        created_by=owner,
    )
    version = AgreementVersion.objects.create(
        **whose,
        agreement=agreement,
        number=1,
        starts_on=date(2026, 2, 3),
        ends_on=date(2099, 1, 5),
        grant_won=7_000_000,
        own_cash_won=0,
        own_in_kind_won=0,
        plan={"problem": f"{mark} 계획"},
        made_at=NOW,
    )
    line = BudgetLine.objects.create(**whose, agreement=agreement, code="materials")
    amount = {"line": line, "version": version, "grant_won": 7_000_000, "basis": f"{mark} 산출"}
    BudgetAmount.objects.create(**whose, **amount)
    SpendingLimit.objects.create(**whose, kind=LimitKind.AGREEMENT, agreement=agreement, limit_won=7_000_000)
    SpendingLimit.objects.create(**whose, kind=LimitKind.LINE, line=line, limit_won=7_000_000)
    agreement.version = version
    agreement.save(update_fields=["version"])
    gate = StageGate.objects.create(
        **whose,
        agreement=agreement,
        kind=GateKind.MIDTERM,
        due_on=date(2026, 5, 4),
        report=f"{mark} 보고",
    )
    part = Instalment.objects.create(
        **whose, agreement=agreement, number=1, amount_won=7_000_000, due_on=date(2026, 3, 2), gate=gate
    )
    change = AgreementChange.objects.create(
        **whose,
        agreement=agreement,
        base=version,
        number=1,
        proposed={"title": f"{mark} 새 과제"},
        reason=f"{mark} 변경 사유",
        requested_at=NOW,
        requested_by=owner,
    )
    study = EffectStudy.objects.create(
        agency=decision.agency,
        programme=decision.call.programme,
        year=2024,
        until=2025,
        measure="sales",
        definition="effects@2024-01-01",
        state="failed",
        problem=f"{mark} 문제",
        asked_at=NOW,
        asked_by=owner,
    )
    return {
        "study": study,
        "agreement": agreement,
        "budget_line": line,
        "gate": gate,
        "instalment": part,
        "agreement_change": change,
    }
