"""The arithmetic: which days and hours count, when a term is used up, how much of it is used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from didim.engines.clocks.calendars import KnownCalendar, day_of, midnight_after
from didim.engines.clocks.rules import AfterHours, ClosedEnd, PausedDays, PauseRule, Start, Term, Unit
from didim.kernel.calendar import ONE_DAY, SEOUL, last_day_of_months

LAST_MICROSECOND = timedelta(microseconds=1)


class Measure(StrEnum):
    """What `allowed`, `used` and `left` are counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WORKING_SECONDS = "working_seconds"

    @classmethod
    def of(cls, unit: Unit) -> "Measure":
        """Return the measure of a unit; months are so many calendar days once it is known from when."""
        if unit.in_hours:
            return cls.WORKING_SECONDS
        return cls.WORKING_DAYS if unit is Unit.WORKING_DAYS else cls.CALENDAR_DAYS


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause as it happened: since when, its own last day if it has one, when it ended (None: not yet)."""

    rule: PauseRule
    key: str
    since: datetime
    until: date | None = None
    ended_at: datetime | None = None

    def last_day(self, seen_at: datetime) -> date:
        """Return the last day it covers as seen at an instant."""
        days = [day_of(seen_at)]
        if self.ended_at is not None:
            days.append(day_of(self.ended_at))
        if self.until is not None:
            days.append(self.until)
        return min(days)

    def end(self, seen_at: datetime) -> datetime:
        """Return the instant up to which it covers as seen at an instant."""
        ends = [seen_at]
        if self.ended_at is not None:
            ends.append(self.ended_at)
        if self.until is not None:
            ends.append(midnight_after(self.until))
        return max(min(ends), self.since)


@dataclass(frozen=True, slots=True)
class Run:
    """A term that runs: when it came in, `extra` units of extensions, and the pauses."""

    term: Term
    came_at: datetime
    extra: int = 0
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A run worked out: first counted instant, allowed and used of the measure, the last day and instant.

    `counted_end` is the last day before a closed end was moved; `not_counted` are the days and `gaps` the
    spans that pauses take. While a pause lasts, `due_at` is the earliest possible: as if it ended now.
    """

    measure: Measure
    starts_at: datetime
    allowed: int
    used: int
    due_at: datetime
    counted_end: date
    not_counted: frozenset[date]
    gaps: tuple[tuple[datetime, datetime], ...]

    @property
    def due_on(self) -> date:
        """The last day."""
        return day_of(self.due_at)


def reckon(run: Run, calendar: KnownCalendar, at: datetime) -> Reckoning:
    """Work a run out as it is seen at an instant."""
    return _by_hours(run, calendar, at) if run.term.unit.in_hours else _by_days(run, calendar, at)


def first_day(run: Run, calendar: KnownCalendar) -> date:
    """Return the first day that may count."""
    came = run.came_at
    if run.term.after_hours is AfterHours.NEXT_OPENING:
        came = calendar.next_open(came)
    return day_of(came) + (ONE_DAY if run.term.start is Start.NEXT_DAY else timedelta())


def paused_days(pauses: Sequence[Pause], calendar: KnownCalendar, at: datetime) -> frozenset[date]:
    """Return the days that pauses take, each once; a reason's limit stops it after so many working days."""
    by_reason: dict[str, tuple[int, set[date]]] = {}
    for pause in pauses:
        _limit, days = by_reason.setdefault(pause.rule.reason, (pause.rule.limit, set()))
        days.update(_days_of(pause, at))
    return frozenset().union(*(_limited(days, limit, calendar) for limit, days in by_reason.values()))


def is_holding(pause: Pause, calendar: KnownCalendar, at: datetime) -> bool:
    """Whether a pause holds at an instant: not ended, not past its own last day or its reason's limit."""
    if pause.ended_at is not None or (pause.until is not None and day_of(at) > pause.until):
        return False
    today = day_of(at)
    return today == day_of(pause.since) or today in _limited(
        set(_days_of(pause, at)), pause.rule.limit, calendar
    )


