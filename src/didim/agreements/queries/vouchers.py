"""The doors to voucher schemes, suppliers, vouchers and contracts: staff, firm, supplier, everybody."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.tenancy import SYSTEM, scoped
from didim.agreements.enums import SupplierState, VoucherContractState, VoucherState
from didim.agreements.models import (
    Supplier,
    SupplierService,
    Voucher,
    VoucherContract,
    VoucherDelivery,
    VoucherScheme,
)
from didim.registry.enums import AgencyRole
from didim.registry.models import Enterprise
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.selection.enums import Outcome
from didim.selection.models import Decision

Roles = tuple[AgencyRole, ...]
_CONTRACT = ("enterprise", "supplier_enterprise", "agency")


def schemes_of_agencies(*, actor: Actor) -> QuerySet[VoucherScheme]:
    """Return the schemes of the agencies somebody works for, with their budgets: one query."""
    return (
        VoucherScheme.objects.filter(agency__in=actor.agencies_with())
        .select_related("limit", "programme", "agency")
        .annotate(issued=Count("vouchers", distinct=True))
        .order_by("-opens_on", "-pk")
    )


def access_scheme(*, actor: Actor, scheme_id: int, roles: Roles = ()) -> VoucherScheme:
    """Return a scheme for staff of its agency; else NotVisible."""
    schemes = VoucherScheme.objects.select_related("limit", "programme", "agency")
    scheme = schemes.filter(pk=scheme_id, agency__in=actor.agencies_with(*roles)).first()
    if scheme is None:
        raise NotVisible(f"voucher scheme {scheme_id}")
    return scheme


def open_schemes(*, on: date) -> QuerySet[VoucherScheme]:
    """Return the schemes whose last day of use has not passed, as everybody may know them."""
    return (
        VoucherScheme.objects.filter(last_use_on__gte=on)
        .select_related("agency")
        .order_by("last_use_on", "pk")
    )


def open_scheme_of(*, scheme_id: int, on: date) -> VoucherScheme:
    """Return one scheme that is still open; else NotVisible."""
    scheme = open_schemes(on=on).filter(pk=scheme_id).first()
    if scheme is None:
        raise NotVisible(f"voucher scheme {scheme_id}")
    return scheme


def firms_to_issue(scheme: VoucherScheme) -> QuerySet[Enterprise]:
    """Return the firms selected in calls of the scheme's programme that hold no voucher of it, by name."""
    chosen = Decision.objects.filter(
        call__programme=scheme.programme_id, outcome=Outcome.SELECTED, notified_at__isnull=False
    )
    held = Voucher.objects.filter(scheme=scheme)
    return (
        Enterprise.objects.filter(pk__in=chosen.values("enterprise"))
        .exclude(pk__in=held.values("enterprise"))
        .select_related("industry")
        .order_by("name", "pk")
    )


def sales_known(*, enterprise: Enterprise, years: int) -> dict[int, int]:
    """Return the latest yearly sales a firm gave, year to won, at most so many years."""
    rows = enterprise.years.filter(sales__isnull=False).order_by("-year")
    return dict(rows.values_list("year", "sales")[:years])


def access_supplier(*, actor: Actor, supplier_id: int, roles: Roles = ()) -> Supplier:
    """Return a supplier for staff of its scheme's agency; else NotVisible."""
    suppliers = Supplier.objects.select_related("enterprise", "scheme__agency")
    supplier = suppliers.filter(pk=supplier_id, agency__in=actor.agencies_with(*roles)).first()
    if supplier is None:
        raise NotVisible(f"supplier {supplier_id}")
    return supplier


def own_suppliers(*, actor: Actor) -> QuerySet[Supplier]:
    """Return what the actor's firms are, or asked to be, suppliers of."""
    return (
        Supplier.objects.filter(enterprise__in=actor.enterprises_with())
        .select_related("enterprise", "scheme__agency")
        .order_by("-applied_at", "-pk")
    )


def access_own_supplier(*, actor: Actor, supplier_id: int) -> Supplier:
    """Return a registration of a firm of the actor; else NotVisible."""
    supplier = own_suppliers(actor=actor).filter(pk=supplier_id).first()
    if supplier is None:
        raise NotVisible(f"supplier {supplier_id}")
    return supplier


def access_own_service(*, actor: Actor, service_id: int) -> SupplierService:
    """Return a line of the menu of a firm of the actor; else NotVisible."""
    service = (
        SupplierService.objects.select_related("supplier__scheme")
        .filter(pk=service_id, supplier__enterprise__in=actor.enterprises_with())
        .first()
    )
    if service is None:
        raise NotVisible(f"service {service_id}")
    return service


