"""The monthly review of the access log (개인정보의 안전성 확보조치 기준 제8조)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from didim.accounts.domain.access_log import note_download, review_access_log
from didim.accounts.enums import AccessAct
from didim.accounts.guards import guarded
from didim.accounts.models import AccessLogEntry
from didim.accounts.queries.access_log import entries_of_month, months_to_review, unusual_access
from didim.documents.tables import Column, spreadsheet
from didim.kernel.calendar import SEOUL
from didim.registry.enums import AgencyRole
from didim.web.components.refusals import done
from didim.web.workbench.agencies import AgencyChoice, agency_choice
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms.access import MonthForm, ReviewForm
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.guards import DIRECTOR
from didim.web.workbench.lists import page_of

ENTRIES_PER_PAGE = 50


@guarded(DIRECTOR)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Show a month's accesses and what is unusual in them; record that they were looked through."""
    agency = agency_choice(request, AgencyRole.DIRECTOR)
    months = months_to_review(agency_id=agency.current.pk, now=timezone.now())
    asked = MonthForm.asked(request.POST or request.GET)
    month = asked or next((day for day, reviewed in months if reviewed is None), months[0][0])
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: review_access_log(
            agency_id=agency.current.pk,
            month=month,
            reviewer=request.user,
            finding=typed["finding"],
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("%(month)s 점검을 기록했습니다.") % {"month": f"{month:%Y-%m}"})
        return redirect(f"{request.path}?agency={agency.current.pk}&month={month:%Y-%m}")
    page = _page(request, agency, month) | {"months": months, "form": form, "download": DownloadForm()}
    page["reviewed"] = dict(months).get(month)
    page["is_over"] = month < timezone.localdate(timezone=SEOUL).replace(day=1)
    return render(request, "workbench/access/review.html", page, status=422 if form.errors else 200)


def _page(request: HttpRequest, agency: AgencyChoice, month: date) -> dict[str, Any]:
    entries = entries_of_month(agency_id=agency.current.pk, month=month)
    totals = entries.aggregate(
        entries=Count("pk"),
        subjects=Sum("subjects"),
        accounts=Count("account", distinct=True),
        downloads=Count("pk", filter=Q(act=AccessAct.DOWNLOAD)),
    )
    return {
        "agency": agency,
        "month": month,
        "totals": totals,
        "unusual": unusual_access(agency_id=agency.current.pk, month=month),
        "page": page_of(entries, request, ENTRIES_PER_PAGE),
    }


@guarded(DIRECTOR)
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """Send a month's entries as a spreadsheet, for a reason that is logged itself."""
    agency = agency_choice(request, AgencyRole.DIRECTOR)
    month = MonthForm.asked(request.POST) or timezone.localdate(timezone=SEOUL)
    form = DownloadForm(request.POST)
    entries = entries_of_month(agency_id=agency.current.pk, month=month)
    if done(
        form,
        lambda typed: note_download(
            task=_("접속기록 내려받기"),
            subject=f"{agency.current.name} {month:%Y-%m}",
            subjects=max(1, entries.count()),
            reason=typed["reason"],
            now=timezone.now(),
            agency_id=agency.current.pk,
        ),
    ):
        return as_download(_sheet(entries), f"access-log-{month:%Y-%m}.xlsx")
    context = {"agency": agency, "month": month, "form": form, "title": _("접속기록 내려받기")}
    return render(request, "workbench/download.html", context, status=422)


def _sheet(entries: QuerySet[AccessLogEntry]) -> bytes:
    columns = [
        Column(_("접속 일시"), 18),
        Column(_("계정"), 24),
        Column(_("접속지"), 16),
        Column(_("수행업무 구분"), 14),
        Column(_("수행업무"), 30),
        Column(_("정보주체"), 30),
        Column(_("정보주체 수"), 12),
        Column(_("내려받은 사유"), 40),
    ]
    rows = (
        (
            f"{timezone.localtime(entry.at, SEOUL):%Y-%m-%d %H:%M:%S}",
            entry.account.email,
            entry.ip or "",
            entry.get_act_display(),
            entry.task,
            entry.subject,
            entry.subjects,
            entry.reason,
        )
        for entry in entries.iterator(chunk_size=2000)
    )
    return spreadsheet(_("접속기록"), columns, rows)
