"""One visit: propose a time, move it, call it off, say that nobody came."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.experts.domain.visits.booking import cancel_visit, miss_visit, move_visit, propose_visit
from didim.experts.models import Clinic, Visit
from didim.experts.queries.visit_access import access_expert_visit, access_own_dispatch
from didim.experts.rules import EXPERT
from didim.experts.visit_enums import ReportState, VisitSide, VisitState
from didim.web.components.act_page import act_page
from didim.web.components.visit_calendars import visit_calendar
from didim.web.expert.forms import MissedForm, ReasonForm, TimeForm

AHEAD = (VisitState.PROPOSED, VisitState.PLANNED)
READ_AND_WRITE = require_http_methods(["GET", "POST"])


def opened(request: HttpRequest, visit_id: int) -> Visit:
    """Return a visit of the person who asks."""
    return access_expert_visit(actor=request.actor, visit_id=visit_id, task=_("전문가 방문"))


@guarded(EXPERT)
@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show whom a visit is to, what for, where and when, and what was reported."""
    row, now = opened(request, visit_id), timezone.now()
    versions = list(row.reports.prefetch_related("photos").order_by("-version"))
    latest = versions[0] if versions else None
    context = {
        "row": row,
        "versions": versions,
        "latest": latest,
        "clinic": Clinic.objects.filter(request=row.request_id).first(),
        "now": now,
        "is_ahead": row.state in AHEAD and latest is None,
        "may_report": row.state in {VisitState.PLANNED, VisitState.DONE}
        and now >= row.starts_at
        and (latest is None or latest.state in {ReportState.WRITING, ReportState.RETURNED}),
        "may_miss": row.state == VisitState.PLANNED and now >= row.starts_at and latest is None,
        "may_correct": latest is not None and latest.state == ReportState.APPROVED,
    }
    return render(request, "expert/visit.html", context)


@guarded(EXPERT)
@READ_AND_WRITE
def propose(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Propose a time for the next visit of a dispatch."""
    dispatch = access_own_dispatch(actor=request.actor, dispatch_id=dispatch_id, task=_("방문 시간 정하기"))
    wish = dispatch.request
    first = max(wish.wanted_from, timezone.localdate() + timedelta(days=1))
    initial = {"day": first, "at": "14:00", "place": wish.address or dispatch.enterprise.address}
    form = TimeForm(request.POST or None, initial=initial)

    def act(_typed: dict[str, Any]) -> None:
        propose_visit(dispatch=dispatch, time=form.time(), side=VisitSide.EXPERT, now=timezone.now())

    return _time_page(
        request,
        form,
        act,
        _("방문 시간 정하기"),
        reverse("expert:home"),
        {"dispatch": dispatch, "wish": wish},
    )


@guarded(EXPERT)
@READ_AND_WRITE
def move(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Give a visit another time."""
    row = opened(request, visit_id)
    starts = timezone.localtime(row.starts_at)
    initial = {
        "day": starts.date(),
        "at": f"{starts:%H:%M}",
        "minutes": int((row.ends_at - row.starts_at).total_seconds() // 60),
        "place": row.place,
        "aim": row.aim,
    }
    form = TimeForm(request.POST or None, initial=initial)

    def act(_typed: dict[str, Any]) -> None:
        move_visit(visit=row, time=form.time(), side=VisitSide.EXPERT, now=timezone.now())

    back = reverse("expert:visit", args=[row.pk])
    return _time_page(request, form, act, _("방문 시간 바꾸기"), back, {"dispatch": row, "wish": row.request})


def _time_page(
    request: HttpRequest, form: TimeForm, act: Any, title: str, back: str, more: dict[str, Any]
) -> HttpResponse:
    """Show the form of a time, with what the firm asked for beside it."""
    return act_page(
        request,
        form=form,
        act=act,
        title=title,
        subject=more["dispatch"].enterprise.name,
        said=_("방문 시간을 정했습니다."),
        back=back,
        button=title,
        more=more,
        template="expert/time.html",
    )


@guarded(EXPERT)
@READ_AND_WRITE
def cancel(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Call a visit off."""
    row = opened(request, visit_id)
    return act_page(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda typed: cancel_visit(
            visit=row, reason=typed["reason"], side=VisitSide.EXPERT, now=timezone.now()
        ),
        title=_("방문 취소"),
        subject=row.enterprise.name,
        said=_("방문을 취소하고 기업에 알렸습니다."),
        back=reverse("expert:home"),
        button=_("취소하기"),
    )


@guarded(EXPERT)
@READ_AND_WRITE
def missed(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Say that one side did not come."""
    row = opened(request, visit_id)
    return act_page(
        request,
        form=MissedForm(request.POST or None),
        act=lambda typed: miss_visit(
            visit=row, reason=typed["reason"], side=VisitSide(typed["side"]), now=timezone.now()
        ),
        title=_("만나지 못함"),
        subject=row.enterprise.name,
        said=_("적었습니다. 새 시간을 정할 수 있습니다."),
        back=reverse("expert:home"),
        button=_("적기"),
    )


@guarded(EXPERT)
@require_GET
def calendar(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Give a visit as a calendar file."""
    row = opened(request, visit_id)
    url = request.build_absolute_uri(reverse("expert:visit", args=[row.pk]))
    return visit_calendar(row, title=row.enterprise.name, url=url, now=timezone.now())
