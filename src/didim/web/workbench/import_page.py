"""The pages of a kind of file: upload, preview, a sheet with what to mend, confirm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
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
from didim.registry.models import Agency, FileImport
from didim.web.components.access_notes import note_search
from didim.web.components.refusals import done

from .agencies import AgencyChoice, agency_choice
from .downloads import as_download
from .forms.imports import ImportForm
from .guards import WRITER, WRITERS
from .lists import page_of

READ_AND_WRITE = require_http_methods(["GET", "POST"])


@dataclass(frozen=True, slots=True)
class Place:
    """Whose files a page takes: their kind, the agency that brings them, the page above and its name.

    subject: what the rows are for, in the words of people; "" where they are the agency's own.
    """

    kind: ImportKind[Any]
    agency: Agency
    up: str
    up_title: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ImportPage:
    """How the pages of a kind of file speak, and where they stand.

    kind: the kind of file; or, where each thing (a fair) has files of its own, a function that finds for the
    request and the names in the address what kind, for which agency, and below which page. route: name of
    the page of upload; with -template, -detail and -errors behind it those of the others. up: name of the
    page it hangs from and what that is called; "" for none. task: what the access log says of looking at
    the rows. said: what is told when the file is taken. file: how files sent begin.
    """

    kind: ImportKind[Any] | Callable[..., Place]
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

    def place(self, request: HttpRequest, at: Mapping[str, Any]) -> Place:
        """Return whose files the page takes at an address; 404 where somebody may not write."""
        if not isinstance(self.kind, ImportKind):
            return self.kind(request, **at)
        agency = agency_choice(request, *WRITERS).current
        return Place(
            self.kind, agency, reverse(f"workbench:{self.up}") if self.up else "", str(self.up_title)
        )

    def own(self, request: HttpRequest, kind: ImportKind[Any], import_id: int) -> FileImport:
        """Return a file of a kind of an agency for which somebody writes; 404 for any other."""
        own = FileImport.objects.filter(agency__in=request.actor.agencies_with(*WRITERS), kind=kind.code)
        return get_object_or_404(own.select_related("agency"), pk=import_id)


def _upload(page: ImportPage) -> Any:
    @guarded(WRITER)
    @READ_AND_WRITE
    def upload(request: HttpRequest, **at: Any) -> HttpResponse:
        """Take a file in for a preview; list the files brought before."""
        place = page.place(request, at)
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        made: list[FileImport] = []

        def preview(typed: dict[str, Any]) -> None:
            file = typed["file"]
            made.append(
                preview_file(
                    place.kind,
                    agency=place.agency,
                    user=request.user,
                    content=file.read(),
                    file_name=file.name,
                    now=timezone.now(),
                )
            )

        if request.method == "POST" and done(form, preview):
            return redirect(f"workbench:{page.route}-detail", **at, import_id=made[0].pk)
        files = FileImport.objects.filter(agency=place.agency, kind=place.kind.code)
        counted = files.select_related("uploaded_by").annotate(count=Count("rows"))
        context = {
            **_frame(page, place, at),
            "form": form,
            # Files of one thing are brought for the agency that holds it: there is nothing to choose.
            "agency": agency_choice(request, *WRITERS) if not at else AgencyChoice(place.agency, []),
            "page": page_of(counted.order_by("-uploaded_at", "-pk"), request),
        }
        return render(request, "workbench/imports/list.html", context, status=422 if form.errors else 200)

    return upload


def _template(page: ImportPage) -> Any:
    @guarded(WRITER)
    @require_GET
    def template(request: HttpRequest, **at: Any) -> HttpResponse:
        """Send the empty workbook that staff fill in."""
        return as_download(template_of(page.place(request, at).kind), f"{page.file}.xlsx")

    return template


def _detail(page: ImportPage) -> Any:
    @guarded(WRITER)
    @READ_AND_WRITE
    def detail(request: HttpRequest, import_id: int, **at: Any) -> HttpResponse:
        """Show what each row of a file would do; take the file as a whole."""
        place = page.place(request, at)
        found = page.own(request, place.kind, import_id)
        refusal = ""
        if request.method == "POST":
            try:
                found = apply_import(place.kind, file_import=found, by=request.user, now=timezone.now())
            except RefusedError as error:
                refusal = str(error)
            else:
                if found.state == ImportState.APPLIED:
                    messages.success(request, page.said)
                return redirect(f"workbench:{page.route}-detail", **at, import_id=found.pk)
        rows = _rows_of(request, page, found)
        context = {**_frame(page, place, at), **rows, "found": found, "refusal": refusal}
        return render(request, "workbench/imports/detail.html", context, status=422 if refusal else 200)

    return detail


def _errors(page: ImportPage) -> Any:
    @guarded(WRITER)
    @require_GET
    def errors(request: HttpRequest, import_id: int, **at: Any) -> HttpResponse:
        """Send the file back with what has to be mended in each row."""
        kind = page.place(request, at).kind
        found = page.own(request, kind, import_id)
        return as_download(error_sheet(kind, found), f"{page.file}-errors-{found.pk}.xlsx")

    return errors


def _frame(page: ImportPage, place: Place, at: Mapping[str, Any]) -> dict[str, Any]:
    # The pages of one file lie below the list.
    return {
        "kind": page,
        "list_url": reverse(f"workbench:{page.route}", kwargs=at),
        "up_url": place.up,
        "up_title": place.up_title,
        "subject": place.subject,
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
