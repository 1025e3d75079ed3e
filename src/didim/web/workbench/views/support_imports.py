"""Earlier support from a spreadsheet: upload, preview, a sheet with what to mend, confirm."""

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
from didim.registry.enums import ImportState
from didim.support.domain.importing import (
    apply_support_import,
    preview_support_file,
    support_error_sheet,
    support_template,
)
from didim.support.models import SupportImport
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms.imports import ImportForm
from didim.web.workbench.forms.refusals import done
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.import_preview import preview_of
from didim.web.workbench.lists import page_of


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def support_import(request: HttpRequest) -> HttpResponse:
    """Take a file in for a preview; list the files brought before."""
    agency = agency_choice(request, *WRITERS)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    made: list[SupportImport] = []

    def preview(typed: dict[str, Any]) -> None:
        file = typed["file"]
        made.append(
            preview_support_file(
                agency=agency.current,
                user=request.user,
                content=file.read(),
                file_name=file.name,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and done(form, preview):
        return redirect("workbench:support-import-detail", made[0].pk)
    imports = SupportImport.objects.filter(agency=agency.current).select_related("uploaded_by")
    context = {
        "form": form,
        "agency": agency,
        "page": page_of(imports.annotate(count=Count("rows")).order_by("-uploaded_at", "-pk"), request),
    }
    return render(request, "workbench/support/imports.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@require_GET
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes the request
    """Send the empty workbook that staff fill in."""
    return as_download(support_template(), "didim-support.xlsx")


def _own(request: HttpRequest, support_import_id: int) -> SupportImport:
    own = SupportImport.objects.filter(agency__in=request.actor.agencies_with(*WRITERS))
    return get_object_or_404(own.select_related("agency"), pk=support_import_id)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def support_import_detail(request: HttpRequest, support_import_id: int) -> HttpResponse:
    """Show what each row of a file would do; take the file as a whole."""
    found = _own(request, support_import_id)
    refusal = ""
    if request.method == "POST":
        try:
            found = apply_support_import(support_import=found, by=request.user, now=timezone.now())
        except RefusedError as error:
            refusal = str(error)
        else:
            if found.state == ImportState.APPLIED:
                messages.success(request, _("지원이력에 반영했습니다."))
            return redirect("workbench:support-import-detail", found.pk)
    rows = found.rows.order_by("number")
    context = {
        "support_import": found,
        "refusal": refusal,
        **preview_of(request, found=found, rows=rows, task=_("지원이력 반입 미리보기")),
    }
    return render(request, "workbench/support/import.html", context, status=422 if refusal else 200)


@guarded(WRITER)
@require_GET
def support_import_errors(request: HttpRequest, support_import_id: int) -> HttpResponse:
    """Send the file back with what has to be mended in each row."""
    found = _own(request, support_import_id)
    return as_download(support_error_sheet(found), f"didim-support-errors-{found.pk}.xlsx")
