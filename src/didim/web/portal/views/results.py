"""What a firm is told of its application: the result with its reviews, objecting, rating reviewers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.documents.decision_letters import letter_pdf
from didim.kernel.refusals import RefusedError
from didim.registry.queries.actors import Actor
from didim.registry.rules import FIRM_MEMBER
from didim.selection.domain.objection_days import objection_due
from didim.selection.domain.objections import file_objection, withdraw_objection
from didim.selection.domain.reverse_ratings import LEAST, MOST, QUESTIONS, rate_reviewers
from didim.selection.enums import NoticeKind, RankBand
from didim.selection.models import Decision, Objection, ReverseRatingBallot, ReviewRound
from didim.selection.queries.decisions import access_letter, access_own_decision


def result_of(*, actor: Actor, application_id: int) -> dict[str, Any] | None:
    """Return what a firm was told: the decision, its letters, the reviews shown; None before it was told."""
    try:
        decision = access_own_decision(actor=actor, application_id=application_id)
    except Http404:
        return None
    letters = list(decision.notices.order_by("-sent_at", "-pk"))
    first = next((letter for letter in letters if letter.kind == NoticeKind.RESULT), None)
    due = objection_due(notified_at=decision.notified_at) if decision.notified_at else None
    rated = set(
        ReverseRatingBallot.objects.filter(application=application_id).values_list("round_id", flat=True)
    )
    bands = dict(RankBand.choices)
    rounds = [
        {**_with_names(row), "band_label": bands[row["band"]], "rated": row["round"] in rated}
        for row in (first.content["rounds"] if first else [])
    ]
    return {
        "decision": decision,
        "letters": letters,
        "rounds": rounds,
        "due": due,
        "may_object": due is not None and timezone.now() <= due.instant,
        "objection": Objection.objects.filter(decision=decision).first(),
    }


def _with_names(shown: dict[str, Any]) -> dict[str, Any]:
    """Return a round as it was told, with its reviewers called in the reader's language."""
    reviewers = [{**one, "named": _named(one["alias"])} for one in shown["reviewers"]]
    names = [one["named"] for one in reviewers]
    return {
        **shown,
        "reviewers": reviewers,
        "criteria": [
            {**row, "given": list(zip(names, row["scores"], strict=True))} for row in shown["criteria"]
        ],
        "comments": [{**one, "named": _named(one["alias"])} for one in shown["comments"]],
    }


def _named(alias: str) -> str:
    """Return "위원 3" in the reader's language; another alias stays as it is."""
    word, _space, number = alias.partition(" ")
    return _("위원 %(number)s") % {"number": number} if word == "위원" and number.isdecimal() else alias


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, application_id: int) -> HttpResponse:
    """Write an objection; it can be filed once, until the last day."""
    result = _told(request, application_id)
    problems: list[str] = []
    text = request.POST.get("text", "")
    if request.method == "POST":
        try:
            file_objection(decision=result["decision"], text=text, by=request.user, now=timezone.now())
        except RefusedError as error:
            problems = [str(problem) for problem in error.problems]
        else:
            messages.success(request, _("이의신청을 접수했습니다. 심의 결과를 알려 드립니다."))
            return redirect("portal:application-detail", application_id)
    context = {**result, "application_id": application_id, "problems": problems, "text": text}
    return render(request, "portal/applying/objection.html", context, status=422 if problems else 200)


@guarded(FIRM_MEMBER)
@require_POST
def objection_withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    """Take an objection back."""
    filed = _told(request, application_id)["objection"]
    if filed is None:
        raise Http404
    try:
        withdraw_objection(objection=filed, by=request.user)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("이의신청을 취하했습니다."))
    return redirect("portal:application-detail", application_id)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def rating(request: HttpRequest, application_id: int, round_id: int) -> HttpResponse:
    """Rate the reviewers of a round without a name."""
    result = _told(request, application_id)
    shown = next((row for row in result["rounds"] if row["round"] == round_id), None)
    if shown is None:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        points = {
            one["alias"]: {
                key: int(typed)
                for key in QUESTIONS
                if (typed := request.POST.get(f"{number}-{key}", "")).isdecimal()
            }
            for number, one in enumerate(shown["reviewers"])
        }
        try:
            rate_reviewers(decision=result["decision"], round_=ReviewRound(pk=round_id), points=points)
        except RefusedError as error:
            problems = [f"{problem.field} {problem}".strip() for problem in error.problems]
        else:
            messages.success(request, _("평가해 주셔서 고맙습니다. 누가 답했는지는 남지 않습니다."))
            return redirect("portal:application-detail", application_id)
    context = {
        "application_id": application_id,
        "decision": result["decision"],
        "round": shown,
        "questions": list(QUESTIONS.items()),
        "scale": range(LEAST, MOST + 1),
        "problems": problems,
    }
    return render(request, "portal/applying/rating.html", context, status=422 if problems else 200)


@guarded(FIRM_MEMBER)
@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show a letter as it was sent: the same bytes, made again."""
    notice = access_letter(actor=request.actor, letter_id=letter_id)
    return HttpResponse(
        letter_pdf(notice.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(False, f"{notice.letter_number}.pdf")
            or "inline",
            "Cache-Control": "no-store",
        },
    )


def _told(request: HttpRequest, application_id: int) -> dict[str, Any]:
    result = result_of(actor=request.actor, application_id=application_id)
    if result is None or not isinstance(result["decision"], Decision):
        raise Http404
    return result
