"""The rule editor: who may apply, as a tree of conditions, with what it does to the registry beside it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.engines.eligibility import Rule
from didim.programmes.domain.call_versions import OvertakenError, Seen, version_of
from didim.programmes.domain.calls import set_rule
from didim.programmes.enums import RevisionState
from didim.programmes.models import Call
from didim.programmes.queries.calls import access_call
from didim.programmes.queries.matching import firms_fitting, names_for, stored_rule
from didim.registry.queries.firms import visible_firms
from didim.web.workbench import code_names
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.rules import drafts, showing, writing
from didim.web.workbench.views.boards import today
from didim.web.workbench.views.firms import code_options


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def edit_rule(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show the rule of a call's draft; change it by one button; count; save it."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    revision = call.revisions.filter(state=RevisionState.DRAFT).first()
    if revision is None:
        return redirect("workbench:call-detail", call.pk)
    if request.method == "GET":
        return _answer(request, call, drafts.from_json(revision.rule))
    action = request.POST.get("action", "look")
    draft = drafts.from_form(request.POST)
    code_names.take_in(draft, on=today())
    if action == "save":
        written = writing.write(draft)
        if not written.faults:
            seen = Seen("rule", request.POST.get("seen", ""))
            try:
                set_rule(call=call, content=written.content, by=request.user, seen=seen)
            except OvertakenError as error:
                return _answer(request, call, draft, overtaken=error)
            messages.success(request, _("자격요건을 저장했습니다."))
            return redirect("workbench:call-detail", call.pk)
        return _answer(request, call, draft, problems=writing.sentences(written.faults))
    wanted = request.POST.get(f"{action.removeprefix('add:')}-new", "")
    draft, focus = drafts.changed(draft, action, showing.new_draft(wanted))
    return _answer(request, call, draft, focus=focus)


def _answer(
    request: HttpRequest,
    call: Call,
    draft: drafts.Draft,
    *,
    focus: str = "",
    problems: list[tuple[str, str]] | None = None,
    overtaken: OvertakenError | None = None,
) -> HttpResponse:
    """Render the editor; what is typed is over what was seen, until somebody is told of what came since."""
    stored = overtaken.after if overtaken else None
    seen = request.POST.get("seen", "")
    if request.method != "POST" or overtaken is not None:
        revision = call.revisions.filter(state=RevisionState.DRAFT).first()
        seen = version_of(revision.rule if revision else {})
    written = writing.write(draft)
    # A condition that was only just put in is not wrong yet: its faults are said on saving or counting.
    faults = {path: said for path, said in written.faults.items() if path != focus}
    names = code_names.names_for(draft)
    context = {
        "call": call,
        "root": showing.show(draft, names=names, faults=faults, focus=focus),
        "problems": problems,
        "seen": seen,
        "overtaken": overtaken,
        "sides": overtaken is not None,
        "stored_words": _words(stored_rule(stored)) if stored else None,
        "additions": showing.additions(),
        "action_url": reverse("workbench:rule-editor", args=[call.pk]),
        **_effect(request, written.rule, today()),
        **code_options(),
    }
    status = 422 if problems or overtaken else 200
    return render(request, "workbench/rules/editor.html", context, status=status)


def _words(rule: Rule | None) -> Any:
    return None if rule is None else showing.in_words(rule, names_for([rule]))


def _effect(request: HttpRequest, rule: Rule | None, day: date) -> dict[str, Any]:
    """Return how many firms the rule lets in, of those the agency may see, and the rule in words."""
    if rule is None:
        return {"effect": None, "words": None}
    firms = visible_firms(actor=request.actor, now=timezone.now()).filter(closed_on=None)
    return {
        "effect": firms_fitting(rule=rule, on=day, firms=firms),
        "words": showing.in_words(rule, names_for([rule])),
    }