def menu(*, scheme_id: int, field: str = "", text: str = "") -> QuerySet[SupplierService]:
    """Return what registered suppliers of a scheme offer, by price within a name."""
    rows = SupplierService.objects.filter(
        supplier__scheme=scheme_id, supplier__state=SupplierState.REGISTERED, is_offered=True
    ).select_related("supplier__enterprise")
    if field:
        rows = rows.filter(field=field)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(supplier__enterprise__name__icontains=text))
    return rows.order_by("name", "price_won", "pk")


def registered_supplier(*, scheme_id: int, supplier_id: int) -> Supplier:
    """Return a registered supplier of a scheme as everybody may know it; else NotVisible."""
    supplier = (
        Supplier.objects.select_related("enterprise")
        .filter(pk=supplier_id, scheme=scheme_id, state=SupplierState.REGISTERED)
        .first()
    )
    if supplier is None:
        raise NotVisible(f"supplier {supplier_id}")
    return supplier


def access_voucher(*, actor: Actor, voucher_id: int, roles: Roles = ()) -> Voucher:
    """Return a voucher for staff of its agency, and note that they read it; else NotVisible."""
    vouchers = Voucher.objects.select_related("enterprise", "scheme__agency", "limit")
    voucher = vouchers.filter(pk=voucher_id, agency__in=actor.agencies_with(*roles)).first()
    if voucher is None:
        raise NotVisible(f"voucher {voucher_id}")
    _note(voucher.enterprise, voucher.agency_id, "바우처")
    return voucher


def own_vouchers(*, actor: Actor) -> QuerySet[Voucher]:
    """Return the vouchers of the actor's firms, newest first, with what is left of them."""
    return (
        Voucher.objects.filter(enterprise__in=actor.enterprises_with())
        .select_related("enterprise", "scheme__agency", "limit")
        .order_by("-issued_at", "-pk")
    )


def access_own_voucher(*, actor: Actor, voucher_id: int) -> Voucher:
    """Return a voucher of a firm of the actor; else NotVisible."""
    voucher = own_vouchers(actor=actor).filter(pk=voucher_id).first()
    if voucher is None:
        raise NotVisible(f"voucher {voucher_id}")
    return voucher


def access_contract(*, actor: Actor, contract_id: int, roles: Roles = ()) -> VoucherContract:
    """Return a voucher contract for staff of its agency, and note that they read it; else NotVisible."""
    contracts = VoucherContract.objects.select_related(*_CONTRACT)
    contract = contracts.filter(pk=contract_id, agency__in=actor.agencies_with(*roles)).first()
    if contract is None:
        raise NotVisible(f"voucher contract {contract_id}")
    _note(contract.enterprise, contract.agency_id, "바우처 계약")
    return contract


def party_contracts(*, actor: Actor) -> QuerySet[VoucherContract]:
    """Return the contracts in which a firm of the actor has things done, or does them, newest first."""
    firms = actor.enterprises_with()
    return (
        VoucherContract.objects.filter(Q(enterprise__in=firms) | Q(supplier_enterprise__in=firms))
        .select_related(*_CONTRACT)
        .order_by("-requested_at", "-pk")
    )


def access_party_contract(*, actor: Actor, contract_id: int) -> VoucherContract:
    """Return a contract of a firm of the actor, on whichever side; else NotVisible."""
    contract = party_contracts(actor=actor).filter(pk=contract_id).first()
    if contract is None:
        raise NotVisible(f"voucher contract {contract_id}")
    return contract


def delivery_in(contract: VoucherContract, number: int) -> VoucherDelivery:
    """Return a delivery of a contract that has a file; else NotVisible."""
    delivery = contract.deliveries.select_related("file").filter(number=number, file__isnull=False).first()
    if delivery is None:
        raise NotVisible(f"delivery {number} of voucher contract {contract.pk}")
    return delivery


def voucher_number_of(contract: VoucherContract) -> str:
    """Return the number of the voucher a contract is paid with; its supplier sees no more of it."""
    with scoped(SYSTEM):
        return Voucher.objects.values_list("number", flat=True).get(pk=contract.voucher_id)


def contracts_to_settle(*, scheme_id: int) -> QuerySet[VoucherContract]:
    """Return the contracts of a scheme whose result was inspected and that are not paid, oldest first."""
    return (
        VoucherContract.objects.filter(voucher__scheme=scheme_id, state=VoucherContractState.INSPECTED)
        .select_related(*_CONTRACT, "voucher")
        .order_by("requested_at", "pk")
    )


def vouchers_of(*, scheme_id: int, state: VoucherState | None = None) -> QuerySet[Voucher]:
    """Return the vouchers of a scheme with their firms and what was used, by number."""
    rows = Voucher.objects.filter(scheme=scheme_id).select_related("enterprise", "limit")
    if state is not None:
        rows = rows.filter(state=state)
    return rows.order_by("number")


def _note(enterprise: Enterprise, agency_id: int, task: str) -> None:
    note_access(
        act=AccessAct.VIEW,
        task=task,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=enterprise.pk,
        subject=enterprise.name,
        agency_id=agency_id,
    )
