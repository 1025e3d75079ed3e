"""Voucher schemes of an agency: their budgets, suppliers, the vouchers issued and what waits."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.agreements.domain.vouchers.issuing import (
    end_voucher,
    issue_voucher,
    record_own_share,
    used_points,
)
from didim.agreements.domain.vouchers.schemes import bands_of, change_scheme, definition_of, open_scheme
from didim.agreements.domain.vouchers.suppliers import decide_supplier
from didim.agreements.enums import SupplierState, VoucherState
from didim.agreements.models import Supplier, VoucherScheme
from didim.agreements.queries.vouchers import (
    access_scheme,
    access_supplier,
    access_voucher,
    contracts_to_settle,
    firms_to_issue,
    sales_known,
    schemes_of_agencies,
    vouchers_of,
)
from didim.kernel.definitions import shipped_definitions
from didim.programmes.models import Programme
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.workbench.forms import vouchers as typed_forms
from didim.web.workbench.forms.settling import ReasonForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of


@guarded(AGENCY_STAFF)
@require_GET
def scheme_list(request: HttpRequest) -> HttpResponse:
    """List the schemes with their budgets."""
    context = {
        "page": page_of(schemes_of_agencies(actor=request.actor), request),
        "may_edit": bool(request.actor.agencies_with(*WRITERS)),
    }
    return render(request, "workbench/vouchers/list.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def scheme_new(request: HttpRequest) -> HttpResponse:
    """Open a scheme for a programme."""
    programmes = list(
        Programme.objects.filter(
            agency__in=request.actor.agencies_with(*WRITERS), voucher_scheme=None
        ).order_by("-year", "name", "pk")
    )
    named = {str(one.pk): one for one in programmes}
    usual = shipped_definitions().as_of("voucher-subsidy", timezone.localdate()).values
    form = typed_forms.NewSchemeForm(
        request.POST or None, programmes=programmes, initial={"cap_won": usual["cap_won"]}
    )
    return act_page(
        request,
        form=form,
        act=lambda typed: open_scheme(
            programme=named[typed["programme"]], terms=form.terms(), by=request.user, now=timezone.now()
        ),
        title=_("바우처 사업 열기"),
        subject="",
        said=_("바우처 사업을 열었습니다. 수행기관의 등록을 받을 수 있습니다."),
        back=reverse("workbench:voucher-scheme-list"),
    )


@guarded(AGENCY_STAFF)
@require_GET
def scheme_detail(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Show a scheme: its budget, what waits, and its vouchers."""
    scheme = access_scheme(actor=request.actor, scheme_id=scheme_id)
    filters = typed_forms.VoucherFilterForm(request.GET)
    rows = vouchers_of(scheme_id=scheme.pk)
    if text := filters.chosen.get("q"):
        rows = rows.filter(Q(enterprise__name__icontains=text) | Q(number__icontains=text))
    if state := filters.chosen.get("state"):
        rows = rows.filter(state=state)
    limit = scheme.limit
    context = {
        "scheme": scheme,
        "tab": "vouchers",
        "filters": filters,
        "page": page_of(rows, request),
        "left": limit.limit_won - limit.committed_won,
        "bands": bands_of(scheme),
        "to_settle": list(contracts_to_settle(scheme_id=scheme.pk)),
        "applied": scheme.suppliers.filter(state=SupplierState.APPLIED).count(),
        "may_edit": _may_edit(request, scheme),
    }
    return render(request, "workbench/vouchers/scheme.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def scheme_edit(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Change a scheme's terms."""
    scheme = access_scheme(actor=request.actor, scheme_id=scheme_id, roles=WRITERS)
    form = typed_forms.SchemeForm(
        request.POST or None,
        initial={
            "name": scheme.name,
            "budget_won": scheme.limit.limit_won,
            "cap_won": scheme.cap_won,
            "fields_chosen": scheme.fields,
            "opens_on": scheme.opens_on,
            "last_use_on": scheme.last_use_on,
        },
    )
    return act_page(
        request,
        form=form,
        act=lambda _typed: change_scheme(scheme=scheme, terms=form.terms(), by=request.user),
        title=_("바우처 사업 고치기"),
        subject=scheme.name,
        said=_("바우처 사업을 고쳤습니다."),
        back=_page(scheme),
    )


@guarded(AGENCY_STAFF)
@require_GET
def firms(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """List the selected firms that hold no voucher yet."""
    scheme = access_scheme(actor=request.actor, scheme_id=scheme_id)
    context = {
        "scheme": scheme,
        "tab": "firms",
        "page": page_of(firms_to_issue(scheme), request),
        "may_edit": _may_edit(request, scheme),
    }
    return render(request, "workbench/vouchers/firms.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, scheme_id: int, enterprise_id: int) -> HttpResponse:
    """Issue a selected firm its voucher."""
    scheme = access_scheme(actor=request.actor, scheme_id=scheme_id, roles=WRITERS)
    enterprise = firms_to_issue(scheme).filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotVisible(f"firm {enterprise_id} to issue a voucher of scheme {scheme_id}")
    years = definition_of(scheme).values["sales_years"]
    form = typed_forms.IssueForm(
        request.POST or None,
        years=years,
        known=sales_known(enterprise=enterprise, years=years),
        today=timezone.localdate(),
    )
    return act_page(
        request,
        form=form,
        act=lambda typed: issue_voucher(
            scheme=scheme,
            enterprise=enterprise,
            sales=form.sales,
            evidence=typed["evidence"],
            subsidy_won=typed["subsidy_won"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("바우처 발급"),
        subject=f"{scheme.name} · {enterprise.name}",
        said=_("바우처를 발급했습니다. 자기부담금이 들어오면 확인해 주세요."),
        back=reverse("workbench:voucher-firms", args=[scheme.pk]),
    )


@guarded(AGENCY_STAFF)
@require_GET
def supplier_list(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """List the suppliers of a scheme, those who wait first."""
    scheme = access_scheme(actor=request.actor, scheme_id=scheme_id)
    rows = (
        Supplier.objects.filter(scheme=scheme)
        .select_related("enterprise")
        .order_by("state", "applied_at", "pk")
    )
    context = {"scheme": scheme, "tab": "suppliers", "page": page_of(rows, request)}
    return render(request, "workbench/vouchers/suppliers.html", context)


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def supplier_detail(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """Show a supplier and its menu; POST registers, refuses or suspends it."""
    writing = WRITERS if request.method == "POST" else ()
    supplier = access_supplier(actor=request.actor, supplier_id=supplier_id, roles=writing)
    scheme = supplier.scheme
    return act_page(
        request,
        form=typed_forms.SupplierForm(request.POST or None),
        act=lambda typed: decide_supplier(
            supplier=supplier,
            state=SupplierState(typed["state"]),
            reason=typed["reason"],
            by=request.user,
            now=timezone.now(),
        ),
        title=pgettext("바우처", "수행기관"),
        subject=supplier.enterprise.name,
        said=_("수행기관에 대한 결정을 기록했습니다."),
        back=reverse("workbench:supplier-list", args=[scheme.pk]),
        template="workbench/vouchers/supplier.html",
        more={
            "supplier": supplier,
            "services": supplier.services.order_by("field", "name", "pk"),
            "may_edit": _may_edit(request, scheme),
        },
    )


@guarded(AGENCY_STAFF)
@require_GET
def voucher_detail(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Show a voucher: its points, what was used, its contracts."""
    voucher = access_voucher(actor=request.actor, voucher_id=voucher_id)
    used = used_points(voucher)
    context = {
        "voucher": voucher,
        "scheme": voucher.scheme,
        "used": used,
        "left": voucher.subsidy_won + voucher.own_won - used.total_won,
        "contracts": voucher.contracts.select_related("supplier_enterprise").order_by("-number"),
        "may_edit": _may_edit(request, voucher.scheme),
        "issued": VoucherState.ISSUED,
    }
    return render(request, "workbench/vouchers/voucher.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def own_share(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Note that a firm paid its own share."""
    voucher = access_voucher(actor=request.actor, voucher_id=voucher_id, roles=WRITERS)
    return act_page(
        request,
        form=typed_forms.OwnShareForm(request.POST or None, initial={"paid_on": timezone.localdate()}),
        act=lambda typed: record_own_share(voucher=voucher, paid_on=typed["paid_on"], by=request.user),
        title=_("자기부담금 확인"),
        subject=f"{voucher.number} · {voucher.enterprise.name} · {voucher.own_won:,}원",
        said=_("자기부담금을 확인했습니다. 이제 바우처를 쓸 수 있습니다."),
        back=reverse("workbench:voucher", args=[voucher.pk]),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """End a voucher the firm has given up."""
    voucher = access_voucher(actor=request.actor, voucher_id=voucher_id, roles=WRITERS)
    return act_page(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda typed: end_voucher(
            voucher=voucher,
            state=VoucherState.CANCELLED,
            reason=typed["reason"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("바우처 취소"),
        subject=f"{voucher.number} · {voucher.enterprise.name}",
        said=_("바우처를 취소했습니다. 쓰지 않은 보조금은 예산으로 돌아갔습니다."),
        back=reverse("workbench:voucher", args=[voucher.pk]),
    )


def _may_edit(request: HttpRequest, scheme: VoucherScheme) -> bool:
    return scheme.agency_id in request.actor.agencies_with(*WRITERS)


def _page(scheme: VoucherScheme) -> str:
    return reverse("workbench:voucher-scheme", args=[scheme.pk])
