"""Many clients that spend one voucher at the same instant, through its own acts up to the settlement."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.money.race import Outcome
from bench.racing import CLIENTS, Start, race

# So many contracts use the voucher up, to the won.
CONTRACTS = 20
PRICE = 50_000
SUBSIDY = 900_000  # at 90 %: points of a million
REPORT = "시제품 두 점을 설계하고 시험 성적서를 받았습니다."


@dataclass(frozen=True, slots=True)
class Stall:
    """A voucher and the supplier it is spent at, with who acts for each side."""

    voucher: Any
    supplier: Any
    service_id: int
    officer: Any
    buyer: Any
    seller: Any


def open_stall(agency: Any, *, now: datetime) -> Stall:
    """Open a scheme of the agency's, issue its only voucher and register a supplier with one service."""
    from didim.accounts.models import User
    from didim.agreements.domain.vouchers import issuing, schemes, suppliers
    from didim.agreements.enums import SupplierState, VoucherField
    from didim.programmes.models import Programme

    officer, buyer, seller = (
        User.objects.get_or_create(email=f"{name}@voucher.example")[0]
        for name in ("officer", "buyer", "seller")
    )
    today = now.date()
    # One programme has one scheme.
    name = f"바우처 측정 {Programme.objects.filter(agency=agency).count() + 1}"
    programme = Programme.objects.create(
        agency=agency, name=name, support_type="commercialisation", year=today.year
    )
    terms = schemes.SchemeTerms(
        name=name,
        budget_won=SUBSIDY,
        cap_won=SUBSIDY,
        fields=[VoucherField.TECHNOLOGY],
        opens_on=today,
        last_use_on=today + timedelta(days=30),
    )
    scheme = schemes.open_scheme(programme=programme, terms=terms, by=officer, now=now)
    supplier = suppliers.apply_as_supplier(
        scheme=scheme, enterprise=_firm("222222222", "71", now), introduction="시제품", by=seller, now=now
    )
    supplier = suppliers.decide_supplier(
        supplier=supplier, state=SupplierState.REGISTERED, reason="", by=officer, now=now
    )
    service = suppliers.put_service(
        supplier=supplier,
        terms=suppliers.ServiceTerms(VoucherField.TECHNOLOGY, "시제품 설계", PRICE),
        by=seller,
    )
    voucher = issuing.issue_voucher(
        scheme=scheme,
        enterprise=_firm("111111111", "25", now),
        sales={today.year - 1: 200_000_000},
        evidence="표준재무제표증명",
        by=officer,
        now=now,
    )
    voucher = issuing.record_own_share(voucher=voucher, paid_on=today, by=officer)
    return Stall(voucher, supplier, service.pk, officer, buyer, seller)


def spend_at_once(stall: Stall, *, now: datetime, clients: int = CLIENTS) -> Outcome:
    """Let every client ask for a service, and once all were accepted conclude and settle at the same instant.

    Return the points of the voucher, and what was spent of them and of the scheme's budget.
    """
    from didim.agreements.models import SpendingLimit

    points = SpendingLimit.objects.get(pk=stall.voucher.limit_id).limit_won
    tally = race(lambda start, number: _client(stall, start, number, now), clients)
    scheme = stall.voucher.scheme.limit_id
    counted = SpendingLimit.objects.in_bulk([stall.voucher.limit_id, scheme])
    spent = [counted[stall.voucher.limit_id].spent_won, counted[scheme].spent_won]
    return Outcome(points, spent, **asdict(tally))


def _client(stall: Stall, start: Start, number: int, now: datetime) -> None:
    from didim.agreements.domain.vouchers.contracts import (
        Order,
        Signer,
        Wanted,
        accept_request,
        request_contract,
    )
    from didim.agreements.enums import SignMethod
    from didim.kernel.hash_chains import canonical_json

    today = now.date()
    start.wait()
    order = Order([Wanted(stall.service_id, 1)], "외형", today, today)
    contract = request_contract(
        voucher=stall.voucher,
        supplier=stall.supplier,
        order=order,
        # What is measured is money; the paper is another bench's.
        render=canonical_json,
        by=stall.buyer,
        now=now,
    )
    signer = Signer(stall.seller, "이수행", SignMethod.TOTP, contract.pdf_sha256)
    accept_request(contract=contract, signer=signer, now=now)
    start.wait()
    start.attempt(lambda: _use(stall, contract, f"T{number}", now))


def _use(stall: Stall, contract: Any, reference: str, now: datetime) -> None:
    from didim.agreements.domain.vouchers.contracts import Signer, conclude_contract
    from didim.agreements.domain.vouchers.delivering import (
        Transfer,
        deliver,
        inspect_delivery,
        settle_contract,
    )
    from didim.agreements.enums import SignMethod

    signer = Signer(stall.buyer, "김대표", SignMethod.TOTP, contract.pdf_sha256)
    conclude_contract(contract=contract, signer=signer, now=now)
    deliver(contract=contract, report=REPORT, file=None, by=stall.seller, now=now)
    inspect_delivery(contract=contract, accepted=True, opinion="", by=stall.buyer, now=now)
    settle_contract(contract=contract, transfer=Transfer(now.date(), reference), by=stall.officer, now=now)


def _firm(nine: str, industry: str, now: datetime) -> Any:
    from didim.kernel.business_numbers import business_check_digit
    from didim.registry.models import Enterprise, Industry

    return Enterprise.objects.get_or_create(
        business_number=nine + str(business_check_digit(nine)),
        defaults={
            "name": f"바우처 측정 {nine[0]}",
            "stage": "operating",
            "legal_form": "sole",
            "industry": Industry.objects.get(pk=industry),
            "created_at": now,
            "updated_at": now,
        },
    )[0]
