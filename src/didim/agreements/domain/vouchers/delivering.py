"""Results of voucher contracts: handed in, inspected, settled with the supplier, written into the ledger."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.limits import Cause, Move, move_limits, set_limit
from didim.agreements.enums import EntryStage, PaymentKind, VoucherContractState, VoucherState
from didim.agreements.models import (
    SpendingLimit,
    Voucher,
    VoucherContract,
    VoucherDelivery,
    VoucherPayment,
)
from didim.applications.models import FirmFile
from didim.engines.settlement import Points
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm

from .states import locked_in, moved
from .telling import tell_of_delivery, tell_of_payment

SHORTEST_REPORT = 20


@dataclass(frozen=True, slots=True)
class Transfer:
    """A payment by bank: its day and its reference."""

    paid_on: date
    reference: str


def deliver(
    *, contract: VoucherContract, report: str, file: FirmFile | None, by: User, now: datetime
) -> VoucherDelivery:
    """Hand in the result of a concluded contract, with a file of the supplier where there is one."""
    report = report.strip()
    if len(report) < SHORTEST_REPORT:
        sentence = _(
            "결과를 %(least)d자 이상 적어 주세요. 무엇을 했고 무엇이 달라졌는지 알 수 있어야 합니다."
        )
        raise refuse("report", sentence % {"least": SHORTEST_REPORT})
    if file is not None and file.enterprise_id != contract.supplier_enterprise_id:
        raise refuse("file", _("수행기관이 올린 파일만 붙일 수 있습니다."))
    with recorded("deliver_voucher_contract", by):
        contract = moved(contract, VoucherContractState.CONCLUDED, VoucherContractState.DELIVERED)
        delivery = VoucherDelivery.objects.create(
            agency_id=contract.agency_id,
            enterprise_id=contract.enterprise_id,
            contract=contract,
            supplier_enterprise_id=contract.supplier_enterprise_id,
            number=VoucherDelivery.objects.filter(contract=contract).count() + 1,
            report=report,
            file=file,
            delivered_at=now,
            delivered_by=by,
        )
        tell_of_delivery(delivery, contract, now=now)
        return delivery


def inspect_delivery(
    *, contract: VoucherContract, accepted: bool, opinion: str, by: User, now: datetime
) -> VoucherDelivery:
    """Say as the firm whether the result is what was agreed; one that is not is handed in again."""
    opinion = opinion.strip()
    if not accepted and not opinion:
        raise refuse("opinion", _("무엇이 모자란지 적어 주세요. 수행기관이 보고 다시 제출합니다."))
    with recorded("inspect_voucher_delivery", by):
        after = VoucherContractState.INSPECTED if accepted else VoucherContractState.CONCLUDED
        contract = moved(contract, VoucherContractState.DELIVERED, after)
        return _inspected(contract, accepted=accepted, opinion=opinion, by=by, now=now)


def return_delivery(*, contract: VoucherContract, reason: str, by: User, now: datetime) -> VoucherDelivery:
    """Send an inspected result back as an officer: the supplier hands it in again."""
    reason = reason.strip()
    if not reason:
        raise refuse("reason", _("돌려보내는 사유를 적어 주세요."))
    with recorded("return_voucher_delivery", by):
        contract = moved(contract, VoucherContractState.INSPECTED, VoucherContractState.CONCLUDED)
        return _inspected(contract, accepted=False, opinion=reason, by=by, now=now)


def settle_contract(
    *, contract: VoucherContract, transfer: Transfer, by: User, now: datetime
) -> VoucherPayment:
    """Pay the supplier of an inspected contract: points and budget are spent, the ledger gets its line.

    All in one transaction. RefusedError for another state, or without the reference of the payment.
    """
    with recorded("settle_voucher_contract", by):
        voucher = _locked_voucher(contract)
        contract = moved(contract, VoucherContractState.INSPECTED, VoucherContractState.SETTLED)
        contract.settled_at = now
        contract.save(update_fields=["settled_at"])
        paid = Points(contract.subsidy_won, contract.own_won)
        payment = _pay(contract, PaymentKind.PAYMENT, paid, transfer, by, now)
        move_limits(
            moves=[
                Move(voucher.limit, EntryStage.SPENT, contract.amount_won),
                Move(voucher.scheme.limit, EntryStage.SPENT, contract.subsidy_won),
            ],
            cause=Cause(reason=f"바우처 정산: {contract}"[:120], voucher_contract=contract),
            by=by,
            now=now,
        )
        _record(contract, voucher, transfer.paid_on, by, now)
        limit = SpendingLimit.objects.get(pk=voucher.limit_id)
        if voucher.state == VoucherState.ISSUED and limit.spent_won == limit.limit_won:
            voucher.state = VoucherState.USED_UP
            voucher.save(update_fields=["state"])
        tell_of_payment(contract, now=now)
        return payment


def take_back(
    *, contract: VoucherContract, amount_won: int, transfer: Transfer, by: User, now: datetime
) -> VoucherPayment:
    """Note money a supplier paid back: it is shared as it was paid, and points and budget are freed.

    While the voucher lasts, its points may be used again; afterwards the subsidy goes back to the scheme's
    budget. RefusedError beyond what was paid.
    """
    with recorded("take_back_voucher_payment", by):
        voucher = _locked_voucher(contract)
        contract = locked_in(contract, VoucherContractState.SETTLED)
        before = refunded(contract)
        if not 0 < amount_won <= contract.amount_won - before.total_won:
            raise refuse("amount_won", _("돌려받은 금액은 0원보다 크고 지급한 금액을 넘지 않아야 합니다."))
        # The share of all that came back, less what came back before: parts always add up.
        total = before.total_won + amount_won
        subsidy = contract.subsidy_won * total // contract.amount_won - before.subsidy_won
        back = Points(subsidy, amount_won - subsidy)
        payment = _pay(contract, PaymentKind.REFUND, back, transfer, by, now)
        lasts = voucher.state in (VoucherState.ISSUED, VoucherState.USED_UP)
        move_limits(
            moves=[
                Move(voucher.limit, EntryStage.SPENT, -amount_won),
                Move(voucher.limit, EntryStage.COMMITTED, -amount_won),
                Move(voucher.scheme.limit, EntryStage.SPENT, -subsidy),
                *(() if lasts else (Move(voucher.scheme.limit, EntryStage.COMMITTED, -subsidy),)),
            ],
            cause=Cause(reason=f"바우처 반환: {contract}"[:120], voucher_contract=contract),
            by=by,
            now=now,
        )
        _free(voucher, back, lasts=lasts)
        _record(contract, voucher, None, by, now)
        return payment


def refunded(contract: VoucherContract) -> Points:
    """Return what a supplier has paid back of a contract."""
    back = contract.payments.filter(kind=PaymentKind.REFUND).aggregate(
        subsidy=Sum("subsidy_won", default=0), own=Sum("own_won", default=0)
    )
    return Points(back["subsidy"], back["own"])


def _free(voucher: Voucher, back: Points, *, lasts: bool) -> None:
    if lasts:
        voucher.state = VoucherState.ISSUED
        voucher.save(update_fields=["state"])
        return
    limit = SpendingLimit.objects.get(pk=voucher.limit_id)
    set_limit(limit=limit, limit_won=limit.committed_won)
    voucher.expired_subsidy_won += back.subsidy_won
    voucher.own_back_won += back.own_won
    voucher.save(update_fields=["expired_subsidy_won", "own_back_won"])


def _record(
    contract: VoucherContract, voucher: Voucher, paid_on: date | None, by: User, now: datetime
) -> None:
    first = contract.payments.filter(kind=PaymentKind.PAYMENT).order_by("pk").first()
    day = paid_on or (first.paid_on if first else now.astimezone(SEOUL).date())
    programme = voucher.scheme.programme
    record_support(
        agency=contract.agency,
        enterprise=contract.enterprise,
        details=SupportDetails(
            form=SupportForm.VOUCHER,
            programme_name=programme.name,
            year=day.year,
            received_on=day,
            amount_won=contract.subsidy_won - refunded(contract).subsidy_won,
            programme_id=programme.pk,
            evidence=f"{voucher.number}-{contract.number}",
            detail=",".join(sorted({item["field"] for item in contract.items}))[:60],
            case_reference=voucher.number,
        ),
        source=RecordSource.DELIVERED,
        reference=f"voucher-contract-{contract.pk}",
        by=by,
        now=now,
        is_sample=voucher.is_sample,
    )


def _pay(
    contract: VoucherContract, kind: PaymentKind, points: Points, transfer: Transfer, by: User, now: datetime
) -> VoucherPayment:
    reference = " ".join(transfer.reference.split())
    if not reference:
        raise refuse("reference", _("이체 번호를 적어 주세요."))
    if contract.payments.filter(kind=kind, reference=reference).exists():
        raise refuse("reference", _("같은 이체 번호를 이미 기록했습니다."))
    return VoucherPayment.objects.create(
        agency_id=contract.agency_id,
        enterprise_id=contract.enterprise_id,
        contract=contract,
        supplier_enterprise_id=contract.supplier_enterprise_id,
        kind=kind,
        subsidy_won=points.subsidy_won,
        own_won=points.own_won,
        paid_on=transfer.paid_on,
        reference=reference,
        recorded_at=now,
        recorded_by=by,
    )


def _inspected(
    contract: VoucherContract, *, accepted: bool, opinion: str, by: User, now: datetime
) -> VoucherDelivery:
    delivery = contract.deliveries.select_for_update().order_by("-number").first()
    if delivery is None:
        raise refuse("", _("제출한 결과가 없습니다."))
    delivery.accepted, delivery.opinion = accepted, opinion
    delivery.inspected_at, delivery.inspected_by = now, by
    delivery.save(update_fields=["accepted", "opinion", "inspected_at", "inspected_by"])
    tell_of_delivery(delivery, contract, now=now)
    return delivery


def _locked_voucher(contract: VoucherContract) -> Voucher:
    return (
        Voucher.objects.select_for_update(of=("self",))
        .select_related("limit", "scheme__limit", "scheme__programme")
        .get(pk=contract.voucher_id)
    )
