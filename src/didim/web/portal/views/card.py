"""A firm's own card: what it received, what became of it before and after, and what is missing for it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.guards import guarded
from didim.documents.reports import report_pdf
from didim.outcomes.enums import RequestState
from didim.outcomes.queries.access import answers_of
from didim.registry.models import Enterprise
from didim.registry.rules import FIRM_MEMBER
from didim.reports.outlines import outline
from didim.reports.paper import Report
from didim.reports.queries.asking import firm_asked
from didim.reports.queries.cards import build_card, with_lacking, years_told
from didim.reports.scopes import Period
from didim.web.components.report_pages import file_response, page_language, shown_report
from didim.web.portal.views.firm import own_firm

CARD = "firm-card"


@dataclass(frozen=True)
class _Card:
    """The card of a firm and a year, the years there are, and the sentences about what it lacks."""

    firm: Enterprise
    years: list[int]
    year: int
    report: Report
    lacking: tuple[str, ...]


def _card(request: HttpRequest) -> _Card:
    """Build the card of the year asked for, else of the newest; 404 for one nothing is known of."""
    firm, today = own_firm(request, _("기업 성과 카드 보기")), timezone.localdate()
    years = years_told(enterprise_id=firm.pk) or [today.year]
    said = request.GET.get("year") or str(years[0])
    if said not in {str(year) for year in years}:
        raise Http404(f"year {said}")
    period = Period.year(int(said))
    asked = firm_asked(firm, period=period, made_on=today, language=page_language())
    report, lacking = build_card(outline(CARD, on=today), asked)
    return _Card(firm, years, int(said), report, lacking)


@guarded(FIRM_MEMBER)
@require_GET
def firm_card(request: HttpRequest) -> HttpResponse:
    """Show the firm its card, and where it can give what is missing."""
    card = _card(request)
    answers = [
        answer
        for answer in answers_of(actor=request.actor, now=timezone.now())
        if answer.enterprise_id == card.firm.pk
        and answer.submitted_at is None
        and answer.request.state == RequestState.OPEN
    ]
    context = {"card": card, "report": shown_report(card.report), "answers": answers}
    return render(request, "portal/firm_card.html", context)


@guarded(FIRM_MEMBER)
@require_GET
def firm_card_pdf(request: HttpRequest) -> HttpResponse:
    """Give the card as PDF."""
    card = _card(request)
    return file_response(
        report_pdf(with_lacking(card.report, card.lacking)), "pdf", f"{card.report.title} {card.year}.pdf"
    )
