"""A case for whoever brought it, with an account or with its code: until when, what happened, what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from didim.accounts.guards import PUBLIC, guarded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.grievances.clock import recorded_events, told_of
from didim.desk.domain.grievances.consenting import give_consent, open_question, refuse_consent
from didim.desk.domain.grievances.handling import SUPPLEMENT, supplement_grievance, withdraw_grievance
from didim.desk.domain.grievances.papers import file_papers
from didim.desk.models import Grievance
from didim.desk.queries.grievances import access_own_grievance, promises_for
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page
from didim.web.components.case_papers import have_scanned, paper_of, sent_papers
from didim.web.components.downloads import file_response
from didim.web.components.grievances import clock_words, time_line
from didim.web.portal.grievances import forms as typed_forms
from didim.web.portal.grievances.opened import SHOWN_CODE, opened_case


@guarded(FIRM_MEMBER)
@require_GET
def own(request: HttpRequest, grievance_id: int) -> HttpResponse:
    """Show a case of one's firm."""
    case = access_own_grievance(actor=request.actor, grievance_id=grievance_id)
    context = _case(_Door(request, case)) | {"received": "received" in request.GET}
    return render(request, "portal/grievances/case.html", context)


@guarded(PUBLIC)
@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    """Show the case this session has opened with its code; the code itself stands there once."""
    case = opened_case(request)
    with scoped(SYSTEM):
        context = _case(_Door(request, case)) | {"code": request.session.pop(SHOWN_CODE, "")}
    return render(request, "portal/grievances/case.html", context)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def own_act(request: HttpRequest, grievance_id: int, act: str) -> HttpResponse:
    """Do something with a case of one's firm."""
    return _act(_Door(request, access_own_grievance(actor=request.actor, grievance_id=grievance_id)), act)


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def opened_act(request: HttpRequest, act: str) -> HttpResponse:
    """Do something with the opened case, without an account."""
    return _act(_Door(request, opened_case(request)), act)


@guarded(FIRM_MEMBER)
@require_safe
def own_paper(request: HttpRequest, grievance_id: int, paper_id: int) -> FileResponse:
    """Return a file of a case of one's firm."""
    case = access_own_grievance(actor=request.actor, grievance_id=grievance_id)
    return file_response(paper_of(case, paper_id))


@guarded(PUBLIC)
@require_safe
def opened_paper(request: HttpRequest, paper_id: int) -> FileResponse:
    """Return a file of the opened case."""
    case = opened_case(request)
    with scoped(SYSTEM):
        return file_response(paper_of(case, paper_id))


@dataclass(frozen=True)
class _Door:
    """A case and the way somebody came to it: with the firm's account, or with the case's code."""

    request: HttpRequest
    case: Grievance

    @property
    def by(self) -> User | None:
        """Who is signed in, if anybody."""
        return self.request.user if self.request.user.is_authenticated else None

    @property
    def back(self) -> str:
        """The page of the case."""
        if self.case.enterprise_id is None:
            return reverse("portal:grievance-opened")
        return reverse("portal:grievance", args=[self.case.pk])

    def act(self, name: str) -> str:
        """The address of an act."""
        if self.case.enterprise_id is None:
            return reverse("portal:grievance-opened-act", args=[name])
        return reverse("portal:grievance-act", args=[self.case.pk, name])

    def paper(self, paper_id: int) -> str:
        """The address of a file."""
        if self.case.enterprise_id is None:
            return reverse("portal:grievance-opened-paper", args=[paper_id])
        return reverse("portal:grievance-paper", args=[self.case.pk, paper_id])

    @property
    def now(self) -> datetime:
        """The instant of the request."""
        return timezone.now()

    @property
    def data(self) -> Any:
        """What was sent, None where nothing was."""
        return self.request.POST if self.request.method == "POST" else None

    def typed(self, firms: Any, persons: Any) -> Any:
        """Return the form of an act: a firm also chooses from its cabinet."""
        data, files = self.data, self.request.FILES or None
        if self.case.enterprise_id is None:
            return persons(data, files)
        return firms(data, files, enterprise_id=self.case.enterprise_id)

    def sent(self, form: Any) -> dict[str, Any]:
        """Return the file that came with a form, as an act takes it."""
        if self.case.enterprise_id is None:
            return {"papers": sent_papers(form.cleaned_data["file"])}
        file = form.received(self.request)
        return {"files": [file] if file else []}


