"""Simulations side by side, and the one that goes to the committee."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.applications.models import Application
from didim.kernel.refusals import RefusedError
from didim.programmes.models import Call
from didim.programmes.queries.calls import access_call
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain import planning
from didim.selection.domain.score_inputs import published_revision, rules_of
from didim.selection.models import DecisionPlan, ScoreSheet
from didim.selection.queries.decisions import access_plan
from didim.web.components.refusals import done
from didim.web.workbench.forms.selection import SimulationForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of

# Simulations shown side by side; older ones stand below by name.
BESIDE = 4


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def plan_list(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show the simulations of a call beside one another; POST makes another."""
    call = access_call(
        actor=request.actor, call_id=call_id, roles=WRITERS if request.method == "POST" else ()
    )
    sheet = (
        ScoreSheet.objects.filter(round__call=call)
        .select_related("round__call")
        .order_by("-round__number", "-number")
        .first()
    )
    form = _form(request, sheet) if sheet else None
    if (
        request.method == "POST"
        and form is not None
        and sheet is not None
        and done(
            form,
            lambda typed: planning.simulate(
                sheet=sheet,
                assumptions=form.assumptions(),
                title=typed["title"],
                by=request.user,
                now=timezone.now(),
            ),
        )
    ):
        messages.success(request, _("시뮬레이션을 더했습니다."))
        return redirect("workbench:plan-list", call.pk)
    plans = list(DecisionPlan.objects.filter(call=call).select_related("sheet__round").order_by("-number"))
    context = {
        "call": call,
        "sheet": sheet,
        "form": form,
        "plans": plans[:BESIDE],
        "older": plans[BESIDE:],
        "differences": _differences(plans[:BESIDE]),
        "may_edit": call.agency_id in request.actor.agencies_with(*WRITERS),
    }
    failed = form is not None and bool(form.errors)
    return render(request, "workbench/selection/plans.html", context, status=422 if failed else 200)


def _form(request: HttpRequest, sheet: ScoreSheet) -> SimulationForm:
    begun = planning.assumptions_of_call(sheet=sheet)
    initial = {
        name: getattr(begun, name) for name in ("places", "reserves", "budget_won", "award_won", "cutoff")
    }
    rounds = rules_of(sheet.round, published_revision(sheet.round.call_id))
    return SimulationForm(request.POST or None, initial=initial, rounds=rounds)


def _differences(plans: list[DecisionPlan]) -> list[dict[str, Any]]:
    """Return the applications whose outcome is not the same in all the plans shown, with each outcome."""
    by_plan = [{row["application"]: row for row in plan.result["rows"]} for plan in plans]
    differing = [
        application
        for application in (by_plan[0] if by_plan else {})
        if len({rows.get(application, {}).get("outcome") for rows in by_plan}) > 1
    ]
    names = dict(Application.objects.filter(pk__in=differing).values_list("pk", "enterprise__name"))
    return [
        {"name": names[pk], "rows": [rows.get(pk) for rows in by_plan]} for pk in differing if pk in names
    ]


@guarded(AGENCY_STAFF)
@require_GET
def plan_detail(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show one simulation row by row."""
    plan = access_plan(actor=request.actor, plan_id=plan_id)
    page = page_of(plan.result["rows"], request)
    shown = Application.objects.filter(call=plan.call_id, pk__in=[row["application"] for row in page])
    names = {pk: (number, name) for pk, number, name in shown.values_list("pk", "number", "enterprise__name")}
    context = {
        "plan": plan,
        "call": plan.call,
        "page": page,
        "rows": [(row, *names.get(row["application"], (None, ""))) for row in page],
        "committee": plan.committees.order_by("-pk").first(),
        "may_edit": plan.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/selection/plan.html", context)


@guarded(WRITER)
@require_POST
def plan_put(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Put a simulation to the committee, or say what stands against it."""
    plan = access_plan(actor=request.actor, plan_id=plan_id, roles=WRITERS)
    return _act(
        request,
        plan.call,
        lambda: planning.put_to_committee(plan=plan, by=request.user),
        _("선정안을 위원회에 올렸습니다."),
    )


@guarded(WRITER)
@require_POST
def plan_take_back(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take a plan back from the committee."""
    plan = access_plan(actor=request.actor, plan_id=plan_id, roles=WRITERS)
    return _act(
        request,
        plan.call,
        lambda: planning.take_back(plan=plan, by=request.user),
        _("선정안을 거두었습니다."),
    )


def _act(request: HttpRequest, call: Call, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("workbench:plan-list", call.pk)
