"""Issuing vouchers, the firm's own share, and what ends them: used up, expired, given up."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.limits import Cause, Move, move_limits, open_limit, set_limit
from didim.agreements.enums import (
    EntryStage,
    LimitKind,
    PaymentKind,
    VoucherContractState,
    VoucherState,
)
from didim.agreements.models import (
    Voucher,
    VoucherContract,
    VoucherPayment,
    VoucherScheme,
)
from didim.engines.settlement import Points, mean_sales, points_of, subsidy_percent
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError, refuse
from didim.registry.domain.firms import relate_firm
from didim.registry.enums import RelationKind
from didim.registry.models import Enterprise

from .schemes import bands_of, definition_of
from .telling import tell_of_cancelling, tell_of_expiry, tell_of_issue

# A contract in one of these holds its points.
HOLDING = (
    VoucherContractState.CONCLUDED,
    VoucherContractState.DELIVERED,
    VoucherContractState.INSPECTED,
    VoucherContractState.SETTLED,
)
_NOT_BEGUN = (VoucherContractState.REQUESTED, VoucherContractState.ACCEPTED, VoucherContractState.CONCLUDED)


def issue_voucher(
    *,
    scheme: VoucherScheme,
    enterprise: Enterprise,
    sales: Mapping[int, int],
    evidence: str,
    by: User | None,
    now: datetime,
    subsidy_won: int | None = None,
    is_sample: bool = False,
) -> Voucher:
    """Issue a firm its voucher: a rate by its mean yearly `sales` (year to won), points up to the cap.

    `subsidy_won` below the cap issues a smaller one. The subsidy is reserved from the scheme's budget: where
    that does not last, RefusedError; so for a firm of another industry, with too high sales, or with one.
    """
    day = now.astimezone(SEOUL).date()
    subsidy = scheme.cap_won if subsidy_won is None else subsidy_won
    percent = _rate(scheme, enterprise, sales)
    if not 0 < subsidy <= scheme.cap_won:
        sentence = _("보조금은 0원보다 크고 기업당 한도 %(cap)s원을 넘지 않아야 합니다.")
        raise refuse("subsidy_won", sentence % {"cap": f"{scheme.cap_won:,}"})
    if not evidence.strip():
        raise refuse("evidence", _("매출을 확인한 근거(재무제표 증명 등)를 적어 주세요."))
    points = points_of(subsidy_won=subsidy, percent=percent)
    with recorded("issue_voucher", by):
        scheme = VoucherScheme.objects.select_for_update().get(pk=scheme.pk)
        if not scheme.opens_on <= day <= scheme.last_use_on:
            raise refuse("", _("바우처를 발급할 수 있는 기간이 아닙니다."))
        if Voucher.objects.filter(scheme=scheme, enterprise=enterprise).exists():
            raise refuse("enterprise", _("이 기업에는 이미 바우처를 발급했습니다."))
        try:
            move_limits(
                moves=[Move(scheme.limit, EntryStage.COMMITTED, subsidy)],
                cause=Cause(reason=f"바우처 발급: {enterprise.name}"[:120]),
                by=by,
                now=now,
            )
        except RefusedError as refusal:
            sentence = _("바우처 사업의 남은 예산을 넘습니다. 보조금을 줄여 주세요.")
            raise refuse("subsidy_won", sentence) from refusal
        number = Voucher.objects.filter(scheme=scheme).count() + 1
        voucher = Voucher.objects.create(
            agency_id=scheme.agency_id,
            enterprise=enterprise,
            scheme=scheme,
            number=f"V{day.year}-{scheme.pk}-{number:04d}",
            sales_won=mean_sales(list(sales.values())),
            sales_evidence=evidence.strip(),
            rate=Decimal(percent),
            limit=open_limit(
                agency_id=scheme.agency_id,
                kind=LimitKind.VOUCHER,
                owner={},
                limit_won=points.total_won,
                enterprise_id=enterprise.pk,
            ),
            subsidy_won=points.subsidy_won,
            own_won=points.own_won,
            issued_at=now,
            expires_on=scheme.last_use_on,
            is_sample=is_sample,
        )
        # From here on the agency accounts for what the firm receives.
        relate_firm(agency=scheme.agency, enterprise=enterprise, kind=RelationKind.REGISTERED, now=now)
        tell_of_issue(voucher, now=now)
        return voucher


def _rate(scheme: VoucherScheme, enterprise: Enterprise, sales: Mapping[int, int]) -> int:
    values = definition_of(scheme).values
    section = enterprise.industry.section if enterprise.industry else None
    if section != values["industry"]:
        raise refuse("enterprise", _("제조업으로 등록된 기업에만 발급할 수 있습니다. 업종을 확인해 주세요."))
    if not 0 < len(sales) <= values["sales_years"] or min(sales.values()) < 0:
        sentence = _("최근 %(years)d년 안의 연 매출을 0원 이상으로 적어 주세요.")
        raise refuse("sales", sentence % {"years": values["sales_years"]})
    percent = subsidy_percent(bands_of(scheme), mean_sales(list(sales.values())))
    if percent is None:
        raise refuse("sales", _("평균 매출이 지원 대상의 한도를 넘습니다."))
    return percent


def record_own_share(*, voucher: Voucher, paid_on: date, by: User) -> Voucher:
    """Note that a firm has paid its own share: its points may be used from then on."""
    with recorded("record_own_share", by):
        voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
        if voucher.state != VoucherState.ISSUED or voucher.own_paid_on is not None:
            raise refuse("paid_on", _("자기부담금을 이미 확인했거나 끝난 바우처입니다."))
        voucher.own_paid_on = paid_on
        voucher.save(update_fields=["own_paid_on"])
        return voucher


def used_points(voucher: Voucher) -> Points:
    """Return the subsidy and own share that contracts hold, less what suppliers paid back."""
    held = VoucherContract.objects.filter(voucher=voucher, state__in=HOLDING).aggregate(
        subsidy=Sum("subsidy_won", default=0), own=Sum("own_won", default=0)
    )
    back = VoucherPayment.objects.filter(contract__voucher=voucher, kind=PaymentKind.REFUND).aggregate(
        subsidy=Sum("subsidy_won", default=0), own=Sum("own_won", default=0)
    )
    return Points(held["subsidy"] - back["subsidy"], held["own"] - back["own"])


def expire_vouchers(*, now: datetime) -> int:
    """End every voucher whose last day is over; return how many. Each is a transaction of its own."""
    today = now.astimezone(SEOUL).date()
    due = Voucher.objects.filter(state=VoucherState.ISSUED, expires_on__lt=today).order_by("pk")
    for voucher in due:
        end_voucher(voucher=voucher, state=VoucherState.EXPIRED, reason="사용 기한 만료", by=None, now=now)
    return len(due)


def end_voucher(
    *, voucher: Voucher, state: VoucherState, reason: str, by: User | None, now: datetime
) -> Voucher:
    """End a voucher: contracts not delivered are cancelled, unused subsidy goes back to the scheme's budget.

    What was delivered is still inspected and settled. `expired_subsidy_won` and `own_back_won` keep what was
    not used; the latter is to be paid back to the firm. Ended twice it stays as it was.
    """
    with recorded("end_voucher", by):
        voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
        if voucher.state != VoucherState.ISSUED:
            return voucher
        contracts = VoucherContract.objects.filter(voucher=voucher, state__in=_NOT_BEGUN)
        for contract in contracts.select_for_update().order_by("pk"):
            release(contract=contract, reason=reason, by=by, now=now)
        used = used_points(voucher)
        unused = voucher.subsidy_won - used.subsidy_won
        move_limits(
            moves=[Move(voucher.scheme.limit, EntryStage.COMMITTED, -unused)],
            cause=Cause(reason=f"{reason}: {voucher.number}"[:120]),
            by=by,
            now=now,
        )
        # Nothing more can be contracted for, whoever tries.
        set_limit(limit=voucher.limit, limit_won=used.total_won)
        voucher.state, voucher.ended_at, voucher.expired_subsidy_won = state, now, unused
        voucher.own_back_won = voucher.own_won - used.own_won if voucher.own_paid_on else 0
        voucher.save(update_fields=["state", "ended_at", "expired_subsidy_won", "own_back_won"])
        if state == VoucherState.EXPIRED:
            tell_of_expiry(voucher, now=now)
        return voucher


def release(*, contract: VoucherContract, reason: str, by: User | None, now: datetime) -> None:
    """Cancel a contract and give its points back to the voucher; the caller holds the locks."""
    if contract.state == VoucherContractState.CONCLUDED:
        move_limits(
            moves=[Move(contract.voucher.limit, EntryStage.COMMITTED, -contract.amount_won)],
            cause=Cause(reason=reason[:120], voucher_contract=contract),
            by=by,
            now=now,
        )
    contract.state, contract.cancel_reason = VoucherContractState.CANCELLED, reason[:300]
    contract.save(update_fields=["state", "cancel_reason"])
    tell_of_cancelling(contract, by=by, now=now)
