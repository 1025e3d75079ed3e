"""The pages of a kind of file: upload, preview, a sheet with what to mend, confirm."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.registry.domain.table_files.importing import (
    apply_import,
    error_sheet,
    preview_file,
    template_of,
)
from didim.registry.domain.table_files.kinds import ImportKind
from didim.registry.enums import ImportState, RowOutcome
from didim.registry.models import FileImport
from didim.web.components.access_notes import note_search
from didim.web.components.refusals import done

from .agencies import agency_choice
from .downloads import as_download
from .forms.imports import ImportForm
from .guards import WRITER, WRITERS
from .lists import page_of

READ_AND_WRITE = require_http_methods(["GET", "POST"])


@dataclass(frozen=True, slots=True)
class ImportPage:
    """How the pages of a kind of file speak, and where they stand.

    route: name of the page of upload; with -template, -detail and -errors behind it those of the others. up:
    name of the page it hangs from and what that is called; "" for none. task: what the access log says of
    looking at the rows. said: what is told when the file is taken. file: how files sent begin.
    """

    kind: ImportKind[Any]
    route: str
    title: str | Promise
    lead: str | Promise
    task: str | Promise
    said: str | Promise
    file: str
    up: str = ""
    up_title: str | Promise = ""

    def addresses(self, at: str) -> list[URLPattern]:
        """Return the addresses of the pages below `at`."""
        name = self.route
        return [
            path(at, _upload(self), name=name),
            path(f"{at}template/", _template(self), name=f"{name}-template"),
            path(f"{at}<int:import_id>/", _detail(self), name=f"{name}-detail"),
            path(f"{at}<int:import_id>/errors/", _errors(self), name=f"{name}-errors"),
        ]

    def own(self, request: HttpRequest, import_id: int) -> FileImport:
        """Return a file of this kind of an agency for which somebody writes; 404 for any other."""
        own = FileImport.objects.filter(agency__in=request.actor.agencies_with(*WRITERS), kind=self.kind.code)
        return get_object_or_404(own.select_related("agency"), pk=import_id)


def _upload(page: ImportPage) -> Any:
    @guarded(WRITER)
    @READ_AND_WRITE
    def upload(request: HttpRequest) -> HttpResponse:
        """Take a file in for a preview; list the files brought before."""
        agency = agency_choice(request, *WRITERS)
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        made: list[FileImport] = []

        def preview(typed: dict[str, Any]) -> None:
            file = typed["file"]
            made.append(
                preview_file(
                    page.kind,
                    agency=agency.current,
                    user=request.user,
                    content=file.read(),
                    file_name=file.name,
                    now=timezone.now(),
                )
            )

        if request.method == "POST" and done(form, preview):
            return redirect(f"workbench:{page.route}-detail", made[0].pk)
        files = FileImport.objects.filter(agency=agency.current, kind=page.kind.code)
        counted = files.select_related("uploaded_by").annotate(count=Count("rows"))
        context = {
            **_frame(page),
            "form": form,
            "agency": agency,
            "page": page_of(counted.order_by("-uploaded_at", "-pk"), request),
        }
        return render(request, "workbench/imports/list.html", context, status=422 if form.errors else 200)

    return upload


def _template(page: ImportPage) -> Any:
    @guarded(WRITER)
    @require_GET
    def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes the request
        """Send the empty workbook that staff fill in."""
        return as_download(template_of(page.kind), f"{page.file}.xlsx")

    return template


def _detail(page: ImportPage) -> Any:
    @guarded(WRITER)
    @READ_AND_WRITE
    def detail(request: HttpRequest, import_id: int) -> HttpResponse:
        """Show what each row of a file would do; take the file as a whole."""
        found = page.own(request, import_id)
        refusal = ""
        if request.method == "POST":
            try:
                found = apply_import(page.kind, file_import=found, by=request.user, now=timezone.now())
            except RefusedError as error:
                refusal = str(error)
            else:
                if found.state == ImportState.APPLIED:
                    messages.success(request, page.said)
                return redirect(f"workbench:{page.route}-detail", found.pk)
        context = {**_frame(page), **_rows_of(request, page, found), "found": found, "refusal": refusal}
        return render(request, "workbench/imports/detail.html", context, status=422 if refusal else 200)

    return detail


def _errors(page: ImportPage) -> Any:
    @guarded(WRITER)
    @require_GET
    def errors(request: HttpRequest, import_id: int) -> HttpResponse:
        """Send the file back with what has to be mended in each row."""
        found = page.own(request, import_id)
        return as_download(error_sheet(page.kind, found), f"{page.file}-errors-{found.pk}.xlsx")

    return errors


def _frame(page: ImportPage) -> dict[str, Any]:
    names = {name: f"workbench:{page.route}{name}" for name in ("", "-template", "-detail", "-errors")}
    return {
        "kind": page,
        "list_route": names[""],
        "template_route": names["-template"],
        "detail_route": names["-detail"],
        "errors_route": names["-errors"],
        "up_route": f"workbench:{page.up}" if page.up else "",
    }


def _rows_of(request: HttpRequest, page: ImportPage, found: FileImport) -> dict[str, Any]:
    """Return a page of a file's rows (`?outcome=` narrows them) with the counts; the access log notes it."""
    counts = dict.fromkeys(RowOutcome, 0)
    for row in found.rows.order_by().values("outcome").annotate(count=Count("pk")):
        counts[RowOutcome(row["outcome"])] = row["count"]
    rows = found.rows.order_by("number")
    if request.GET.get("outcome") in RowOutcome.values:
        rows = rows.filter(outcome=request.GET["outcome"])
    shown = page_of(rows, request)
    note_search(
        task=str(page.task),
        subject=found.file_name,
        shown=max(1, len(shown.object_list)),
        agency_id=found.agency_id,
    )
    return {
        "page": shown,
        "counts": list(counts.items()),
        "rejected": counts[RowOutcome.REJECTED],
        "may_apply": found.state == ImportState.PREVIEWED,
        "outcome": request.GET.get("outcome", ""),
    }
