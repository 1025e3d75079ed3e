"""The promise of an answer: events of a clock (engines/clocks), and what follows from them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language

from didim.accounts.models import User
from didim.desk.enums import AnswerEventKind
from didim.desk.models import AnswerEvent, Consultation
from didim.engines.clocks import (
    Answered,
    Calendars,
    Event,
    EventRefusedError,
    Paused,
    Received,
    Reminded,
    Reopened,
    Resumed,
    State,
    Status,
    Withdrawn,
    shipped_clocks,
    state,
)
from didim.kernel.calendar import WorkingCalendar
from didim.kernel.refusals import refuse

# What a channel promises: an answer to an on-line request, a first word in the chat, a call back.
CHAT_CLOCK = "consultation-chat"
ONLINE_CLOCK = "consultation-online"
CALLBACK_CLOCK = "consultation-callback"
# The reason for which the procedure lets counting stop: more was asked of the firm.
SUPPLEMENT = "supplement"

_READ: dict[str, Callable[[datetime, dict[str, Any]], Event]] = {
    AnswerEventKind.RECEIVED: lambda at, _said: Received(at),
    AnswerEventKind.PAUSED: lambda at, said: Paused(at, SUPPLEMENT, date.fromisoformat(said["until"])),
    AnswerEventKind.RESUMED: lambda at, _said: Resumed(at, SUPPLEMENT),
    AnswerEventKind.ANSWERED: lambda at, _said: Answered(at),
    AnswerEventKind.WITHDRAWN: lambda at, _said: Withdrawn(at),
    AnswerEventKind.REOPENED: lambda at, said: Reopened(at, said.get("reason", "")),
    AnswerEventKind.REMINDED: lambda at, said: Reminded(at, said["key"]),
}


def desk_calendars() -> Calendars:
    """Return the calendar answers are counted by."""
    return Calendars.of(WorkingCalendar())


def events_of(rows: Iterable[AnswerEvent]) -> list[Event]:
    """Return rows as events of the clock."""
    return [_READ[row.kind](row.at, row.details) for row in rows]


def answer_state(*, consultation: Consultation, at: datetime) -> State | None:
    """Return what a consultation's clock says; None for one without a promise: one query."""
    if not consultation.clock:
        return None
    events = events_of(consultation.answer_events.order_by("number"))
    return state(shipped_clocks()[consultation.clock], desk_calendars(), events, at)


def note_answer_event(
    *,
    consultation: Consultation,
    kind: AnswerEventKind,
    at: datetime,
    by: User | None,
    details: dict[str, Any] | None = None,
) -> State:
    """Record an event of a locked consultation's clock and keep what it says; the caller's transaction.

    RefusedError, in the clock's own words, for an event that cannot be.
    """
    rows = list(consultation.answer_events.order_by("number"))
    row = AnswerEvent(
        agency_id=consultation.agency_id,
        consultation=consultation,
        number=len(rows) + 1,
        kind=kind,
        at=at,
        by=by,
        details=details or {},
    )
    try:
        said = state(shipped_clocks()[consultation.clock], desk_calendars(), events_of([*rows, row]), at)
    except EventRefusedError as error:
        raise refuse("", error.text.text(get_language() or "ko")) from error
    row.save(force_insert=True)
    keep_state(consultation, said)
    return said


def keep_state(consultation: Consultation, said: State) -> None:
    """Keep beside a consultation what its clock said."""
    consultation.answer_due_at = said.due_at
    consultation.answer_status = said.status
    consultation.next_look_at = said.next_reminder_at
    consultation.save(update_fields=["answer_due_at", "answer_status", "next_look_at"])


def begin_answer(*, consultation: Consultation, clock: str, now: datetime, by: User | None) -> State:
    """Start the clock of an answer with its receipt; of a new consultation, in the caller's transaction."""
    consultation.clock = clock
    consultation.answer_due_at = now
    consultation.save(update_fields=["clock", "answer_due_at"])
    return note_answer_event(consultation=consultation, kind=AnswerEventKind.RECEIVED, at=now, by=by)


def is_running(said: State | None) -> bool:
    """Whether an answer is still owed."""
    return said is not None and said.status in {Status.RUNNING, Status.PAUSED, Status.OVERDUE}
