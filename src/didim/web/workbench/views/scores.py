"""A round's scores: the sheet, how reviewers differ, what applicants said of them."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.programmes.enums import RevisionState
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain.reverse_ratings import QUESTIONS
from didim.selection.domain.scoring import recompute, score_round
from didim.selection.domain.selection_rules import selection_rules
from didim.selection.models import ReviewRound, ScoreSheet
from didim.selection.queries.access import access_round
from didim.selection.queries.scores import diagnoses, newest_sheet, ranking, ratings_of
from didim.web.workbench.forms.call_rounds import tie_choices
from didim.web.workbench.guards import WRITERS
from didim.web.workbench.lists import page_of


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def scores(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the newest score sheet of a round; POST scores it anew."""
    writing = WRITERS if request.method == "POST" else ()
    round_ = access_round(actor=request.actor, round_id=round_id, roles=writing)
    problems = []
    if request.method == "POST":
        try:
            sheet = score_round(round_=round_, by=request.user, now=timezone.now())
        except RefusedError as error:
            problems = list(error.problems)
        else:
            messages.success(request, _("점수표 %(number)d차를 만들었습니다.") % {"number": sheet.number})
            return redirect("workbench:scores", round_.pk)
    context = {
        "round": round_,
        "call": round_.call,
        "problems": problems,
        "may_edit": round_.agency_id in request.actor.agencies_with(*WRITERS),
        **_sheet(request, round_, newest_sheet(round_)),
    }
    return render(request, "workbench/selection/scores.html", context, status=422 if problems else 200)


def _sheet(request: HttpRequest, round_: ReviewRound, sheet: ScoreSheet | None) -> dict[str, object]:
    if sheet is None:
        return {"sheet": None}
    content = json.loads(sheet.content)
    rows = {int(row["application"]): row for row in content["rows"]}
    page = page_of(ranking(sheet), request)
    return {
        "sheet": sheet,
        "rule": content["round"],
        "ties": _tie_words(content["round"], round_),
        "page": page,
        "rows": [(row, rows[row.application_id]) for row in page],
    }


def _tie_words(rule: Mapping[str, Any], round_: ReviewRound) -> list[str]:
    """Return how ties are broken, step by step, in words."""
    revision = round_.call.revisions.filter(state=RevisionState.PUBLISHED).order_by("-number").first()
    words = dict(tie_choices(rule, revision.rounds if revision else []))
    return [str(words.get(step, step)) for step in rule["tie_break"]]


@guarded(AGENCY_STAFF)
@require_GET
def diagnostics(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show leniency and spread of reviewers, the ranking without each, and that the sheet comes out again."""
    round_ = access_round(actor=request.actor, round_id=round_id)
    sheet = newest_sheet(round_)
    now = timezone.now()
    context = {
        "round": round_,
        "call": round_.call,
        "sheet": sheet,
        "diagnoses": diagnoses(sheet) if sheet else [],
        "difference": recompute(sheet=sheet).difference if sheet else "",
        "ratings": ratings_of(round_, now=now),
        "questions": list(QUESTIONS.items()),
        "fewest": selection_rules(now)["ratings_fewest"],
    }
    return render(request, "workbench/selection/diagnostics.html", context)