def _days_of(pause: Pause, at: datetime) -> Iterator[date]:
    day = day_of(pause.since)
    if pause.rule.days is PausedDays.AFTER_FIRST_DAY:
        day += ONE_DAY
    last = pause.last_day(at)
    while day <= last:
        yield day
        day += ONE_DAY


def _limited(days: set[date], limit: int, calendar: KnownCalendar) -> set[date]:
    if not limit:
        return days
    kept: set[date] = set()
    for day in sorted(days):
        works = calendar.is_working_day(day)
        if works and not limit:
            break
        kept.add(day)
        limit -= works
    return kept


def _by_days(run: Run, calendar: KnownCalendar, at: datetime) -> Reckoning:
    first, paused, today = first_day(run, calendar), paused_days(run.pauses, calendar, at), day_of(at)
    units = run.term.count + run.extra
    working = run.term.unit is Unit.WORKING_DAYS
    allowed = units
    if run.term.unit is Unit.MONTHS:
        allowed = (last_day_of_months(first, units) - first).days + 1
    used = passed = 0
    end = first
    for end in calendar.days_from(first):
        if end in paused or (working and not calendar.is_working_day(end)):
            continue
        passed += 1
        used += end < today
        if passed == allowed:
            break
    last = end
    if run.term.closed_end is ClosedEnd.NEXT_WORKING_DAY:
        last = next(
            day for day in calendar.days_from(end) if calendar.is_working_day(day) and day not in paused
        )
    return Reckoning(
        measure=Measure.of(run.term.unit),
        starts_at=datetime.combine(first, datetime.min.time(), SEOUL),
        allowed=allowed,
        used=used,
        due_at=midnight_after(last) - LAST_MICROSECOND,
        counted_end=end,
        not_counted=paused,
        gaps=(),
    )


def _by_hours(run: Run, calendar: KnownCalendar, at: datetime) -> Reckoning:
    allowed = timedelta(hours=run.term.count + run.extra)
    gaps = _gaps(run.pauses, calendar, at)
    starts_at = calendar.next_open(run.came_at)
    left, used = allowed, timedelta()
    due_at = starts_at
    for opens, closes in counted_spans(starts_at, calendar, gaps):
        due_at = min(closes, opens + left)
        used += max(min(due_at, at) - opens, timedelta())
        left -= due_at - opens
        if not left:
            break
    return Reckoning(
        measure=Measure.WORKING_SECONDS,
        starts_at=starts_at,
        allowed=int(allowed.total_seconds()),
        used=int(used.total_seconds()),
        due_at=due_at,
        counted_end=day_of(due_at),
        not_counted=frozenset(),
        gaps=gaps,
    )


def counted_spans(
    start: datetime, calendar: KnownCalendar, gaps: Sequence[tuple[datetime, datetime]] = ()
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans of office hours from an instant on, without the gaps (in order, not overlapping)."""
    for day in calendar.days_from(day_of(start)):
        for opens, closes in calendar.office_hours(day):
            now = max(opens, start)
            for begins, ends in gaps:
                if ends <= now or begins >= closes:
                    continue
                if now < begins:
                    yield now, begins
                now = ends
            if now < closes:
                yield now, closes


def _gaps(
    pauses: Sequence[Pause], calendar: KnownCalendar, at: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Return the spans that pauses take, merged."""
    spans = []
    for pause in pauses:
        end = pause.end(at)
        if pause.rule.limit:
            same = [other for other in pauses if other.rule.reason == pause.rule.reason]
            days = {day for other in same for day in _days_of(other, at)} | {day_of(pause.since)}
            kept = _limited(days, pause.rule.limit, calendar)
            end = min(end, midnight_after(max(kept)))
        if pause.since < end:
            spans.append((pause.since, end))
    merged: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(spans):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((begins, ends))
    return tuple(merged)
