"""Settling an agreement: what is not allowed is named with its article, then the figures are confirmed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.ledger import note_support
from didim.agreements.domain.signing import current_version, locked
from didim.agreements.enums import AgreementState, PaymentKind, SettlementState
from didim.agreements.models import Agreement, Disallowance, Expenditure, Payment, Settlement
from didim.engines.settlement import SettlementError, SettlementSheet
from didim.kernel.calendar import SEOUL
from didim.kernel.hash_chains import sha256_hex
from didim.kernel.refusals import Problem, RefusedError, refuse

from .figures import line_names, sheet_of
from .reports import locked_settlement
from .telling import tell_of_settlement

Render = Callable[[Mapping[str, Any]], bytes]


def disallow(
    *,
    settlement: Settlement,
    expenditure: Expenditure,
    amount_won: int,
    citation: str,
    reason: str,
    by: User,
    now: datetime,
) -> Disallowance:
    """Say that part of an expenditure is not accepted, by which article and why.

    RefusedError once the settlement is confirmed, beyond what was paid and not yet disallowed, and without
    an article or a reason.
    """
    citation, reason = " ".join(citation.split()), reason.strip()
    problems = []
    if not citation:
        problems.append(Problem("citation", _("어긴 규정의 조문을 적어 주세요.")))
    if not reason:
        problems.append(Problem("reason", _("불인정하는 사유를 적어 주세요.")))
    if problems:
        raise RefusedError(problems)
    with recorded("disallow", by):
        settlement = _open(settlement)
        if expenditure.agreement_id != settlement.agreement_id:
            raise refuse("expenditure", _("이 협약의 집행이 아닙니다."))
        left = disallowable(expenditure)
        if not 0 < amount_won <= left:
            sentence = _("불인정 금액은 1원 이상, 지급하고 아직 인정된 금액 %(left)s원 이하여야 합니다.")
            raise refuse("amount_won", sentence % {"left": f"{left:,}"})
        return Disallowance.objects.create(
            agency_id=settlement.agency_id,
            enterprise_id=settlement.enterprise_id,
            settlement=settlement,
            line_id=expenditure.line_id,
            expenditure=expenditure,
            amount_won=amount_won,
            citation=citation,
            reason=reason,
            made_by=by,
            made_at=now,
        )


def allow_again(*, disallowance: Disallowance, by: User) -> None:
    """Take a disallowance back before the settlement is confirmed; its history stays."""
    with recorded("allow_again", by):
        _open(disallowance.settlement)
        disallowance.delete()


def disallowable(expenditure: Expenditure) -> int:
    """Return what was paid for an expenditure, did not come back and is not yet disallowed, in won."""
    whole = F("grant_won") + F("own_cash_won") + F("own_in_kind_won")
    paid = dict(
        Payment.objects.filter(expenditure=expenditure)
        .order_by()
        .values_list("kind")
        .annotate(won=Sum(whole))
    )
    taken = expenditure.disallowances.aggregate(won=Sum("amount_won", default=0))["won"]
    return int(paid.get(PaymentKind.PAYMENT, 0) - paid.get(PaymentKind.REFUND, 0) - taken)


def confirm_settlement(
    *, settlement: Settlement, auditor: str, render: Render, by: User, now: datetime
) -> Settlement:
    """Confirm a settlement: its figures are kept with every step, and the agreement is settled.

    What goes back is told by a notice of its own (`notify_recovery`). RefusedError before the use report,
    before the final report, and where the rows contradict each other.
    """
    with recorded("confirm_settlement", by):
        settlement = _open(settlement)
        agreement = settlement.agreement
        if settlement.state != SettlementState.REPORTED:
            raise refuse("", _("먼저 기업이 사용실적을 내야 합니다."))
        if not agreement.final_reports.exists():
            raise refuse("", _("먼저 기업이 최종보고서를 내야 합니다."))
        try:
            sheet = sheet_of(settlement)
        except SettlementError as error:
            raise refuse("", str(error)) from error
        settlement.auditor = " ".join(auditor.split())
        settlement.result = result_of(settlement, sheet, now)
        settlement.pdf_sha256 = sha256_hex(render(settlement.result))
        settlement.state = SettlementState.CONFIRMED
        settlement.confirmed_at, settlement.confirmed_by = now, by
        settlement.save()
        agreement.state = AgreementState.SETTLED
        agreement.save(update_fields=["state"])
        note_support(agreement, current_version(agreement), by=by, now=now)
        tell_of_settlement(settlement, now=now)
        return settlement


def result_of(settlement: Settlement, sheet: SettlementSheet, now: datetime) -> dict[str, Any]:
    """Return what a settlement says, whole: its paper is made from this alone and stays the same."""
    agreement = settlement.agreement
    version, names = current_version(agreement), line_names(agreement)
    rows = settlement.disallowances.order_by("pk")
    return {
        **paper_head(agreement, f"{agreement.number}-정산", now),
        "starts_on": version.starts_on.isoformat(),
        "ends_on": (agreement.ended_on or version.ends_on).isoformat(),
        "grant_won": sheet.funding.grant_won,
        "own_cash_won": sheet.funding.own_cash_won,
        "own_in_kind_won": sheet.funding.own_in_kind_won,
        "lines": [
            {
                "name": _both(names[int(line.key)]),
                "planned_won": line.planned_won,
                "spent_won": line.spent_won,
                "disallowed_won": line.disallowed_won,
                "balance_won": line.balance_won,
            }
            for line in sheet.lines
        ],
        "disallowed": [
            {
                "line": _both(names[row.line_id]),
                "amount_won": row.amount_won,
                "citation": row.citation,
                "reason": row.reason,
            }
            for row in rows
        ],
        "steps": steps_of(sheet),
        "interest_won": sheet.interest_share_won,
        "principal_won": sheet.recovery_won - min(sheet.recovery_won, sheet.interest_share_won),
        "recovery_won": sheet.recovery_won,
        "payable_won": sheet.payable_won,
        "auditor": settlement.auditor,
        "definition": sheet.rule,
    }


def paper_head(agreement: Agreement, number: str, now: datetime) -> dict[str, str]:
    """Return what every paper on an agreement says first."""
    return {
        "number": number,
        "date": now.astimezone(SEOUL).date().isoformat(),
        "agency": agreement.agency.name,
        "recipient": agreement.enterprise.name,
        "representative": agreement.enterprise.representative_name,
        "programme": agreement.programme.name,
        "agreement_number": agreement.number,
        "agreement_title": agreement.title,
    }


def steps_of(sheet: SettlementSheet) -> list[dict[str, Any]]:
    """Return the steps of a settlement as they are kept."""
    return [
        {
            "key": step.key,
            "label": _both(step.label),
            "working": step.working,
            "amount_won": step.amount_won,
            "source": step.source,
        }
        for step in sheet.steps
    ]


def _both(text: Any) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}


def _open(settlement: Settlement) -> Settlement:
    # The agreement first, as whoever records a refund does.
    locked(settlement.agreement)
    found = locked_settlement(settlement)
    if found.state == SettlementState.CONFIRMED:
        raise refuse("", _("이미 확정한 정산입니다."))
    return found
