"""The application form of a call: its steps and fields, each on a page of its own, and how it will look."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.engines.forms import Form, FormError
from didim.kernel.refusals import RefusedError
from didim.programmes.domain.call_starts import form_names, form_to_begin_with
from didim.programmes.domain.call_terms import set_form
from didim.programmes.domain.call_versions import (
    OvertakenError,
    Seen,
    content_of,
    last_of,
    settled,
    version_of,
)
from didim.programmes.enums import RevisionState
from didim.programmes.models import Call, CallRevision
from didim.programmes.queries.calls import access_call
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.answers import answers_in, show_step
from didim.web.components.refusals import say_refusal
from didim.web.workbench.call_forms import editing, lists
from didim.web.workbench.call_forms.conditions import words_of
from didim.web.workbench.call_forms.sides import chosen, sides_of
from didim.web.workbench.forms import call_fields as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.views.boards import today

Content = editing.Content


def draft_of(request: HttpRequest, call: Call) -> CallRevision | None:
    """Return a call's draft, None where all is published; one that is to be changed is locked till the end.

    So two who change different parts at the same moment change both.
    """
    drafts = call.revisions.filter(state=RevisionState.DRAFT).select_related("call")
    if request.method == "POST":
        drafts = drafts.select_for_update(of=("self",))
    return drafts.first()


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def edit_form(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show the steps and fields of a draft's form; change them by one button each."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    draft = draft_of(request, call)
    if draft is None:
        return redirect("workbench:call-detail", call.pk)
    if request.method == "GET":
        return _page(request, call, draft.form)
    if request.POST.get("action") == "add-field":
        return _field_added(request, call, draft.form)
    try:
        content, focus = _changed(draft.form, request.POST)
        set_form(call=call, content=content, by=request.user)
    except editing.NoSuchPartError:
        messages.error(request, _("다른 분이 이미 지운 항목입니다. 지금 양식을 확인해 주세요."))
        return redirect("workbench:call-form", call.pk)
    except RefusedError as error:
        return _page(request, call, draft.form, problems=[str(problem) for problem in error.problems])
    return redirect(reverse("workbench:call-form", args=[call.pk]) + focus)


def _changed(form: Mapping[str, Any], sent: Mapping[str, str]) -> tuple[Content, str]:
    """Return the form after one button, and the place on the page to look at."""
    name, _colon, key = sent.get("action", "").partition(":")
    if name == "begin":
        return form_to_begin_with(key if key in form_names() else "short", on=today()), ""
    if name == "drop":
        return {}, ""
    content = editing.written(form)
    moves: dict[str, Callable[[], Content]] = {
        "up": lambda: editing.move_field(content, key, -1),
        "down": lambda: editing.move_field(content, key, 1),
        "remove": lambda: editing.remove_field(content, key),
        "step-up": lambda: editing.move_step(content, key, -1),
        "step-down": lambda: editing.move_step(content, key, 1),
        "step-remove": lambda: editing.remove_step(content, key),
        "add-step": lambda: editing.add_step(content, " ".join(sent.get("title", "").split())),
    }
    after = moves[name]() if name in moves else content
    return after, f"#part-{key}" if key and "remove" not in name else ""


def _field_added(request: HttpRequest, call: Call, form: Mapping[str, Any]) -> HttpResponse:
    typed = forms.NewFieldForm(request.POST)
    step = request.POST.get("step", "")
    if not typed.is_valid():
        sentences = [
            f"{typed[name].label}: {error}" for name, errors in typed.errors.items() for error in errors
        ]
        return _page(request, call, form, problems=sentences)
    try:
        content, key = editing.add_field(editing.written(form), step, **typed.cleaned_data)
        set_form(call=call, content=content, by=request.user)
    except editing.NoSuchPartError as error:
        raise Http404(step) from error
    except RefusedError as error:
        return _page(request, call, form, problems=[str(problem) for problem in error.problems])
    return redirect(reverse("workbench:call-form-field", args=[call.pk]) + f"?key={key}")


def _page(
    request: HttpRequest, call: Call, form: Mapping[str, Any], *, problems: list[str] | None = None
) -> HttpResponse:
    content = editing.written(form) if form else {"steps": []}
    fields = {field["key"]: field for field in editing.all_fields(content)}
    steps = [
        {
            "step": step,
            "fields": [
                {
                    "field": field,
                    "kind": forms.KINDS[field["kind"]],
                    "condition": words_of(field.get("shown_when"), fields),
                }
                for field in step.get("fields", [])
            ],
        }
        for step in content["steps"]
    ]
    context = {
        "call": call,
        "has_form": bool(form),
        "steps": steps,
        "made": [step for step in form.get("steps", []) if step.get("origin")],
        "page_rule": form.get("page", {}),
        "templates": form_names(),
        "new_field": forms.NewFieldForm(auto_id=False),
        "problems": problems,
    }
    return render(request, "workbench/calls/form_editor.html", context, status=422 if problems else 200)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def edit_step(request: HttpRequest, call_id: int) -> HttpResponse:
    """Change the words of a step (?key=)."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    draft = draft_of(request, call)
    if draft is None:
        return redirect("workbench:call-detail", call.pk)
    content, key = editing.written(draft.form), request.GET.get("key", "")
    try:
        _at, step = editing.find_step(content, key)
    except editing.NoSuchPartError as error:
        raise Http404(key) from error
    stored, seen = content_of(draft, f"step:{key}"), Seen(f"step:{key}", request.POST.get("seen", ""))
    form = forms.StepForm(request.POST or None, initial=step)
    overtaken: OvertakenError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            words = settled(draft=draft, seen=seen, mine=chosen(request, form.content(), stored))
        except OvertakenError as error:
            overtaken, form = error, forms.StepForm(initial=error.merged)
        else:
            after = editing.replace_step(content, key, words)
            if _stored(call, after, form, request):
                return redirect(reverse("workbench:call-form", args=[call.pk]) + f"#part-{key}")
    context = {
        "call": call,
        "form": form,
        "step": step,
        "overtaken": overtaken,
        "sides": sides_of(overtaken, form),
        "seen": version_of(stored) if overtaken or request.method != "POST" else seen.version,
    }
    status = 422 if form.errors or overtaken else 200
    return render(request, "workbench/calls/form_step.html", context, status=status)


