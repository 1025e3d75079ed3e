"""A voucher scheme with a manufacturer that holds a voucher and a supplier with a menu."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from didim.accounts.models import User
from didim.agreements.domain.papers import Render
from didim.agreements.domain.vouchers.contracts import (
    Order,
    Signer,
    Wanted,
    accept_request,
    conclude_contract,
    request_contract,
)
from didim.agreements.domain.vouchers.delivering import (
    Transfer,
    deliver,
    inspect_delivery,
    settle_contract,
)
from didim.agreements.domain.vouchers.issuing import issue_voucher, record_own_share
from didim.agreements.domain.vouchers.schemes import SchemeTerms, open_scheme
from didim.agreements.domain.vouchers.suppliers import (
    ServiceTerms,
    apply_as_supplier,
    decide_supplier,
    put_service,
)
from didim.agreements.enums import SignMethod, SupplierState, VoucherField
from didim.agreements.models import (
    SpendingLimit,
    Supplier,
    SupplierService,
    Voucher,
    VoucherContract,
    VoucherScheme,
)
from didim.kernel.business_numbers import business_check_digit
from didim.kernel.calendar import SEOUL
from didim.programmes.models import Programme
from didim.registry.domain.firms import FirmDetails, register_firm
from didim.registry.enums import AgencyKind, LegalForm
from didim.registry.models import Agency, Enterprise
from tests.agreements.builders import render

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
OPENS, LAST = date(2026, 1, 2), date(2026, 11, 30)
BUDGET, CAP = 4_160_000_000, 50_000_000
SALES = {2023: 200_000_000, 2024: 250_000_000, 2025: 300_000_000}
REPORT = "시제품 두 점을 설계하고 시험 성적서를 받았습니다."
_serial = count(1)


@dataclass
class Scene:
    """Whoever takes part: the agency with its scheme, an officer, a firm and a supplier with their people."""

    agency: Agency
    programme: Programme
    scheme: VoucherScheme
    officer: User
    firm: Enterprise
    member: User
    supplier: Supplier
    seller: User
    service: SupplierService


def person() -> User:
    return User.objects.create_user(f"voucher{next(_serial)}@example.org")


def firm_of(name: str, industry: str = "25") -> Enterprise:
    first = f"22081{next(_serial):04d}"
    number = first + str(business_check_digit(first))
    details = FirmDetails(
        name=name, legal_form=LegalForm.SOLE, business_number=number, region="11680", industry=industry
    )
    return register_firm(details=details, now=NOW)


def scheme_terms(**changes: object) -> SchemeTerms:
    values = {
        "name": "제조혁신바우처",
        "budget_won": BUDGET,
        "cap_won": CAP,
        "fields": list(VoucherField),
        "opens_on": OPENS,
        "last_use_on": LAST,
    }
    return SchemeTerms(**(values | changes))


def make_scene(agency_name: str = "한빛진흥원", **terms: object) -> Scene:
    agency = Agency.objects.create(name=agency_name, kind=AgencyKind.PROMOTION)
    programme = Programme.objects.create(
        agency=agency, name="제조혁신바우처", support_type="commercialisation", year=2026
    )
    officer, member, seller = person(), person(), person()
    scheme = open_scheme(programme=programme, terms=scheme_terms(**terms), by=officer, now=NOW)
    supplier = register_supplier(scheme, firm_of("한빛디자인", "73202"), seller, officer)
    service = put_service(
        supplier=supplier,
        terms=ServiceTerms(VoucherField.TECHNOLOGY, "시제품 설계", 1_000_001, days=30),
        by=seller,
    )
    return Scene(agency, programme, scheme, officer, firm_of("가나정밀"), member, supplier, seller, service)


def register_supplier(scheme: VoucherScheme, firm: Enterprise, seller: User, officer: User) -> Supplier:
    supplier = apply_as_supplier(
        scheme=scheme, enterprise=firm, introduction="시제품과 디자인", by=seller, now=NOW
    )
    return decide_supplier(supplier=supplier, state=SupplierState.REGISTERED, reason="", by=officer, now=NOW)


def issued(scene: Scene, firm: Enterprise | None = None, **options: object) -> Voucher:
    voucher = issue_voucher(
        **{
            "scheme": scene.scheme,
            "enterprise": firm or scene.firm,
            "sales": SALES,
            "evidence": "표준재무제표증명",
            "by": scene.officer,
            "now": NOW,
        }
        | options
    )
    return record_own_share(voucher=voucher, paid_on=NOW.date(), by=scene.officer)


def order(scene: Scene, many: int = 1, **changes: object) -> Order:
    values = {
        "wanted": [Wanted(scene.service.pk, many)],
        "wish": "신제품 외형",
        "starts_on": NOW.date(),
        "ends_on": date(2026, 6, 30),
    }
    return Order(**(values | changes))


def requested(
    scene: Scene, voucher: Voucher, many: int = 1, now: datetime = NOW, made_by: Render | None = None
) -> VoucherContract:
    day = now.astimezone(SEOUL).date()
    return request_contract(
        voucher=voucher,
        supplier=scene.supplier,
        order=order(scene, many, starts_on=day, ends_on=min(day + timedelta(days=118), voucher.expires_on)),
        render=made_by or render,
        by=scene.member,
        now=now,
    )


def of_supplier(scene: Scene, contract: VoucherContract) -> Signer:
    return Signer(scene.seller, "이수행", SignMethod.TOTP, contract.pdf_sha256)


def of_firm(scene: Scene, contract: VoucherContract) -> Signer:
    return Signer(scene.member, "김대표", SignMethod.PASSKEY, contract.pdf_sha256)


def accepted(scene: Scene, voucher: Voucher, many: int = 1) -> VoucherContract:
    contract = requested(scene, voucher, many)
    return accept_request(contract=contract, signer=of_supplier(scene, contract), now=NOW)


def concluded(scene: Scene, voucher: Voucher, many: int = 1) -> VoucherContract:
    contract = accepted(scene, voucher, many)
    return conclude_contract(contract=contract, signer=of_firm(scene, contract), now=NOW)


def inspected(scene: Scene, voucher: Voucher, many: int = 1) -> VoucherContract:
    contract = concluded(scene, voucher, many)
    deliver(contract=contract, report=REPORT, file=None, by=scene.seller, now=NOW)
    inspect_delivery(contract=contract, accepted=True, opinion="", by=scene.member, now=NOW)
    return VoucherContract.objects.get(pk=contract.pk)


def settled(scene: Scene, voucher: Voucher, many: int = 1) -> VoucherContract:
    contract = inspected(scene, voucher, many)
    settle_contract(
        contract=contract,
        transfer=Transfer(NOW.date(), f"T{next(_serial)}"),
        by=scene.officer,
        now=NOW,
    )
    return VoucherContract.objects.get(pk=contract.pk)


def counters(limit: SpendingLimit) -> tuple[int, int, int]:
    """Return a limit, what is committed of it and what is spent."""
    return SpendingLimit.objects.values_list("limit_won", "committed_won", "spent_won").get(pk=limit.pk)
