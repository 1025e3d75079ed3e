"""How an agreement ends: its work done, done early, broken off, given up, or never concluded."""

from datetime import date, datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.enums import (
    AgreementState,
    ChangeState,
    EndKind,
    EntryStage,
    ExpenditureState,
    InstalmentState,
)
from didim.agreements.models import Agreement, AgreementChange, SpendingLimit
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse

from .ledger import note_support, paid_of
from .limits import Cause, Move, limits_above, move_limits
from .signing import current_version, locked

_STATE = {
    EndKind.DUE: AgreementState.COMPLETED,
    EndKind.EARLY: AgreementState.COMPLETED,
    EndKind.TERMINATED: AgreementState.TERMINATED,
    EndKind.GIVEN_UP: AgreementState.TERMINATED,
}
_OPEN = (ExpenditureState.REQUESTED, ExpenditureState.APPROVED)


def end_agreement(
    *, agreement: Agreement, kind: EndKind, ended_on: date, reason: str, by: User | None, now: datetime
) -> Agreement:
    """End the work under an agreement; what of the grant was never paid goes back to call and programme.

    The firm reports and the agency settles afterwards. RefusedError when it is not in force, a request to
    spend is still open, the day lies outside its period, or an early end gives no reason.
    """
    reason = reason.strip()
    with recorded("end_agreement", by):
        agreement = locked(agreement)
        version = current_version(agreement)
        if agreement.state != AgreementState.ACTIVE:
            raise refuse("", _("수행 중인 협약이 아닙니다."))
        if kind != EndKind.DUE and not reason:
            raise refuse("reason", _("기간 전에 끝내는 까닭을 적어 주세요."))
        if not version.starts_on <= ended_on <= version.ends_on:
            raise refuse("ended_on", _("종료일은 협약기간 안의 날이어야 합니다."))
        if kind == EndKind.DUE and (ended_on != version.ends_on or now.astimezone(SEOUL).date() < ended_on):
            raise refuse("ended_on", _("협약기간이 아직 끝나지 않았습니다. 조기 완료로 처리해 주세요."))
        if agreement.expenditures.filter(state__in=_OPEN).exists():
            raise refuse("", _("아직 처리되지 않은 집행 신청이 있습니다. 먼저 지급하거나 돌려보내 주세요."))
        agreement.state, agreement.end_kind = _STATE[kind], kind
        agreement.ended_on, agreement.end_reason = ended_on, reason
        agreement.save(update_fields=["state", "end_kind", "ended_on", "end_reason"])
        _close_what_is_open(agreement, by, now)
        _release(agreement, version.grant_won - paid_of(agreement), by, now)
        note_support(agreement, version, by=by, now=now)
        return agreement


def let_lapse(*, agreement: Agreement, reason: str, by: User, now: datetime) -> Agreement:
    """Close an agreement that was never concluded, so that a reserve may follow."""
    reason = reason.strip()
    with recorded("let_agreement_lapse", by):
        agreement = locked(agreement)
        if agreement.state not in (AgreementState.DRAFT, AgreementState.OFFERED):
            raise refuse("", _("체결된 협약입니다. 해약으로 처리해 주세요."))
        if not reason:
            raise refuse("reason", _("체결하지 않는 까닭을 적어 주세요."))
        agreement.state, agreement.end_reason = AgreementState.LAPSED, reason
        agreement.save(update_fields=["state", "end_reason"])
        _close_what_is_open(agreement, by, now)
        return agreement


def _close_what_is_open(agreement: Agreement, by: User | None, now: datetime) -> None:
    open_parts = agreement.instalments.filter(state__in=[InstalmentState.PLANNED, InstalmentState.HELD])
    for part in open_parts:
        part.state = InstalmentState.CANCELLED
        part.save(update_fields=["state"])
    asked = AgreementChange.objects.filter(
        agreement=agreement, state__in=[ChangeState.REQUESTED, ChangeState.CONFLICT]
    )
    for change in asked:
        change.state, change.decided_at, change.decided_by = ChangeState.REJECTED, now, by
        change.answer = "협약이 끝나 처리하지 않았습니다."
        change.save()


def _release(agreement: Agreement, unpaid_won: int, by: User | None, now: datetime) -> None:
    """Give back what is bound but will not be used: the unpaid grant above, the unspent of each line."""
    moves = [Move(limit, EntryStage.COMMITTED, -unpaid_won) for limit in limits_above(agreement)]
    below = SpendingLimit.objects.filter(line__agreement=agreement) | SpendingLimit.objects.filter(
        agreement=agreement
    )
    moves += [
        Move(limit, EntryStage.COMMITTED, limit.spent_won - limit.committed_won)
        for limit in below.filter(committed_won__gt=F("spent_won")).order_by("pk")
    ]
    cause = Cause(reason="협약 종료", agreement=agreement)
    move_limits(moves=moves, cause=cause, by=by, now=now)
