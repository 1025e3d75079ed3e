"""Suppliers of a scheme: they apply, are registered or refused, and keep a menu with prices."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.enums import SupplierState, VoucherField
from didim.agreements.models import Supplier, SupplierService, VoucherScheme
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.enums import EnterpriseStage
from didim.registry.models import Enterprise

from .telling import tell_supplier

LONGEST_INTRODUCTION = 2000
_DECIDED = {SupplierState.REGISTERED, SupplierState.SUSPENDED, SupplierState.REFUSED}


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """A line of a menu: its field, what it is, its price in won, the days it takes where they are known."""

    field: VoucherField
    name: str
    price_won: int
    description: str = ""
    days: int | None = None


def apply_as_supplier(
    *, scheme: VoucherScheme, enterprise: Enterprise, introduction: str, by: User, now: datetime
) -> Supplier:
    """Ask to be registered as a supplier; one that was refused may ask again.

    RefusedError once the scheme is over, for a firm that is not in business, and for a second application.
    """
    with recorded("apply_as_supplier", by):
        if now.astimezone(SEOUL).date() > scheme.last_use_on:
            raise refuse("", _("이 바우처의 사용 기한이 지나 수행기관을 등록하지 않습니다."))
        if enterprise.stage != EnterpriseStage.OPERATING:
            raise refuse("", _("영업 중인 기업만 수행기관으로 등록할 수 있습니다."))
        introduction = _introduction(introduction)
        known = Supplier.objects.select_for_update().filter(scheme=scheme, enterprise=enterprise).first()
        if known is None:
            return Supplier.objects.create(
                agency_id=scheme.agency_id,
                enterprise=enterprise,
                scheme=scheme,
                introduction=introduction,
                applied_at=now,
            )
        if known.state != SupplierState.REFUSED:
            raise refuse("", _("이미 등록을 신청했습니다."))
        known.state, known.introduction, known.applied_at = SupplierState.APPLIED, introduction, now
        known.decided_at, known.decided_by, known.reason = None, None, ""
        known.save()
        return known


def introduce(*, supplier: Supplier, introduction: str, by: User) -> Supplier:
    """Change what a supplier says of itself."""
    with recorded("introduce_supplier", by):
        supplier = Supplier.objects.select_for_update().get(pk=supplier.pk)
        supplier.introduction = _introduction(introduction)
        supplier.save(update_fields=["introduction"])
        return supplier


def decide_supplier(
    *, supplier: Supplier, state: SupplierState, reason: str, by: User, now: datetime
) -> Supplier:
    """Register, refuse or suspend a supplier; anything but a registration needs a reason.

    A suspended supplier finishes its contracts and takes no new ones.
    """
    reason = " ".join(reason.split())
    if state not in _DECIDED:
        raise refuse("state", _("등록, 반려, 정지 가운데 하나를 골라 주세요."))
    if state != SupplierState.REGISTERED and not reason:
        raise refuse("reason", _("사유를 적어 주세요. 수행기관에 알립니다."))
    with recorded("decide_supplier", by):
        supplier = Supplier.objects.select_for_update().get(pk=supplier.pk)
        if state == SupplierState.REFUSED and supplier.state != SupplierState.APPLIED:
            raise refuse("state", _("등록 신청만 반려할 수 있습니다. 등록한 수행기관은 정지할 수 있습니다."))
        if state == SupplierState.SUSPENDED and supplier.state != SupplierState.REGISTERED:
            raise refuse("state", _("등록한 수행기관만 정지할 수 있습니다."))
        supplier.state, supplier.reason = state, reason
        supplier.decided_at, supplier.decided_by = now, by
        supplier.save(update_fields=["state", "reason", "decided_at", "decided_by"])
        tell_supplier(supplier, now=now)
        return supplier


def put_service(
    *, supplier: Supplier, terms: ServiceTerms, by: User, service: SupplierService | None = None
) -> SupplierService:
    """Put a line on a supplier's menu, or change one; contracts keep the line as it stood.

    RefusedError for a field the scheme does not have, without a name, and without a price.
    """
    name = " ".join(terms.name.split())
    problems = []
    if terms.field not in supplier.scheme.fields:
        problems.append(Problem("field", _("이 바우처에 없는 분야입니다.")))
    if not name:
        problems.append(Problem("name", _("서비스의 이름을 적어 주세요.")))
    if terms.price_won <= 0:
        problems.append(Problem("price_won", _("단가는 0원보다 커야 합니다.")))
    if problems:
        raise RefusedError(problems)
    with recorded("put_service", by):
        service = service or SupplierService(agency_id=supplier.agency_id, supplier=supplier)
        service.field, service.name, service.price_won = terms.field, name, terms.price_won
        service.description, service.days = terms.description.strip(), terms.days
        service.save()
        return service


def offer_service(*, service: SupplierService, is_offered: bool, by: User) -> SupplierService:
    """Take a line off the menu, or put it back."""
    with recorded("offer_service", by):
        service.is_offered = is_offered
        service.save(update_fields=["is_offered"])
        return service


def _introduction(text: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= LONGEST_INTRODUCTION:
        sentence = _("수행기관 소개를 %(most)d자 안으로 적어 주세요.")
        raise refuse("introduction", sentence % {"most": LONGEST_INTRODUCTION})
    return text
