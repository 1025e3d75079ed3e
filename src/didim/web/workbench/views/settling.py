"""Settling agreements: the list, one with its lines and steps, what is not allowed, confirming it."""

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.agreements.domain.ledger import still_payable
from didim.agreements.domain.settling.figures import line_names, sheet_of
from didim.agreements.domain.settling.paying import pay_settlement
from didim.agreements.domain.settling.reports import (
    due_of,
    extend_use_report,
    final_report_due,
    open_settlement,
    return_use_report,
)
from didim.agreements.domain.settling.sanctions import must_be_barred
from didim.agreements.domain.settling.settlement import (
    allow_again,
    confirm_settlement,
    disallow,
    disallowable,
    result_of,
)
from didim.agreements.enums import SettlementState
from didim.agreements.models import Agreement, Instalment, Settlement
from didim.agreements.queries.agreements import access_agreement
from didim.agreements.queries.settling import (
    access_disallowance,
    ended_agreements,
    expenditure_in,
    report_in,
    settled,
    settlement_of,
)
from didim.documents.settlement_papers import settlement_pdf
from didim.engines.settlement import SettlementError
from didim.kernel.refusals import RefusedError
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.components.downloads import file_response
from didim.web.components.papers import pdf_response
from didim.web.workbench.forms import settling as typed_forms
from didim.web.workbench.forms.agreements import PaymentForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows

SORTS = {
    "number": ("number",),
    "enterprise": ("enterprise__name",),
    "ended": ("ended_on",),
    "due": ("settlement__use_report_due_on",),
    "state": ("settlement__state",),
}


