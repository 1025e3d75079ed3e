"""One plan: read it beside the criteria, give points, save while typing, hand in, or recuse oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.applications.domain.files.storage import open_stored
from didim.applications.queries.files import access_file
from didim.engines.scoring import Criterion, RoundRule
from didim.kernel.hash_chains import decimal_text
from didim.kernel.refusals import RefusedError
from didim.selection.domain import recusals, reviewing
from didim.selection.domain.reviewing import StaleReviewError, Written
from didim.selection.domain.rounds import rule_for_reviewers
from didim.selection.enums import ReviewState, RoundState
from didim.selection.models import Assignment, Review
from didim.selection.queries.access import access_reviewed_application, access_seat
from didim.selection.queries.reviews import DeskRow, desk_of, files_to_read, handed_in
from didim.selection.rules import REVIEWER
from didim.web.review.forms import RecusalForm
from didim.web.review.reading import steps_to_read

UNPROCESSABLE, CONFLICT = 422, 409
POINTS, COMMENTS = "points.", "comments."


@dataclass(frozen=True)
class ShownCriterion:
    """A criterion with what was given for it, and what is wrong with that."""

    criterion: Criterion
    number: int
    points: str
    comment: str
    problems: Sequence[str]


@guarded(REVIEWER)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show a plan beside its criteria; a POST without script saves what was typed."""
    assignment = access_reviewed_application(actor=request.actor, assignment_id=assignment_id)
    if request.method == "GET":
        return _plan_page(request, assignment, _of(getattr(assignment, "review", None)), {})
    written = _written(request)
    try:
        _save(request, assignment, written)
        if request.POST.get("action") == "submit":
            return _submitted(request, assignment)
    except RefusedError as refusal:
        return _plan_page(request, assignment, written, refusal.by_field())
    except StaleReviewError:
        problems = {"": [_("다른 창에서 먼저 저장했습니다. 화면을 새로 열어 지금 내용을 확인해 주세요.")]}
        return _plan_page(request, assignment, written, problems)
    messages.success(request, _("저장했습니다."))
    return redirect("review:plan", assignment_id)


