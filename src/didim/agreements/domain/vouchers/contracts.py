"""Voucher contracts: a firm asks, the supplier accepts and signs, the firm signs, and points are held.

The supplier signs first, so that the firm's signature, which concludes the contract, is the one that spends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.limits import Cause, Move, move_limits
from didim.agreements.domain.papers import Render
from didim.agreements.enums import (
    EntryStage,
    Side,
    SignMethod,
    SupplierState,
    VoucherContractState,
    VoucherState,
)
from didim.agreements.models import (
    SpendingLimit,
    Supplier,
    SupplierService,
    Voucher,
    VoucherContract,
    VoucherSignature,
)
from didim.engines.settlement import Points, share_price
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError, refuse

from .issuing import release, used_points
from .papers import freeze
from .states import locked_in, moved
from .telling import tell_of_contract

MOST_OF_ONE = 999


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of a menu and how many of it."""

    service_id: int
    count: int


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, under what name, how they proved once more who they are, and which paper they read."""

    user: User
    name: str
    method: SignMethod
    pdf_sha256: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a firm asks of a supplier: lines of its menu, in its own words, from day to day."""

    wanted: Sequence[Wanted]
    wish: str
    starts_on: date
    ends_on: date


def request_contract(
    *, voucher: Voucher, supplier: Supplier, order: Order, render: Render, by: User, now: datetime
) -> VoucherContract:
    """Ask a supplier for services off its menu: the text of the contract is frozen, nothing is spent yet.

    RefusedError unless the voucher can be used, the supplier is registered and another firm, the period lies
    before the last day of use, and the points last.
    """
    with recorded("request_voucher_contract", by):
        voucher = (
            Voucher.objects.select_for_update(of=("self",))
            .select_related("enterprise", "scheme__agency")
            .get(pk=voucher.pk)
        )
        _usable(voucher, order, now)
        if supplier.scheme_id != voucher.scheme_id or supplier.state != SupplierState.REGISTERED:
            raise refuse("supplier", _("이 바우처 사업에 등록한 수행기관이 아닙니다."))
        if supplier.enterprise_id == voucher.enterprise_id:
            raise refuse("supplier", _("자기 기업과는 계약할 수 없습니다."))
        items = _items(supplier, order.wanted)
        amount = sum(item["price_won"] * item["count"] for item in items)
        limit = SpendingLimit.objects.get(pk=voucher.limit_id)
        if amount > limit.limit_won - limit.committed_won:
            raise refuse("wanted", _("남은 바우처보다 많습니다. 서비스를 줄여 주세요."))
        share = share_of(voucher, amount)
        contract = VoucherContract(
            agency_id=voucher.agency_id,
            enterprise_id=voucher.enterprise_id,
            voucher=voucher,
            supplier=supplier,
            supplier_enterprise_id=supplier.enterprise_id,
            number=VoucherContract.objects.filter(voucher=voucher).count() + 1,
            items=items,
            wish=order.wish.strip(),
            amount_won=amount,
            subsidy_won=share.subsidy_won,
            own_won=share.own_won,
            starts_on=order.starts_on,
            ends_on=order.ends_on,
            requested_at=now,
        )
        freeze(contract, voucher, render=render, now=now)
        tell_of_contract("requested", contract, to_firm=False, now=now)
        return contract


def accept_request(*, contract: VoucherContract, signer: Signer, now: datetime) -> VoucherContract:
    """Accept a request as its supplier, and sign the contract."""
    with recorded("accept_voucher_contract", signer.user):
        contract = moved(contract, VoucherContractState.REQUESTED, VoucherContractState.ACCEPTED)
        _sign(contract, Side.SUPPLIER, signer, now)
        tell_of_contract("accepted", contract, to_firm=True, now=now)
        return contract


def conclude_contract(*, contract: VoucherContract, signer: Signer, now: datetime) -> VoucherContract:
    """Sign an accepted contract as the firm: it is concluded, and its points are held.

    What the subsidy bears is worked out now, from what is left of it. RefusedError where the points do not
    last any more: the database alone decides that, whatever runs at once.
    """
    with recorded("conclude_voucher_contract", signer.user):
        voucher = Voucher.objects.select_for_update().get(pk=contract.voucher_id)
        contract = locked_in(contract, VoucherContractState.ACCEPTED)
        if voucher.state != VoucherState.ISSUED or now.astimezone(SEOUL).date() > voucher.expires_on:
            raise refuse("", _("끝난 바우처로는 계약할 수 없습니다."))
        share = share_of(voucher, contract.amount_won)
        contract.subsidy_won, contract.own_won = share.subsidy_won, share.own_won
        contract.state, contract.concluded_at = VoucherContractState.CONCLUDED, now
        contract.save(update_fields=["subsidy_won", "own_won", "state", "concluded_at"])
        _sign(contract, Side.ENTERPRISE, signer, now)
        _hold(voucher, contract, signer.user, now)
        tell_of_contract("concluded", contract, to_firm=False, now=now)
        return contract


