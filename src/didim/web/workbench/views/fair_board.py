"""The plan of a fair: computed, moved by hand on a board, published, changed on the day."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.fairs.domain.moving import add_meeting, cancel_meeting, move_meeting, pin_meeting
from didim.fairs.domain.planning import plan_fair
from didim.fairs.domain.publishing import publish_plan
from didim.fairs.domain.replanning import OnTheDay, preview_replan, replan_fair
from didim.fairs.enums import FairState
from didim.fairs.models import Fair, Meeting
from didim.fairs.queries.access import access_fair
from didim.fairs.queries.board import board_of, cells_against, may_meet
from didim.kernel.refusals import RefusedError
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.refusals import done
from didim.web.workbench.forms import fair_board as forms
from didim.web.workbench.guards import WRITER, WRITERS

READ_AND_WRITE = require_http_methods(["GET", "POST"])
UNPROCESSABLE = 422


@guarded(AGENCY_STAFF)
@require_GET
def plan(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show the board; `?meeting=7` opens what may be done with one meeting."""
    fair = access_fair(actor=request.actor, fair_id=fair_id)
    asked = request.GET.get("meeting", "")
    chosen = _meetings(fair).filter(pk=asked).first() if asked.isdigit() else None
    return _board(request, fair, chosen=chosen)


