"""Paying what a settlement still owes the firm: the last part of the grant."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.ledger import note_support, paid_of, still_payable
from didim.agreements.domain.limits import Cause, Move, limits_above, move_limits
from didim.agreements.domain.signing import current_version, locked
from didim.agreements.enums import EntryStage, InstalmentState, SettlementState
from didim.agreements.models import Instalment, Settlement
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError, refuse

from .reports import locked_settlement
from .telling import tell_of_payment


def pay_settlement(
    *, settlement: Settlement, paid_on: date, reference: str, by: User, now: datetime
) -> Instalment:
    """Record that the firm was paid, as a whole, what its settlement found to be still owed.

    It becomes the last part of the grant, and the call and the programme count it as bound and spent again:
    at the agreement's end they had got back what was not paid. RefusedError before the settlement is
    confirmed, where nothing is owed or a notice takes the whole grant back, a second time, for a day to come,
    without the number of the transfer, over the grant, and beyond what the call or programme has left.
    """
    reference = " ".join(reference.split())
    if not reference:
        raise refuse("reference", _("이체 번호를 적어 주세요."))
    if paid_on > now.astimezone(SEOUL).date():
        raise refuse("paid_on", _("지급일이 오늘보다 늦습니다. 실제로 지급한 날을 적어 주세요."))
    with recorded("pay_settlement", by):
        agreement = locked(settlement.agreement)
        settlement = locked_settlement(settlement)
        won = _payable(settlement)
        version = current_version(agreement)
        if paid_of(agreement) + won > version.grant_won:
            raise refuse("", _("지급액의 합이 정부지원금을 넘습니다. 지급 내역과 정산을 확인해 주세요."))
        last = agreement.instalments.aggregate(number=Max("number", default=0))["number"]
        part = Instalment.objects.create(
            agency_id=agreement.agency_id,
            enterprise_id=agreement.enterprise_id,
            agreement=agreement,
            number=last + 1,
            amount_won=won,
            due_on=paid_on,
            settlement=settlement,
            state=InstalmentState.PAID,
            paid_on=paid_on,
            paid_by=by,
            reference=reference,
        )
        _count(part, by, now)
        note_support(agreement, version, by=by, now=now)
        tell_of_payment(part, now=now)
        return part


def _payable(settlement: Settlement) -> int:
    """Return what is owed; RefusedError where nothing is."""
    if settlement.state != SettlementState.CONFIRMED:
        raise refuse("", _("먼저 정산을 확정해 주세요."))
    if Instalment.objects.filter(settlement=settlement).exists():
        raise refuse("", _("더 지급할 금액은 이미 지급했습니다. 화면을 새로 열어 주세요."))
    if not settlement.result["payable_won"]:
        raise refuse("", _("이 정산에는 더 지급할 금액이 없습니다."))
    won = still_payable(settlement.agreement)
    if not won:
        raise refuse("", _("전액 환수를 고지한 협약에는 더 지급하지 않습니다."))
    return won


def _count(part: Instalment, by: User, now: datetime) -> None:
    cause = Cause(reason="정산 지급", agreement=part.agreement, instalment=part)
    moves = [
        Move(limit, stage, part.amount_won)
        for limit in limits_above(part.agreement)
        for stage in (EntryStage.COMMITTED, EntryStage.SPENT)
    ]
    try:
        move_limits(moves=moves, cause=cause, by=by, now=now)
    except RefusedError as error:
        sentence = _("공고나 사업에 남은 예산이 모자랍니다. 예산을 늘린 뒤 다시 지급을 기록해 주세요.")
        raise refuse("", sentence) from error
