"""The review rounds of a call: in which order, by which criteria, how the scores are counted."""

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.engines.scoring import RoundFormError, RoundKind, load_rounds
from didim.kernel.definitions import shipped_definitions
from didim.kernel.refusals import RefusedError
from didim.programmes.domain.call_terms import set_rounds
from didim.programmes.domain.call_versions import OvertakenError, Seen, check_seen, version_of
from didim.programmes.models import Call, CallRevision
from didim.programmes.queries.calls import access_call
from didim.web.components.refusals import say_refusal
from didim.web.workbench.call_forms import rounds as editing
from didim.web.workbench.call_forms.lists import in_order
from didim.web.workbench.forms import call_rounds as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.views.boards import today
from didim.web.workbench.views.call_form import draft_of

_BEGINNINGS = {
    "one": [RoundKind.WRITTEN],
    "two": [RoundKind.WRITTEN, RoundKind.PRESENTATION],
    "three": [RoundKind.WRITTEN, RoundKind.PRESENTATION, RoundKind.SITE_VISIT],
}
_CRITERIA = formset_factory(forms.CriterionForm, extra=1, can_order=True, can_delete=True, max_num=20)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def call_rounds(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show the rounds in their order; put in, move and take out by one button each."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    draft = draft_of(request, call)
    if draft is None:
        return redirect("workbench:call-detail", call.pk)
    problems: list[str] = []
    overtaken: OvertakenError | None = None
    if request.method == "POST":
        seen = Seen("rounds", request.POST.get("seen", ""))
        try:
            set_rounds(call=call, content=_changed(draft.rounds, request), by=request.user, seen=seen)
        except OvertakenError as error:
            overtaken = error
        except RefusedError as error:
            problems = [str(problem) for problem in error.problems]
        else:
            return redirect("workbench:call-rounds", call.pk)
    context = {
        "call": call,
        "rounds": _shown(draft.rounds),
        "kinds": forms.KINDS,
        "problems": problems,
        "overtaken": overtaken,
        "shows_stored": True,
        "seen": version_of(draft.rounds),
    }
    status = 422 if problems or overtaken else 200
    return render(request, "workbench/calls/rounds.html", context, status=status)


def _changed(rounds: editing.Rounds, request: HttpRequest) -> editing.Rounds:
    name, _colon, key = request.POST.get("action", "").partition(":")
    if name == "begin":
        return editing.begun(_BEGINNINGS.get(key, _BEGINNINGS["two"]), on=today())
    if name == "add" and key in set(RoundKind):
        return editing.added(rounds, RoundKind(key), on=today())
    if name in ("up", "down"):
        return editing.moved(rounds, key, -1 if name == "up" else 1)
    return editing.removed(rounds, key) if name == "remove" else rounds


def _shown(content: editing.Rounds) -> list[dict[str, Any]]:
    try:
        rules = load_rounds(content)
    except RoundFormError:
        return [{"content": row, "rule": None, "kind": ""} for row in content]
    return [
        {
            "content": row,
            "rule": rule,
            "kind": forms.KINDS[rule.kind],
            "full_marks": f"{rule.full_marks.normalize():f}",
        }
        for row, rule in zip(content, rules, strict=True)
    ]


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def edit_round(request: HttpRequest, call_id: int) -> HttpResponse:
    """Change one round (?key=)."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    draft = draft_of(request, call)
    if draft is None:
        return redirect("workbench:call-detail", call.pk)
    key = request.GET.get("key", "")
    seen = Seen(f"rounds:{key}", request.POST.get("seen", ""))
    overtaken = _overtaken(draft, seen) if request.method == "POST" else None
    content = next((row for row in draft.rounds if row["key"] == key), overtaken and overtaken.before)
    if content is None:
        raise Http404(key)
    at = next((at for at, row in enumerate(draft.rounds) if row["key"] == key), len(draft.rounds))
    sent = request.POST if request.method == "POST" else None
    form = forms.RoundForm(
        sent,
        content=content,
        earlier=draft.rounds[:at],
        is_last=at >= len(draft.rounds) - 1,
        usual_panel=shipped_definitions().as_of("review-panel", today()).values,
    )
    criteria = _CRITERIA(sent, initial=content["criteria"], prefix="rows")
    if sent is not None and all([form.is_valid(), criteria.is_valid()]) and overtaken is None:
        typed = form.content(forms.criteria_of(in_order(criteria), content["criteria"]))
        if _stored(call, editing.replaced(draft.rounds, typed), form, request):
            return redirect("workbench:call-rounds", call.pk)
    context = {
        "call": call,
        "form": form,
        "rows": criteria,
        "round": content,
        "back": reverse("workbench:call-rounds", args=[call.pk]),
        "overtaken": overtaken,
        "seen": version_of(content) if overtaken or sent is None else seen.version,
    }
    status = 422 if sent is not None else 200
    return render(request, "workbench/calls/round.html", context, status=status)


def _overtaken(draft: CallRevision, seen: Seen) -> OvertakenError | None:
    """Return what somebody else did to a round since it was shown; the draft is locked."""
    try:
        check_seen(draft=draft, seen=seen)
    except OvertakenError as error:
        return error
    return None


def _stored(call: Call, rounds: editing.Rounds, form: Any, request: HttpRequest) -> bool:
    try:
        set_rounds(call=call, content=rounds, by=request.user)
    except RefusedError as error:
        problems = [(problem.field.rpartition(".")[2], problem) for problem in error.problems]
        say_refusal(
            form,
            RefusedError(
                type(problem)(name if name in form.fields else "", problem.message)
                for name, problem in problems
            ),
        )
        return False
    messages.success(request, _("평가 절차를 저장했습니다."))
    return True
