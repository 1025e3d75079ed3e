"""What a firm was asked about its results: the list, the short form, saving while one types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.applications.domain.files.keeping import paper_of
from didim.applications.domain.files.limits import CABINET_TYPES
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.kernel.refusals import RefusedError
from didim.outcomes.domain.requests import (
    entered_meanwhile,
    keep_file,
    kept_files,
    save_answer,
    submit_answer,
)
from didim.outcomes.enums import RequestState, Unit
from didim.outcomes.models import Observation, OutcomeAnswer, OutcomeQuestion
from didim.outcomes.queries.access import access_answer, answers_of
from didim.outcomes.queries.known import Known, known_values
from didim.registry.rules import FIRM_MEMBER
from didim.web.portal.chosen_file import received_into_cabinet

CURRENCIES = ("KRW", "USD", "EUR", "JPY", "CNY", "VND")
_PARTS = ("value", "currency", "breakdown", "evidence", "none")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the form shows it: what is typed, or known from before, and what is wrong with it."""

    question: OutcomeQuestion
    typed: Mapping[str, str]
    known: Known | None
    file: FirmFile | None
    problems: list[str]
    # What the agency entered in its place since it asked.
    meanwhile: Observation | None = None

    @property
    def meanwhile_value(self) -> str:
        """The agency's value in words: its number with what it counts in."""
        row = self.meanwhile
        if row is None or row.value is None:
            return ""
        unit = row.currency or self.question.indicator.get_unit_display()
        return f"{row.value.normalize():,f} {unit}"

    @property
    def is_money(self) -> bool:
        """Whether the value has a currency."""
        return self.question.indicator.unit == Unit.MONEY


@guarded(FIRM_MEMBER)
@require_GET
def outcome_list(request: HttpRequest) -> HttpResponse:
    """List what the visitor's firms were asked."""
    answers = answers_of(actor=request.actor, now=timezone.now())
    context = {"answers": answers, "today": timezone.localdate()}
    return render(request, "portal/outcomes/list.html", context)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def outcome_answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    """The short form: values, each with its evidence in words and as a file; handed in as a whole."""
    answer = access_answer(actor=request.actor, answer_id=answer_id)
    if request.method != "POST":
        return _page(request, answer, {})
    try:
        save_answer(answer=answer, typed=_typed(request.POST), now=timezone.now())
        answer, problems = _keep_files(request, answer)
        if problems:
            return _page(request, answer, problems)
        if request.POST.get("go") == "stay":
            messages.success(request, _("저장했습니다. 제출하기 전까지 기관은 볼 수 없습니다."))
            return redirect("portal:outcome-answer", answer.pk)
        papers = {question: paper_of(file) for question, file in _files(answer).items()}
        submit_answer(
            answer=answer, by=request.user, now=timezone.now(), papers=papers, seen=_seen(request.POST)
        )
    except RefusedError as refusal:
        answer.refresh_from_db()
        return _page(request, answer, refusal.by_field())
    messages.success(request, _("성과를 제출했습니다. 마감하기 전까지 고쳐 다시 낼 수 있습니다."))
    return redirect("portal:outcome-list")


def _keep_files(request: HttpRequest, answer: OutcomeAnswer) -> tuple[OutcomeAnswer, dict[str, list[str]]]:
    """Take in the files "f.QUESTION", forget those of the ticked "x.QUESTION"; return what was refused."""
    problems: dict[str, list[str]] = {}
    for question in answer.questions.order_by("pk").values_list("pk", flat=True):
        sent = request.FILES.get(f"f.{question}")
        if sent is None and f"x.{question}" not in request.POST:
            continue
        try:
            file = None
            if sent is not None:
                file = received_into_cabinet(request, enterprise_id=answer.enterprise_id, sent=sent)
        except RefusedError as refusal:
            problems[str(question)] = [str(problem) for problem in refusal.problems]
            continue
        answer = keep_file(answer=answer, question_id=question, file_id=file and file.pk, now=timezone.now())
    if problems:
        answer.refresh_from_db()
    return answer, problems


