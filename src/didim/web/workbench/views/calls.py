"""Calls: writing their text and period, checking what is missing, publishing."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.applications.tasks import move_drafts
from didim.kernel.refusals import Problem, RefusedError
from didim.programmes.domain import calls as acts
from didim.programmes.domain.call_changes import changes_between
from didim.programmes.domain.call_checks import missing_for_publishing, warnings_for_publishing
from didim.programmes.domain.call_versions import OvertakenError, Seen, content_of, version_of
from didim.programmes.enums import RevisionState
from didim.programmes.models import Call, CallRevision
from didim.programmes.queries.calls import access_call, visible_calls
from didim.programmes.queries.matching import names_for, stored_rule
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.call_terms import steps_of, terms_of
from didim.web.components.refusals import done
from didim.web.workbench.call_forms.sides import chosen, sides_of
from didim.web.workbench.call_history import acts_on
from didim.web.workbench.forms import programmes as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows
from didim.web.workbench.rules.showing import in_words

# Where what is missing is mended; everything else stands on the page of the text.
_PAGES = {
    "rule": "workbench:rule-editor",
    "form": "workbench:call-form",
    "documents": "workbench:call-documents",
    "exclusions": "workbench:call-exclusions",
    "bonus_points": "workbench:call-bonus",
    "rounds": "workbench:call-rounds",
}
SORTS = {
    "title": ("title",),
    "programme": ("programme__name", "title"),
    "opens": ("opens_at",),
    "closes": ("closes_at",),
    "created": ("created_at",),
}


@guarded(AGENCY_STAFF)
@require_GET
def call_list(request: HttpRequest) -> HttpResponse:
    """List the calls of the agencies somebody works for, drafts included."""
    filters = forms.CallFilterForm(request.GET)
    chosen = filters.chosen
    revisions = CallRevision.objects.filter(call=OuterRef("pk")).order_by("-number")
    published = revisions.filter(state=RevisionState.PUBLISHED)
    drafts = revisions.filter(state=RevisionState.DRAFT)
    rows = (
        visible_calls(actor=request.actor)
        .select_related("programme", "agency")
        .annotate(
            has_draft=Exists(drafts),
            published_at=Subquery(published.order_by("number").values("published_at")[:1]),
            opens_at=Subquery(revisions.values("opens_at")[:1]),
            closes_at=Subquery(revisions.values("closes_at")[:1]),
        )
    )
    if text := chosen.get("q"):
        rows = rows.filter(Q(title__icontains=text) | Q(programme__name__icontains=text))
    if year := chosen.get("year"):
        rows = rows.filter(programme__year=year)
    if state := chosen.get("state"):
        has = {RevisionState.DRAFT: Q(has_draft=True), RevisionState.PUBLISHED: Q(published_at__isnull=False)}
        rows = rows.filter(has[RevisionState(state)])
    rows, sorting = sorted_rows(rows, request, SORTS, "-created")
    context = {
        "page": page_of(rows, request),
        "sorting": sorting,
        "filters": filters,
        "now": timezone.now(),
    }
    return render(request, "workbench/calls/list.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def call_detail(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show a call as it stands: what is published, what is drafted, and what the draft lacks."""
    call = access_call(actor=request.actor, call_id=call_id)
    return render(request, "workbench/calls/detail.html", _detail(request, call))


def _detail(request: HttpRequest, call: Call) -> dict[str, object]:
    revisions = list(call.revisions.select_related("published_by").order_by("-number"))
    draft = next((row for row in revisions if row.state == RevisionState.DRAFT), None)
    shown = revisions[0] if revisions else None
    rule = stored_rule(shown.rule) if shown and shown.rule else None
    published = next((row for row in revisions if row.state == RevisionState.PUBLISHED), None)
    now = timezone.now()
    return {
        "call": call,
        "revisions": revisions,
        "shown": shown,
        "draft": draft,
        "missing": places_to_mend(call, missing_for_publishing(revision=draft, now=now)) if draft else [],
        "warnings": places_to_mend(call, warnings_for_publishing(revision=draft, now=now)) if draft else [],
        "changes": changes_between(published, draft) if draft and published else [],
        "form_steps": steps_of(shown) if shown else (),
        **(terms_of(shown) if shown else {}),
        "words": in_words(rule, names_for([rule])) if rule is not None else None,
        "acts": acts_on(call),
        "may_edit": call.agency_id in request.actor.agencies_with(*WRITERS),
    }


def places_to_mend(call: Call, problems: Iterable[Problem]) -> list[tuple[Problem, str]]:
    """Return problems of a draft, each with the page where it is mended."""
    edit = reverse("workbench:call-edit", args=[call.pk])
    return [
        (
            problem,
            reverse(_PAGES[problem.field], args=[call.pk])
            if problem.field in _PAGES
            else f"{edit}#id_{problem.field}",
        )
        for problem in problems
    ]


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def call_edit(request: HttpRequest, call_id: int) -> HttpResponse:
    """Write a draft's text and period."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    draft = call.revisions.filter(state=RevisionState.DRAFT).select_related("call").first()
    if draft is None:
        return redirect("workbench:call-detail", call.pk)
    form = forms.CallForm(request.POST or None, initial=forms.CallForm.of(draft))
    clash: list[OvertakenError] = []
    seen = Seen("text", request.POST.get("seen", ""))

    def act(typed: dict[str, Any]) -> None:
        plain = {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in typed.items()
        }
        said = chosen(request, plain, forms.CallForm.of(draft))
        title_seen = request.POST.get("title-seen", "")
        try:
            acts.edit_draft(
                call=call,
                title=said.pop("title"),
                changes=said,
                by=request.user,
                seen=seen,
                title_seen=title_seen,
            )
        except OvertakenError as error:
            clash.append(error)

    if request.method == "POST" and done(form, act) and not clash:
        messages.success(request, _("공고 초안을 저장했습니다."))
        return redirect("workbench:call-detail", call.pk)
    overtaken = clash[0] if clash else None
    form = forms.CallForm(initial=overtaken.merged) if overtaken else form
    is_new = request.method != "POST" or overtaken is not None
    context = {
        "form": form,
        "call": call,
        "draft": draft,
        "overtaken": overtaken,
        "sides": sides_of(overtaken, form),
        "seen": version_of(content_of(draft, "text")) if is_new else seen.version,
        "title_seen": draft.call.title if is_new else request.POST.get("title-seen", ""),
    }
    status = 422 if form.errors or overtaken else 200
    return render(request, "workbench/calls/form.html", context, status=status)


@guarded(WRITER)
@require_POST
def call_revise(request: HttpRequest, call_id: int) -> HttpResponse:
    """Begin a correction of a published call."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    acts.revise_call(call=call, by=request.user)
    return redirect("workbench:call-edit", call.pk)


@guarded(WRITER)
@require_POST
def call_publish(request: HttpRequest, call_id: int) -> HttpResponse:
    """Publish a draft, or say what it still lacks."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    try:
        acts.publish_call(call=call, by=request.user, now=timezone.now())
    except RefusedError as error:
        context = _detail(request, call) | {
            "missing": places_to_mend(call, error.problems),
            "refused": True,
        }
        return render(request, "workbench/calls/detail.html", context, status=422)
    # Drafts of applicants follow a correction; the job starts when this transaction is committed.
    move_drafts.defer(call_id=call.pk)
    messages.success(request, _("공고했습니다. 포털에 바로 보입니다."))
    return redirect("workbench:call-detail", call.pk)
