"""What staff do with a grievance: one address, one form and one act each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.accounts.models import User
from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.assigning import join_grievance, transfer_grievance
from didim.desk.domain.grievances.clock import pauses_of, recorded_events, told_of
from didim.desk.domain.grievances.handling import AnswerText
from didim.desk.domain.grievances.promises import record_promise
from didim.desk.domain.grievances.publishing import propose_entry
from didim.desk.grievance_enums import GrievanceClass, ResultCode
from didim.desk.models import Grievance
from didim.desk.queries.grievances import access_grievance
from didim.engines.clocks import FactCode, State
from didim.kernel.calendar import SEOUL
from didim.registry.queries.visibility import NotVisible
from didim.web.components.act_page import act_page
from didim.web.components.grievances import unit_words
from didim.web.workbench.forms import grievances as typed_forms
from didim.web.workbench.guards import WRITER, WRITERS


@dataclass(frozen=True)
class Scene:
    """What an act is done in: the case, who and when, what its clock says, what was sent."""

    case: Grievance
    by: User
    now: datetime
    told: State
    data: Any

    @property
    def common(self) -> dict[str, Any]:
        """What every act takes."""
        return {"grievance": self.case, "by": self.by, "now": self.now}


@dataclass(frozen=True)
class Act:
    """A form, what it does with what was typed, and the words around it."""

    title: str
    said: str
    form: forms.BaseForm
    run: Callable[[dict[str, Any]], object]


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, grievance_id: int, act: str) -> HttpResponse:
    """Do one thing with a case; NotVisible for an act there is none of."""
    case = access_grievance(actor=request.actor, grievance_id=grievance_id)
    make = ACTS.get(act)
    if make is None or case.agency_id not in request.actor.agencies_with(*WRITERS):
        raise NotVisible(f"act {act} of grievance {grievance_id}")
    now = timezone.now()
    rows = recorded_events(case)
    told = told_of(case, rows, at=now)
    found = make(Scene(case, request.user, now, told, request.POST or None))
    return act_page(
        request,
        form=found.form,
        act=found.run,
        title=found.title,
        subject=str(case),
        said=found.said,
        back=reverse("workbench:grievance", args=[case.pk]),
    )


def _classify(scene: Scene) -> Act:
    return Act(
        _("분류"),
        _("분류하고 처리기한을 알렸습니다."),
        typed_forms.ClassForm(scene.data, initial={"triage": scene.case.triage}),
        lambda typed: handling.classify_grievance(
            **scene.common, triage=GrievanceClass(typed["triage"]), reason=typed["reason"]
        ),
    )


def _decline(scene: Scene) -> Act:
    return Act(
        _("규제·애로 아님"),
        _("사유와 이의 방법을 알렸습니다."),
        typed_forms.DeclineForm(scene.data),
        lambda typed: handling.decline_grievance(
            **scene.common, answer=AnswerText(result=ResultCode.NOT_A_GRIEVANCE, **typed)
        ),
    )


def _pause(scene: Scene) -> Act:
    names = pauses_of(recorded_events(scene.case), at=scene.now)
    reasons = {code: name.text(get_language() or "ko") for code, name in names.items()}
    return Act(
        _("처리기간 멈춤"),
        _("멈춘 사유를 알렸습니다."),
        typed_forms.PauseForm(scene.data, reasons=reasons),
        lambda typed: handling.pause_grievance(**scene.common, **typed),
    )


def _resume(scene: Scene) -> Act:
    reasons = {one.reason: one.name.text(get_language() or "ko") for one in scene.told.pauses}
    return Act(
        _("다시 진행"),
        _("처리기간을 다시 셉니다."),
        typed_forms.ResumeForm(scene.data, reasons=reasons),
        lambda typed: handling.resume_grievance(**scene.common, **typed),
    )


def _room(scene: Scene) -> Mapping[str, Any]:
    units = [fact.value("unit") for fact in scene.told.steps if fact.code == FactCode.TERM]
    return {"most": scene.told.extension, "unit": unit_words(str(units[0]) if units else "")}


def _extend(scene: Scene) -> Act:
    return Act(
        _("기한 늘리기"),
        _("새 처리기한을 알렸습니다."),
        typed_forms.ExtendForm(scene.data, **_room(scene)),
        lambda typed: handling.extend_grievance(**scene.common, **typed),
    )


def _consent(scene: Scene) -> Act:
    return Act(
        _("동의받아 늘리기"),
        _("새 처리기한을 알렸습니다."),
        typed_forms.ConsentForm(scene.data, **_room(scene)),
        lambda typed: handling.extend_by_consent(**scene.common, **typed),
    )


def _hand_on_form(scene: Scene, why: str) -> forms.BaseForm:
    return typed_forms.HandOnForm(
        scene.data,
        people=typed_forms.people_of(scene.case.agency_id),
        departments=typed_forms.departments_of(scene.case.agency_id, scene.now.astimezone(SEOUL).date()),
        why=why,
    )


def _transfer(scene: Scene) -> Act:
    return Act(
        _("담당 바꾸기"),
        _("담당자를 바꾸고 알렸습니다. 처리기한은 그대로입니다."),
        _hand_on_form(scene, _("바꾸는 사유")),
        lambda typed: transfer_grievance(**scene.common, **typed),
    )


def _join(scene: Scene) -> Act:
    return Act(
        _("함께 처리"),
        _("함께 처리할 사람을 정했습니다."),
        _hand_on_form(scene, _("함께 맡을 일")),
        lambda typed: join_grievance(
            **scene.common,
            person=typed["person"],
            department=typed["department"],
            task=typed["reason"],
        ),
    )


def _answer(scene: Scene) -> Act:
    return Act(
        _("답변"),
        _("답변을 보냈습니다."),
        typed_forms.AnswerForm(scene.data),
        lambda typed: handling.answer_grievance(
            **scene.common, answer=AnswerText(**{**typed, "result": ResultCode(typed["result"])})
        ),
    )


def _promise(scene: Scene) -> Act:
    return Act(
        _("제도 개선 약속"),
        _("약속을 적었습니다. 예정일에 확인해 주세요."),
        typed_forms.PromiseForm(scene.data),
        lambda typed: record_promise(grievance=scene.case, by=scene.by, **typed),
    )


def _publish(scene: Scene) -> Act:
    return Act(
        _("공개 대장에 올리기"),
        _("올렸습니다. 다른 사람이 읽고 승인하면 공개됩니다."),
        typed_forms.EntryForm(scene.data),
        lambda typed: propose_entry(**scene.common, **typed),
    )


def _because(
    title: Callable[[], str],
    said: Callable[[], str],
    act: Callable[..., object],
    name: str,
    label: Callable[[], str] | None = None,
) -> Callable[[Scene], Act]:
    """Return an act that asks for nothing but a few words, which it takes as `name`."""
    return lambda scene: Act(
        title(),
        said(),
        typed_forms.WhyForm(scene.data, label=label() if label else None),
        lambda typed: act(**scene.common, **{name: typed["reason"]}),
    )


ACTS: Mapping[str, Callable[[Scene], Act]] = {
    "classify": _classify,
    "decline": _decline,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "consent": _consent,
    "transfer": _transfer,
    "join": _join,
    "answer": _answer,
    "promise": _promise,
    "publish": _publish,
    "withdraw": _because(
        lambda: _("취하"),
        lambda: _("취하한 건으로 끝냈습니다."),
        handling.withdraw_grievance,
        "text",
        lambda: _("누가 언제 취하한다고 했는지"),
    ),
    "reopen": _because(
        lambda: _("다시 열기"),
        lambda: _("다시 열었습니다. 처리기한을 새로 셉니다."),
        handling.reopen_grievance,
        "reason",
    ),
    "repeat": _because(
        lambda: _("다시 접수"),
        lambda: _("다시 접수했습니다."),
        handling.repeat_grievance,
        "text",
        lambda: _("신청인이 다시 낸 내용"),
    ),
    "close": _because(
        lambda: _("반복 접수 종결"),
        lambda: _("종결했습니다."),
        handling.close_as_repeated,
        "decision",
        lambda: _("종결하기로 한 결정(누가, 언제)"),
    ),
    "note": _because(
        lambda: _("메모"),
        lambda: _("메모를 남겼습니다. 신청인에게는 보이지 않습니다."),
        handling.note_grievance,
        "text",
        lambda: _("메모"),
    ),
}
