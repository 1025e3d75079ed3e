"""Reports as they were given out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from didim.accounts.guards import guarded
from didim.registry.rules import AGENCY_STAFF
from didim.reports.domain.publishing import published_paper
from didim.reports.queries.published import access_published
from didim.web.components.report_pages import RENDERERS, file_response, shown_report


@guarded(AGENCY_STAFF)
@require_GET
def published_report(request: HttpRequest, published_id: int) -> HttpResponse:
    """Show a published report, unchanged since."""
    published = access_published(actor=request.actor, published_id=published_id)
    context = {
        "published": published,
        "report": shown_report(published_paper(published)),
        "endings": [(ending, ending.upper()) for ending in RENDERERS],
    }
    return render(request, "workbench/reports/published.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def published_file(request: HttpRequest, published_id: int, ending: str) -> HttpResponse:
    """Give a published report as PDF, HWPX or XLSX."""
    published = access_published(actor=request.actor, published_id=published_id)
    if ending not in RENDERERS:
        raise Http404(ending)
    content = RENDERERS[ending](published_paper(published))
    return file_response(content, ending, f"{published.title}-{published.number}.{ending}")
