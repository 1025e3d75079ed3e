"""Figures: what each one counts, its value, and the rows it was counted from."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.domain.access_log import note_access, note_download
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.guards import guarded
from didim.documents.reports import report_xlsx
from didim.kernel.definitions import DefinitionError
from didim.registry.rules import AGENCY_STAFF
from didim.reports.catalogue import Figure, all_figures, figure
from didim.reports.enums import Comparison, TermPeriod
from didim.reports.queries.building import Asked, figure_report
from didim.reports.queries.measuring import Measured, measure
from didim.reports.queries.opening import open_term
from didim.reports.wording import change_shown, sentence, shown
from didim.web.components.refusals import done
from didim.web.components.report_pages import page_language
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.downloads import as_download
from didim.web.workbench.figure_parts import part_choices, shown_parts
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.forms.reports import FigurePeriodForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of
from didim.web.workbench.reporting import Whose, hidden_fields, scope_kind, whose
from didim.web.workbench.views.boards import today


@guarded(AGENCY_STAFF)
@require_GET
def figure_list(request: HttpRequest) -> HttpResponse:
    """List the figures there are, with what each counts."""
    context = {"agency": agency_choice(request), "figures": all_figures(on=today())}
    return render(request, "workbench/figures/list.html", context)


class _Chosen:
    """What a page of a figure was asked for."""

    def __init__(self, request: HttpRequest, figure_code: str) -> None:
        try:
            self.figure: Figure = figure(figure_code, on=today())
        except DefinitionError as error:
            raise Http404(figure_code) from error
        self.whose: Whose = whose(request, scope_kind(request), now=timezone.now())
        said = request.POST if request.method == "POST" else request.GET
        base = self.figure.base
        compares = base is not None and base.period is TermPeriod.BASELINE
        self.form = FigurePeriodForm(said.dict(), today=today(), compares=compares)
        self.is_valid = self.form.is_valid()
        self.programme = said.get("programme", "")
        # By what its parts are told apart, and the part whose rows are shown (None: all rows).
        known = part_choices(self.figure)
        self.by: str = said.get("by", "") if said.get("by") in known else self.figure.by
        self.part: str | None = said.get("part") if self.by else None

    def asked(self) -> Asked:
        """Return whose figure of which days; 404 where the days make no sense."""
        if not self.is_valid:
            raise Http404("period")
        return self.whose.asked(
            period=self.form.period,
            baseline=self.form.baseline_period,
            made_on=today(),
            language=page_language(),
            programmes=(self.programme,) if self.programme else (),
        )

    def measured(self, asked: Asked) -> Measured:
        """Measure the figure; a network's hub sees the totals of its members."""
        by = "agency" if self.whose.network is not None else self.by
        with self.whose.totals():
            return measure(
                self.figure,
                scope=asked.scope,
                period=asked.period,
                baseline=asked.baseline,
                by=by,
                with_before=Comparison.YEAR_BEFORE in self.figure.compare,
            )


@guarded(AGENCY_STAFF)
@require_GET
def figure_detail(request: HttpRequest, figure_code: str) -> HttpResponse:
    """Show a figure with its definition and the rows behind it."""
    chosen = _Chosen(request, figure_code)
    context: dict[str, Any] = {"figure": chosen.figure, "whose": chosen.whose, "form": chosen.form}
    if not chosen.is_valid:
        return render(request, "workbench/figures/figure.html", context, status=422)
    asked, language = chosen.asked(), page_language()
    measured = chosen.measured(asked)
    terms = {"value": chosen.figure.value, "base": chosen.figure.base or chosen.figure.value}
    which = "base" if request.GET.get("rows") == "base" and chosen.figure.base else "value"
    part = None if chosen.part is None or which == "base" else (chosen.by, chosen.part)
    opened = open_term(
        chosen.figure,
        terms[which],
        scope=asked.scope,
        period=asked.period,
        baseline=asked.baseline,
        part=part,
    )
    if opened is not None:
        page = page_of(opened.rows, request)
        rows = opened.cells_of(page)
        # Each cell with its column: on a phone a row is a list of both.
        listed = [(row, list(zip(opened.columns, row.cells, strict=True))) for row in rows]
        context |= {"page": page, "opened": opened, "rows": rows, "listed": listed}
        _note_seen(chosen, page.paginator.count)
    unit = chosen.figure.unit.fitting(measured.value) if measured.value else chosen.figure.unit
    context |= {
        "measured": measured,
        "shown": shown(measured, language),
        "change": change_shown(measured, language),
        "sentence": sentence(measured, language),
        "before": unit.shown(measured.before, language) if measured.before is not None else "",
        "target": unit.shown(measured.target, language) if measured.target is not None else "",
        "parts": shown_parts(measured, chosen.by, asked.names, language),
        "by": chosen.by,
        "bys": part_choices(chosen.figure) if chosen.whose.network is None else {},
        "part": part[1] if part else None,
        "which": which,
        "period": asked.period,
        "programme": chosen.programme,
        "may_download": chosen.whose.network is None
        and chosen.whose.agency.current.pk in request.actor.agencies_with(*WRITERS),
        "hidden": hidden_fields(request),
    }
    return render(request, "workbench/figures/figure.html", context)


def _note_seen(chosen: _Chosen, count: int) -> None:
    if count:
        note_access(
            act=AccessAct.VIEW,
            task=_("수치의 근거 행 보기"),
            subject_kind=SubjectKind.MANY,
            subject_id=None,
            subject=chosen.figure.name.ko,
            subjects=count,
            agency_id=chosen.whose.agency.current.pk,
        )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def workbook(request: HttpRequest, figure_code: str) -> HttpResponse:
    """Ask for the reason, then send the figure with its definition and its rows."""
    chosen = _Chosen(request, figure_code)
    agency = chosen.whose.agency.current
    if agency.pk not in request.actor.agencies_with(*WRITERS) or chosen.whose.network is not None:
        raise Http404("agency")
    form = DownloadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        built = figure_report(chosen.figure, chosen.asked())
        if done(
            form,
            lambda typed: note_download(
                task=_("수치 엑셀 내려받기"),
                subject=built.title[:200],
                subjects=max(1, sum(len(sheet.rows) for sheet in built.sheets)),
                reason=typed["reason"],
                now=timezone.now(),
                agency_id=agency.pk,
            ),
        ):
            return as_download(report_xlsx(built), f"{built.title}.xlsx")
    context = {"form": form, "title": _("수치 엑셀 내려받기"), "hidden": hidden_fields(request)}
    return render(request, "workbench/reports/workbook.html", context, status=422 if form.errors else 200)
