"""What an officer does with a case: sort it, stop and go on, take more time, answer, open it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.models import FirmFile
from didim.desk.domain.grievances import telling
from didim.desk.domain.grievances.assigning import find_officer, locked
from didim.desk.domain.grievances.clock import (
    CLOCKS,
    Said,
    needs_own_deadline,
    pauses_of,
    record,
    recorded_events,
    told_of,
)
from didim.desk.domain.grievances.consenting import drop_question
from didim.desk.domain.grievances.moving import drop_transfer
from didim.desk.domain.grievances.papers import SentPaper, add_files
from didim.desk.grievance_enums import (
    EventKind,
    GrievanceClass,
    ResultCode,
    RoutingBasis,
    RoutingCause,
)
from didim.desk.models import Grievance, GrievanceAnswer, GrievancePaper
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm

SUPPLEMENT = "supplement"
SHORTEST_ANSWER = 20


@dataclass(frozen=True, slots=True)
class AnswerText:
    """What the person is told: the result, one line, the answer in plain words, how to go on otherwise."""

    result: ResultCode
    summary: str
    text: str
    objection: str = ""


def classify_grievance(
    *, grievance: Grievance, triage: GrievanceClass, reason: str, by: User | None, now: datetime
) -> Grievance:
    """Say of which class an open case is and why; its clock then runs by that class from the receipt on.

    Whoever is in charge is looked for again, unless it was passed on by hand. What is no grievance at all is
    `decline_grievance`'s. RefusedError without a reason, or when what has happened does not fit the rule.
    """
    if triage not in CLOCKS:
        raise refuse("triage", _("단순, 지역, 법령·제도 가운데 하나를 골라 주세요."))
    reason = _reason(reason)
    with recorded("classify_grievance", by):
        grievance = _open(grievance)
        if grievance.triage == triage:
            raise refuse("triage", _("이미 그렇게 분류되어 있습니다."))
        grievance.triage, grievance.triage_reason = triage, reason
        record(
            grievance,
            EventKind.CLASSIFIED,
            by=by,
            now=now,
            said=Said(reason=triage, clock=CLOCKS[triage], text=reason),
        )
        if grievance.basis != RoutingBasis.TRANSFER:
            find_officer(grievance, cause=RoutingCause.CLASSIFIED, by=by, now=now)
        grievance.save()
        telling.tell_class(grievance, now=now)
        return grievance


def decline_grievance(
    *, grievance: Grievance, answer: AnswerText, by: User | None, now: datetime
) -> GrievanceAnswer:
    """Answer that a case is no grievance, why, and how the person may object; RefusedError without either."""
    if not answer.objection.strip():
        raise refuse("objection", _("동의하지 않을 때 어떻게 하면 되는지 적어 주세요."))
    with recorded("decline_grievance", by):
        grievance = _open(grievance)
        grievance.triage, grievance.triage_reason = GrievanceClass.NONE, answer.summary.strip()
        record(
            grievance,
            EventKind.CLASSIFIED,
            by=by,
            now=now,
            said=Said(reason=GrievanceClass.NONE, text=answer.summary),
        )
        return _answer(grievance, answer, by=by, now=now)


def pause_grievance(
    *, grievance: Grievance, reason: str, text: str, until: date | None, by: User | None, now: datetime
) -> Grievance:
    """Stop counting for a reason of the rule (a supplement, a hearing, a committee, a visit) and say why.

    RefusedError for a reason the rule does not know, or a supplement without its last day.
    """
    if not text.strip():
        raise refuse("text", _("무엇을 기다리는지 적어 주세요. 신청인에게도 보입니다."))
    with recorded("pause_grievance", by):
        grievance = _open(grievance)
        rows = recorded_events(grievance)
        names = pauses_of(rows, at=now)
        if reason in names and needs_own_deadline(rows, reason, at=now) and until is None:
            raise refuse("until", _("언제까지 내야 하는지 날짜를 골라 주세요."))
        said = Said(reason=reason, until=until, text=text)
        record(grievance, EventKind.PAUSED, by=by, now=now, said=said)
        grievance.save()
        telling.tell_pause(
            grievance,
            reason=names[reason].ko,
            text=text,
            until=until.isoformat() if until else "",
            now=now,
        )
        return grievance


def resume_grievance(
    *, grievance: Grievance, reason: str, text: str, by: User | None, now: datetime
) -> Grievance:
    """Go on counting: what was waited for has come."""
    with recorded("resume_grievance", by):
        grievance = _open(grievance)
        record(grievance, EventKind.RESUMED, by=by, now=now, said=Said(reason=reason, text=text))
        grievance.save()
        return grievance


def supplement_grievance(
    *,
    grievance: Grievance,
    text: str,
    files: Sequence[FirmFile] = (),
    papers: Sequence[SentPaper] = (),
    by: User | None,
    now: datetime,
) -> list[GrievancePaper]:
    """Hand in what was asked for, by the firm or the person; counting goes on. It runs as the system.

    Returns the papers to be scanned. RefusedError when nothing was asked for, or for a file that cannot be
    taken.
    """
    if not text.strip():
        raise refuse("text", _("보완할 내용을 적어 주세요."))
    with scoped(SYSTEM), recorded("supplement_grievance", by):
        grievance = resume_grievance(grievance=grievance, reason=SUPPLEMENT, text=text, by=by, now=now)
        return add_files(grievance, files, papers, from_staff=False, by=by, now=now)


def extend_grievance(
    *, grievance: Grievance, count: int, reason: str, by: User | None, now: datetime
) -> Grievance:
    """Take more time once, with a reason the person is told; `count` is in the units of the term."""
    return _extend(grievance, EventKind.EXTENDED, count, reason, "", by=by, now=now)


def extend_by_consent(
    *, grievance: Grievance, count: int, reason: str, consent: str, by: User | None, now: datetime
) -> Grievance:
    """Take more time a second time, because the person agreed; `consent` says who, when and how."""
    if not consent.strip():
        raise refuse("consent", _("누가 언제 어떻게 동의했는지 적어 주세요."))
    return _extend(grievance, EventKind.CONSENTED, count, reason, consent, by=by, now=now)


def answer_grievance(
    *, grievance: Grievance, answer: AnswerText, by: User | None, now: datetime
) -> GrievanceAnswer:
    """Answer an open case that was sorted, in plain words, with a result; the person is told in full.

    RefusedError before it was sorted, for an answer that says too little, or without the way to object where
    it was not accepted.
    """
    if answer.result == ResultCode.NOT_A_GRIEVANCE:
        raise refuse("result", _("규제·애로가 아니면 ‘규제·애로 아님’으로 분류해 주세요."))
    if answer.result == ResultCode.NOT_ACCEPTED and not answer.objection.strip():
        raise refuse("objection", _("수용하지 않으면 이의를 내는 방법을 적어 주세요."))
    with recorded("answer_grievance", by):
        grievance = _open(grievance)
        if not grievance.triage:
            raise refuse("", _("답하기 전에 먼저 분류해 주세요."))
        row = _answer(grievance, answer, by=by, now=now)
        _write_support(grievance, row, by=by, now=now)
        return row


def withdraw_grievance(*, grievance: Grievance, text: str, by: User | None, now: datetime) -> Grievance:
    """End a case because whoever brought it takes it back. It runs as the system."""
    with scoped(SYSTEM), recorded("withdraw_grievance", by):
        grievance = _open(grievance)
        drop_offers(grievance, by=by, now=now)
        record(grievance, EventKind.WITHDRAWN, by=by, now=now, said=Said(text=text))
        grievance.save()
        return grievance


def reopen_grievance(*, grievance: Grievance, reason: str, by: User | None, now: datetime) -> Grievance:
    """Take an ended case up again: what was promised was not done, or somebody objected with reason.

    It begins under the rule of its class with a new term, and with whoever is in charge today.
    """
    return _again(grievance, EventKind.REOPENED, reason, by=by, now=now)


def repeat_grievance(*, grievance: Grievance, text: str, by: User | None, now: datetime) -> Grievance:
    """Take in once more what was answered already; the third time it may be closed as repeated."""
    return _again(grievance, EventKind.REPEATED, text, by=by, now=now)


def close_as_repeated(*, grievance: Grievance, decision: str, by: User | None, now: datetime) -> Grievance:
    """Close what was brought three times and answered twice; `decision` names who decided so and when."""
    with recorded("close_as_repeated", by):
        grievance = _open(grievance)
        drop_offers(grievance, by=by, now=now)
        record(
            grievance,
            EventKind.REPEAT_CLOSED,
            by=by,
            now=now,
            said=Said(reason=decision.strip()[:300], text=decision),
        )
        grievance.save()
        telling.tell_close(grievance, decision=decision, now=now)
        return grievance


def note_grievance(*, grievance: Grievance, text: str, by: User | None, now: datetime) -> Grievance:
    """Write a note for the staff on a case; the clock does not count it."""
    if not text.strip():
        raise refuse("text", _("메모를 적어 주세요."))
    with recorded("note_grievance", by):
        grievance = locked(grievance)
        record(grievance, EventKind.NOTED, by=by, now=now, said=Said(text=text))
        grievance.save()
        return grievance


def drop_offers(grievance: Grievance, *, by: User | None, now: datetime) -> None:
    """Take back what waits for an answer of others before a locked case ends: consent, another agency."""
    drop_question(grievance, by=by, now=now)
    drop_transfer(grievance, by=by, now=now)


def _again(grievance: Grievance, kind: EventKind, text: str, *, by: User | None, now: datetime) -> Grievance:
    text = _reason(text)
    with scoped(SYSTEM), recorded(f"{kind}_grievance", by):
        grievance = locked(grievance)
        if grievance.same_as_id is not None:
            raise refuse("", _("앞선 건에서 이어서 처리하는 건입니다."))
        record(grievance, kind, by=by, now=now, said=Said(reason=text, text=text))
        grievance.result = ""
        grievance.ended_at = None
        find_officer(grievance, cause=RoutingCause.CLASSIFIED, by=by, now=now)
        grievance.save()
        return grievance


def _extend(
    grievance: Grievance,
    kind: EventKind,
    count: int,
    reason: str,
    text: str,
    *,
    by: User | None,
    now: datetime,
) -> Grievance:
    reason = _reason(reason)[:300]
    with recorded("extend_grievance", by):
        grievance = _open(grievance)
        record(grievance, kind, by=by, now=now, said=Said(reason=reason, count=count, text=text))
        grievance.save()
        telling.tell_extension(grievance, reason=reason, now=now)
        return grievance


def _answer(grievance: Grievance, answer: AnswerText, *, by: User | None, now: datetime) -> GrievanceAnswer:
    summary, text = answer.summary.strip(), answer.text.strip()
    if not summary:
        raise refuse("summary", _("답을 한 줄로 적어 주세요."))
    if len(text) < SHORTEST_ANSWER:
        sentence = _("답변을 %(shortest)d자 이상, 쉬운 말로 적어 주세요.")
        raise refuse("text", sentence % {"shortest": SHORTEST_ANSWER})
    drop_offers(grievance, by=by, now=now)
    before = told_of(grievance, recorded_events(grievance), at=now)
    record(grievance, EventKind.ANSWERED, by=by, now=now, said=Said(reason=answer.result, text=summary))
    grievance.result = answer.result
    grievance.save()
    row = GrievanceAnswer.objects.create(
        grievance=grievance,
        round=before.round,
        result=answer.result,
        summary=summary[:120],
        text=text,
        objection=answer.objection.strip(),
        officer_id=grievance.officer_id,
        in_time=not before.overdue_days,
        at=now,
        by=by,
    )
    telling.tell_answer(grievance, row, now=now)
    return row


def _write_support(grievance: Grievance, answer: GrievanceAnswer, *, by: User | None, now: datetime) -> None:
    """Write the answer into the ledger of the firm that asked; a person without a firm has none."""
    if grievance.enterprise is None:
        return
    day = now.astimezone(SEOUL).date()
    with override("ko"):
        details = SupportDetails(
            form=SupportForm.ADVICE,
            programme_name="규제·애로 처리",
            year=day.year,
            received_on=day,
            detail=grievance.get_topic_display(),
            evidence=f"{grievance.number} {answer.get_result_display()}: {answer.summary}"[:300],
            case_reference=f"grievance-{grievance.pk}",
        )
    record_support(
        agency=grievance.agency,
        enterprise=grievance.enterprise,
        details=details,
        source=RecordSource.DELIVERED,
        reference=f"grievance-{grievance.pk}-{answer.round}",
        by=by,
        now=now,
        is_sample=grievance.is_sample,
    )


def _open(grievance: Grievance) -> Grievance:
    found = locked(grievance)
    if not found.is_open:
        raise refuse("", _("이미 끝난 건입니다."))
    return found


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise refuse("reason", _("사유를 적어 주세요. 신청인에게도 보입니다."))
    return text[:500]
