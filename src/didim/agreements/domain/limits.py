"""Spending limits: how much of a programme, call, agreement, line or voucher may be committed and spent.

The one way money is reserved and used up. Entries are written, a trigger moves the counters they name, and
CHECK constraints keep 0 <= spent <= committed <= limit: who comes too late is refused, whatever ran at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.agreements.enums import EntryStage, LimitKind
from didim.agreements.models import (
    Agreement,
    Expenditure,
    Instalment,
    SpendingEntry,
    SpendingLimit,
    VoucherContract,
)
from didim.kernel.refusals import RefusedError, refuse
from didim.programmes.enums import RevisionState
from didim.programmes.models import CallRevision

_SENTENCES = {
    "spending_limit_committed_within": _(
        "남은 한도를 넘습니다. 금액을 줄이거나 다른 비목에서 옮기는 협약 변경을 먼저 신청해 주세요."
    ),
    "spending_limit_spent_within": _(
        "약정한 금액보다 많이 집행하거나, 집행한 금액보다 많이 되돌릴 수 없습니다. 금액을 확인해 주세요."
    ),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One counter of one limit, moved by so many won (below zero takes back)."""

    limit: SpendingLimit
    stage: EntryStage
    amount_won: int


@dataclass(frozen=True, slots=True)
class Cause:
    """What moves the counters: an agreement, an instalment, an expenditure or a voucher contract."""

    reason: str
    agreement: Agreement | None = None
    instalment: Instalment | None = None
    expenditure: Expenditure | None = None
    voucher_contract: VoucherContract | None = None


def move_limits(*, moves: Sequence[Move], cause: Cause, by: User | None, now: datetime) -> None:
    """Write the entries of one act, all of them or none; moves of no won are left out.

    RefusedError (field "amount") when a limit would be passed. Limits are locked until the transaction ends.
    """
    entries = [
        SpendingEntry(
            agency_id=move.limit.agency_id,
            enterprise_id=move.limit.enterprise_id,
            limit=move.limit,
            stage=move.stage,
            amount_won=move.amount_won,
            agreement=cause.agreement,
            instalment=cause.instalment,
            expenditure=cause.expenditure,
            voucher_contract=cause.voucher_contract,
            reason=cause.reason,
            made_at=now,
            made_by=by,
        )
        for move in moves
        if move.amount_won
    ]
    try:
        with transaction.atomic():
            SpendingEntry.objects.bulk_create(entries)
    except IntegrityError as error:
        raise _beyond_limit(error) from error


def set_limit(*, limit: SpendingLimit, limit_won: int) -> None:
    """Raise or lower a limit. RefusedError (field "limit") below what is committed already."""
    try:
        with transaction.atomic():
            SpendingLimit.objects.filter(pk=limit.pk).update(limit_won=limit_won)
    except IntegrityError as error:
        if _constraint(error) not in _SENTENCES:
            raise
        raise refuse(
            "limit", _("이미 약정한 금액보다 한도를 낮출 수 없습니다. 약정을 먼저 줄여 주세요.")
        ) from error


def limits_above(agreement: Agreement) -> list[SpendingLimit]:
    """Return the limits of the agreement's programme and call, brought to their budgets of today.

    A programme or call without a budget has no limit. RefusedError (field "limit") when a budget has been
    lowered below what is committed.
    """
    revision = (
        CallRevision.objects.filter(call=agreement.call_id, state=RevisionState.PUBLISHED)
        .order_by("-number")
        .only("budget_won")
        .first()
    )
    budgets: list[tuple[LimitKind, dict[str, int], int | None]] = [
        (LimitKind.PROGRAMME, {"programme_id": agreement.programme_id}, agreement.programme.budget),
        (LimitKind.CALL, {"call_id": agreement.call_id}, revision.budget_won if revision else None),
    ]
    return [
        open_limit(agency_id=agreement.agency_id, kind=kind, owner=owner, limit_won=won)
        for kind, owner, won in budgets
        if won is not None
    ]


def open_limit(
    *,
    agency_id: int,
    kind: LimitKind,
    owner: Mapping[str, int],
    limit_won: int,
    enterprise_id: int | None = None,
) -> SpendingLimit:
    """Return the limit of an owner ({"line_id": 3}; {} makes a new one), opened or brought to `limit_won`.

    RefusedError (field "limit") below what is committed already.
    """
    made = {"agency_id": agency_id, "kind": kind, "enterprise_id": enterprise_id, "limit_won": limit_won}
    if not owner:
        return SpendingLimit.objects.create(**made)
    limit, fresh = SpendingLimit.objects.get_or_create(**owner, defaults=made)
    if not fresh and limit.limit_won != limit_won:
        set_limit(limit=limit, limit_won=limit_won)
        limit.limit_won = limit_won
    return limit


def _beyond_limit(error: IntegrityError) -> RefusedError | IntegrityError:
    """Return the refusal of an error of a limit's constraint; any other error as it is."""
    sentence = _SENTENCES.get(_constraint(error))
    return error if sentence is None else refuse("amount", sentence)


def _constraint(error: IntegrityError) -> str:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