@guarded(AGENCY_STAFF)
@require_GET
def settlement_list(request: HttpRequest) -> HttpResponse:
    """List the ended agreements and where their settlements stand."""
    filters = typed_forms.SettlementFilterForm(request.GET)
    rows = ended_agreements(actor=request.actor)
    if text := filters.chosen.get("q"):
        rows = rows.filter(
            Q(enterprise__name__icontains=text) | Q(title__icontains=text) | Q(number__icontains=text)
        )
    if state := filters.chosen.get("state"):
        rows = rows.filter(settlement__state=state)
    rows, sorting = sorted_rows(rows, request, SORTS, "-ended")
    context = {
        "page": page_of(rows, request),
        "sorting": sorting,
        "filters": filters,
        "today": timezone.localdate(),
    }
    return render(request, "workbench/settling/list.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def settlement_detail(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Show a settlement: reports, lines, what is not allowed, every step, and what goes back."""
    agreement = access_agreement(actor=request.actor, agreement_id=agreement_id)
    settlement = settlement_of(agreement)
    context = {
        "agreement": agreement,
        "settlement": settlement,
        "tab": "settlement",
        "today": timezone.localdate(),
        "may_edit": agreement.agency_id in request.actor.agencies_with(*WRITERS),
        "final_due": final_report_due(agreement),
        "final_reports": agreement.final_reports.select_related("file", "handed_in_by"),
        "recoveries": agreement.recoveries.order_by("-pk"),
        "must_bar": must_be_barred(agreement, today=timezone.localdate()),
        "confirmed": SettlementState.CONFIRMED,
    }
    if settlement is not None:
        context |= _figures(settlement)
    return render(request, "workbench/settling/detail.html", context)


def _figures(settlement: Settlement) -> dict[str, object]:
    """Return a settlement's figures: as confirmed, or as the rows are now; why there are none."""
    agreement, names = settlement.agreement, line_names(settlement.agreement)
    spendings = [
        (row, names[row.line_id], disallowable(row))
        for row in agreement.expenditures.filter(payments__isnull=False).distinct().order_by("number")
    ]
    rows = settlement.disallowances.select_related("expenditure").order_by("pk")
    shown: dict[str, object] = {
        "due": due_of(settlement),
        "spendings": spendings,
        "disallowed": [(row, names[row.line_id]) for row in rows],
    }
    if settlement.state == SettlementState.CONFIRMED:
        paid = Instalment.objects.filter(settlement=settlement).first()
        return shown | {"result": settlement.result, "paid": paid, "payable": still_payable(agreement)}
    try:
        return shown | {"result": result_of(settlement, sheet_of(settlement), timezone.now())}
    except SettlementError as error:
        return shown | {"problem": str(error)}


@guarded(WRITER)
@require_POST
def settlement_open(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Open the settlement of an ended agreement."""
    agreement = _writable(request, agreement_id)
    try:
        open_settlement(agreement=agreement, by=request.user, now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect(_page(agreement))


@guarded(WRITER)
@require_POST
def extend(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Give the firm seven more days for its use report."""
    settlement = _settlement(request, agreement_id)
    try:
        extend_use_report(settlement=settlement, by=request.user, now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("사용실적 제출 기한을 연장했습니다."))
    return redirect(_page(settlement.agreement))


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Send a use report back."""
    settlement = _settlement(request, agreement_id)
    return act_page(
        request,
        form=typed_forms.ReasonForm(request.POST or None),
        act=lambda typed: return_use_report(
            settlement=settlement, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
        title=_("사용실적 보완 요청"),
        subject=str(settlement.agreement),
        said=_("사용실적을 돌려보냈습니다."),
        back=_page(settlement.agreement),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def disallow_part(request: HttpRequest, agreement_id: int, expenditure_id: int) -> HttpResponse:
    """Name what of an expenditure is not accepted."""
    settlement = _settlement(request, agreement_id)
    row = expenditure_in(settlement.agreement, expenditure_id)
    return act_page(
        request,
        form=typed_forms.DisallowForm(request.POST or None),
        act=lambda typed: disallow(
            settlement=settlement, expenditure=row, by=request.user, now=timezone.now(), **typed
        ),
        title=pgettext("할 일", "불인정"),
        subject=f"{row.number}. {row.purpose} · {row.payee_name} · {disallowable(row):,}원",
        said=_("불인정금을 적었습니다. 정산 금액에 바로 반영됩니다."),
        back=_page(settlement.agreement),
    )


@guarded(WRITER)
@require_POST
def allow(request: HttpRequest, disallowance_id: int) -> HttpResponse:
    """Take a disallowance back."""
    row = access_disallowance(actor=request.actor, disallowance_id=disallowance_id, roles=WRITERS)
    agreement = row.settlement.agreement
    try:
        allow_again(disallowance=row, by=request.user)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("불인정을 거두었습니다."))
    return redirect(_page(agreement))


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Confirm a settlement; its figures do not change any more."""
    settlement = _settlement(request, agreement_id)
    return act_page(
        request,
        form=typed_forms.ConfirmForm(request.POST or None),
        act=lambda typed: confirm_settlement(
            settlement=settlement,
            auditor=typed["auditor"],
            render=settlement_pdf,
            by=request.user,
            now=timezone.now(),
        ),
        title=pgettext("할 일", "정산 확정"),
        subject=str(settlement.agreement),
        said=_("정산을 확정했습니다. 반납할 금액은 환수를 고지하고, 더 지급할 금액은 지급해 주세요."),
        back=_page(settlement.agreement),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def pay_rest(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Record that the firm was paid what its settlement still owed."""
    settlement = _settlement(request, agreement_id)
    return act_page(
        request,
        form=PaymentForm(request.POST or None, initial={"paid_on": timezone.localdate()}),
        act=lambda typed: pay_settlement(settlement=settlement, by=request.user, now=timezone.now(), **typed),
        title=_("정산에서 정한 지원금 지급 기록"),
        subject=f"{settlement.agreement} · {settlement.result.get('payable_won', 0):,}원",
        button=_("지급 기록"),
        said=_("지급을 기록했습니다."),
        back=_page(settlement.agreement),
    )


@guarded(AGENCY_STAFF)
@require_GET
def settlement_paper(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Give the confirmation of a settlement as PDF."""
    agreement = access_agreement(actor=request.actor, agreement_id=agreement_id)
    content = settled(agreement).result
    return pdf_response(settlement_pdf(content), content["number"])


@guarded(AGENCY_STAFF)
@require_GET
def final_report_file(request: HttpRequest, agreement_id: int, number: int) -> FileResponse:
    """Give the file of a final report."""
    agreement = access_agreement(actor=request.actor, agreement_id=agreement_id)
    return file_response(report_in(agreement, number).file)


def _writable(request: HttpRequest, agreement_id: int) -> Agreement:
    return access_agreement(actor=request.actor, agreement_id=agreement_id, roles=WRITERS)


def _settlement(request: HttpRequest, agreement_id: int) -> Settlement:
    settlement = settlement_of(_writable(request, agreement_id))
    if settlement is None:
        raise NotVisible(f"settlement of agreement {agreement_id}")
    return settlement


def _page(agreement: Agreement) -> str:
    return reverse("workbench:settlement", args=[agreement.pk])
