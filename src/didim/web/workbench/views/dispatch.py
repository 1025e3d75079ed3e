"""Who goes where: requests, plans of a month, every pair explained, changes by hand."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.desk.queries.access import access_need
from didim.experts.domain import planning
from didim.experts.domain.explaining import explain, price
from didim.experts.domain.months import first_of_month
from didim.experts.domain.requesting import cancel_request, request_visit
from didim.experts.enums import DispatchState, RequestState, RunState
from didim.experts.models import DispatchRun, PoolExpert, VisitRequest
from didim.experts.queries.access import access_expert, access_request, access_run
from didim.experts.queries.pool import LIVE, requests_of, waiting
from didim.experts.rules import EXPERT_ROLES, EXPERT_STAFF
from didim.experts.tasks import plan_dispatch
from didim.experts.visit_enums import VisitSide
from didim.kernel.calendar import months_after
from didim.kernel.refusals import RefusedError, refuse
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.access_notes import note_search
from didim.web.components.act_page import act_page
from didim.web.components.refusals import done
from didim.web.components.visit_wishes import WishForm, first_wish
from didim.web.workbench.agencies import AgencyChoice, agency_choice
from didim.web.workbench.forms import experts as forms
from didim.web.workbench.forms.desk import ReasonForm
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today

READ_AND_WRITE = require_http_methods(["GET", "POST"])
UNPROCESSABLE = 422
_SHOWN = 100


def _months() -> list[date]:
    """Return the months one may plan: this one and the two after it."""
    first = first_of_month(today())
    return [months_after(first, at) for at in range(3)]


@guarded(AGENCY_STAFF)
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """List the requests for experts, with whoever goes."""
    agency = agency_choice(request)
    filters = forms.RequestFilterForm(request.GET)
    chosen = filters.chosen
    rows = requests_of(agency=agency.current)
    for name in ("state", "kind"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if text := chosen.get("q"):
        rows = rows.filter(Q(enterprise__name__icontains=text) | Q(subject__icontains=text))
    page = page_of(rows, request)
    note_search(
        task="방문 요청 목록",
        subject=chosen.get("q", ""),
        shown=len(page.object_list),
        agency_id=agency.current.pk,
    )
    context = {"agency": agency, "filters": filters, "page": page}
    return render(request, "workbench/experts/requests.html", context)


@guarded(AGENCY_STAFF)
@READ_AND_WRITE
def request_pairs(request: HttpRequest, request_id: int) -> HttpResponse:
    """Explain every expert's pair with one request; a POST sends somebody by hand."""
    roles = EXPERT_ROLES if request.method == "POST" else ()
    row = access_request(actor=request.actor, request_id=request_id, task=_("전문가 배정"), roles=roles)
    live = list(row.dispatches.filter(state__in=LIVE).select_related("expert__profile__person", "run"))
    run = next((one.run for one in live if one.run is not None), None)
    told = explain(request=row, now=timezone.now(), run=run)
    may_go = [(one.expert.pk, f"{one.expert} · {one.fit.value}") for one in told.rows if not one.fit.bars]
    form = forms.GiveForm(request.POST or None, experts=may_go)
    if request.method == "POST" and done(form, lambda said: _give(request, row, said)):
        messages.success(request, _("배정했습니다. 사유는 배정에 남습니다."))
        return redirect("workbench:visit-request", row.pk)
    context = {
        "row": row,
        "topics": [topic for topic in forms.Topic if topic.value in row.topics],
        "live": live,
        "told": told,
        "run": run,
        "price": _price(request, run, row) if run is not None else None,
        "form": form,
        "ended": list(
            row.dispatches.exclude(state__in=LIVE)
            .exclude(state=DispatchState.DROPPED)
            .select_related("expert__profile__person")
        ),
        "may_edit": row.agency_id in request.actor.agencies_with(*EXPERT_ROLES)
        and row.state in (RequestState.OPEN, RequestState.ASSIGNED),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workbench/experts/request.html", context, status=status)


def _give(request: HttpRequest, row: VisitRequest, said: dict[str, Any]) -> None:
    expert = get_object_or_404(PoolExpert, pk=said["expert"], agency=row.agency_id)
    planning.give_by_hand(
        request=row, expert=expert, reason=said["reason"], by=request.user, now=timezone.now()
    )


@guarded(EXPERT_STAFF)
@READ_AND_WRITE
def request_for_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Ask for an expert for a firm, about one subject of its consultation."""
    need = access_need(actor=request.actor, need_id=need_id)
    said_before = need.sentence or need.consultation.subject
    initial = first_wish(topic=need.topic, on=today(), subject=said_before)
    form = WishForm(request.POST or None, initial=initial)

    def act(_said: dict[str, Any]) -> None:
        if need.enterprise is None:
            raise refuse("", _("등록된 기업의 상담에서만 전문가를 요청할 수 있습니다."))
        request_visit(
            agency=need.agency,
            enterprise=need.enterprise,
            wish=form.wish(),
            by=request.user,
            now=timezone.now(),
            need=need,
        )

    return act_page(
        request,
        form=form,
        act=act,
        title=_("전문가 요청"),
        subject=need.enterprise.name if need.enterprise else need.consultation.person_name,
        said=_("전문가를 요청했습니다. 다음 배정에 들어갑니다."),
        back=reverse("workbench:consultation", args=[need.consultation_id]),
        button=_("요청하기"),
    )


@guarded(EXPERT_STAFF)
@READ_AND_WRITE
def request_cancel(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take a request back for the agency; visits ahead are called off."""
    row = access_request(
        actor=request.actor, request_id=request_id, task=_("방문 요청 취소"), roles=EXPERT_ROLES
    )

    def act(said: dict[str, Any]) -> None:
        cancel_request(
            request=row,
            reason=said["reason"],
            side=VisitSide.AGENCY,
            by=request.user,
            now=timezone.now(),
        )

    return act_page(
        request,
        form=ReasonForm(request.POST or None),
        act=act,
        title=pgettext("할 일", "요청 취소"),
        subject=f"{row.enterprise.name} · {row.subject}",
        said=_("요청을 취소하고 알렸습니다."),
        back=reverse("workbench:visit-request", args=[row.pk]),
        button=pgettext("할 일", "요청 취소"),
    )


def _price(request: HttpRequest, run: DispatchRun, row: VisitRequest) -> dict[str, Any] | None:
    """Return what `?instead=7` would cost the others of the run."""
    asked = request.GET.get("instead", "")
    expert = PoolExpert.objects.filter(pk=asked, agency=row.agency_id).first() if asked.isdigit() else None
    found = price(run=run, request=row, expert=expert) if expert is not None else None
    return {"expert": expert, "found": found} if found is not None else None


@guarded(AGENCY_STAFF)
@READ_AND_WRITE
def runs(request: HttpRequest) -> HttpResponse:
    """List the plans of an agency; a POST asks for a new one."""
    agency = agency_choice(request, *(EXPERT_ROLES if request.method == "POST" else ()))
    form = forms.MonthForm(request.POST or None, months=_months())
    made: list[DispatchRun] = []
    if request.method == "POST" and done(form, lambda said: made.append(_ask(request, agency, said))):
        return redirect("workbench:dispatch-run", made[0].pk)
    rows = DispatchRun.objects.filter(agency=agency.current).defer("problem", "result").select_related("by")
    context = {
        "agency": agency,
        "form": form,
        "page": page_of(rows.order_by("-number"), request),
        "waiting": waiting(agency=agency.current),
        "may_edit": agency.current.pk in request.actor.agencies_with(*EXPERT_ROLES),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workbench/experts/runs.html", context, status=status)


def _ask(request: HttpRequest, agency: AgencyChoice, said: dict[str, Any]) -> DispatchRun:
    made = planning.ask_plan(
        agency=agency.current, month=said["month"], by=request.user, now=timezone.now(), seed=said["seed"]
    )
    plan_dispatch.defer(run_id=made.pk)
    return made


@guarded(AGENCY_STAFF)
@require_GET
def run(request: HttpRequest, dispatch_run_id: int) -> HttpResponse:
    """Show a plan: figures with their bound, who is proposed, who got nobody and why."""
    row = access_run(actor=request.actor, run_id=dispatch_run_id)
    proposed = row.dispatches.exclude(state=DispatchState.DROPPED).select_related(
        "request__region", "enterprise", "expert__profile__person", "replaces__expert__profile__person"
    )
    page = page_of(proposed.order_by("enterprise__name", "pk"), request)
    note_search(task="전문가 배정안", subject=str(row), shown=len(page.object_list), agency_id=row.agency_id)
    nobody = row.result.get("nobody", [])[:_SHOWN]
    firms = VisitRequest.objects.select_related("enterprise").in_bulk([one["request"] for one in nobody])
    language = "ko" if request.LANGUAGE_CODE == "ko" else "en"
    context = {
        "run": row,
        "page": page,
        "points": row.result.get("points"),
        "points_bound": row.result.get("points_bound"),
        "exact": row.result.get("exact"),
        "gap": 100 * float(row.result.get("gap", 0)),
        "served": len(row.result.get("pairs", ())),
        "unserved": len(row.result.get("unserved", ())),
        "moved": len(row.result.get("moved", ())),
        "nobody": [
            {"row": firms[one["request"]], "sentence": one[language]}
            for one in nobody
            if one["request"] in firms
        ],
        "failure": row.failure.get(language, []),
        "waiting": row.state in (RunState.QUEUED, RunState.RUNNING),
        "may_edit": row.agency_id in request.actor.agencies_with(*EXPERT_ROLES),
    }
    return render(request, "workbench/experts/run.html", context)


def _done(request: HttpRequest, row: DispatchRun, act: Any, said: str) -> HttpResponse:
    try:
        act(run=row, by=request.user, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("workbench:dispatch-run", row.pk)


@guarded(EXPERT_STAFF)
@require_POST
def confirm(request: HttpRequest, dispatch_run_id: int) -> HttpResponse:
    """Send everybody a plan proposes."""
    row = access_run(actor=request.actor, run_id=dispatch_run_id, roles=EXPERT_ROLES)
    return _done(request, row, planning.confirm_run, _("배정을 확정하고 기업과 전문가에게 알렸습니다."))


@guarded(EXPERT_STAFF)
@require_POST
def drop(request: HttpRequest, dispatch_run_id: int) -> HttpResponse:
    """Drop a plan."""
    row = access_run(actor=request.actor, run_id=dispatch_run_id, roles=EXPERT_ROLES)
    return _done(request, row, planning.drop_run, _("배정안을 취소했습니다. 요청은 그대로 기다립니다."))


@guarded(EXPERT_STAFF)
@READ_AND_WRITE
def replace(request: HttpRequest, expert_id: int) -> HttpResponse:
    """Plan a month again without an expert, with the least change."""
    expert = access_expert(
        actor=request.actor, expert_id=expert_id, task=_("전문가 교체"), roles=EXPERT_ROLES
    )
    form = forms.ReplaceForm(request.POST or None, months=_months())
    made: list[DispatchRun] = []

    def act(said: dict[str, Any]) -> None:
        found = planning.ask_replan(leaving=expert, by=request.user, now=timezone.now(), **said)
        plan_dispatch.defer(run_id=found.pk)
        made.append(found)

    page = act_page(
        request,
        form=form,
        act=act,
        title=_("이 전문가 없이 다시 배정"),
        subject=str(expert),
        said=_("가장 적게 바꾸는 배정안을 만듭니다."),
        back=reverse("workbench:expert", args=[expert.pk]),
        button=_("다시 배정"),
    )
    return redirect("workbench:dispatch-run", made[0].pk) if made else page