@guarded(WRITER)
@require_POST
def compute(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Compute the plan."""
    fair = _own(request, fair_id)
    return _do(
        request,
        fair,
        lambda: plan_fair(fair=fair, by=request.user, now=timezone.now()),
        _("일정을 계산했습니다. 고정한 상담은 그대로 두었습니다."),
    )


@guarded(WRITER)
@require_POST
def publish(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Publish the plan."""
    fair = _own(request, fair_id)
    return _do(
        request,
        fair,
        lambda: publish_plan(fair=fair, by=request.user, now=timezone.now()),
        _("일정을 공개했습니다. 참가자에게 저마다의 일정을 보냅니다."),
    )


@guarded(WRITER)
@require_POST
def add(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Let two meet whom the officer brings together."""
    fair = _own(request, fair_id)
    form = forms.AddForm(request.POST, fair=fair, people=_people(fair))

    def act(said: dict[str, Any]) -> None:
        add_meeting(fair=fair, by=request.user, now=timezone.now(), **said)

    if done(form, act):
        messages.success(request, _("상담을 넣었습니다."))
        return redirect("workbench:fair-plan", fair.pk)
    return _board(request, fair, add_form=form)


@guarded(WRITER)
@require_POST
def move(request: HttpRequest, fair_id: int, meeting_id: int) -> HttpResponse:
    """Move a meeting to another slot or table."""
    fair, meeting = _own_meeting(request, fair_id, meeting_id)
    form = forms.MoveForm(request.POST, fair=fair)

    def act(said: dict[str, Any]) -> None:
        move_meeting(meeting=meeting, by=request.user, now=timezone.now(), **said)

    if done(form, act):
        messages.success(request, _("상담을 옮기고 고정했습니다."))
        return redirect("workbench:fair-plan", fair.pk)
    return _board(request, fair, chosen=meeting, move_form=form)


@guarded(WRITER)
@require_POST
def cancel(request: HttpRequest, fair_id: int, meeting_id: int) -> HttpResponse:
    """Cancel a meeting."""
    fair, meeting = _own_meeting(request, fair_id, meeting_id)
    form = forms.CancelForm(request.POST)

    def act(said: dict[str, Any]) -> None:
        cancel_meeting(meeting=meeting, reason=said["reason"], by=request.user, now=timezone.now())

    if done(form, act):
        messages.success(request, _("상담을 취소했습니다."))
        return redirect("workbench:fair-plan", fair.pk)
    return _board(request, fair, chosen=meeting, cancel_form=form)


@guarded(WRITER)
@require_POST
def pin(request: HttpRequest, fair_id: int, meeting_id: int) -> HttpResponse:
    """Hold a meeting where it is, or let it go (`pinned` empty)."""
    fair, meeting = _own_meeting(request, fair_id, meeting_id)
    pinned = bool(request.POST.get("pinned"))
    said = _("상담을 고정했습니다.") if pinned else _("고정을 풀었습니다.")
    return _do(
        request,
        fair,
        lambda: pin_meeting(meeting=meeting, pinned=pinned, by=request.user, now=timezone.now()),
        said,
    )


@guarded(AGENCY_STAFF)
@require_GET
def taken(request: HttpRequest, fair_id: int, meeting_id: int) -> JsonResponse:
    """Return the cells a meeting cannot go to, as the board marks them while one drags."""
    fair = access_fair(actor=request.actor, fair_id=fair_id)
    meeting = get_object_or_404(_meetings(fair), pk=meeting_id)
    return JsonResponse({"cells": sorted(f"{slot}-{table}" for slot, table in cells_against(meeting))})


@guarded(WRITER)
@READ_AND_WRITE
def change(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Say what happened on the day: first a preview of what would change, then (`apply`) the change."""
    fair = _own(request, fair_id)
    form = forms.HappenedForm(request.POST or None, fair=fair, people=_people(fair))
    found: list[Any] = []
    apply = bool(request.POST.get("apply"))

    def act(said: dict[str, Any]) -> None:
        run = replan_fair if apply else preview_replan
        found.append(run(fair=fair, happened=_happened(said), by=request.user, now=timezone.now()))

    if request.method == "POST" and done(form, act) and apply:
        words = {"count": found[0].told}
        sentence = ngettext(
            "일정을 바꿨습니다. 소식 %(count)s건을 보냅니다.",
            "일정을 바꿨습니다. 소식 %(count)s건을 보냅니다.",
            found[0].told,
        )
        messages.success(request, sentence % words)
        return redirect("workbench:fair-plan", fair.pk)
    context = {"fair": fair, "form": form, "preview": found[0] if found else None}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workbench/fairs/change.html", context, status=status)


def _happened(said: dict[str, Any]) -> OnTheDay:
    until = datetime.fromisoformat(said["until"]) if said["until"] else None
    what = said["what"]
    return OnTheDay(
        said["reason"],
        tables=(said["table"],) if what == "table" else (),
        participant=said["participant"] if what in ("late", "leaves") else None,
        until=until if what in ("table", "late") else None,
    )


def _own(request: HttpRequest, fair_id: int) -> Fair:
    return access_fair(actor=request.actor, fair_id=fair_id, roles=WRITERS)


def _own_meeting(request: HttpRequest, fair_id: int, meeting_id: int) -> tuple[Fair, Meeting]:
    fair = _own(request, fair_id)
    return fair, get_object_or_404(_meetings(fair), pk=meeting_id)


def _meetings(fair: Fair) -> Any:
    rows = Meeting.objects.filter(fair=fair)
    return rows.select_related("fair__agency", "partner", "firm", "slot", "table", "interpreter")


def _people(fair: Fair) -> dict[str, list[int]]:
    return {side: [one.pk for one in rows] for side, rows in may_meet(fair).items()}


def _do(request: HttpRequest, fair: Fair, act: Callable[[], object], said: str) -> HttpResponse:
    """Run an act of the board and lead back there; refused, show why with 422."""
    try:
        act()
    except RefusedError as refusal:
        fair.refresh_from_db()
        return _board(request, fair, problems=[str(problem) for problem in refusal.problems])
    messages.success(request, said)
    return redirect("workbench:fair-plan", fair.pk)


def _board(
    request: HttpRequest,
    fair: Fair,
    *,
    chosen: Meeting | None = None,
    problems: list[str] | None = None,
    **bound: Any,
) -> HttpResponse:
    may_edit = bool(
        {fair.agency_id, *fair.hosts.values_list("agency", flat=True)}
        & set(request.actor.agencies_with(*WRITERS))
    ) and fair.state in (FairState.OPEN, FairState.SCHEDULING, FairState.PUBLISHED)
    board = board_of(fair)
    people = _people(fair)
    where = {"slot": chosen.slot_id, "table": chosen.table_id} if chosen else None
    context = {
        "fair": fair,
        "board": board,
        "problems": problems or [],
        "may_edit": may_edit,
        "is_public": fair.state == FairState.PUBLISHED,
        "chosen": chosen,
        "add_form": forms.AddForm(fair=fair, people=people),
        "move_form": forms.MoveForm(fair=fair, initial=where),
        "cancel_form": forms.CancelForm(),
        **bound,
    }
    wrong = problems or any(form.errors for form in bound.values())
    return render(request, "workbench/fairs/plan.html", context, status=UNPROCESSABLE if wrong else 200)
