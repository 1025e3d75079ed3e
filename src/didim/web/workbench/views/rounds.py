"""Review rounds of a call: prepared, filled, opened, watched, closed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.kernel.refusals import Problem, RefusedError
from didim.programmes.enums import RevisionState
from didim.programmes.queries.calls import access_call
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain import recusals, reviewing
from didim.selection.domain import rounds as acts
from didim.selection.domain.rounds import rule_for_reviewers
from didim.selection.models import Panel, ReviewRound
from didim.selection.queries.access import access_review, access_round
from didim.selection.queries.reviewers import pool_of
from didim.selection.queries.rounds import assignments_of, entries_of, progress_of, rounds_of
from didim.web.components.refusals import done
from didim.web.workbench.forms import panels as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of

UNPROCESSABLE = 422


@guarded(AGENCY_STAFF)
@require_GET
def call_rounds(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show which rounds the published call asks for, and how far those are that were prepared."""
    call = access_call(actor=request.actor, call_id=call_id)
    revision = call.revisions.filter(state=RevisionState.PUBLISHED).order_by("-number").first()
    made = {one.number: one for one in rounds_of(call)}
    asked = revision.rounds if revision is not None else []
    context = {
        "call": call,
        "rows": [(number, entry, made.get(number)) for number, entry in enumerate(asked, 1)],
        "may_edit": call.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/panels/rounds.html", context)


@guarded(WRITER)
@require_POST
def prepare(request: HttpRequest, call_id: int) -> HttpResponse:
    """Make a round of the call from its published revision."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    number = request.POST.get("number", "")
    try:
        made = acts.prepare_round(
            call=call, number=int(number) if number.isdigit() else 0, by=request.user, now=timezone.now()
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("workbench:call-reviews", call_id)
    messages.success(request, _("평가를 준비했습니다. 위원을 정하고 배정해 주세요."))
    return redirect("workbench:round-detail", made.pk)


@guarded(AGENCY_STAFF)
@require_GET
def detail(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show how far a round is: reviewers, applications, what is to be done next."""
    review_round = access_round(actor=request.actor, round_id=round_id)
    return render(request, "workbench/panels/round.html", _detail(request, review_round))


def _detail(request: HttpRequest, review_round: ReviewRound, **more: Any) -> dict[str, Any]:
    needed = rule_for_reviewers(review_round).needed(review_round.reviewers_each)
    text = request.GET.get("q", "")
    page = page_of(entries_of(review_round, text=text), request)
    counted = None if text.strip() else page.paginator.count
    progress = progress_of(review_round, needed=needed, entries=counted)
    judging: dict[int, list[Any]] = {}
    for one in assignments_of(review_round, applications=[row.application_id for row in page]):
        judging.setdefault(one.application_id, []).append(one)
    return {
        "round": review_round,
        "call": review_round.call,
        "progress": progress,
        "needed": needed,
        "page": page,
        "rows": [(row, judging.get(row.application_id, [])) for row in page],
        "q": text,
        "open_form": forms.OpenForm(),
        "panels_form": forms.PanelsForm(),
        "may_edit": review_round.agency_id in request.actor.agencies_with(*WRITERS),
        "now": timezone.now(),
        **more,
    }


@guarded(WRITER)
@require_POST
def act(request: HttpRequest, round_id: int) -> HttpResponse:
    """Do one of a round's acts (`act`): take entries in, divide, find conflicts, show, open, close."""
    review_round = access_round(actor=request.actor, round_id=round_id, roles=WRITERS)
    run = _ACTS.get(request.POST.get("act", ""))
    if run is None:
        raise Http404("no such act of a round")
    try:
        messages.success(request, run(request, review_round))
    except RefusedError as refusal:
        for problem in refusal.problems:
            messages.error(request, str(problem))
    return redirect("workbench:round-detail", round_id)


def _take_in(request: HttpRequest, review_round: ReviewRound) -> str:
    many = acts.take_in_entries(review_round=review_round, by=request.user)
    said = ngettext(
        "신청 %(count)d건을 평가 대상에 더했습니다.", "신청 %(count)d건을 평가 대상에 더했습니다.", many
    )
    return said % {"count": many}


def _divide(request: HttpRequest, review_round: ReviewRound) -> str:
    acts.make_panels(
        review_round=review_round, names=request.POST.get("names", "").splitlines(), by=request.user
    )
    return _("분과를 나눴습니다.")


def _find_conflicts(request: HttpRequest, review_round: ReviewRound) -> str:
    found = recusals.record_conflicts(review_round=review_round, by=request.user, now=timezone.now())
    return _("이해충돌을 찾았습니다: 새로 제척 %(excluded)d건, 확인할 것 %(looks)d건.") % {
        "excluded": found.excluded,
        "looks": found.to_look_at,
    }


def _show(request: HttpRequest, review_round: ReviewRound) -> str:
    recusals.show_panel(review_round=review_round, by=request.user, now=timezone.now())
    return _("위원 구성을 신청기업에 공개했습니다. 기피 신청을 받습니다.")


def _open(request: HttpRequest, review_round: ReviewRound) -> str:
    form = forms.OpenForm(request.POST)
    if not form.is_valid():
        raise RefusedError(Problem(name, sentence) for name, said in form.errors.items() for sentence in said)
    acts.open_round(
        review_round=review_round, due_at=form.cleaned_data["due_at"], by=request.user, now=timezone.now()
    )
    return _("평가를 열었습니다. 위원이 들어올 수 있습니다.")


def _close(request: HttpRequest, review_round: ReviewRound) -> str:
    reviewing.close_round(review_round=review_round, by=request.user, now=timezone.now())
    return _("평가를 마감했습니다.")


_ACTS: dict[str, Callable[[HttpRequest, ReviewRound], str]] = {
    "take_in": _take_in,
    "divide": _divide,
    "conflicts": _find_conflicts,
    "show": _show,
    "open": _open,
    "close": _close,
}


@guarded(AGENCY_STAFF)
@require_GET
def members(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show who judges in a round, and whom of the pool one could ask."""
    review_round = access_round(actor=request.actor, round_id=round_id)
    return _members_page(request, review_round, None)


def _members_page(
    request: HttpRequest, review_round: ReviewRound, form: forms.LoadForm | None
) -> HttpResponse:
    needed = rule_for_reviewers(review_round).needed(review_round.reviewers_each)
    progress = progress_of(review_round, needed=needed)
    choices = _askable(review_round)
    context = {
        "round": review_round,
        "call": review_round.call,
        "progress": progress,
        "panels": list(Panel.objects.filter(round=review_round)),
        "form": form or forms.LoadForm(reviewers=choices, initial={"max_load": 30}),
        "askable": choices,
        "may_edit": review_round.agency_id in request.actor.agencies_with(*WRITERS),
    }
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "workbench/panels/members.html", context, status=status)


def _askable(review_round: ReviewRound) -> list[tuple[int, str]]:
    pool = pool_of(agencies=frozenset({review_round.agency_id}), on=timezone.localdate())
    seated = review_round.members.values("reviewer")
    return [
        (one.pk, " · ".join(filter(None, (one.expert.person.name, one.expert.person.affiliation))))
        for one in pool.exclude(pk__in=seated).order_by("expert__person__name", "pk")
    ]


@guarded(WRITER)
@require_POST
def seat(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask the chosen reviewers to judge."""
    review_round = access_round(actor=request.actor, round_id=round_id, roles=WRITERS)
    form = forms.LoadForm(request.POST, reviewers=_askable(review_round))

    def ask(typed: dict[str, Any]) -> None:
        pool = pool_of(agencies=frozenset({review_round.agency_id}), on=timezone.localdate())
        panel = request.POST.get("panel", "")
        acts.seat_reviewers(
            review_round=review_round,
            reviewers=pool.filter(pk__in=typed["reviewers"]).order_by("pk"),
            max_load=typed["max_load"],
            min_load=typed["min_load"] or 0,
            panel=Panel.objects.filter(round=review_round, pk=panel).first() if panel.isdigit() else None,
            by=request.user,
            now=timezone.now(),
        )

    if not done(form, ask):
        return _members_page(request, review_round, form)
    messages.success(request, _("위원을 정했습니다. 이해충돌을 다시 찾아 주세요."))
    return redirect("workbench:round-members", round_id)


@guarded(WRITER)
@require_POST
def change_member(request: HttpRequest, round_id: int) -> HttpResponse:
    """Make a member the chair, or let them leave with a reason."""
    review_round = access_round(actor=request.actor, round_id=round_id, roles=WRITERS)
    chosen = request.POST.get("member", "")
    member = get_object_or_404(review_round.members, pk=chosen if chosen.isdigit() else 0)
    try:
        if request.POST.get("act") == "chair":
            acts.choose_chair(member=member, by=request.user)
            messages.success(request, _("위원장을 정했습니다."))
        else:
            many = acts.drop_member(
                member=member, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
            )
            said = _("위원을 뺐습니다. 돌려받은 신청 %(count)d건을 다시 배정해 주세요.")
            messages.success(request, said % {"count": many})
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("workbench:round-members", round_id)


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Show one review with its seals; a POST lets its reviewer write again, with a reason."""
    roles = WRITERS if request.method == "POST" else ()
    shown = access_review(actor=request.actor, review_id=review_id, roles=roles)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: reviewing.reopen_review(
            review=shown, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
    ):
        messages.success(request, _("다시 열었습니다. 위원이 고쳐서 다시 제출할 수 있습니다."))
        return redirect("workbench:review-detail", review_id)
    rule = rule_for_reviewers(shown.round)
    context = {
        "review": shown,
        "round": shown.round,
        "criteria": [
            (one, shown.points.get(one.key, ""), shown.comments.get(one.key, "")) for one in rule.criteria
        ],
        "seals": list(shown.seals.order_by("number")),
        "form": form,
        "may_edit": shown.agency_id in request.actor.agencies_with(*WRITERS),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workbench/panels/review.html", context, status=status)
