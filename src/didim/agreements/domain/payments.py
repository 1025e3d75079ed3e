"""Money leaves, and comes back: payment, counters and the firm's support record in one transaction."""

from datetime import date, datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.checking import limits_of
from didim.agreements.domain.expenditures import locked_expenditure
from didim.agreements.domain.ledger import note_support
from didim.agreements.domain.limits import Cause, Move, move_limits
from didim.agreements.domain.settling.settlement import disallowable
from didim.agreements.domain.signing import current_version, locked
from didim.agreements.domain.telling import tell_of_expenditure
from didim.agreements.enums import AgreementState, EntryStage, ExpenditureState, PaymentKind, PaymentMethod
from didim.agreements.models import Expenditure, Payment
from didim.agreements.queries.budgets import funds_in
from didim.engines.expenditure import Funds, split_paid
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse


def pay_expenditure(
    *,
    expenditure: Expenditure,
    method: PaymentMethod,
    paid_on: date,
    reference: str,
    by: User | None,
    now: datetime,
) -> Payment:
    """Record that an approved expenditure was paid (or brought in, in kind), as a whole.

    The counters of the line and the agreement count it as spent, and the firm's support ledger has the
    agreement's line. RefusedError for one that is not approved, a day to come, without the
    number of the transfer or card approval.
    """
    _check_record(paid_on, reference, now)
    with recorded("pay_expenditure", by):
        # The agreement first, as whoever approves does.
        agreement = locked(expenditure.agreement)
        row = locked_expenditure(expenditure)
        if row.state != ExpenditureState.APPROVED:
            raise refuse("", _("승인된 집행만 지급할 수 있습니다. 화면을 새로 열어 주세요."))
        if (method == PaymentMethod.IN_KIND) != (row.own_in_kind_won > 0):
            raise refuse("method", _("현물은 현물로, 그 밖은 이체나 카드로 지급합니다."))
        funds = funds_in(row)
        payment = _write(row, PaymentKind.PAYMENT, method, funds, paid_on, reference, by, now)
        row.state = ExpenditureState.PAID
        row.save(update_fields=["state"])
        spent = [Move(limit, EntryStage.SPENT, funds.total) for limit in limits_of(row)]
        move_limits(moves=spent, cause=Cause("지급", expenditure=row), by=by, now=now)
        note_support(agreement, current_version(agreement), by=by, now=now)
        tell_of_expenditure(row, now=now)
    return payment


def refund_payment(
    *, payment: Payment, amount_won: int, paid_on: date, reference: str, by: User | None, now: datetime
) -> Payment:
    """Record that money of a payment came back: it is free to be spent again on its line.

    The sources get back what they had paid, in their ratio. RefusedError for more than was paid, not yet
    returned and not disallowed by the settlement, and once that is confirmed.
    """
    _check_record(paid_on, reference, now)
    with recorded("refund_payment", by):
        agreement = locked(payment.expenditure.agreement)
        row = locked_expenditure(payment.expenditure)
        if agreement.state == AgreementState.SETTLED:
            raise refuse("", _("정산을 확정한 뒤에는 반환을 기록할 수 없습니다."))
        paid, back = funds_in(payment), returned(row)
        if payment.kind != PaymentKind.PAYMENT or not 0 < amount_won <= disallowable(row):
            sentence = _("반환액은 1원 이상, 지급하고 아직 돌려받거나 불인정하지 않은 금액 이하여야 합니다.")
            raise refuse("amount_won", sentence)
        funds = split_paid(paid, back, amount_won) if paid.paid else Funds(in_kind=amount_won)
        refund = _write(
            row, PaymentKind.REFUND, PaymentMethod(payment.method), funds, paid_on, reference, by, now
        )
        moves = [
            Move(limit, stage, -amount_won)
            for limit in limits_of(row)
            for stage in (EntryStage.SPENT, EntryStage.COMMITTED)
        ]
        move_limits(moves=moves, cause=Cause("반환", expenditure=row), by=by, now=now)
        note_support(agreement, current_version(agreement), by=by, now=now)
    return refund


def returned(expenditure: Expenditure) -> Funds:
    """Return what of an expenditure came back, by source."""
    sums = Payment.objects.filter(expenditure=expenditure, kind=PaymentKind.REFUND).aggregate(
        grant=Sum("grant_won", default=0),
        cash=Sum("own_cash_won", default=0),
        in_kind=Sum("own_in_kind_won", default=0),
    )
    return Funds(**sums)


def _check_record(paid_on: date, reference: str, now: datetime) -> None:
    if paid_on > now.astimezone(SEOUL).date():
        raise refuse("paid_on", _("지급일이 오늘보다 늦습니다. 실제로 지급한 날을 적어 주세요."))
    if not reference.strip():
        raise refuse("reference", _("이체 번호나 카드 승인번호를 적어 주세요."))


def _write(
    row: Expenditure,
    kind: PaymentKind,
    method: PaymentMethod,
    funds: Funds,
    paid_on: date,
    reference: str,
    by: User | None,
    now: datetime,
) -> Payment:
    reference = reference.strip()
    if Payment.objects.filter(expenditure=row, kind=kind, reference=reference).exists():
        raise refuse("reference", _("이미 기록한 번호입니다. 번호를 확인해 주세요."))
    return Payment.objects.create(
        agency_id=row.agency_id,
        enterprise_id=row.enterprise_id,
        expenditure=row,
        kind=kind,
        method=method,
        grant_won=funds.grant,
        own_cash_won=funds.cash,
        own_in_kind_won=funds.in_kind,
        paid_on=paid_on,
        reference=reference,
        recorded_at=now,
        recorded_by=by,
    )
