"""The report over all agencies, for those who run the installation: totals alone, no agency's rows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from didim.accounts.guards import OPERATOR, guarded
from didim.accounts.tenancy import SYSTEM, scoped
from didim.reports.outlines import Outline
from didim.reports.paper import Report
from didim.reports.queries.asking import nation_asked
from didim.reports.queries.building import build_report
from didim.reports.scopes import Period
from didim.web.components.report_pages import RENDERERS, file_response, page_language, shown_report
from didim.web.workbench.forms.reports import ReportPeriodForm
from didim.web.workbench.reporting import known_outline
from didim.web.workbench.views.boards import today

NATIONAL = "national"


def _form(request: HttpRequest) -> tuple[Outline, ReportPeriodForm]:
    outline = known_outline(NATIONAL, on=today())
    return outline, ReportPeriodForm(request.GET.dict(), kind=outline.period, today=today())


def _built(outline: Outline, period: Period) -> Report:
    """Build the report of all agencies; only here are their rows added up together."""
    with scoped(SYSTEM):
        asked = nation_asked(period=period, made_on=today(), language=page_language())
        return build_report(outline, asked)


@guarded(OPERATOR)
@require_GET
def national_report(request: HttpRequest) -> HttpResponse:
    """Show what all agencies reached in a year."""
    outline, form = _form(request)
    if not form.is_valid():
        context = {"outline": outline, "form": form}
        return render(request, "workbench/reports/national.html", context, status=422)
    context = {
        "outline": outline,
        "form": form,
        "report": shown_report(_built(outline, form.period)),
        "year": form.cleaned_data["year"],
        "endings": [(ending, ending.upper()) for ending in RENDERERS],
    }
    return render(request, "workbench/reports/national.html", context)


@guarded(OPERATOR)
@require_GET
def national_file(request: HttpRequest, ending: str) -> HttpResponse:
    """Give the report as PDF, HWPX or XLSX; it names no rows."""
    outline, form = _form(request)
    if ending not in RENDERERS or not form.is_valid():
        raise Http404(ending)
    built = _built(outline, form.period)
    return file_response(RENDERERS[ending](built), ending, f"{built.title}.{ending}")
