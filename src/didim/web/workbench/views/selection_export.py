"""One workbook that justifies every decision of a call, for a reason that is logged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.domain.access_log import note_download
from didim.accounts.guards import guarded
from didim.applications.models import Application
from didim.programmes.queries.calls import access_call
from didim.web.components.refusals import done
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.selection_book import selection_book


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, call_id: int) -> HttpResponse:
    """Ask for the reason, then send the workbook."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: note_download(
            task=_("선정 근거 내려받기"),
            subject=call.title[:200],
            subjects=max(1, Application.objects.filter(call=call).exclude(submission=None).count()),
            reason=typed["reason"],
            now=timezone.now(),
            agency_id=call.agency_id,
        ),
    ):
        return as_download(selection_book(call), f"selection-{call.pk}.xlsx")
    context = {"form": form, "call": call}
    return render(request, "workbench/selection/export.html", context, status=422 if form.errors else 200)