@guarded(REVIEWER)
@require_POST
def save(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Save what is being typed: the new version and total, or what is wrong (422), or what stands (409)."""
    assignment = access_reviewed_application(actor=request.actor, assignment_id=assignment_id)
    try:
        review = _save(request, assignment, _written(request))
    except RefusedError as refusal:
        return JsonResponse({"problems": refusal.by_field()}, status=UNPROCESSABLE)
    except StaleReviewError as stale:
        values = _named(_of(stale.review))
        return JsonResponse({"version": stale.review.version, "values": values}, status=CONFLICT)
    return JsonResponse(
        {
            "version": review.version,
            "total": None if review.total is None else decimal_text(review.total),
            "saved_at": date_format(timezone.localtime(review.updated_at), "H:i"),
        }
    )


@guarded(REVIEWER)
@require_POST
def submit(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Hand in a review as it is stored."""
    assignment = access_reviewed_application(actor=request.actor, assignment_id=assignment_id)
    try:
        return _submitted(request, assignment)
    except RefusedError as refusal:
        review = getattr(assignment, "review", None)
        return _plan_page(request, assignment, _of(review), refusal.by_field())


@guarded(REVIEWER)
@require_http_methods(["GET", "POST"])
def recuse(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Ask why somebody will not judge an application, and take it from their desk at once."""
    assignment = access_reviewed_application(actor=request.actor, assignment_id=assignment_id)
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recusals.recuse_oneself(
                assignment=assignment,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("회피했습니다. 담당자가 다른 위원에게 배정합니다."))
            return redirect("review:desk", assignment.round_id)
    context = {"form": form, "assignment": assignment, "round": assignment.round}
    return render(request, "review/recuse.html", context, status=UNPROCESSABLE if form.errors else 200)


@guarded(REVIEWER)
@require_GET
def plan_file(request: HttpRequest, assignment_id: int, file_id: int) -> HttpResponse:
    """Give a file of the plan: a PDF opens in the browser, anything else is saved."""
    assignment = access_reviewed_application(actor=request.actor, assignment_id=assignment_id)
    file = access_file(
        actor=request.actor,
        file_id=file_id,
        assigned=files_to_read(assignment=assignment),
        task="신청서 평가",
    )
    try:
        content = open_stored(file.sha256)
    except FileNotFoundError as gone:
        raise Http404(f"stored file {file_id}") from gone
    is_pdf = file.content_type == "application/pdf"
    blind = assignment.round.is_blind
    name = f"{file.pk}.{file.name.rpartition('.')[2]}" if blind else file.name
    answer = FileResponse(
        content,
        as_attachment=not is_pdf or "save" in request.GET,
        filename=name,
        content_type=file.content_type,
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _submitted(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Hand in and lead on to the next plan that is not done, or back to the desk."""
    reviewing.submit_review(assignment=assignment, by=request.user, now=timezone.now())
    messages.success(request, _("평가를 제출했습니다."))
    member = access_seat(actor=request.actor, round_id=assignment.round_id)
    rows = desk_of(member)
    at = next((place for place, row in enumerate(rows) if row.assignment == assignment.pk), 0)
    for row in (*rows[at + 1 :], *rows[:at]):
        if not row.is_done:
            return redirect("review:plan", row.assignment)
    return redirect("review:desk", assignment.round_id)


def _save(request: HttpRequest, assignment: Assignment, written: Written) -> Review:
    version = request.POST.get("version", "0")
    return reviewing.save_review(
        assignment=assignment,
        written=written,
        version=int(version) if version.isdigit() else 0,
        by=request.user,
        now=timezone.now(),
    )


def _written(request: HttpRequest) -> Written:
    typed = request.POST

    def under(prefix: str) -> dict[str, str]:
        return {name.removeprefix(prefix): typed[name] for name in typed if name.startswith(prefix)}

    return Written(under(POINTS), under(COMMENTS), typed.get("comment", ""), typed.get("note", ""))


def _of(review: Review | None) -> Written:
    if review is None:
        return Written({}, {})
    return Written(review.points, review.comments, review.comment, review.note)


def _named(written: Written) -> dict[str, str]:
    """Return what is written by the names of the form."""
    points = {f"{POINTS}{key}": text for key, text in written.points.items()}
    comments = {f"{COMMENTS}{key}": text for key, text in written.comments.items()}
    return {**points, **comments, "comment": written.comment, "note": written.note}


def _plan_page(
    request: HttpRequest, assignment: Assignment, written: Written, problems: dict[str, list[str]]
) -> HttpResponse:
    member = access_seat(actor=request.actor, round_id=assignment.round_id)
    rule, review = rule_for_reviewers(assignment.round), getattr(assignment, "review", None)
    rows = desk_of(member)
    handed = handed_in(assignment)
    is_done = review is not None and review.state == ReviewState.SUBMITTED
    context: dict[str, Any] = {
        "assignment": assignment,
        "round": assignment.round,
        "application": assignment.application,
        "steps": steps_to_read(handed, blind=assignment.round.is_blind),
        "criteria": _criteria(rule, written, problems),
        "full_marks": decimal_text(rule.full_marks),
        "step": decimal_text(rule.step),
        "total": _total(rule, written),
        "written": written,
        "problems": problems,
        "version": review.version if review is not None else 0,
        "review": review,
        "is_done": is_done,
        "writable": not is_done and assignment.round.state == RoundState.OPEN,
        **_around(rows, assignment.pk),
    }
    return render(request, "review/plan.html", context, status=UNPROCESSABLE if problems else 200)


def _criteria(rule: RoundRule, written: Written, problems: dict[str, list[str]]) -> list[ShownCriterion]:
    return [
        ShownCriterion(
            one,
            number,
            written.points.get(one.key, ""),
            written.comments.get(one.key, ""),
            problems.get(one.key, ()),
        )
        for number, one in enumerate(rule.criteria, 1)
    ]


def _total(rule: RoundRule, written: Written) -> str:
    """Return the sum of the points so far, as the engine weighs them."""
    given = {key: text for key, text in written.points.items() if text.replace(".", "", 1).isdigit()}
    points = {one.key: Decimal(given.get(one.key, "0")) for one in rule.criteria}
    return decimal_text(rule.total(points))


def _around(rows: list[DeskRow], assignment_id: int) -> dict[str, Any]:
    """Return where a plan stands on the desk: its place, how many, and the plans before and after it."""
    at = next((place for place, row in enumerate(rows) if row.assignment == assignment_id), 0)
    before, after = rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None
    return {
        "place": at + 1,
        "many": len(rows),
        "done": sum(row.is_done for row in rows),
        "previous_url": reverse("review:plan", args=[before.assignment]) if before else "",
        "next_url": reverse("review:plan", args=[after.assignment]) if after else "",
    }
