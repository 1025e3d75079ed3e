"""Reports: built from figures as one looks, given out as files, published."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.domain.access_log import note_download
from didim.accounts.guards import guarded
from didim.documents.reports import report_hwpx, report_pdf, report_xlsx
from didim.kernel.calendar import ONE_DAY, years_after
from didim.kernel.refusals import RefusedError
from didim.registry.enums import NetworkKind
from didim.registry.models import Network
from didim.registry.rules import AGENCY_STAFF
from didim.reports.domain.publishing import publish_report
from didim.reports.models import PublishedReport
from didim.reports.outlines import Outline, PeriodKind, ScopeKind, all_outlines
from didim.reports.paper import Report
from didim.reports.queries.building import build_report
from didim.reports.scopes import Period
from didim.web.components.refusals import done
from didim.web.components.report_pages import file_response, page_language, shown_report
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.forms.reports import FigurePeriodForm, ReportPeriodForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of
from didim.web.workbench.reporting import Whose, hidden_fields, known_outline, whose
from didim.web.workbench.views.boards import today


class _Chosen:
    """What a page of a report was asked for: the outline, whose, the period; built when it is needed."""

    def __init__(self, request: HttpRequest, outline_code: str) -> None:
        self.outline: Outline = known_outline(outline_code, on=today())
        self.whose: Whose = whose(request, self.outline.scope, now=timezone.now())
        said = request.POST if request.method == "POST" else request.GET
        self.form: FigurePeriodForm | ReportPeriodForm
        if self.outline.period.has_days:
            usual = _usual_days(self.outline.period, self.whose)
            self.form = FigurePeriodForm(said.dict(), today=today(), compares=True, usual=usual)
        else:
            self.form = ReportPeriodForm(said.dict(), kind=self.outline.period, today=today())
        self.is_valid = self.form.is_valid()

    def built(self, *, with_rows: bool = False) -> Report:
        """Build the report; 404 where the address asks for no period there is."""
        if not self.is_valid:
            raise Http404("period")
        asked = self.whose.asked(
            period=self.form.period,
            baseline=self.form.baseline_period,
            made_on=today(),
            language=page_language(),
            with_rows=with_rows,
        )
        if with_rows:
            # Rows are read as the person may see them; the totals of an agency are its own rows.
            return build_report(self.outline, asked)
        with self.whose.totals():
            return build_report(self.outline, asked)


def _usual_days(kind: PeriodKind, of: Whose) -> Period | None:
    """Return the days a report is about unless others are asked for."""
    if kind is PeriodKind.TO_DATE:
        return Period(date(today().year, 1, 1), today())
    opened_on = of.agency.current.opened_on
    return Period(opened_on, years_after(opened_on, 1) - ONE_DAY) if opened_on else None


@guarded(AGENCY_STAFF)
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """Choose a report, and see what was published."""
    agency = agency_choice(request)
    leads = Network.objects.filter(hub=agency.current, kind=NetworkKind.NETWORK).exists()
    offered = [
        one
        for one in all_outlines(on=today())
        if one.scope is ScopeKind.AGENCY or (one.scope in (ScopeKind.NETWORK, ScopeKind.NATION) and leads)
    ]
    published = PublishedReport.objects.filter(agency=agency.current).select_related(
        "network", "published_by"
    )
    context = {"agency": agency, "offered": offered, "page": page_of(published, request)}
    return render(request, "workbench/reports/list.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def report(request: HttpRequest, outline_code: str) -> HttpResponse:
    """Show a report as its figures are now."""
    chosen = _Chosen(request, outline_code)
    return _page(request, chosen, status=200 if chosen.is_valid else 422)


def _page(request: HttpRequest, chosen: _Chosen, *, status: int, refused: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "outline": chosen.outline,
        "whose": chosen.whose,
        "form": chosen.form,
        "refused": refused,
        "may_publish": chosen.outline.scope is not ScopeKind.FIRM
        and chosen.whose.agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
    if chosen.is_valid:
        period = chosen.form.period
        context |= {
            "report": shown_report(chosen.built()),
            "period": period,
            "figure_query": f"{chosen.whose.query}&start={period.start}&end={period.end}"
            + _baseline(chosen.form.cleaned_data),
            "file_query": f"{chosen.whose.query}&{_period_query(chosen.form.cleaned_data)}",
            "said": chosen.form.cleaned_data,
        }
    return render(request, "workbench/reports/report.html", context, status=status)


def _baseline(said: dict[str, Any]) -> str:
    return f"&baseline={said['baseline']}" if said.get("baseline") else ""


def _period_query(said: dict[str, Any]) -> str:
    return "&".join(f"{name}={value}" for name, value in said.items() if value is not None)


@guarded(AGENCY_STAFF)
@require_GET
def report_file(request: HttpRequest, outline_code: str, ending: str) -> HttpResponse:
    """Give a report as PDF or HWPX; it names no rows."""
    renderers = {"pdf": report_pdf, "hwpx": report_hwpx}
    if ending not in renderers:
        raise Http404(ending)
    built = _Chosen(request, outline_code).built()
    return file_response(renderers[ending](built), ending, f"{built.title}.{ending}")


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def workbook(request: HttpRequest, outline_code: str) -> HttpResponse:
    """Ask for the reason, then send the workbook with the rows behind each figure."""
    chosen = _Chosen(request, outline_code)
    if chosen.whose.agency.current.pk not in request.actor.agencies_with(*WRITERS):
        raise Http404("agency")
    form = DownloadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        built = chosen.built(with_rows=chosen.whose.network is None)
        rows = sum(len(sheet.rows) for sheet in built.sheets)
        if done(
            form,
            lambda typed: note_download(
                task=_("성과보고서 엑셀 내려받기"),
                subject=built.title[:200],
                subjects=max(1, rows),
                reason=typed["reason"],
                now=timezone.now(),
                agency_id=chosen.whose.agency.current.pk,
            ),
        ):
            return as_download(report_xlsx(built), f"{built.title}.xlsx")
    context = {"form": form, "title": _("성과보고서 엑셀 내려받기"), "hidden": hidden_fields(request)}
    return render(request, "workbench/reports/workbook.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@require_POST
def publish(request: HttpRequest, outline_code: str) -> HttpResponse:
    """Publish a report as it is now; from then on it stays as it was."""
    chosen = _Chosen(request, outline_code)
    agency = chosen.whose.agency.current
    if agency.pk not in request.actor.agencies_with(*WRITERS) or chosen.outline.scope is ScopeKind.FIRM:
        raise Http404("agency")
    built = chosen.built()
    try:
        published = publish_report(
            agency=agency,
            network=chosen.whose.network,
            outline=chosen.outline,
            report=built,
            period=chosen.form.period,
            by=request.user,
            now=timezone.now(),
        )
    except RefusedError as error:
        return _page(request, chosen, status=422, refused=str(error))
    messages.success(request, _("보고서를 발간했습니다. 이제 내용이 바뀌지 않습니다."))
    return redirect("workbench:published", published.pk)
