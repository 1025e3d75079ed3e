"""Applications that were handed in: of a call, of all calls, and one of them as it was handed in."""

import json
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.domain.access_log import note_download
from didim.accounts.guards import guarded
from didim.applications.models import Application, SupplementRequest
from didim.applications.queries.access import access_application
from didim.applications.queries.forms import form_of
from didim.applications.queries.list import (
    ORDERS,
    ApplicationFilter,
    handed_in_applications,
    in_order,
    with_names,
)
from didim.applications.queries.receipts import files_of, receipts_of
from didim.documents.tables import Column, spreadsheet
from didim.kernel.calendar import SEOUL
from didim.programmes.models import Call
from didim.programmes.queries.calls import access_call
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.access_notes import note_search
from didim.web.components.reading import read_steps
from didim.web.components.refusals import done
from didim.web.workbench.code_names import region_options
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms.applications import ApplicationFilterForm
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import Sorting, page_of

_NEWEST, _BY_NUMBER = "-arrived", "number"


def _call_of(request: HttpRequest, call_id: int | None) -> Call | None:
    return None if call_id is None else access_call(actor=request.actor, call_id=call_id)


def _filtered(
    request: HttpRequest, call: Call | None
) -> tuple[QuerySet[Application], ApplicationFilterForm, ApplicationFilter]:
    filters = ApplicationFilterForm(request.GET)
    chosen = filters.chosen
    narrowed = ApplicationFilter(
        text=chosen.get("q", ""),
        state=chosen.get("state", ""),
        check=chosen.get("check_state", ""),
        region=str(chosen.get("region", "")),
        call_id=call.pk if call else None,
    )
    return handed_in_applications(actor=request.actor, narrowed=narrowed), filters, narrowed


@guarded(AGENCY_STAFF)
@require_GET
def application_list(request: HttpRequest, call_id: int | None = None) -> HttpResponse:
    """List what was handed in: to a call, or to all calls of the agency."""
    call = _call_of(request, call_id)
    found, filters, narrowed = _filtered(request, call)
    default = _BY_NUMBER if call else _NEWEST
    asked = request.GET.get("sort", default)
    asked = asked if asked.removeprefix("-") in ORDERS else default
    page = page_of(with_names(in_order(found, asked, default=default)), request)
    note_search(
        task=_("신청 목록"),
        subject=narrowed.text or (call.title if call else ""),
        shown=len(page.object_list),
        agency_id=call.agency_id if call else min(request.actor.agencies),
    )
    links = {name: f"-{name}" if asked == name else name for name in ORDERS}
    context = {
        "call": call,
        "page": page,
        "filters": filters,
        "sorting": Sorting(asked.removeprefix("-"), asked.startswith("-"), links),
        "download": DownloadForm(),
        "may_write": call is not None and call.agency_id in request.actor.agencies_with(*WRITERS),
        "regions": partial(region_options, on=timezone.localdate(timezone=SEOUL)),
    }
    return render(request, "workbench/applications/list.html", context)


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def application_export(request: HttpRequest, call_id: int | None = None) -> HttpResponse:
    """Send the applications of the list as a spreadsheet, for a reason that goes into the access log."""
    call = _call_of(request, call_id)
    found, _filters, narrowed = _filtered(request, call)
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: note_download(
            task=_("신청 목록 내려받기"),
            subject=narrowed.text or (call.title if call else ""),
            subjects=max(1, found.count()),
            reason=typed["reason"],
            now=timezone.now(),
            agency_id=call.agency_id if call else min(request.actor.agencies),
        ),
    ):
        rows = with_names(in_order(found, _BY_NUMBER, default=_BY_NUMBER))
        today = timezone.localdate(timezone=SEOUL)
        return as_download(_sheet(rows), f"applications-{today:%Y-%m-%d}.xlsx")
    context = {"form": form, "title": _("신청 목록 내려받기")}
    return render(request, "workbench/download.html", context, status=422 if form.errors else 200)


def _sheet(rows: QuerySet[Application]) -> bytes:
    columns = [
        Column(_("공고"), 36),
        Column(_("접수번호"), 10),
        Column(_("기업명"), 28),
        Column(_("사업자등록번호"), 15),
        Column(_("지역"), 16),
        Column(_("상태"), 10),
        Column(_("요건검토"), 12),
        Column(_("도착 시각"), 20),
    ]
    return spreadsheet(_("신청 목록"), columns, map(_cells, rows))


def _cells(application: Application) -> tuple[Any, ...]:
    firm, check = application.enterprise, getattr(application, "eligibility_check", None)
    arrived = timezone.localtime(application.submitted_at, SEOUL) if application.submitted_at else None
    return (
        application.call.title,
        application.number,
        firm.name,
        firm.business_number or "",
        firm.region.name if firm.region else "",
        application.get_state_display(),
        check.get_state_display() if check else "",
        f"{arrived:%Y-%m-%d %H:%M:%S.%f}" if arrived else "",
    )


@guarded(AGENCY_STAFF)
@require_GET
def application_detail(request: HttpRequest, application_id: int) -> HttpResponse:
    """Show an application as it was handed in, its files and all its receipts; the access log notes it."""
    application = access_application(
        actor=request.actor, application_id=application_id, task=_("신청 내용 확인")
    )
    submission = application.submission
    steps: list[Any] = []
    if submission is not None:
        files: dict[str, list[Any]] = {}
        for given in files_of(submission):
            files.setdefault(given.slot, []).append(given.file)
        answers = json.loads(submission.content)["answers"]
        steps = read_steps(form_of(submission.revision_id), answers, files)
    context = {
        "application": application,
        "call": application.call,
        "steps": steps,
        "files_template": "workbench/applications/files.html",
        "receipts": receipts_of(application),
        "supplements": SupplementRequest.objects.filter(application=application).order_by("-asked_at"),
        "may_write": WRITER.allows(request.actor)
        and application.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/applications/detail.html", context)
