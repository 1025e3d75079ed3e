"""The draw of a round: its parameters and result, every pair explained, pairs given by hand."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.engines.assignment import Why
from didim.kernel.refusals import RefusedError
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain import assigning
from didim.selection.enums import JobState, RoundState
from didim.selection.models import Assignment, AssignmentRun, PanelMember, ReviewRound, RoundEntry
from didim.selection.queries.access import access_round
from didim.selection.queries.rounds import assignments_of, last_draw, runs_of
from didim.selection.tasks import draw_reviewers
from didim.web.components.refusals import done
from didim.web.workbench.forms import panels as forms
from didim.web.workbench.guards import WRITER, WRITERS

UNPROCESSABLE = 422
FULL = 1000


@dataclass(frozen=True)
class LoadRow:
    """A reviewer with the applications the draw gave, against the least and the most."""

    member: PanelMember
    load: int


@guarded(AGENCY_STAFF)
@require_GET
def overview(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the latest draw: bounds and gaps, loads, the weakest applications; and what to draw with."""
    review_round = access_round(actor=request.actor, round_id=round_id)
    form = forms.DrawForm(initial={"reviewers_each": review_round.reviewers_each})
    return _overview(request, review_round, form)


def _overview(request: HttpRequest, review_round: ReviewRound, form: forms.DrawForm) -> HttpResponse:
    runs = runs_of(review_round)
    latest = next((run for run in runs if run.state == JobState.DONE), None)
    newest = runs[0] if runs else None
    weakest = [int(one) for one in latest.result["weakest"][:20]] if latest else []
    each = latest.parameters["reviewers_each"] if latest else review_round.reviewers_each
    context = {
        "round": review_round,
        "call": review_round.call,
        "runs": runs,
        "latest": latest,
        "waiting": newest if newest and newest.state in (JobState.QUEUED, JobState.RUNNING) else None,
        "failed": newest if newest and newest.state == JobState.FAILED else None,
        "failure": newest.failure.get(get_language() or "ko", []) if newest else [],
        "figures": _figures(latest, each) if latest else None,
        "loads": _loads(review_round),
        "weakest": RoundEntry.objects.filter(round=review_round, application__in=weakest).select_related(
            "application__enterprise"
        ),
        "form": form,
        "redraw_form": forms.ReasonForm(),
        "may_edit": review_round.agency_id in request.actor.agencies_with(*WRITERS),
        "is_preparing": review_round.state == RoundState.PREPARING,
        "is_closed": review_round.state == RoundState.CLOSED,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workbench/panels/assignment.html", context, status=status)


def _figures(run: AssignmentRun, each: int) -> dict[str, Any]:
    """Return the worst and the total fit with their bounds; the worst as a mean over its reviewers."""
    result = run.result
    return {
        "least": result["least"] / each / FULL,
        "least_bound": result["least_bound"] / each / FULL,
        "least_gap": float(result["least_gap"]),
        "total": result["total"],
        "total_bound": result["total_bound"],
        "total_gap": float(result["total_gap"]),
        "exact": result["exact"],
        "pairs": len(result["pairs"]),
    }


def _loads(review_round: ReviewRound) -> list[LoadRow]:
    taken: dict[int, int] = {}
    for reviewer in Assignment.objects.filter(round=review_round, ended_at=None).values_list(
        "reviewer", flat=True
    ):
        taken[reviewer] = taken.get(reviewer, 0) + 1
    members = PanelMember.objects.filter(round=review_round).select_related("reviewer__expert__person")
    rows = [LoadRow(one, taken.get(one.reviewer_id, 0)) for one in members]
    return sorted(rows, key=lambda row: (-row.load, row.member.pk))


@guarded(WRITER)
@require_POST
def make_draw(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask a job to draw, or to fill what is open with the least change (`act`: draw, redraw)."""
    review_round = access_round(actor=request.actor, round_id=round_id, roles=WRITERS)
    if request.POST.get("act") == "redraw":
        try:
            run = assigning.ask_redraw(
                review_round=review_round,
                reason=request.POST.get("reason", ""),
                by=request.user,
                now=timezone.now(),
            )
        except RefusedError as refusal:
            for problem in refusal.problems:
                messages.error(request, str(problem))
        else:
            draw_reviewers.defer(run_id=run.pk)
        return redirect("workbench:assignment", round_id)
    form = forms.DrawForm(request.POST)
    if not done(form, lambda typed: _ask(request, review_round, typed)):
        return _overview(request, review_round, form)
    return redirect("workbench:assignment", round_id)


def _ask(request: HttpRequest, review_round: ReviewRound, typed: dict[str, Any]) -> None:
    run = assigning.ask_draw(
        review_round=review_round,
        reviewers_each=typed["reviewers_each"],
        seed=typed["seed"],
        reason=typed["reason"],
        by=request.user,
        now=timezone.now(),
    )
    draw_reviewers.defer(run_id=run.pk)


@dataclass(frozen=True)
class PairRow:
    """A member and an application: judging it or not, and why."""

    member: PanelMember
    assignment: Assignment | None
    why: Why | None


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, round_id: int, application_id: int) -> HttpResponse:
    """Explain every reviewer's pair with one application; a POST gives it to somebody by hand."""
    roles = WRITERS if request.method == "POST" else ()
    review_round = access_round(actor=request.actor, round_id=round_id, roles=roles)
    entry = get_object_or_404(
        RoundEntry.objects.select_related("application__enterprise"),
        round=review_round,
        application=application_id,
    )
    rows = _pairs(review_round, application_id)
    free = [
        (row.member.reviewer_id, row.member.reviewer.expert.person.name)
        for row in rows
        if row.assignment is None and row.member.dropped_at is None
    ]
    form = forms.ByHandForm(request.POST or None, reviewers=free)
    if request.method == "POST" and done(form, lambda typed: _give(request, review_round, entry, typed)):
        messages.success(request, _("배정했습니다. 사유는 배정에 남습니다."))
        return redirect("workbench:assignment-application", round_id, application_id)
    context = {
        "round": review_round,
        "call": review_round.call,
        "entry": entry,
        "rows": rows,
        "form": form,
        "may_edit": review_round.agency_id in request.actor.agencies_with(*WRITERS)
        and review_round.state != RoundState.CLOSED,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workbench/panels/pairs.html", context, status=status)


def _give(request: HttpRequest, review_round: ReviewRound, entry: RoundEntry, typed: dict[str, Any]) -> None:
    member = get_object_or_404(review_round.members, reviewer=typed["reviewer"])
    assigning.assign_by_hand(
        review_round=review_round,
        application_id=entry.application_id,
        reviewer=member.reviewer,
        reason=typed["reason"],
        by=request.user,
        now=timezone.now(),
    )


def _pairs(review_round: ReviewRound, application_id: int) -> list[PairRow]:
    running = {one.reviewer_id: one for one in assignments_of(review_round, applications=[application_id])}
    run = last_draw(review_round)
    members = (
        PanelMember.objects.filter(round=review_round)
        .select_related("reviewer__expert__person")
        .order_by("pk")
    )
    told = (
        assigning.explain_all(
            run, application_id=application_id, reviewers=[one.reviewer_id for one in members]
        )
        if run is not None
        else {}
    )
    rows = [PairRow(one, running.get(one.reviewer_id), told.get(one.reviewer_id)) for one in members]
    return sorted(rows, key=lambda row: (row.assignment is None, -(row.why.fit if row.why else 0)))
