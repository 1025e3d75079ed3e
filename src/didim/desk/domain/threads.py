"""The thread of a request: what the desk answers or asks, what the firm adds; the clock follows."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.answers import (
    ONLINE_CLOCK,
    answer_state,
    begin_answer,
    is_running,
    note_answer_event,
)
from didim.desk.domain.consulting import finish_consultation, start_consultation
from didim.desk.domain.intake import LONGEST_MESSAGE
from didim.desk.domain.telling import tell_of_message
from didim.desk.enums import AnswerEventKind, ConsultationState, DeskSide
from didim.desk.models import Consultation, Counsellor, DeskMessage
from didim.engines.clocks import State
from didim.kernel.refusals import refuse

_CLOSED = (ConsultationState.CANCELLED, ConsultationState.MISSED)


def answer_request(
    *, consultation: Consultation, counsellor: Counsellor, body: str, by: User, now: datetime
) -> DeskMessage:
    """Answer a request: the clock stops, the consultation is finished and becomes a support. RefusedError."""
    with transaction.atomic():
        _begin(consultation, counsellor, now)
        message = _write(consultation, DeskSide.AGENCY, body, by, now)
        finish_consultation(consultation=consultation, record=message.body, by=by, now=now)
        tell_of_message(message, now=now)
        return message


def reply(
    *, consultation: Consultation, counsellor: Counsellor, body: str, by: User, now: datetime
) -> DeskMessage:
    """Write in the thread and go on: the answer that was owed is given, the consultation stays open.

    RefusedError.
    """
    with transaction.atomic():
        _begin(consultation, counsellor, now)
        message = _write(consultation, DeskSide.AGENCY, body, by, now)
        locked = _lock(consultation)
        if is_running(answer_state(consultation=locked, at=now)):
            note_answer_event(consultation=locked, kind=AnswerEventKind.ANSWERED, at=now, by=by)
        tell_of_message(message, now=now)
        return message


def ask_more(
    *,
    consultation: Consultation,
    counsellor: Counsellor,
    body: str,
    until: date,
    by: User,
    now: datetime,
) -> DeskMessage:
    """Ask the firm for more by a day; the clock stands still until it comes. RefusedError."""
    with transaction.atomic():
        _begin(consultation, counsellor, now)
        message = _write(consultation, DeskSide.AGENCY, body, by, now)
        locked = _lock(consultation)
        if locked.clock:
            note_answer_event(
                consultation=locked,
                kind=AnswerEventKind.PAUSED,
                at=now,
                by=by,
                details={"until": until.isoformat()},
            )
        tell_of_message(message, now=now)
        return message


def add_message(*, consultation: Consultation, body: str, by: User | None, now: datetime) -> DeskMessage:
    """Add what the firm says: what was asked for lets the clock go on; after an answer it begins again."""
    with transaction.atomic():
        locked = _lock(consultation)
        if locked.state in _CLOSED:
            raise refuse("body", _("취소된 상담입니다. 새로 신청해 주세요."))
        message = _write(locked, DeskSide.FIRM, body, by, now)
        # The clock's promise is the agency's: its rows are written for it.
        with scoped(SYSTEM):
            said = answer_state(consultation=locked, at=now)
            kind = _what_follows(said)
            if not locked.clock:
                # Held without a promise; what is asked now is owed an answer.
                begin_answer(consultation=locked, clock=ONLINE_CLOCK, now=now, by=by)
            elif kind is not None:
                note_answer_event(consultation=locked, kind=kind, at=now, by=by, details=_why(kind))
        if locked.state == ConsultationState.FINISHED:
            locked.state, locked.finished_at = ConsultationState.UNDER_WAY, None
            locked.save(update_fields=["state", "finished_at"])
        return message


def _what_follows(said: State | None) -> AnswerEventKind | None:
    if said is None:
        return None
    if said.pauses:
        return AnswerEventKind.RESUMED
    return None if is_running(said) else AnswerEventKind.REOPENED


def _why(kind: AnswerEventKind) -> dict[str, str]:
    return {"reason": "신청자가 다시 물음"} if kind == AnswerEventKind.REOPENED else {}


def _begin(consultation: Consultation, counsellor: Counsellor, now: datetime) -> None:
    state = Consultation.objects.values_list("state", flat=True).get(pk=consultation.pk)
    if state == ConsultationState.REQUESTED:
        start_consultation(consultation=consultation, counsellor=counsellor, now=now)
    elif state in _CLOSED:
        raise refuse("body", _("취소된 상담입니다."))


def _lock(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)


def _write(
    consultation: Consultation, side: DeskSide, body: str, by: User | None, now: datetime
) -> DeskMessage:
    if not body.strip():
        raise refuse("body", _("내용을 적어 주세요."))
    return DeskMessage.objects.create(
        agency_id=consultation.agency_id,
        consultation=consultation,
        side=side,
        body=body.strip()[:LONGEST_MESSAGE],
        written_at=now,
        written_by=by,
    )


@transaction.atomic
def withdraw_request(*, consultation: Consultation, reason: str, by: User, now: datetime) -> Consultation:
    """Take a request back before anybody answered. RefusedError afterwards."""
    locked = _lock(consultation)
    if locked.state != ConsultationState.REQUESTED:
        raise refuse("", _("이미 상담이 시작되었거나 끝났습니다."))
    with scoped(SYSTEM):
        if is_running(answer_state(consultation=locked, at=now)):
            note_answer_event(consultation=locked, kind=AnswerEventKind.WITHDRAWN, at=now, by=by)
    locked.state, locked.end_reason, locked.next_look_at = (
        ConsultationState.CANCELLED,
        " ".join(reason.split())[:200],
        None,
    )
    locked.save(update_fields=["state", "end_reason", "next_look_at"])
    return locked
