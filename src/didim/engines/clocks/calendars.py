"""Calendars over time: a holiday proclaimed later moves what is still to come and never what is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from didim.kernel.calendar import LONGEST_CLOSURE, ONE_DAY, SEOUL, NoWorkingDayError, WorkingCalendar


def day_of(instant: datetime) -> date:
    """Return the day of an instant in Seoul."""
    return instant.astimezone(SEOUL).date()


def midnight_after(day: date) -> datetime:
    """Return the first instant after a day, in Seoul."""
    return datetime.combine(day + ONE_DAY, datetime.min.time(), SEOUL)


@dataclass(frozen=True, slots=True)
class Edition:
    """A calendar and the day from which it was known (a holiday's proclamation, new office hours)."""

    known_from: date
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class Calendars:
    """An institution's calendars, oldest first; the first also holds for everything before it."""

    editions: tuple[Edition, ...]

    def __post_init__(self) -> None:
        days = [edition.known_from for edition in self.editions]
        if not days or any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError("달력의 판은 하나 이상, 알려진 날 순서로 적어야 합니다.")

    @classmethod
    def of(cls, calendar: WorkingCalendar) -> "Calendars":
        """Return a history of one calendar."""
        return cls((Edition(date.min, calendar),))

    def with_edition(self, known_from: date, calendar: WorkingCalendar) -> "Calendars":
        """Return this history with a later edition."""
        return Calendars((*self.editions, Edition(known_from, calendar)))

    def seen_on(self, today: date) -> "KnownCalendar":
        """Return what is known on a day."""
        return KnownCalendar(self, today)


@dataclass(frozen=True, slots=True)
class KnownCalendar:
    """Working days as known on `today`: a day that is over keeps the edition that was known on it."""

    history: Calendars
    today: date

    def calendar_of(self, day: date) -> WorkingCalendar:
        """Return the calendar that holds for a day."""
        known = min(day, self.today)
        for edition in reversed(self.history.editions):
            if edition.known_from <= known:
                return edition.calendar
        return self.history.editions[0].calendar

    def is_working_day(self, day: date) -> bool:
        """Whether the institution works on a day."""
        return self.calendar_of(day).is_working_day(day)

    def office_hours(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans in which the institution is open on a day; none on a closed one."""
        return self.calendar_of(day).office_hours(day)

    def days_from(self, day: date) -> Iterator[date]:
        """Yield `day` and every day after it; raise NoWorkingDayError when none is worked for a year."""
        closed = 0
        while closed < LONGEST_CLOSURE:
            closed = 0 if self.is_working_day(day) else closed + 1
            yield day
            day += ONE_DAY
        raise NoWorkingDayError("1년 안에 근무일이 없습니다. 휴무일 설정을 확인해 주세요.")

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day `count` ones after `day` (below 0: before it); 0 gives `day`."""
        step, left = (ONE_DAY, count) if count > 0 else (-ONE_DAY, -count)
        closed = 0
        while left:
            day += step
            works = self.is_working_day(day)
            left -= works
            closed = 0 if works else closed + 1
            if closed > LONGEST_CLOSURE:
                raise NoWorkingDayError("1년 안에 근무일이 없습니다. 휴무일 설정을 확인해 주세요.")
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and with `end`; 0 backwards."""
        return sum(
            self.is_working_day(date.fromordinal(day))
            for day in range(start.toordinal() + 1, end.toordinal() + 1)
        )

    def next_open(self, instant: datetime) -> datetime:
        """Return `instant` if it lies in office hours, else the next opening; in Seoul."""
        local = instant.astimezone(SEOUL)
        for day in self.days_from(local.date()):
            for opens, closes in self.office_hours(day):
                if local < closes:
                    return max(local, opens)
        raise AssertionError  # days_from never ends without raising

    def is_open(self, instant: datetime) -> bool:
        """Whether an instant lies in office hours."""
        return self.calendar_of(day_of(instant)).in_office_hours(instant)