def _files(answer: OutcomeAnswer) -> dict[int, FirmFile]:
    """Return the files kept with a draft, by question, as long as they may be used."""
    answer.refresh_from_db(fields=["draft"])
    kept = kept_files(answer)
    files = (
        FirmFile.objects.filter(pk__in=kept.values(), enterprise=answer.enterprise_id)
        .exclude(scan=ScanState.INFECTED)
        .in_bulk()
    )
    return {question: files[number] for question, number in kept.items() if number in files}


def _page(request: HttpRequest, answer: OutcomeAnswer, problems: dict[str, list[str]]) -> HttpResponse:
    known = known_values(answer=answer)
    questions = answer.questions.select_related("indicator").order_by("indicator__position", "pk")
    files = _files(answer)
    meanwhile = entered_meanwhile(answer=answer)
    asked = [
        _asked(
            question,
            answer,
            known.get((question.indicator.code, question.basis)),
            files.get(question.pk),
            problems.get(str(question.pk), []),
            meanwhile.get(question.pk),
        )
        for question in questions
    ]
    sentences = [(field, each) for field, told in problems.items() for each in told]
    context = {
        "answer": answer,
        "asked": asked,
        "is_open": answer.request.state == RequestState.OPEN,
        "currencies": CURRENCIES,
        "accept": ",".join(f".{ending}" for ending in CABINET_TYPES),
        "refused": [said for field, said in sentences if not field.isdigit()],
        "wrong": [each for each in asked if each.problems],
    }
    return render(request, "portal/outcomes/answer.html", context, status=422 if problems else 200)


def _asked(
    question: OutcomeQuestion,
    answer: OutcomeAnswer,
    known: Known | None,
    file: FirmFile | None,
    problems: list[str],
    meanwhile: Observation | None,
) -> Asked:
    typed = {name: said for name, said in answer.draft.get(str(question.pk), {}).items() if name in _PARTS}
    if not typed and known is not None:
        typed = {"value": f"{known.value.normalize():f}", "currency": known.currency}
    elif typed:
        known = None
    shown = None if meanwhile else known
    return Asked(question, dict.fromkeys(_PARTS, "") | typed, shown, file, problems, meanwhile)


def _seen(data: Mapping[str, str]) -> dict[int, int]:
    """Return the values of the agency that stood on the page, from the fields "s.QUESTION"."""
    named = {name.removeprefix("s."): value for name, value in data.items() if name.startswith("s.")}
    return {
        int(question): int(value)
        for question, value in named.items()
        if question.isdecimal() and value.isdecimal()
    }


def _typed(data: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what stands in the fields "a.QUESTION.PART", by question."""
    typed: dict[str, dict[str, str]] = {}
    for name, value in data.items():
        prefix, _dot, rest = name.partition(".")
        question, _dot, part = rest.partition(".")
        if prefix == "a" and question.isdigit() and part in _PARTS:
            typed.setdefault(question, {})[part] = value
    return typed


@guarded(FIRM_MEMBER)
@require_POST
def outcome_save(request: HttpRequest, answer_id: int) -> JsonResponse:
    """Keep what was typed since the last time (JSON): 200 {"version", "saved", …}; 422 {"refused": […]}."""
    answer = access_answer(actor=request.actor, answer_id=answer_id)
    try:
        saved = save_answer(answer=answer, typed=_typed(request.POST), now=timezone.now())
    except RefusedError as refusal:
        return JsonResponse({"refused": [str(problem) for problem in refusal.problems]}, status=422)
    told: dict[str, Any] = {
        "version": saved.version,
        "saved": date_format(timezone.localtime(saved.saved_at), "H:i"),
        "fields": {},
        "problems": {},
        "verdict": False,
    }
    return JsonResponse(told)
