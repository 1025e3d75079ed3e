"""A case's clock: its recorded events as engines.clocks reads them, and what it says kept beside the case.

Nothing is counted here. A case begins under the rule of triage; a classification chooses the rule of its
class, by which the same events are read again from the receipt on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from didim.accounts.models import User
from didim.desk.domain.grievances.calendars import PUBLIC, calendars_of
from didim.desk.grievance_enums import EventKind, GrievanceClass
from didim.desk.models import Grievance, GrievanceEvent
from didim.engines.clocks import (
    Answered,
    Calendars,
    ClosedAsRepeated,
    Event,
    EventRefusedError,
    Extended,
    ExtendedByConsent,
    Paused,
    Received,
    Reminded,
    Reopened,
    Repeated,
    Resumed,
    State,
    Status,
    Transferred,
    Withdrawn,
    shipped_clocks,
    state,
)
from didim.engines.clocks.calendars import midnight_after
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError, refuse
from didim.kernel.wording import Text

TRIAGE = "grievance-triage"
CLOCKS = {
    GrievanceClass.SIMPLE: "grievance-simple",
    GrievanceClass.REGIONAL: "grievance-regional",
    GrievanceClass.LEGISLATIVE: "grievance-legislative",
}
ENDED = frozenset({Status.ANSWERED, Status.WITHDRAWN, Status.RETURNED, Status.CLOSED_AS_REPEATED})

_READ: dict[str, Callable[[GrievanceEvent], Event]] = {
    EventKind.RECEIVED: lambda row: Received(row.at, row.office),
    EventKind.PAUSED: lambda row: Paused(row.at, row.reason, row.until, row.key),
    EventKind.RESUMED: lambda row: Resumed(row.at, row.reason, row.key),
    EventKind.EXTENDED: lambda row: Extended(row.at, row.count, row.reason),
    EventKind.CONSENTED: lambda row: ExtendedByConsent(row.at, row.count, row.reason),
    EventKind.TRANSFERRED: lambda row: Transferred(row.at, row.office),
    EventKind.MOVED: lambda row: Transferred(row.at, row.office, elsewhere=True),
    EventKind.ANSWERED: lambda row: Answered(row.at),
    EventKind.WITHDRAWN: lambda row: Withdrawn(row.at),
    EventKind.REPEAT_CLOSED: lambda row: ClosedAsRepeated(row.at, row.reason),
    EventKind.REOPENED: lambda row: Reopened(row.at, row.reason),
    EventKind.REPEATED: lambda row: Repeated(row.at),
    EventKind.REMINDED: lambda row: Reminded(row.at, row.key),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is recorded of an event beside its kind and instant (see GrievanceEvent)."""

    reason: str = ""
    until: date | None = None
    count: int = 0
    office: str = ""
    key: str = ""
    clock: str = ""
    text: str = ""


def office_code(department_id: int | None, person_id: int | None) -> str:
    """Return the code by which the clock tells apart who a case lies with ("0:0": nobody)."""
    return f"{department_id or 0}:{person_id or 0}"


def clock_in(rows: Sequence[GrievanceEvent]) -> str:
    """Return the rule a case runs by: that of its last classification, triage before the first."""
    chosen = [row.clock for row in rows if row.kind == EventKind.CLASSIFIED and row.clock]
    return chosen[-1] if chosen else TRIAGE


def events_in(rows: Sequence[GrievanceEvent]) -> list[Event]:
    """Return the events the clock knows, in the order they were recorded."""
    return [_READ[row.kind](row) for row in rows if row.kind in _READ]


def state_of(rows: Sequence[GrievanceEvent], *, at: datetime, calendars: Calendars = PUBLIC) -> State:
    """Return what the clock says of recorded events at an instant, by the calendars of the agency.

    Raises EventRefusedError for an event that cannot stand where it stands, ValueError before the receipt.
    """
    return state(shipped_clocks()[clock_in(rows)], calendars, events_in(rows), at)


def told_of(grievance: Grievance, rows: Sequence[GrievanceEvent], *, at: datetime) -> State:
    """Return what the clock says of a case at an instant, at its last event at the earliest: one query."""
    return state_of(rows, at=max(at, rows[-1].at), calendars=calendars_of(grievance.agency_id))


def pauses_of(rows: Sequence[GrievanceEvent], *, at: datetime) -> dict[str, Text]:
    """Return the reasons for which the rule lets counting stop, by code, with their names."""
    procedure = shipped_clocks()[clock_in(rows)].procedure_on(at.astimezone(SEOUL).date())
    return {code: rule.name for code, rule in procedure.pauses.items()}


def needs_own_deadline(rows: Sequence[GrievanceEvent], reason: str, *, at: datetime) -> bool:
    """Whether a pause for this reason has to say until when."""
    procedure = shipped_clocks()[clock_in(rows)].procedure_on(at.astimezone(SEOUL).date())
    rule = procedure.pauses.get(reason)
    return rule is not None and rule.own_deadline


def recorded_events(grievance: Grievance) -> list[GrievanceEvent]:
    """Return a case's events in their order."""
    return list(GrievanceEvent.objects.filter(grievance=grievance).order_by("number"))


def record(
    grievance: Grievance, kind: EventKind, *, by: User | None, now: datetime, said: Said | None = None
) -> State:
    """Write an event of a locked case down and keep what the clock says now; RefusedError if it cannot be.

    An event lies never before the last one, so acts within one instant stand in the order they were done.
    """
    rows, told = _with_event(grievance, kind, by=by, now=now, said=said or Said())
    rows[-1].save(force_insert=True)
    keep(grievance, told, clock=clock_in(rows))
    return told


def tried(grievance: Grievance, kind: EventKind, *, now: datetime, said: Said) -> State:
    """Return what the clock would say with an event; RefusedError if it cannot be. Nothing is written."""
    return _with_event(grievance, kind, by=None, now=now, said=said)[1]


def _with_event(
    grievance: Grievance, kind: EventKind, *, by: User | None, now: datetime, said: Said
) -> tuple[list[GrievanceEvent], State]:
    rows = recorded_events(grievance)
    row = GrievanceEvent(
        grievance=grievance,
        number=len(rows) + 1,
        kind=kind,
        at=max(now, rows[-1].at) if rows else now,
        by=by,
        reason=said.reason,
        until=said.until,
        count=said.count,
        office=said.office,
        key=said.key,
        clock=said.clock,
        text=said.text.strip(),
    )
    rows.append(row)
    try:
        return rows, told_of(grievance, rows, at=row.at)
    except EventRefusedError as error:
        raise _refusal(error) from error


def keep(grievance: Grievance, told: State, *, clock: str) -> None:
    """Set what lists show of a case to what its clock says; the caller saves it.

    A case that was joined to an earlier one has ended without its clock and stays so.
    """
    if grievance.same_as_id is not None:
        return
    grievance.clock, grievance.term = clock, told.term
    grievance.status = told.status
    grievance.due_at = told.due_at
    grievance.paused_for = told.pauses[0].reason if told.pauses and told.status == Status.PAUSED else ""
    moments = [midnight_after(one.until) for one in told.pauses if one.until is not None]
    if told.next_reminder_at is not None:
        moments.append(told.next_reminder_at)
    grievance.look_at = min(moments, default=None)
    if told.status in ENDED:
        grievance.ended_at = grievance.ended_at or told.at
        grievance.look_at = None
    else:
        grievance.ended_at = None


def _refusal(error: EventRefusedError) -> RefusedError:
    return refuse("", _in_language(error.text))


def _words(text: Text) -> str:
    return text.text(get_language() or "ko")


_in_language: Any = lazy(_words, str)
