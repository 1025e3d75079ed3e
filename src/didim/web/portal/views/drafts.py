"""Writing an application: its steps, saving while one types, what is missing, handing in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.applications.domain.drafts import FIRST_VERSION, Saved, mark_changes_read, save_answers
from didim.applications.models import Draft
from didim.applications.queries.access import access_own_draft
from didim.applications.queries.drafts import DraftSheet, draft_sheet
from didim.applications.queries.files import file_slots
from didim.applications.queries.forms import form_of
from didim.applications.queries.verdicts import deciding_fields, judge_draft
from didim.engines.forms import Field, Form, FormProblem
from didim.kernel.refusals import RefusedError
from didim.programmes.models import CallRevision
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.answers import ShownField, show_step
from didim.web.portal.applying.comparing import merge_page
from didim.web.portal.applying.frame import bonus_claims, frame, step_marks
from didim.web.portal.applying.sending import Sent, seen, sent

SLOTS = "components/answers/slot.html"
FILE_SLOTS = "portal/applying/_files.html"


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, application_id: int, step: str) -> HttpResponse:
    """One step of the form: fill it in, save, go on."""
    now = timezone.now()
    sheet = draft_sheet(actor=request.actor, application_id=application_id, now=now)
    if step not in {each.key for each in sheet.steps}:
        return redirect("portal:draft-step", application_id, sheet.steps[0].key)
    if request.method == "POST":
        return _save_and_go_on(request, sheet, step)
    whole = "check" in request.GET
    problems = sheet.problems if whole else _written_wrong(sheet)
    return _step_page(request, sheet, step, sheet.answers, problems)


def _written_wrong(sheet: DraftSheet) -> list[FormProblem]:
    """Return what is wrong in what somebody has written; what the registry gave is not reproached."""
    versions = sheet.draft.field_versions
    found = sheet.form.check_partial(sheet.answers)
    return [problem for problem in found if versions.get(problem.field, 0) > FIRST_VERSION]


def _step_page(
    request: HttpRequest,
    sheet: DraftSheet,
    step: str,
    answers: dict[str, Any],
    problems: list[FormProblem],
    refusal: RefusedError | None = None,
) -> HttpResponse:
    shown = show_step(sheet.form, step, answers, problems)
    keys = [each.key for each in sheet.steps]
    at, now = keys.index(step), timezone.now()
    context = {
        **frame(sheet, now=now, step=step),
        "shown": shown,
        "slots": FILE_SLOTS,
        "file_slots": file_slots(
            application=sheet.application,
            form=sheet.form,
            keys=[each.field.key for each in shown.fields],
            now=now,
        ),
        "seen": seen(sheet.form, show_step(sheet.form, step, sheet.answers)),
        "problems": _summary(sheet, step, problems) if refusal or "check" in request.GET else [],
        "refusal": list(refusal.problems) if refusal else [],
        "number": at + 1,
        "previous": keys[at - 1] if at else "",
        "next": keys[at + 1] if at + 1 < len(keys) else "",
        "deciding": " ".join(deciding_fields(sheet.form)),
    }
    return render(request, "portal/applying/step.html", context, status=422 if refusal else 200)


def _summary(sheet: DraftSheet, step: str, problems: list[FormProblem]) -> list[tuple[Field, FormProblem]]:
    """Return the problems of a step with the fields they lead to."""
    return [(sheet.form.fields[problem.field], problem) for problem in problems if problem.step == step]


def _save_and_go_on(request: HttpRequest, sheet: DraftSheet, step: str) -> HttpResponse:
    got = sent(sheet.form, request.POST)
    try:
        saved = _save(request, sheet.draft, got, step)
    except RefusedError as refusal:
        answers = sheet.answers | sheet.form.normalise(got.answers)
        return _step_page(request, sheet, step, answers, sheet.form.check_partial(answers), refusal)
    if saved.conflicts:
        return merge_page(request, saved, got)
    return _gone_on(request, sheet, step, saved)


def _gone_on(request: HttpRequest, sheet: DraftSheet, step: str, saved: Saved) -> HttpResponseRedirect:
    """Lead to the step that was asked for; which steps there are may depend on what was just saved."""
    form = form_of(saved.draft.revision_id)
    visible = form.visible(saved.draft.answers)
    keys = [each.key for each in form.steps if any(field.key in visible for field in each.fields)]
    at = keys.index(step) if step in keys else 0
    wanted = request.POST.get("go", "")
    if wanted == "next" and at + 1 == len(keys):
        return redirect("portal:draft-check", sheet.application.pk)
    if wanted in {"next", "previous"}:
        at += 1 if wanted == "next" else -1
    else:
        messages.success(request, _("저장했습니다."))
    return redirect("portal:draft-step", sheet.application.pk, keys[max(at, 0)])


def _save(request: HttpRequest, draft: Draft, got: Sent, step: str) -> Saved:
    return save_answers(
        draft=draft,
        base_version=got.version,
        changes=got.answers,
        by=request.user,
        now=timezone.now(),
        bases=got.bases,
        step=step,
    )


@guarded(FIRM_MEMBER)
@require_POST
def save(request: HttpRequest, application_id: int) -> JsonResponse:
    """Store what was typed since the last time, and tell what others changed meanwhile (JSON).

    200 {"version", "saved", "fields": {key: HTML of fields others changed}, "problems": {key: [sentence]},
    "verdict": whether the eligibility may have changed}; 409 the same with "conflicts"; 422 {"refused":
    [sentence]}. It asks little of the database: it goes on while everything else waits.
    """
    draft = access_own_draft(actor=request.actor, application_id=application_id)
    got = sent(_drawn_form(request, draft), request.POST)
    try:
        saved = _save(request, draft, got, got.step)
    except RefusedError as refusal:
        return JsonResponse({"refused": [str(problem) for problem in refusal.problems]}, status=422)
    form = form_of(saved.draft.revision_id)
    told = {
        "version": saved.draft.version,
        "saved": date_format(timezone.localtime(saved.draft.updated_at), "H:i"),
        "fields": _others(form, saved, got.step),
        "problems": _problems(form, saved, got),
        "verdict": not deciding_fields(form).isdisjoint([*got.answers, *saved.others]),
    }
    if not saved.conflicts:
        return JsonResponse(told)
    told["conflicts"] = list(dict.fromkeys(conflict.field for conflict in saved.conflicts))
    return JsonResponse(told, status=409)


def _drawn_form(request: HttpRequest, draft: Draft) -> Form:
    """Return the form a page was drawn with: it may be one revision before, or after, the stored one."""
    drawn = request.POST.get("revision", "")
    if not drawn.isdigit() or int(drawn) == draft.revision_id:
        return form_of(draft.revision_id)
    try:
        return form_of(int(drawn))
    except CallRevision.DoesNotExist:
        return form_of(draft.revision_id)


def _others(form: Form, saved: Saved, step: str) -> dict[str, str]:
    """Return the fields of a step that others changed, drawn anew."""
    of_step = {each.key for each in form.steps if each.key == step for each in each.fields}
    keys = of_step.intersection(saved.others)
    if not keys:
        return {}
    shown = {each.field.key: each for each in show_step(form, step, saved.draft.answers).fields}
    return {key: _drawn(shown[key]) for key in keys}


def _drawn(shown: ShownField) -> str:
    return render_to_string("components/answers/field.html", {"shown": shown, "slots": SLOTS})


def _problems(form: Form, saved: Saved, got: Sent) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {key: [] for key in got.answers}
    for problem in form.check_partial(saved.draft.answers):
        if problem.field in said:
            said[problem.field].append(problem.text(get_language() or "ko"))
    return said


@guarded(FIRM_MEMBER)
@require_GET
def verdict(request: HttpRequest, application_id: int) -> HttpResponse:
    """The eligibility as it stands now: a fragment that replaces the old one while somebody types."""
    now = timezone.now()
    sheet = draft_sheet(actor=request.actor, application_id=application_id, now=now)
    judged = judge_draft(
        call_id=sheet.application.call_id,
        enterprise_id=sheet.application.enterprise_id,
        form=sheet.form,
        answers=sheet.answers,
        on=timezone.localdate(now),
    )
    context = {"verdict": judged, "application": sheet.application}
    return render(request, "portal/applying/_verdict.html", context)


@guarded(FIRM_MEMBER)
@require_POST
def changes_read(request: HttpRequest, application_id: int) -> HttpResponse:
    """Put away the list of what a correction changed."""
    draft = access_own_draft(actor=request.actor, application_id=application_id)
    mark_changes_read(draft=draft, now=timezone.now())
    return redirect(reverse("portal:draft-check", args=[application_id]))


@guarded(FIRM_MEMBER)
@require_GET
def check(request: HttpRequest, application_id: int) -> HttpResponse:
    """What is still missing, step by step, long before the deadline; and the way to hand in."""
    now = timezone.now()
    sheet = draft_sheet(actor=request.actor, application_id=application_id, now=now)
    found = {each.key: _summary(sheet, each.key, sheet.problems) for each in sheet.steps}
    context = {
        **frame(sheet, now=now),
        "by_step": [(mark, found[mark.key]) for mark in step_marks(sheet)],
        "claims": bonus_claims(sheet),
        "whole": [problem for problem in sheet.problems if not problem.step],
    }
    return render(request, "portal/applying/check.html", context)
