"""Firms from a spreadsheet: upload, preview, a sheet with what to mend, confirm."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.registry.domain.firm_files.applying import apply_firm_import, preview_firm_file
from didim.registry.domain.firm_files.sheets import error_sheet, firm_template
from didim.registry.enums import ImportState
from didim.registry.models import FirmImport
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms.imports import ImportForm
from didim.web.workbench.forms.refusals import done
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.import_preview import preview_of
from didim.web.workbench.lists import page_of


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def firm_import(request: HttpRequest) -> HttpResponse:
    """Take a file in for a preview; list the files brought before."""
    agency = agency_choice(request, *WRITERS)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    made: list[FirmImport] = []

    def preview(typed: dict[str, Any]) -> None:
        file = typed["file"]
        made.append(
            preview_firm_file(
                agency=agency.current,
                user=request.user,
                content=file.read(),
                file_name=file.name,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and done(form, preview):
        return redirect("workbench:firm-import-detail", made[0].pk)
    imports = FirmImport.objects.filter(agency=agency.current).select_related("uploaded_by")
    context = {
        "form": form,
        "agency": agency,
        "page": page_of(imports.annotate(count=Count("rows")).order_by("-uploaded_at", "-pk"), request),
    }
    return render(request, "workbench/imports/list.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@require_GET
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes the request
    """Send the empty workbook that staff fill in."""
    return as_download(firm_template(), "didim-firms.xlsx")


def _own(request: HttpRequest, import_id: int) -> FirmImport:
    own = FirmImport.objects.filter(agency__in=request.actor.agencies_with(*WRITERS))
    return get_object_or_404(own.select_related("agency"), pk=import_id)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def firm_import_detail(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show what each row of a file would do; take the file as a whole."""
    found = _own(request, import_id)
    refusal = ""
    if request.method == "POST":
        try:
            found = apply_firm_import(firm_import=found, now=timezone.now())
        except RefusedError as error:
            refusal = str(error)
        else:
            if found.state == ImportState.APPLIED:
                messages.success(request, _("기업을 등록했습니다."))
            return redirect("workbench:firm-import-detail", found.pk)
    rows = found.rows.select_related("enterprise").order_by("number")
    context = {
        "firm_import": found,
        "refusal": refusal,
        **preview_of(request, found=found, rows=rows, task=_("기업 일괄 등록 미리보기")),
    }
    return render(request, "workbench/imports/detail.html", context, status=422 if refusal else 200)


@guarded(WRITER)
@require_GET
def firm_import_errors(request: HttpRequest, import_id: int) -> HttpResponse:
    """Send the file back with what has to be mended in each row."""
    found = _own(request, import_id)
    return as_download(error_sheet(found), f"didim-firms-errors-{found.pk}.xlsx")
