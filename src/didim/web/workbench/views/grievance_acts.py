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
from didim.desk.domain.grievances import handling, moving
from didim.desk.domain.grievances.assigning import finish_joint, join_grievance, transfer_grievance
from didim.desk.domain.grievances.clock import pauses_of, recorded_events, told_of
from didim.desk.domain.grievances.consenting import ask_consent
from didim.desk.domain.grievances.handling import AnswerText
from didim.desk.domain.grievances.papers import file_papers
from didim.desk.domain.grievances.promises import record_promise
from didim.desk.domain.grievances.publishing import propose_entry
from didim.desk.domain.grievances.repeating import earlier_of, mark_same
from didim.desk.grievance_enums import GrievanceClass, ResultCode
from didim.desk.models import AgencyTransfer, Grievance
from didim.desk.queries.grievances import access_grievance, offered_to
from didim.engines.clocks import FactCode, State
from didim.kernel.calendar import SEOUL
from didim.registry.queries.visibility import NotVisible
from didim.web.components.act_page import act_page
from didim.web.components.case_papers import have_scanned, sent_papers
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
    files: Any
    # What another agency offers with the case, where this one is asked to take it.
    offer: AgencyTransfer | None = None

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
    # Where it leads; "" back to the case.
    back: str = ""


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, grievance_id: int, act: str) -> HttpResponse:
    """Do one thing with a case; NotVisible for an act there is none of."""
    case = access_grievance(actor=request.actor, grievance_id=grievance_id)
    own = request.actor.agencies_with(*WRITERS)
    offer = None if case.agency_id in own else offered_to(grievance=case, agencies=own)
    make = (ACTS if case.agency_id in own else OFFER_ACTS if offer else {}).get(act)
    if make is None:
        raise NotVisible(f"act {act} of grievance {grievance_id}")
    now = timezone.now()
    rows = recorded_events(case)
    told = told_of(case, rows, at=now)
    data = request.POST if request.method == "POST" else None
    found = make(Scene(case, request.user, now, told, data, request.FILES or None, offer))
    return act_page(
        request,
        form=found.form,
        act=found.run,
        title=found.title,
        subject=str(case),
        said=found.said,
        back=found.back or reverse("workbench:grievance", args=[case.pk]),
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


def _ask(scene: Scene) -> Act:
    return Act(
        _("재연장 동의 요청"),
        _("신청인에게 물었습니다. 동의하면 기한이 늘어납니다."),
        typed_forms.ExtendForm(scene.data, **_room(scene)),
        lambda typed: ask_consent(**scene.common, **typed),
    )


def _send(scene: Scene) -> Act:
    return Act(
        _("다른 기관으로 보내기"),
        _("보냈습니다. 그 기관이 받을 때까지 이 기관이 맡습니다."),
        typed_forms.SendForm(scene.data, leave_out=scene.case.agency_id),
        lambda typed: moving.propose_transfer(**scene.common, **typed),
    )


def _take(scene: Scene) -> Act:
    offer = _offer(scene)
    return Act(
        _("건 받기"),
        _("받았습니다. 처리기한을 규칙에 따라 새로 셉니다."),
        typed_forms.NothingForm(scene.data),
        lambda _typed: moving.accept_transfer(transfer=offer, by=scene.by, now=scene.now),
    )


def _give_back(scene: Scene) -> Act:
    offer = _offer(scene)
    return Act(
        _("되돌려 보내기"),
        _("되돌려 보냈습니다."),
        typed_forms.WhyForm(scene.data, hint=_("보낸 기관이 봅니다.")),
        lambda typed: moving.return_transfer(
            transfer=offer, note=typed["reason"], by=scene.by, now=scene.now
        ),
        back=f"{reverse('workbench:grievance-transfers')}?agency={offer.to_agency_id}",
    )


def _offer(scene: Scene) -> AgencyTransfer:
    if scene.offer is None:
        raise NotVisible(f"offer of grievance {scene.case.pk}")
    return scene.offer


def _same(scene: Scene) -> Act:
    return Act(
        _("같은 건으로 합치기"),
        _("합쳤습니다. 앞선 건에서 이어서 처리합니다."),
        typed_forms.SameForm(scene.data, earlier=earlier_of(scene.case)),
        lambda typed: mark_same(**scene.common, **typed),
    )


def _file(scene: Scene) -> Act:
    return Act(
        _("파일 붙이기"),
        _("파일을 붙였습니다."),
        typed_forms.PaperForm(scene.data, scene.files),
        lambda typed: have_scanned(
            file_papers(**scene.common, papers=sent_papers(typed["file"]), from_staff=True)
        ),
    )


def _finish_joint(scene: Scene) -> Act:
    parts = scene.case.joint_handlers.filter(done_at=None).select_related("person").order_by("pk")
    return Act(
        _("맡은 일 마치기"),
        _("의견을 적었습니다. 담당자가 답변에 씁니다."),
        typed_forms.PartForm(scene.data, parts=parts),
        lambda typed: finish_joint(**scene.common, **typed),
    )


def _answer(scene: Scene) -> Act:
    return Act(
        _("답변하기"),
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
    "finish-part": _finish_joint,
    "ask": _ask,
    "send": _send,
    "same": _same,
    "file": _file,
    "answer": _answer,
    "promise": _promise,
    "publish": _publish,
    "withdraw": _because(
        lambda: _("취하로 끝내기"),
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
    "take-back": _because(
        lambda: _("보낸 것 거두기"),
        lambda: _("거뒀습니다. 이 기관이 계속 맡습니다."),
        moving.take_back_transfer,
        "reason",
    ),
    "note": _because(
        lambda: _("메모"),
        lambda: _("메모를 남겼습니다. 신청인에게는 보이지 않습니다."),
        handling.note_grievance,
        "text",
        lambda: _("메모"),
    ),
}
# What an agency that is asked to take a case may do with it.
OFFER_ACTS: Mapping[str, Callable[[Scene], Act]] = {"take": _take, "give-back": _give_back}
