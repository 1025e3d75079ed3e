"""Opening hours: a week that changes over time, and single days that differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from didim.engines.openings.spans import Span, Spans
from didim.kernel.calendar import ONE_DAY, SEOUL, WorkingCalendar

DayHours = tuple[tuple[time, time], ...]
MIDNIGHT = time()
LAST_WEEKDAY = 6


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a week from a day on, by weekday (0 is Monday); 00:00 as an end is the end of the day."""

    valid_from: date
    week: Mapping[int, DayHours]

    def __post_init__(self) -> None:
        if any(not 0 <= weekday <= LAST_WEEKDAY for weekday in self.week):
            raise ValueError("요일은 0(월)부터 6(일)까지입니다.")
        for hours in self.week.values():
            _check(hours)


@dataclass(frozen=True, slots=True)
class Opening:
    """When a counter is open or a person is there.

    `editions`: weeks of hours, oldest first. `days`: days with hours of their own, also on a day otherwise
    closed; none at all closes the day. Without them a day that the calendar does not work is closed.
    """

    editions: tuple[Hours, ...]
    days: Mapping[date, DayHours] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first_days = [edition.valid_from for edition in self.editions]
        if any(later <= earlier for earlier, later in pairwise(first_days)):
            raise ValueError("운영 시간은 시행일 순서로 적어야 합니다.")
        for hours in self.days.values():
            _check(hours)

    def hours_on(self, day: date, calendar: WorkingCalendar) -> DayHours:
        """Return the hours of a day; none if it is closed."""
        if day in self.days:
            return self.days[day]
        if not calendar.is_working_day(day):
            return ()
        for edition in reversed(self.editions):
            if edition.valid_from <= day:
                return edition.week.get(day.weekday(), ())
        return ()


def open_spans(opening: Opening, first: date, last: date, calendar: WorkingCalendar) -> Spans:
    """Return when it is open from one day to another, both with it, in Seoul."""
    return Spans.of(_spans(opening, first, last, calendar))


def _spans(opening: Opening, first: date, last: date, calendar: WorkingCalendar) -> Iterator[Span]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for opens, closes in opening.hours_on(day, calendar):
            end = day + ONE_DAY if closes == MIDNIGHT else day
            yield Span(datetime.combine(day, opens, SEOUL), datetime.combine(end, closes, SEOUL))


def _check(hours: DayHours) -> None:
    before = None
    for opens, closes in hours:
        if before == MIDNIGHT or (before is not None and opens < before):
            raise ValueError("운영 시간은 이른 것부터 겹치지 않게 적어야 합니다.")
        if closes != MIDNIGHT and closes <= opens:
            raise ValueError("닫는 시각은 여는 시각보다 늦어야 합니다.")
        before = closes
