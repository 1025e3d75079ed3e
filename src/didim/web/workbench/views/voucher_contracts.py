"""Voucher contracts as staff see them: checking the result, paying the supplier, taking money back."""

from collections.abc import Callable

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.agreements.domain.vouchers.contracts import cancel_contract
from didim.agreements.domain.vouchers.delivering import (
    Transfer,
    return_delivery,
    settle_contract,
    take_back,
)
from didim.agreements.models import VoucherContract
from didim.agreements.queries.vouchers import access_contract, delivery_in, voucher_number_of
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.components.downloads import file_response
from didim.web.components.voucher_papers import voucher_paper_of
from didim.web.workbench.forms import vouchers as typed_forms
from didim.web.workbench.forms.settling import ReasonForm
from didim.web.workbench.guards import WRITER, WRITERS


@guarded(AGENCY_STAFF)
@require_GET
def detail(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show a contract: services, signatures, results, payments."""
    contract = access_contract(actor=request.actor, contract_id=contract_id)
    context = {
        "contract": contract,
        "voucher_number": voucher_number_of(contract),
        "signatures": contract.signatures.order_by("signed_at"),
        "deliveries": contract.deliveries.select_related("file").order_by("-number"),
        "payments": contract.payments.order_by("pk"),
        "file_route": "workbench:voucher-delivery-file",
        "paper_route": "workbench:voucher-contract-paper",
        "may_edit": contract.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/vouchers/contract.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Pay the supplier."""
    contract = _writable(request, contract_id)
    return act_page(
        request,
        form=typed_forms.TransferForm(request.POST or None, initial={"paid_on": timezone.localdate()}),
        act=lambda typed: settle_contract(
            contract=contract, transfer=Transfer(**typed), by=request.user, now=timezone.now()
        ),
        title=_("바우처 정산"),
        subject=f"{contract.supplier_enterprise.name} · {contract.amount_won:,}원",
        said=_("정산했습니다. 기업의 지원이력에 남았습니다."),
        back=_page(contract),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Send an inspected result back to the supplier."""
    return _with_a_reason(
        request,
        _writable(request, contract_id),
        act=return_delivery,
        title=_("결과 보완 요청"),
        said=_("결과를 돌려보냈습니다. 수행기관이 다시 제출합니다."),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Cancel a contract before its result was handed in."""
    return _with_a_reason(
        request,
        _writable(request, contract_id),
        act=cancel_contract,
        title=_("바우처 계약 취소"),
        said=_("계약을 취소했습니다."),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def money_back(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Note money a supplier paid back."""
    contract = _writable(request, contract_id)
    return act_page(
        request,
        form=typed_forms.TakeBackForm(request.POST or None, initial={"paid_on": timezone.localdate()}),
        act=lambda typed: take_back(
            contract=contract,
            amount_won=typed["amount_won"],
            transfer=Transfer(typed["paid_on"], typed["reference"]),
            by=request.user,
            now=timezone.now(),
        ),
        title=_("반환 기록"),
        subject=f"{contract.supplier_enterprise.name} · {contract.amount_won:,}원",
        said=_("돌려받은 돈을 기록했습니다."),
        back=_page(contract),
    )


@guarded(AGENCY_STAFF)
@require_GET
def paper(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Give a contract as PDF, as both sides sign it."""
    return voucher_paper_of(access_contract(actor=request.actor, contract_id=contract_id))


@guarded(AGENCY_STAFF)
@require_GET
def delivery_file(request: HttpRequest, contract_id: int, number: int) -> FileResponse:
    """Give the file of a result."""
    contract = access_contract(actor=request.actor, contract_id=contract_id)
    return file_response(delivery_in(contract, number).file)


def _with_a_reason(
    request: HttpRequest, contract: VoucherContract, *, act: Callable[..., object], title: str, said: str
) -> HttpResponse:
    return act_page(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda typed: act(contract=contract, reason=typed["reason"], by=request.user, now=timezone.now()),
        title=title,
        subject=contract.supplier_enterprise.name,
        said=said,
        back=_page(contract),
    )


def _writable(request: HttpRequest, contract_id: int) -> VoucherContract:
    return access_contract(actor=request.actor, contract_id=contract_id, roles=WRITERS)


def _page(contract: VoucherContract) -> str:
    return reverse("workbench:voucher-contract", args=[contract.pk])