def _stored(call: Call, content: Content, form: Any, request: HttpRequest) -> bool:
    """Store a form; say in the page's form what the engine refuses. Return whether it was stored."""
    try:
        set_form(call=call, content=content, by=request.user)
    except RefusedError as error:
        say_refusal(form, RefusedError(_at_field(problem, form) for problem in error.problems))
        return False
    messages.success(request, _("신청서를 고쳤습니다."))
    return True


def _at_field(problem: Any, form: Any) -> Any:
    name = problem.field.rpartition(".")[2]
    return type(problem)(name if name in form.fields else "", problem.message)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def edit_field(request: HttpRequest, call_id: int) -> HttpResponse:
    """Change one field (?key=): its words, limits, options or columns, and when it is asked."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    draft = draft_of(request, call)
    if draft is None:
        return redirect("workbench:call-detail", call.pk)
    key = request.GET.get("key", "")
    stored, seen = content_of(draft, f"form:{key}"), Seen(f"form:{key}", request.POST.get("seen", ""))
    sent = request.POST if request.method == "POST" else None
    # What somebody took out meanwhile is still shown to whoever has typed into it.
    field = stored or (last_of(draft=draft, part=seen.part) if sent is not None else None)
    if field is None:
        raise Http404(key)
    content = editing.written(draft.form)
    page = _FieldPage(content, field, sent)
    overtaken: OvertakenError | None = None
    if sent is not None and page.is_valid():
        try:
            typed = settled(draft=draft, seen=seen, mine=chosen(request, page.typed(), stored))
        except OvertakenError as error:
            overtaken = error
            # What both wrote, with what is disputed as it was typed here.
            page = _FieldPage(content, error.merged, None)
        else:
            if _stored(call, editing.with_field(content, typed), page.form, request):
                return redirect(reverse("workbench:call-form", args=[call.pk]) + f"#part-{key}")
    names = {one["key"]: one for one in editing.all_fields(content)}
    context = {
        "call": call,
        "form": page.form,
        "field": field,
        "kind": forms.KINDS[field["kind"]],
        "condition": page.condition,
        "rows": page.rows,
        "overtaken": overtaken,
        "sides": sides_of(overtaken, page.form, names) if stored else [],
        "seen": version_of(stored) if overtaken or sent is None else seen.version,
    }
    return render(request, "workbench/calls/form_field.html", context, status=200 if sent is None else 422)


class _FieldPage:
    """The forms of one field: its words and limits, its condition, its options or columns."""

    def __init__(self, content: Content, field: Content, sent: Any) -> None:
        before = editing.fields_before(content, field["key"])
        steps = [(row["key"], row["title"]) for row in content["steps"]]
        self.field = field
        self.form = forms.FieldForm(sent, field=field, before=before, steps=steps)
        self.condition = forms.ConditionForm(
            sent, condition=field.get("shown_when"), before=before, prefix="when"
        )
        self.rows = _rows(field, sent)

    def is_valid(self) -> bool:
        """Whether all forms are; every part says what is wrong."""
        parts = [part for part in (self.form, self.condition, self.rows) if part is not None]
        return all([part.is_valid() for part in parts])  # noqa: C419  every part says what is wrong

    def typed(self) -> Content:
        """Return the field as it was typed, with the step it is to stand in."""
        content = self.form.content(_lists(self.field, self.rows), self.condition.content())
        return content | {"step": self.form.cleaned_data["step"] or self.field["step"]}


_OPTIONS = formset_factory(forms.OptionForm, extra=2, can_order=True, can_delete=True, max_num=100)
_COLUMNS = formset_factory(forms.ColumnForm, extra=2, can_order=True, can_delete=True, max_num=20)


def _rows(field: Mapping[str, Any], sent: Any) -> BaseFormSet | None:
    """Return the options or columns of a field as a set of forms, None for kinds that have neither."""
    if field["kind"] == "choice":
        return _OPTIONS(sent, initial=lists.option_rows(field), prefix="rows")
    if field["kind"] == "table":
        return _COLUMNS(sent, initial=lists.column_rows(field), prefix="rows")
    return None


def _lists(field: Mapping[str, Any], rows: BaseFormSet | None) -> dict[str, Any]:
    if rows is None:
        return {}
    typed = lists.in_order(rows)
    if field["kind"] == "choice":
        return {"options": lists.options_of(typed)}
    return {"columns": lists.columns_of(typed, field)}


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def preview_form(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show a step (?step=) as applicants will see it; what is typed is checked and kept nowhere."""
    call = access_call(actor=request.actor, call_id=call_id)
    shown = call.revisions.order_by("-number").first()
    if shown is None or not shown.form:
        return redirect("workbench:call-detail", call.pk)
    try:
        form = Form.load(shown.form)
    except FormError:
        return redirect("workbench:call-form", call.pk)
    steps = {step.key: step for step in form.steps}
    key = request.GET.get("step", "")
    key = key if key in steps else next(iter(steps))
    answers = form.normalise(answers_in(form, request.POST)) if request.method == "POST" else {}
    problems = [problem for problem in form.check(answers) if problem.step == key] if answers else []
    context = {
        "call": call,
        "steps": form.steps,
        "shown": show_step(form, key, answers, problems),
        "slots": "components/answers/slot.html",
        "tried": request.method == "POST",
        "problems": problems,
    }
    return render(request, "workbench/calls/form_preview.html", context)
