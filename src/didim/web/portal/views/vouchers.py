"""Vouchers for firms and suppliers: finding a service, contracts, results and their inspection."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.agreements.domain.vouchers.contracts import (
    Signer,
    accept_request,
    cancel_contract,
    conclude_contract,
    request_contract,
)
from didim.agreements.domain.vouchers.delivering import deliver, inspect_delivery
from didim.agreements.domain.vouchers.issuing import used_points
from didim.agreements.enums import VoucherContractState, VoucherState
from didim.agreements.models import Voucher, VoucherContract
from didim.agreements.queries.vouchers import (
    access_own_voucher,
    access_party_contract,
    delivery_in,
    menu,
    own_vouchers,
    party_contracts,
    registered_supplier,
    voucher_number_of,
)
from didim.applications.models import FirmFile
from didim.documents.voucher_papers import voucher_contract_pdf
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page
from didim.web.components.downloads import file_response
from didim.web.components.signing import fresh_method, ways_to_prove
from didim.web.components.voucher_papers import voucher_paper_of
from didim.web.portal.vouchers import forms as typed_forms

PAGE_SIZE = 20
_MOST_FILES = 100
# Before both have signed, each side may step back.
_MAY_CANCEL = (VoucherContractState.REQUESTED, VoucherContractState.ACCEPTED)


@guarded(FIRM_MEMBER)
@require_GET
def voucher_list(request: HttpRequest) -> HttpResponse:
    """List the vouchers of one's firms, and the contracts on either side."""
    page = Paginator(party_contracts(actor=request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"vouchers": list(own_vouchers(actor=request.actor)), "page": page}
    return render(request, "portal/vouchers/list.html", context)


@guarded(FIRM_MEMBER)
@require_GET
def voucher_detail(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Show a voucher: what is left, and its contracts."""
    voucher = access_own_voucher(actor=request.actor, voucher_id=voucher_id)
    used = used_points(voucher)
    context = {
        "voucher": voucher,
        "used": used,
        "left": voucher.limit.limit_won - voucher.limit.committed_won,
        "contracts": voucher.contracts.select_related("supplier_enterprise").order_by("-number"),
        "usable": _usable(voucher),
    }
    return render(request, "portal/vouchers/detail.html", context)


@guarded(FIRM_MEMBER)
@require_GET
def menu_page(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Find a service among the menus of registered suppliers."""
    voucher = access_own_voucher(actor=request.actor, voucher_id=voucher_id)
    filters = typed_forms.MenuFilterForm(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    rows = menu(scheme_id=voucher.scheme_id, field=chosen.get("field", ""), text=chosen.get("q", ""))
    # A firm contracts with others only.
    rows = rows.exclude(supplier__enterprise=voucher.enterprise_id)
    context = {
        "voucher": voucher,
        "filters": filters,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/vouchers/menu.html", context)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, voucher_id: int, supplier_id: int) -> HttpResponse:
    """Ask a supplier for services off its menu."""
    voucher = access_own_voucher(actor=request.actor, voucher_id=voucher_id)
    supplier = registered_supplier(scheme_id=voucher.scheme_id, supplier_id=supplier_id)
    services = list(menu(scheme_id=voucher.scheme_id).filter(supplier=supplier))
    form = typed_forms.OrderForm(
        request.POST or None, services=services, initial={"starts_on": timezone.localdate()}
    )
    return act_page(
        request,
        form=form,
        act=lambda _typed: request_contract(
            voucher=voucher,
            supplier=supplier,
            order=form.order(),
            render=voucher_contract_pdf,
            by=request.user,
            now=timezone.now(),
        ),
        title=_("서비스 요청"),
        subject=supplier.enterprise.name,
        button=_("수행기관에 요청"),
        said=_("수행기관에 요청했습니다. 수락하면 서명할 수 있습니다."),
        back=reverse("portal:voucher", args=[voucher.pk]),
        template="portal/vouchers/order.html",
        more={
            "supplier": supplier,
            "voucher": voucher,
            "left": voucher.limit.limit_won - voucher.limit.committed_won,
        },
    )


@guarded(FIRM_MEMBER)
@require_GET
def contract_detail(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show a contract to the firm or to the supplier, and what is to do now."""
    contract = access_party_contract(actor=request.actor, contract_id=contract_id)
    context = {
        "contract": contract,
        **_sides(request, contract),
        "voucher_number": voucher_number_of(contract),
        "signatures": contract.signatures.order_by("signed_at"),
        "deliveries": contract.deliveries.select_related("file").order_by("-number"),
        "payments": contract.payments.order_by("pk"),
        "may_cancel": contract.state in _MAY_CANCEL,
        "file_route": "portal:voucher-delivery-file",
        "paper_route": "portal:voucher-contract-paper",
    }
    return render(request, "portal/vouchers/contract.html", context)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Sign a contract: the supplier accepts it, then the firm concludes it."""
    contract = access_party_contract(actor=request.actor, contract_id=contract_id)
    sides = _sides(request, contract)
    as_supplier = sides["is_supplier"] and contract.state == VoucherContractState.REQUESTED
    as_firm = sides["is_firm"] and contract.state == VoucherContractState.ACCEPTED
    if not (as_supplier or as_firm):
        raise NotVisible(f"signature under voucher contract {contract.pk}")
    method = fresh_method(request)
    form = typed_forms.SignForm(
        request.POST if method is not None and request.method == "POST" else None,
        initial={"name": request.user.name},
    )
    act = accept_request if as_supplier else conclude_contract
    return act_page(
        request,
        form=form,
        act=lambda typed: act(
            contract=contract,
            signer=Signer(request.user, typed["name"], method, request.POST.get("pdf_sha256", "")),
            now=timezone.now(),
        ),
        title=_("바우처 계약 서명"),
        subject=f"{contract.enterprise.name} → {contract.supplier_enterprise.name}",
        button=_("계약에 서명"),
        said=_("계약에 서명했습니다."),
        back=reverse("portal:voucher-contract", args=[contract.pk]),
        template="portal/vouchers/sign.html",
        more={"contract": contract, "method": method, "ways": ways_to_prove(request, request.path)},
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Step back from a contract before both sides have signed."""
    contract = access_party_contract(actor=request.actor, contract_id=contract_id)
    if contract.state not in _MAY_CANCEL:
        raise NotVisible(f"cancelling voucher contract {contract.pk}")
    return act_page(
        request,
        form=typed_forms.ReasonForm(request.POST or None),
        act=lambda typed: cancel_contract(
            contract=contract, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
        title=_("요청 거두기·거절"),
        subject=f"{contract.enterprise.name} → {contract.supplier_enterprise.name}",
        button=_("취소하기"),
        said=_("취소했습니다."),
        back=reverse("portal:voucher-contract", args=[contract.pk]),
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Hand in the result as the supplier."""
    contract = _of_side(request, contract_id, "is_supplier")
    files = FirmFile.objects.filter(enterprise=contract.supplier_enterprise_id, removed_at=None)
    return act_page(
        request,
        form=typed_forms.DeliveryForm(request.POST or None, files=files.order_by("-pk")[:_MOST_FILES]),
        act=lambda typed: deliver(
            contract=contract, report=typed["report"], file=typed["file"], by=request.user, now=timezone.now()
        ),
        title=pgettext("할 일", "결과 제출"),
        subject=contract.enterprise.name,
        button=pgettext("할 일", "결과 제출"),
        said=_("결과를 제출했습니다. 기업이 검수합니다."),
        back=reverse("portal:voucher-contract", args=[contract.pk]),
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Say as the firm whether the result is what was agreed."""
    contract = _of_side(request, contract_id, "is_firm")
    return act_page(
        request,
        form=typed_forms.InspectionForm(request.POST or None),
        act=lambda typed: inspect_delivery(
            contract=contract,
            accepted=typed["accepted"] == "yes",
            opinion=typed["opinion"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("검수"),
        subject=contract.supplier_enterprise.name,
        button=_("검수 결과 저장"),
        said=_("검수 결과를 저장했습니다."),
        back=reverse("portal:voucher-contract", args=[contract.pk]),
    )


@guarded(FIRM_MEMBER)
@require_GET
def contract_paper(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Give the contract as PDF to either side, as it is signed."""
    return voucher_paper_of(access_party_contract(actor=request.actor, contract_id=contract_id))


@guarded(FIRM_MEMBER)
@require_GET
def delivery_file(request: HttpRequest, contract_id: int, number: int) -> FileResponse:
    """Give the file of a result to either side."""
    contract = access_party_contract(actor=request.actor, contract_id=contract_id)
    return file_response(delivery_in(contract, number).file)


def _sides(request: HttpRequest, contract: VoucherContract) -> dict[str, Any]:
    firms = request.actor.enterprises_with()
    return {
        "is_firm": contract.enterprise_id in firms,
        "is_supplier": contract.supplier_enterprise_id in firms,
    }


def _of_side(request: HttpRequest, contract_id: int, side: str) -> VoucherContract:
    contract = access_party_contract(actor=request.actor, contract_id=contract_id)
    if not _sides(request, contract)[side]:
        raise NotVisible(f"voucher contract {contract_id} of that side")
    return contract


def _usable(voucher: Voucher) -> bool:
    paid = voucher.own_won == 0 or voucher.own_paid_on is not None
    lasts = voucher.state == VoucherState.ISSUED and timezone.localdate() <= voucher.expires_on
    return paid and lasts
