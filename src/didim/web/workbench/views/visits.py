"""Reports of visits: those that wait for approval first, one with all its versions."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.guards import guarded
from didim.experts.domain.visits.booking import cancel_visit
from didim.experts.domain.visits.reporting import approve_report, return_report
from didim.experts.models import Clinic, Visit, VisitReport, VisitSatisfaction
from didim.experts.queries.visit_access import access_photo, access_visit
from didim.experts.queries.visits import reports_of_agency
from didim.experts.rules import EXPERT_ROLES, EXPERT_STAFF
from didim.experts.visit_enums import ReportState, VisitSide, VisitState
from didim.kernel.refusals import RefusedError
from didim.registry.queries.visibility import NotVisible
from didim.web.components.act_page import act_page
from didim.web.components.photos import photo_response
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import visits as forms
from didim.web.workbench.lists import page_of

UNPROCESSABLE = 422


@guarded(EXPERT_STAFF)
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """List reports, those that wait for approval unless others are asked for."""
    agency = agency_choice(request, *EXPERT_ROLES)
    filters = forms.ReportFilterForm(request.GET or {"state": ReportState.FILED})
    state = filters.chosen.get("state", ReportState.FILED)
    rows = reports_of_agency(agency_id=agency.current.pk, state="" if state == "all" else state)
    if text := filters.chosen.get("q"):
        rows = rows.filter(
            Q(visit__enterprise__name__icontains=text) | Q(visit__profile__person__name__icontains=text)
        )
    page = page_of(rows, request)
    if page.object_list:
        note_access(
            act=AccessAct.SEARCH,
            task=_("방문 보고서 목록"),
            subject_kind=SubjectKind.MANY,
            subject_id=None,
            subject="",
            subjects=len(page.object_list),
            agency_id=agency.current.pk,
        )
    context = {"agency": agency, "filters": filters, "page": page, "state": state}
    return render(request, "workbench/visits/list.html", context)


@guarded(EXPERT_STAFF)
@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show a visit with every version of its report, its photos, its fee and how it was."""
    return _page(request, _opened(request, visit_id))


def _opened(request: HttpRequest, visit_id: int) -> Visit:
    return access_visit(actor=request.actor, visit_id=visit_id, task=_("방문 보고서"))


def _page(request: HttpRequest, row: Visit, refused: RefusedError | None = None) -> HttpResponse:
    versions = [
        one
        for one in row.reports.select_related("filed_by", "decided_by")
        .prefetch_related("photos")
        .order_by("-version")
        if one.state != ReportState.WRITING
    ]
    latest = versions[0] if versions else None
    waits = latest is not None and latest.state == ReportState.FILED
    context = {
        "row": row,
        "versions": versions,
        "fee": getattr(row, "fee", None),
        "clinic": Clinic.objects.filter(request=row.request_id).first(),
        "satisfaction": VisitSatisfaction.objects.filter(dispatch=row.dispatch_id).first(),
        "waits": waits,
        "is_own": latest is not None and request.user.pk in {row.expert.user_id, latest.filed_by_id},
        "is_ahead": row.state in {VisitState.PROPOSED, VisitState.PLANNED} and not row.reports.exists(),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "workbench/visits/visit.html", context, status=UNPROCESSABLE if refused else 200)


def _waiting(row: Visit) -> VisitReport:
    """Return the version of a visit's report that waits; NotVisible where none does."""
    found = row.reports.filter(state=ReportState.FILED).first()
    if found is None:
        raise NotVisible(f"report of visit {row.pk}")
    return found


@guarded(EXPERT_STAFF)
@require_POST
def approve(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Approve the report that waits: support and fee are written with it."""
    row = _opened(request, visit_id)
    try:
        approve_report(report=_waiting(row), by=request.user, now=timezone.now())
    except RefusedError as refusal:
        return _page(request, row, refusal)
    messages.success(request, _("승인하고 지원이력과 수당을 적었습니다."))
    return redirect("workbench:visit-list")


@guarded(EXPERT_STAFF)
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Give the report that waits back with what it still wants."""
    row = _opened(request, visit_id)
    waiting = _waiting(row)
    return act_page(
        request,
        form=forms.ReturnForm(request.POST or None),
        act=lambda typed: return_report(
            report=waiting, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
        title=_("보고서 보완 요청"),
        subject=row.enterprise.name,
        said=_("전문가에게 보완할 것을 알렸습니다."),
        back=reverse("workbench:visit-list"),
        button=pgettext("할 일", "보완 요청"),
    )


@guarded(EXPERT_STAFF)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Call a visit off on the agency's side."""
    row = _opened(request, visit_id)
    return act_page(
        request,
        form=forms.ReasonForm(request.POST or None),
        act=lambda typed: cancel_visit(
            visit=row, reason=typed["reason"], side=VisitSide.AGENCY, now=timezone.now()
        ),
        title=_("방문 취소"),
        subject=row.enterprise.name,
        said=_("방문을 취소하고 기업과 전문가에게 알렸습니다."),
        back=reverse("workbench:visit", args=[row.pk]),
        button=_("취소하기"),
    )


@guarded(EXPERT_STAFF)
@require_GET
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Show a photo of a filed report."""
    return photo_response(access_photo(actor=request.actor, photo_id=photo_id))
