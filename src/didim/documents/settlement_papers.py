"""The papers of a settlement as PDF, from the content kept with it: the same bytes at any time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from didim.documents.pdf import (
    DisallowedRow,
    PaperOfAgreement,
    PartDue,
    RecoveryNotice,
    SettledLine,
    SettlementConfirmation,
    WorkingStep,
    recovery_notice,
    settlement_confirmation,
)


def settlement_pdf(content: Mapping[str, Any]) -> bytes:
    """Return the confirmation of a settlement's result (agreements.domain.settlement)."""
    return settlement_confirmation(
        SettlementConfirmation(
            about=_about(content),
            starts_on=date.fromisoformat(content["starts_on"]),
            ends_on=date.fromisoformat(content["ends_on"]),
            grant_won=content["grant_won"],
            own_cash_won=content["own_cash_won"],
            own_in_kind_won=content["own_in_kind_won"],
            lines=tuple(
                SettledLine(
                    row["name"]["ko"],
                    row["planned_won"],
                    row["spent_won"],
                    row["disallowed_won"],
                    row["balance_won"],
                )
                for row in content["lines"]
            ),
            steps=_steps(content),
            recovery_won=content["recovery_won"],
            payable_won=content["payable_won"],
            disallowed=tuple(
                DisallowedRow(row["line"]["ko"], row["amount_won"], row["citation"], row["reason"])
                for row in content["disallowed"]
            ),
            auditor=content["auditor"],
        )
    )


def recovery_pdf(content: Mapping[str, Any]) -> bytes:
    """Return the notice of a recovery from its content (agreements.domain.recovery)."""
    return recovery_notice(
        RecoveryNotice(
            about=_about(content),
            principal_won=content["principal_won"],
            interest_won=content["interest_won"],
            surcharge_won=content["surcharge_won"],
            due_on=date.fromisoformat(content["due_on"]),
            reason=content["reason"],
            steps=_steps(content),
            parts=tuple(
                PartDue(date.fromisoformat(row["due_on"]), row["amount_won"]) for row in content["parts"]
            ),
            sources=tuple(content["sources"]),
        )
    )


def _about(content: Mapping[str, Any]) -> PaperOfAgreement:
    return PaperOfAgreement(
        number=content["number"],
        issued_on=date.fromisoformat(content["date"]),
        agency_name=content["agency"],
        firm_name=content["recipient"],
        representative_name=content["representative"],
        programme=content["programme"],
        agreement_number=content["agreement_number"],
        agreement_title=content["agreement_title"],
    )


def _steps(content: Mapping[str, Any]) -> tuple[WorkingStep, ...]:
    return tuple(
        WorkingStep(row["label"]["ko"], row["working"], row["amount_won"], row["source"])
        for row in content["steps"]
    )
