"""Reminders: planned within office hours, each sent once, the newest instead of older ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from didim.engines.clocks.calendars import KnownCalendar, day_of
from didim.engines.clocks.counting import Reckoning, counted_spans
from didim.engines.clocks.courses import Course
from didim.kernel.calendar import SEOUL


class ReminderKind(StrEnum):
    """What a reminder says."""

    BEFORE_DUE = "before_due"
    AFTER_DUE = "after_due"
    PROGRESS = "progress"  # to the person: how far it is


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder. `key` is what `Reminded` records: the round, the extensions so far, the kind and `amount`.

    `amount`: working days before or after the last day (hours where the term is counted in hours); calendar
    days since the receipt for progress. `planned_at` lies in office hours.
    """

    key: str
    kind: ReminderKind
    amount: int
    planned_at: datetime


def plan(
    course: Course, reckoning: Reckoning, calendar: KnownCalendar, progress_days: int, at: datetime
) -> tuple[Reminder, ...]:
    """Return the reminders of the round, earliest first; of progress those up to the next one after `at`."""
    term = course.run.term
    found = []
    stem = f"{course.round}.{len(course.extensions)}.{len(course.transfers)}"
    for kind, amounts in ((ReminderKind.BEFORE_DUE, term.before), (ReminderKind.AFTER_DUE, term.after)):
        for amount in amounts:
            signed = amount if kind is ReminderKind.AFTER_DUE else -amount
            planned = _around_due(reckoning, calendar, signed, in_hours=term.unit.in_hours)
            # One that lay before the receipt would only repeat that it came in.
            if planned > course.run.came_at:
                found.append(Reminder(f"{stem}.{kind}.{amount}", kind, amount, planned))
    if progress_days:
        opened, times = course.opened.at, 0
        while True:
            times += 1
            days = times * progress_days
            planned = calendar.next_open(opened + timedelta(days=days))
            found.append(
                Reminder(
                    f"{course.round}.{ReminderKind.PROGRESS}.{days}", ReminderKind.PROGRESS, days, planned
                )
            )
            if planned > at:
                break
    return tuple(sorted(found, key=lambda one: (one.planned_at, one.key)))


def due_now(
    reminders: tuple[Reminder, ...], course: Course, calendar: KnownCalendar, at: datetime, *, holding: bool
) -> tuple[Reminder, ...]:
    """Return what is to be sent at an instant: nothing outside office hours or after the end.

    Of those about the last day only the newest, and none while counting has stopped (`holding`; a pause that
    came too late stops nothing); of progress the newest.
    """
    return _waiting(reminders, course, at, holding=holding) if calendar.is_open(at) else ()


def next_look(
    reminders: tuple[Reminder, ...], course: Course, calendar: KnownCalendar, at: datetime, *, holding: bool
) -> datetime | None:
    """Return when to look again: the next plan, or the next opening if something waits; None: never."""
    if course.ended is not None:
        return None
    moments = [one.planned_at for one in reminders if one.planned_at > at]
    if not calendar.is_open(at) and _waiting(reminders, course, at, holding=holding):
        moments.append(calendar.next_open(at))
    return min(moments, default=None)


def _waiting(
    reminders: tuple[Reminder, ...], course: Course, at: datetime, *, holding: bool
) -> tuple[Reminder, ...]:
    if course.ended is not None:
        return ()
    come = [one for one in reminders if one.planned_at <= at]
    about_due = [one for one in come if one.kind is not ReminderKind.PROGRESS]
    progress = [one for one in come if one.kind is ReminderKind.PROGRESS]
    newest = [*([] if holding else about_due[-1:]), *progress[-1:]]
    return tuple(one for one in newest if one.key not in course.reminded)


def _around_due(reckoning: Reckoning, calendar: KnownCalendar, amount: int, *, in_hours: bool) -> datetime:
    if in_hours:
        return _hours_from(reckoning.due_at, calendar, amount)
    day = calendar.add_working_days(reckoning.due_on, amount)
    opens, _closes = next(iter(calendar.office_hours(day)))
    return opens


def _hours_from(instant: datetime, calendar: KnownCalendar, hours: int) -> datetime:
    """Return the office instant so many working hours after an instant, below 0 before it."""
    left = timedelta(hours=abs(hours))
    if hours > 0:
        for opens, closes in counted_spans(instant, calendar):
            if left < closes - opens:
                return opens + left
            left -= closes - opens
    day = day_of(instant)
    while True:
        for opens, closes in reversed(list(calendar.office_hours(day))):
            ends = min(closes, instant.astimezone(SEOUL))
            if ends <= opens:
                continue
            if left <= ends - opens:
                return ends - left
            left -= ends - opens
        day -= timedelta(days=1)