def _case(door: _Door) -> dict[str, Any]:
    case, now = door.case, door.now
    rows = recorded_events(case)
    told = told_of(case, rows, at=now)
    is_open = case.is_open
    return {
        "case": case,
        "clock": clock_words(case, now=now),
        "moments": time_line(rows),
        "answers": list(case.answers.order_by("round", "pk")),
        "files": list(case.files.select_related("file").order_by("pk")),
        "papers": [(paper, door.paper(paper.pk)) for paper in case.papers.order_by("pk")],
        "waits_for": next((one for one in told.pauses if one.reason == SUPPLEMENT), None),
        "question": open_question(case) if is_open else None,
        "promises": promises_for(case),
        "earlier": case.same_as,
        "is_paused": bool(told.pauses),
        "acts": {name: door.act(name) for name in ACTS},
    }


def _act(door: _Door, name: str) -> HttpResponse:
    make = ACTS.get(name)
    if make is None:
        raise NotVisible(f"act {name} of grievance {door.case.pk}")
    return make(door)


def _supplement(door: _Door) -> HttpResponse:
    form = door.typed(typed_forms.FirmWordsForm, typed_forms.PersonWordsForm)

    def run(typed: dict[str, Any]) -> None:
        have_scanned(
            supplement_grievance(
                grievance=door.case, text=typed["text"], by=door.by, now=door.now, **door.sent(form)
            )
        )

    return act_page(
        door.request,
        form=form,
        act=run,
        title=_("보완 내용 내기"),
        subject=str(door.case),
        said=_("보완 내용을 냈습니다. 처리기간을 다시 셉니다."),
        back=door.back,
        button=_("내기"),
    )


def _file(door: _Door) -> HttpResponse:
    form = door.typed(typed_forms.GrievanceFileForm, typed_forms.PaperForm)

    def run(_typed: dict[str, Any]) -> None:
        sent = door.sent(form)
        have_scanned(file_papers(grievance=door.case, from_staff=False, by=door.by, now=door.now, **sent))

    return act_page(
        door.request,
        form=form,
        act=run,
        title=_("파일 더 내기"),
        subject=str(door.case),
        said=_("파일을 냈습니다."),
        back=door.back,
        button=_("내기"),
    )


def _consent(door: _Door) -> HttpResponse:
    with scoped(SYSTEM):
        question = open_question(door.case)

    def run(typed: dict[str, Any]) -> None:
        common = {"grievance": door.case, "by": door.by, "now": door.now}
        if typed["answer"] == typed_forms.AGREED:
            give_consent(**common)
        else:
            refuse_consent(**common, text=typed["text"])

    return act_page(
        door.request,
        form=typed_forms.ConsentForm(door.data, question=question),
        act=run,
        title=_("기한을 더 늘려도 될까요?"),
        subject=str(door.case),
        said=_("답을 보냈습니다."),
        back=door.back,
        button=_("답하기"),
    )


def _withdraw(door: _Door) -> HttpResponse:
    return act_page(
        door.request,
        form=typed_forms.WordsForm(door.data),
        act=lambda typed: withdraw_grievance(
            grievance=door.case, text=typed["text"], by=door.by, now=door.now
        ),
        title=_("취하하기"),
        subject=str(door.case),
        said=_("취하했습니다."),
        back=door.back,
        button=pgettext("할 일", "취하"),
    )


ACTS: Mapping[str, Callable[[_Door], HttpResponse]] = {
    "supplement": _supplement,
    "file": _file,
    "consent": _consent,
    "withdraw": _withdraw,
}
