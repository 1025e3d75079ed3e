"""A firm's settlement: reports to hand in, what came of them, what is to be paid back, measures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.agreements.domain.ledger import still_payable
from didim.agreements.domain.settling.recoveries import owed, parts_of
from didim.agreements.domain.settling.reports import (
    ENDED,
    due_of,
    final_report_due,
    hand_in_final_report,
    hand_in_use_report,
)
from didim.agreements.domain.settling.rules import sanctions_on
from didim.agreements.enums import RecoveryState, SettlementState
from didim.agreements.models import Agreement, Instalment
from didim.agreements.queries.agreements import access_own_agreement
from didim.agreements.queries.settling import access_own_recovery, settled, settlement_of
from didim.applications.models import FirmFile
from didim.documents.settlement_papers import recovery_pdf, settlement_pdf
from didim.engines.settlement import standings
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page
from didim.web.components.papers import pdf_response
from didim.web.portal.vouchers.forms import FinalReportForm, UseReportForm

_MOST_FILES = 100


@guarded(FIRM_MEMBER)
@require_GET
def detail(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Show what is to hand in and by when, the settlement, recoveries and measures."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    settlement, today = settlement_of(agreement), timezone.localdate()
    table, language = sanctions_on(today), get_language() or "ko"
    recoveries = agreement.recoveries.exclude(state=RecoveryState.CANCELLED).order_by("-pk")
    context = {
        "agreement": agreement,
        "settlement": settlement,
        "today": today,
        "may_report": agreement.state in ENDED,
        "final_due": final_report_due(agreement),
        "final_reports": list(agreement.final_reports.all()),
        "recoveries": [
            (row, owed(row), standings(parts_of(row), paid_won=row.paid_won, today=today))
            for row in recoveries
        ],
        "sanctions": [
            (row, table.grounds[row.ground].text.text(language) if row.ground in table.grounds else "")
            for row in agreement.sanctions.all()
        ],
    }
    if settlement is not None:
        context |= {
            "due": due_of(settlement),
            "to_report": settlement.state in (SettlementState.OPEN, SettlementState.RETURNED),
            "result": settlement.result if settlement.confirmed_at else None,
            "paid": Instalment.objects.filter(settlement=settlement).first(),
            "payable": still_payable(agreement),
        }
    return render(request, "portal/settling/detail.html", context)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def final_report(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Hand in the final report."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    files = FirmFile.objects.filter(enterprise=agreement.enterprise_id, removed_at=None)
    return act_page(
        request,
        form=FinalReportForm(request.POST or None, files=files.order_by("-pk")[:_MOST_FILES]),
        act=lambda typed: hand_in_final_report(
            agreement=agreement, text=typed["text"], file=typed["file"], by=request.user, now=timezone.now()
        ),
        title=_("최종보고서"),
        subject=f"{agreement.number} {agreement.title}",
        button=_("최종보고서 내기"),
        said=_("최종보고서를 냈습니다."),
        back=_page(agreement),
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def use_report(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Report how the money was used."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    settlement = settlement_of(agreement)
    if settlement is None:
        raise NotVisible(f"settlement of agreement {agreement_id}")
    return act_page(
        request,
        form=UseReportForm(request.POST or None, initial={"interest_won": settlement.interest_won}),
        act=lambda typed: hand_in_use_report(
            settlement=settlement,
            interest_won=typed["interest_won"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("사용실적보고"),
        subject=f"{agreement.number} {agreement.title}",
        button=_("사용실적 내기"),
        said=_("사용실적을 냈습니다. 담당자가 정산합니다."),
        back=_page(agreement),
    )


@guarded(FIRM_MEMBER)
@require_GET
def settlement_paper(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Give the confirmation of a settlement as PDF."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    content = settled(agreement).result
    return pdf_response(settlement_pdf(content), content["number"])


@guarded(FIRM_MEMBER)
@require_GET
def recovery_paper(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Give a notice of recovery as PDF."""
    recovery = access_own_recovery(actor=request.actor, recovery_id=recovery_id)
    return pdf_response(recovery_pdf(recovery.content), recovery.number)


def _page(agreement: Agreement) -> str:
    return reverse("portal:settlement", args=[agreement.pk])
