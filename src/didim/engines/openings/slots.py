"""Free slots: the counter is open and has a seat, and somebody who works there is free."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from didim.engines.openings.hours import Opening, open_spans
from didim.engines.openings.spans import Span, Spans
from didim.kernel.calendar import WorkingCalendar

NOTHING = timedelta()
NEVER = Spans()


@dataclass(frozen=True, slots=True)
class SlotRule:
    """How slots are cut: `length` long, one every `step` from each opening on.

    `pause` is what a person has free between two; `notice` how long before a slot it may still be taken.
    """

    length: timedelta
    step: timedelta
    pause: timedelta = NOTHING
    notice: timedelta = NOTHING

    def __post_init__(self) -> None:
        if min(self.length, self.step) <= NOTHING or min(self.pause, self.notice) < NOTHING:
            raise ValueError("상담 시간과 간격은 0보다 길어야 합니다.")


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter: its hours, how many may be served at once, when it is closed besides, what is booked."""

    opening: Opening
    seats: int = 1
    closed: Spans = NEVER
    booked: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who serves: an id, their hours, absences, and what they are booked for (anywhere)."""

    id: str
    opening: Opening
    away: Spans = NEVER
    booked: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot that may be taken: `places` more, by any of `people` (ids, those with fewer bookings first)."""

    span: Span
    places: int
    people: tuple[str, ...]


def free_slots(
    counter: Counter,
    people: Sequence[Person],
    rule: SlotRule,
    calendar: WorkingCalendar,
    *,
    first: date,
    last: date,
    now: datetime,
) -> tuple[Slot, ...]:
    """Return the slots from one day to another that can still be taken, earliest first."""
    counter_open = open_spans(counter.opening, first, last, calendar) - counter.closed
    there = {one.id: open_spans(one.opening, first, last, calendar) - one.away for one in people}
    fewest_first = sorted(people, key=lambda one: (len(one.booked), one.id))
    found = []
    for span in _cut(counter_open, rule):
        if span.starts_at < now + rule.notice:
            continue
        free = tuple(
            one.id for one in fewest_first if there[one.id].covers(span) and not _busy(one, span, rule)
        )
        places = min(counter.seats - _most_at_once(counter.booked, span), len(free))
        if places > 0:
            found.append(Slot(span, places, free))
    return tuple(found)


def _cut(spans: Spans, rule: SlotRule) -> Iterator[Span]:
    for span in spans:
        starts_at = span.starts_at
        while starts_at + rule.length <= span.ends_at:
            yield Span(starts_at, starts_at + rule.length)
            starts_at += rule.step


def _busy(person: Person, span: Span, rule: SlotRule) -> bool:
    around = Span(span.starts_at - rule.pause, span.ends_at + rule.pause)
    return any(around.overlaps(taken) for taken in person.booked)


def _most_at_once(booked: Sequence[Span], span: Span) -> int:
    """Return the most bookings that hold at one instant of a span."""
    within = [one for one in booked if one.overlaps(span)]
    moments = [max(one.starts_at, span.starts_at) for one in within]
    return max((sum(one.starts_at <= at < one.ends_at for one in within) for at in moments), default=0)
