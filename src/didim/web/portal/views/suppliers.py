"""Suppliers: asking to be registered, and their menus."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.agreements.domain.vouchers.suppliers import (
    apply_as_supplier,
    introduce,
    offer_service,
    put_service,
)
from didim.agreements.enums import SupplierState
from didim.agreements.models import Supplier
from didim.agreements.queries.vouchers import (
    access_own_service,
    access_own_supplier,
    open_scheme_of,
    open_schemes,
    own_suppliers,
)
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page
from didim.web.portal.views.firm import own_firm
from didim.web.portal.vouchers.forms import ServiceForm, SupplierApplicationForm


@guarded(FIRM_MEMBER)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show what one's firms supply, and the schemes that take suppliers."""
    mine = list(own_suppliers(actor=request.actor))
    asked = {one.scheme_id for one in mine if one.state != SupplierState.REFUSED}
    today = timezone.localdate()
    context = {
        "suppliers": mine,
        "schemes": [scheme for scheme in open_schemes(on=today) if scheme.pk not in asked],
    }
    return render(request, "portal/vouchers/suppliers.html", context)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Ask to be registered as a supplier of a scheme."""
    scheme = open_scheme_of(scheme_id=scheme_id, on=timezone.localdate())
    firm = own_firm(request, _("수행기관 등록 신청"))
    return act_page(
        request,
        form=SupplierApplicationForm(request.POST or None),
        act=lambda typed: apply_as_supplier(
            scheme=scheme,
            enterprise=firm,
            introduction=typed["introduction"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("수행기관 등록 신청"),
        subject=f"{scheme.name} · {firm.name}",
        button=pgettext("할 일", "등록 신청"),
        said=_("등록을 신청했습니다. 메뉴를 채워 두면 확인이 빨라집니다."),
        back=reverse("portal:supplier-list"),
    )


@guarded(FIRM_MEMBER)
@require_GET
def detail(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """Show a registration with its menu."""
    supplier = access_own_supplier(actor=request.actor, supplier_id=supplier_id)
    context = {"supplier": supplier, "services": supplier.services.order_by("field", "name", "pk")}
    return render(request, "portal/vouchers/supplier.html", context)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def introduction(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """Change what a supplier says of itself."""
    supplier = access_own_supplier(actor=request.actor, supplier_id=supplier_id)
    return act_page(
        request,
        form=SupplierApplicationForm(request.POST or None, initial={"introduction": supplier.introduction}),
        act=lambda typed: introduce(supplier=supplier, introduction=typed["introduction"], by=request.user),
        title=_("수행기관 소개 고치기"),
        subject=supplier.scheme.name,
        button=_("저장"),
        said=_("소개를 고쳤습니다."),
        back=_page(supplier),
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def service_new(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """Put a line on the menu."""
    supplier = access_own_supplier(actor=request.actor, supplier_id=supplier_id)
    form = ServiceForm(request.POST or None, fields=supplier.scheme.fields)
    return act_page(
        request,
        form=form,
        act=lambda _typed: put_service(supplier=supplier, terms=form.terms(), by=request.user),
        title=_("메뉴에 서비스 넣기"),
        subject=supplier.scheme.name,
        button=_("저장"),
        said=_("메뉴에 넣었습니다."),
        back=_page(supplier),
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def service_edit(request: HttpRequest, service_id: int) -> HttpResponse:
    """Change a line of the menu; contracts keep it as it stood."""
    service = access_own_service(actor=request.actor, service_id=service_id)
    supplier = service.supplier
    names = ("field", "name", "price_won", "days", "description")
    form = ServiceForm(
        request.POST or None,
        fields=supplier.scheme.fields,
        initial={name: getattr(service, name) for name in names},
    )
    return act_page(
        request,
        form=form,
        act=lambda _typed: put_service(
            supplier=supplier, service=service, terms=form.terms(), by=request.user
        ),
        title=_("서비스 고치기"),
        subject=service.name,
        button=_("저장"),
        said=_("서비스를 고쳤습니다. 이미 맺은 계약은 그대로입니다."),
        back=_page(supplier),
    )


@guarded(FIRM_MEMBER)
@require_POST
def service_offer(request: HttpRequest, service_id: int) -> HttpResponse:
    """Take a line off the menu, or put it back."""
    service = access_own_service(actor=request.actor, service_id=service_id)
    offer_service(service=service, is_offered=not service.is_offered, by=request.user)
    messages.success(request, _("메뉴를 고쳤습니다."))
    return redirect(_page(service.supplier))


def _page(supplier: Supplier) -> str:
    return reverse("portal:supplier", args=[supplier.pk])