def cancel_contract(*, contract: VoucherContract, reason: str, by: User, now: datetime) -> VoucherContract:
    """Cancel a contract before its result was handed in; points it held go back to the voucher.

    A firm and its supplier may do so before they both signed; afterwards an officer does.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise refuse("reason", _("취소하는 사유를 적어 주세요."))
    with recorded("cancel_voucher_contract", by):
        contract = locked_in(
            contract,
            VoucherContractState.REQUESTED,
            VoucherContractState.ACCEPTED,
            VoucherContractState.CONCLUDED,
        )
        release(contract=contract, reason=reason, by=by, now=now)
        return contract


def share_of(voucher: Voucher, amount_won: int) -> Points:
    """Return what subsidy and firm would bear of an amount now."""
    left = voucher.subsidy_won - used_points(voucher).subsidy_won
    return share_price(price_won=amount_won, percent=int(voucher.rate), subsidy_left_won=left)


def _hold(voucher: Voucher, contract: VoucherContract, by: User, now: datetime) -> None:
    try:
        move_limits(
            moves=[Move(voucher.limit, EntryStage.COMMITTED, contract.amount_won)],
            cause=Cause(reason=f"바우처 계약 체결: {contract}"[:120], voucher_contract=contract),
            by=by,
            now=now,
        )
    except RefusedError as refusal:
        sentence = _("남은 바우처보다 많습니다. 다른 계약을 취소하거나 다시 요청해 주세요.")
        raise refuse("", sentence) from refusal


def _usable(voucher: Voucher, order: Order, now: datetime) -> None:
    today = now.astimezone(SEOUL).date()
    if voucher.state != VoucherState.ISSUED or today > voucher.expires_on:
        raise refuse("", _("끝난 바우처로는 계약할 수 없습니다."))
    if voucher.own_won and voucher.own_paid_on is None:
        raise refuse("", _("먼저 자기부담금을 내고 기관의 확인을 받아 주세요."))
    if order.starts_on < today:
        raise refuse("starts_on", _("시작일은 오늘이거나 그 뒤여야 합니다."))
    if not order.starts_on <= order.ends_on <= voucher.expires_on:
        sentence = _("종료일은 시작일 뒤, 바우처 사용 기한 %(day)s 안이어야 합니다.")
        raise refuse("ends_on", sentence % {"day": voucher.expires_on.isoformat()})


def _items(supplier: Supplier, wanted: Sequence[Wanted]) -> list[dict[str, Any]]:
    counts = {one.service_id: one.count for one in wanted if one.count}
    if not counts:
        raise refuse("wanted", _("서비스를 하나 이상 골라 주세요."))
    if any(not 0 < count <= MOST_OF_ONE for count in counts.values()):
        raise refuse("wanted", _("수량은 1 이상 999 이하로 적어 주세요."))
    services = SupplierService.objects.filter(supplier=supplier, is_offered=True, pk__in=counts).order_by(
        "field", "name", "pk"
    )
    items = [
        {
            "service": service.pk,
            "field": service.field,
            "name": service.name,
            "price_won": service.price_won,
            "count": counts[service.pk],
        }
        for service in services
    ]
    if len(items) != len(counts):
        raise refuse("wanted", _("수행기관의 메뉴에 없는 서비스가 있습니다. 메뉴를 다시 확인해 주세요."))
    return items


def _sign(contract: VoucherContract, side: Side, signer: Signer, now: datetime) -> None:
    name = " ".join(signer.name.split())
    if not name:
        raise refuse("name", _("서명하는 분의 이름을 적어 주세요."))
    if signer.pdf_sha256 != contract.pdf_sha256:
        raise refuse("", _("읽으신 계약서가 이 계약의 것이 아닙니다. 계약서를 다시 열어 주세요."))
    VoucherSignature.objects.create(
        agency_id=contract.agency_id,
        enterprise_id=contract.enterprise_id,
        contract=contract,
        supplier_enterprise_id=contract.supplier_enterprise_id,
        side=side,
        name=name,
        user=signer.user,
        method=signer.method,
        content_sha256=contract.content_sha256,
        pdf_sha256=contract.pdf_sha256,
        signed_at=now,
    )
