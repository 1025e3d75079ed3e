"""The course of a case: events one by one, each judged by the rules and the calendar of its own day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from didim.engines.clocks.calendars import Calendars, day_of
from didim.engines.clocks.counting import Pause, Reckoning, Run, reckon
from didim.engines.clocks.events import (
    Answered,
    ClosedAsRepeated,
    Event,
    Extended,
    ExtendedByConsent,
    Paused,
    Received,
    Reminded,
    Reopened,
    Repeated,
    Resumed,
    Returned,
    Transferred,
    Withdrawn,
)
from didim.engines.clocks.refusals import EventRefusedError, Refusal
from didim.engines.clocks.rules import Clock, ExtensionRule, OnTransfer, Procedure

Ending = Answered | Withdrawn | Returned | ClosedAsRepeated


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension as it was granted, and the rule it rests on."""

    event: Extended
    rule: ExtensionRule


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer, whether the term began anew with it, and the rule's source."""

    event: Transferred
    restarted: bool
    source: str


@dataclass(frozen=True, slots=True)
class Course:
    """Where a case stands after its events.

    A round is one run of the clock up to its end; a reopening or a repeat begins another. `submissions`
    counts how often the petition was handed in, `answers` how often it was answered. A pause that still
    holds goes along with a term that begins anew. `reminded` are the keys of reminders sent.
    """

    opened: Event
    run: Run
    office: str
    round: int = 1
    submissions: int = 1
    answers: int = 0
    extensions: tuple[Extension, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    ended: Ending | None = None
    reminded: frozenset[str] = frozenset()


class _Refused(Exception):  # noqa: N818 - carries a reason to where event and number are known
    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What an event is judged by."""

    clock: Clock
    calendars: Calendars
    procedure: Procedure

    def reckon(self, run: Run, at: datetime) -> Reckoning:
        return reckon(run, self.calendars.seen_on(day_of(at)), at)


def follow(clock: Clock, calendars: Calendars, events: Sequence[Event], at: datetime) -> Course:
    """Return the course of a case as it was known at an instant; later events are not looked at.

    Raises EventRefusedError naming the first event that cannot stand where it does.
    """
    course: Course | None = None
    latest: datetime | None = None
    for number, event in enumerate(events, start=1):
        if event.at > at:
            break
        try:
            _check_order(event, events[0], latest)
            scene = _Scene(clock, calendars, clock.procedure_on(day_of(event.at)))
            course, latest = _take(scene, course, event), event.at
        except _Refused as refused:
            raise EventRefusedError(event, number, refused.refusal) from None
    if course is None:
        raise ValueError("접수되기 전의 시각입니다.")
    return course


def _check_order(event: Event, first: Event, latest: datetime | None) -> None:
    if not isinstance(first, Received):
        raise _Refused(Refusal.NOT_RECEIVED)
    if event.at < first.at:
        raise _Refused(Refusal.BEFORE_RECEIPT)
    if latest is not None and event.at < latest:
        raise _Refused(Refusal.OUT_OF_ORDER)


def _take(scene: _Scene, course: Course | None, event: Event) -> Course:
    if course is None:
        return _begin(scene, event)
    if isinstance(event, Reminded):
        return replace(course, reminded=course.reminded | {event.key})
    if isinstance(event, Received):
        raise _Refused(Refusal.ALREADY_RECEIVED)
    if isinstance(event, Reopened | Repeated):
        return _take_up_again(scene, course, event)
    if course.ended is not None:
        raise _Refused(Refusal.ENDED)
    return _ACTS[type(event)](scene, course, event)


def _begin(scene: _Scene, event: Event) -> Course:
    run = Run(scene.clock.term_on(day_of(event.at)), event.at)
    return Course(event, run, event.office if isinstance(event, Received) else "")


def _take_up_again(scene: _Scene, course: Course, event: Event) -> Course:
    if course.ended is None:
        raise _Refused(Refusal.STILL_OPEN)
    if isinstance(event, Reopened):
        if scene.procedure.reopening is None:
            raise _Refused(Refusal.NOT_PROVIDED)
        if not event.reason:
            raise _Refused(Refusal.REASON_MISSING)
    return replace(
        _begin(scene, event),
        office=course.office,
        round=course.round + 1,
        submissions=course.submissions + isinstance(event, Repeated),
        answers=course.answers,
        reminded=course.reminded,
    )


def _pause(scene: _Scene, course: Course, event: Paused) -> Course:
    rule = scene.procedure.pauses.get(event.reason)
    if rule is None:
        raise _Refused(Refusal.UNKNOWN_REASON)
    if _open_pause(course, event.reason, event.key, event.at) is not None:
        raise _Refused(Refusal.ALREADY_PAUSED)
    if rule.own_deadline and event.until is None:
        raise _Refused(Refusal.DEADLINE_MISSING)
    if event.until is not None and event.until < day_of(event.at):
        raise _Refused(Refusal.DEADLINE_PASSED)
    pause = Pause(rule, event.key, event.at, event.until)
    return replace(course, run=replace(course.run, pauses=(*course.run.pauses, pause)))


def _resume(_scene: _Scene, course: Course, event: Resumed) -> Course:
    pause = _open_pause(course, event.reason, event.key)
    if pause is None:
        raise _Refused(Refusal.NOT_PAUSED)
    ended = replace(pause, ended_at=event.at)
    pauses = tuple(ended if one is pause else one for one in course.run.pauses)
    return replace(course, run=replace(course.run, pauses=pauses))


def _open_pause(course: Course, reason: str, key: str, at: datetime | None = None) -> Pause | None:
    """Return the newest pause not ended; with `at`, only if its own deadline has not passed."""
    for pause in reversed(course.run.pauses):
        if (pause.rule.reason, pause.key, pause.ended_at) == (reason, key, None):
            lapsed = at is not None and pause.until is not None and day_of(at) > pause.until
            return None if lapsed else pause
    return None


def _extend(scene: _Scene, course: Course, event: Extended) -> Course:
    by_consent = isinstance(event, ExtendedByConsent)
    rule = scene.procedure.consent if by_consent else scene.procedure.extension
    if rule is None:
        raise _Refused(Refusal.NOT_PROVIDED)
    if not event.reason:
        raise _Refused(Refusal.REASON_MISSING)
    if event.reason in rule.excluded_reasons:
        raise _Refused(Refusal.REASON_EXCLUDED)
    if by_consent and not course.extensions:
        raise _Refused(Refusal.NOT_YET_EXTENDED)
    if len(course.extensions) > by_consent:
        raise _Refused(Refusal.ALREADY_EXTENDED)
    if not 1 <= event.count <= rule.most(course.run.term):
        raise _Refused(Refusal.OVER_LIMIT)
    if event.at > scene.reckon(course.run, event.at).due_at:
        raise _Refused(Refusal.AFTER_DUE)
    return replace(
        course,
        run=replace(course.run, extra=course.run.extra + event.count),
        extensions=(*course.extensions, Extension(event, rule)),
    )


def _transfer(scene: _Scene, course: Course, event: Transferred) -> Course:
    if not event.to:
        raise _Refused(Refusal.OFFICE_MISSING)
    if event.to == course.office:
        raise _Refused(Refusal.SAME_OFFICE)
    rules = scene.procedure
    rule, source = (
        (rules.elsewhere, rules.elsewhere_source)
        if event.elsewhere
        else (rules.transfer, rules.transfer_source)
    )
    # What is late stays late: a transfer does not make it young again.
    restarts = rule is OnTransfer.RESTARTS and event.at <= scene.reckon(course.run, event.at).due_at
    run = course.run
    if restarts:
        term = scene.clock.term_on(day_of(event.at))
        # An extension granted in another unit means nothing in this one.
        extra = run.extra if term.unit is run.term.unit else 0
        run = replace(run, term=term, came_at=event.at, extra=extra)
    transfer = Transfer(event, restarts, source)
    return replace(course, run=run, office=event.to, transfers=(*course.transfers, transfer))


def _answer(_scene: _Scene, course: Course, event: Answered) -> Course:
    return replace(course, ended=event, answers=course.answers + 1)


def _withdraw(_scene: _Scene, course: Course, event: Withdrawn) -> Course:
    return replace(course, ended=event)


def _return(scene: _Scene, course: Course, event: Returned) -> Course:
    if scene.procedure.returning is None:
        raise _Refused(Refusal.NOT_PROVIDED)
    today = day_of(event.at)
    if not any(one.ended_at is None and one.until and one.until < today for one in course.run.pauses):
        raise _Refused(Refusal.NOTHING_LAPSED)
    return replace(course, ended=event)


def _close(scene: _Scene, course: Course, event: ClosedAsRepeated) -> Course:
    rule = scene.procedure.repeats
    if rule is None:
        raise _Refused(Refusal.NOT_PROVIDED)
    if course.submissions < rule.submissions or course.answers < rule.answers:
        raise _Refused(Refusal.TOO_FEW_REPEATS)
    if rule.needs_decision and not event.decision:
        raise _Refused(Refusal.DECISION_MISSING)
    return replace(course, ended=event)


# Each function takes the event of its own type.
_ACTS: dict[type[Event], Callable[..., Course]] = {
    Paused: _pause,
    Resumed: _resume,
    Extended: _extend,
    ExtendedByConsent: _extend,
    Transferred: _transfer,
    Answered: _answer,
    Withdrawn: _withdraw,
    Returned: _return,
    ClosedAsRepeated: _close,
}
