"""Voucher contracts of the sample, each carried up to one step by the acts of both sides."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from didim.accounts.models import User
from didim.agreements.domain.vouchers.contracts import (
    Order,
    Signer,
    Wanted,
    accept_request,
    cancel_contract,
    conclude_contract,
    request_contract,
)
from didim.agreements.domain.vouchers.delivering import (
    Transfer,
    deliver,
    inspect_delivery,
    settle_contract,
)
from didim.agreements.enums import SignMethod
from didim.agreements.models import Supplier, Voucher, VoucherContract
from didim.documents.voucher_papers import voucher_contract_pdf

from .sign_ins import sample_user
from .world import World

REPORT = "계약한 대로 현장을 살펴 결과물을 만들고 담당자와 함께 확인한 뒤 전달했습니다. (예시)"
WISH = "신제품 출시 일정에 맞추어 진행해 주세요. (예시)"


class Step(IntEnum):
    """How far a contract has come."""

    REQUESTED = 1
    ACCEPTED = 2
    CANCELLED = 3
    CONCLUDED = 4
    FOUND_WANTING = 5
    DELIVERED = 6
    INSPECTED = 7
    SETTLED = 8


@dataclass(frozen=True, slots=True)
class Deal:
    """So many of a supplier's first service, asked for on a day (from today), carried up to a step."""

    supplier: Supplier
    count: int
    day: int
    step: Step


def make_deal(world: World, voucher: Voucher, deal: Deal, *, buyer: User, seller: User) -> VoucherContract:
    """Ask for the service and go on, some days apart, until the step is reached."""
    asked, service = world.day(deal.day), deal.supplier.services.order_by("pk")[0]
    contract = request_contract(
        voucher=voucher,
        supplier=deal.supplier,
        order=Order(
            wanted=[Wanted(service.pk, deal.count)],
            wish=WISH,
            starts_on=asked + timedelta(days=3),
            ends_on=min(asked + timedelta(days=3 + 2 * (service.days or 30)), voucher.expires_on),
        ),
        render=voucher_contract_pdf,
        by=buyer,
        now=world.instant(asked, 10),
    )
    if deal.step >= Step.ACCEPTED:
        signer = _signer(seller, deal.supplier.enterprise.representative_name, contract)
        accept_request(contract=contract, signer=signer, now=world.instant(asked + timedelta(days=1), 14))
    if deal.step == Step.CANCELLED:
        cancel_contract(
            contract=contract,
            reason="다른 일정과 겹쳐 거둡니다. (예시)",
            by=buyer,
            now=world.instant(asked + timedelta(days=2), 9),
        )
    if deal.step >= Step.CONCLUDED:
        signer = _signer(buyer, voucher.enterprise.representative_name, contract)
        signed_at = world.instant(asked + timedelta(days=2), 11)
        conclude_contract(contract=contract, signer=signer, now=signed_at)
        _carry_out(world, contract, deal.step, asked + timedelta(days=10), buyer, seller)
    return contract


def _carry_out(
    world: World, contract: VoucherContract, step: Step, done_on: date, buyer: User, seller: User
) -> None:
    given = {"contract": contract}
    if step >= Step.FOUND_WANTING:
        deliver(report=REPORT, file=None, by=seller, now=world.instant(done_on, 16), **given)
    if step == Step.FOUND_WANTING:
        inspect_delivery(
            accepted=False,
            opinion="도면의 치수가 실물과 다릅니다. 고쳐서 다시 제출해 주세요. (예시)",
            by=buyer,
            now=world.instant(done_on + timedelta(days=2), 10),
            **given,
        )
    if step >= Step.INSPECTED:
        at = world.instant(done_on + timedelta(days=3), 10)
        inspect_delivery(accepted=True, opinion="계약대로 되었습니다. (예시)", by=buyer, now=at, **given)
    if step == Step.SETTLED:
        paid_on = done_on + timedelta(days=8)
        settle_contract(
            transfer=Transfer(paid_on, f"예시-{contract.pk:06d}"),
            by=sample_user("officer"),
            now=world.instant(paid_on, 15),
            **given,
        )


def _signer(user: User, name: str, contract: VoucherContract) -> Signer:
    return Signer(user, name or user.name, SignMethod.PASSKEY, contract.pdf_sha256)
