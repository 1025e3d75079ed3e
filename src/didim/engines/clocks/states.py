"""What a clock says at an instant: nothing is counted up daily, everything follows from the events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from didim.engines.clocks.calendars import Calendars, KnownCalendar, day_of
from didim.engines.clocks.counting import (
    Measure,
    Pause,
    Reckoning,
    counted_spans,
    is_holding,
    reckon,
)
from didim.engines.clocks.courses import Course, follow
from didim.engines.clocks.events import Answered, ClosedAsRepeated, Event, Returned, Withdrawn
from didim.engines.clocks.facts import Fact, facts_of
from didim.engines.clocks.reminders import Reminder, due_now, next_look, plan
from didim.engines.clocks.rules import Clock, Procedure
from didim.kernel.wording import Text


class Status(StrEnum):
    """Where a case stands."""

    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    CLOSED_AS_REPEATED = "closed_as_repeated"


_ENDED = {
    Answered: Status.ANSWERED,
    Withdrawn: Status.WITHDRAWN,
    Returned: Status.RETURNED,
    ClosedAsRepeated: Status.CLOSED_AS_REPEATED,
}


@dataclass(frozen=True, slots=True)
class Holding:
    """A pause that holds now: why, since when, and its own last day if it has one."""

    reason: str
    name: Text
    key: str
    since: datetime
    until: date | None


@dataclass(frozen=True, slots=True)
class State:
    """A case at an instant.

    `due_at` is the last instant that is in time; while a pause holds, the earliest it can be. `allowed`,
    `used` and `left` are of `measure` and add up. `overdue` is of the same measure, `overdue_days` in
    calendar days; both also say how late an ended case was. `extension` is how many units may still be added
    (`extension_by_consent`: and the person has to agree); 0 for none. `may_close` says that the rule of
    repeated petitions is met. `reminders` are to be sent now; `next_reminder_at` is when to look again.
    """

    at: datetime
    status: Status
    measure: Measure
    starts_at: datetime
    due_at: datetime
    allowed: int
    used: int
    overdue: int
    overdue_days: int
    pauses: tuple[Holding, ...]
    extension: int
    extension_by_consent: bool
    may_close: bool
    round: int
    submissions: int
    office: str
    reminders: tuple[Reminder, ...]
    next_reminder_at: datetime | None
    term: str
    procedure: str
    steps: tuple[Fact, ...]

    @property
    def left(self) -> int:
        """What is left of the measure; the day itself is left until it is over."""
        return self.allowed - self.used

    @property
    def due_on(self) -> date:
        """The last day, in Seoul."""
        return day_of(self.due_at)

    @property
    def paused_since(self) -> datetime | None:
        """Since when counting has stopped; None while it goes on."""
        return min((one.since for one in self.pauses), default=None)


def state(clock: Clock, calendars: Calendars, events: Sequence[Event], at: datetime) -> State:
    """Return what the clock of a case says at an instant, as it was known then.

    Events and calendar editions after `at` are not looked at, so that the same question has the same answer
    whenever it is asked. An ended case stands as it stood at its end. Raises EventRefusedError for an
    impossible event, ValueError before the receipt.
    """
    course = follow(clock, calendars, events, at)
    seen_at = at if course.ended is None else course.ended.at
    calendar = calendars.seen_on(day_of(seen_at))
    procedure = clock.procedure_on(day_of(seen_at))
    reckoning = reckon(course.run, calendar, seen_at)
    holding = _holding(course, calendar, seen_at)
    reminders = plan(course, reckoning, calendar, procedure.progress_days, seen_at)
    late = seen_at > reckoning.due_at
    stopped = bool(holding) and not late
    extension, by_consent = (0, False) if late else _extension(course, procedure)
    return State(
        at=at,
        status=_status(course, late=late, holding=stopped),
        measure=reckoning.measure,
        starts_at=reckoning.starts_at,
        due_at=reckoning.due_at,
        allowed=reckoning.allowed,
        used=reckoning.used,
        overdue=_overdue(reckoning, calendar, seen_at) if late else 0,
        overdue_days=(day_of(seen_at) - reckoning.due_on).days if late else 0,
        pauses=tuple(
            Holding(one.rule.reason, one.rule.name, one.key, one.since, one.until) for one in holding
        ),
        extension=extension,
        extension_by_consent=by_consent,
        may_close=_may_close(course, procedure),
        round=course.round,
        submissions=course.submissions,
        office=course.office,
        reminders=due_now(reminders, course, calendar, seen_at, holding=stopped),
        next_reminder_at=next_look(reminders, course, calendar, seen_at, holding=stopped),
        term=course.run.term.id,
        procedure=procedure.id,
        steps=tuple(facts_of(course, reckoning, calendar, holding=stopped, at=seen_at)),
    )


def _status(course: Course, *, late: bool, holding: bool) -> Status:
    if course.ended is not None:
        return _ENDED[type(course.ended)]
    if late:
        return Status.OVERDUE
    return Status.PAUSED if holding else Status.RUNNING


def _holding(course: Course, calendar: KnownCalendar, at: datetime) -> tuple[Pause, ...]:
    if course.ended is not None:
        return ()
    return tuple(pause for pause in course.run.pauses if is_holding(pause, calendar, at))


def _extension(course: Course, procedure: Procedure) -> tuple[int, bool]:
    rules = (procedure.extension, procedure.consent)
    given = len(course.extensions)
    rule = rules[given] if given < len(rules) and course.ended is None else None
    return (rule.most(course.run.term), given > 0) if rule else (0, False)


def _may_close(course: Course, procedure: Procedure) -> bool:
    rule = procedure.repeats
    if rule is None or course.ended is not None:
        return False
    return course.submissions >= rule.submissions and course.answers >= rule.answers


def _overdue(reckoning: Reckoning, calendar: KnownCalendar, at: datetime) -> int:
    if reckoning.measure is Measure.WORKING_DAYS:
        return calendar.working_days_between(reckoning.due_on, day_of(at))
    if reckoning.measure is Measure.CALENDAR_DAYS:
        return (day_of(at) - reckoning.due_on).days
    seconds = 0.0
    for opens, closes in counted_spans(reckoning.due_at, calendar):
        if opens >= at:
            break
        seconds += (min(closes, at) - opens).total_seconds()
    return int(seconds)
