"""Working days and office hours: Korean public holidays, an institution's own days, what follows from both.

Days are dates in Seoul, instants are aware datetimes. A duration of n working days does not count the day it
starts on (민법 제157조: 초일불산입); 민원 처리에 관한 법률 제19조 leaves out Saturdays and public holidays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

SEOUL = ZoneInfo("Asia/Seoul")
ONE_DAY = timedelta(days=1)
SATURDAY = 5
# No institution closes longer than this: a calendar without a working day in it is a mistake, not a wait.
LONGEST_CLOSURE = 366


class NoWorkingDayError(ValueError):
    """A calendar has no working day within a year."""


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return Korea's public holidays of a year with substitutes (관공서의 공휴일에 관한 규정)."""
    return frozenset(holidays.country_holidays("KR", years=year))


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days an institution works, and from when to when.

    `days_off` are closed beside weekends and public holidays (a founding day); `extra_days` are worked
    although they would be closed (a make-up Saturday) and win over `days_off`. Office hours are the same
    every working day; `closes_at` itself is no longer open. `breaks` (lunch: 국가공무원 복무규정 제9조) are
    spans within them, in order, in which nothing is counted and nobody is written to.
    """

    days_off: frozenset[date] = frozenset()
    extra_days: frozenset[date] = frozenset()
    opens_at: time = time(9)
    closes_at: time = time(18)
    breaks: tuple[tuple[time, time], ...] = ()

    def __post_init__(self) -> None:
        if self.opens_at >= self.closes_at:
            raise ValueError("업무 시작 시각은 종료 시각보다 일러야 합니다.")
        edges = [self.opens_at, *(edge for span in self.breaks for edge in span), self.closes_at]
        if any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError("쉬는 시간은 업무 시간 안에서 이른 것부터 겹치지 않게 적어야 합니다.")

    def is_working_day(self, day: date) -> bool:
        """Whether the institution works on a day."""
        if day in self.extra_days:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off and day not in public_holidays(day.year)

    def working_days_from(self, day: date) -> Iterator[date]:
        """Yield the working days from `day` on, itself included; raise NoWorkingDayError if none come."""
        closed = 0
        while closed < LONGEST_CLOSURE:
            if self.is_working_day(day):
                closed = 0
                yield day
            else:
                closed += 1
            day += ONE_DAY
        raise NoWorkingDayError("1년 안에 근무일이 없습니다. 휴무일 설정을 확인해 주세요.")

    def next_working_day(self, day: date) -> date:
        """Return `day`, or the first working day after it if it is none."""
        return next(self.working_days_from(day))

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (not counted itself); `count` 0 gives `day`."""
        if count < 0:
            raise ValueError("근무일 수는 0 이상이어야 합니다.")
        if count == 0:
            return day
        for number, working_day in enumerate(self.working_days_from(day + ONE_DAY), start=1):
            if number == count:
                return working_day
        raise AssertionError  # working_days_from never ends without raising

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and with `end`; below 0 backwards."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def office_hours(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans in which the institution is open on a day, in Seoul; none on a closed day."""
        if not self.is_working_day(day):
            return
        opens = self.opens_at
        for starts, ends in (*self.breaks, (self.closes_at, self.closes_at)):
            yield datetime.combine(day, opens, SEOUL), datetime.combine(day, starts, SEOUL)
            opens = ends

    def in_office_hours(self, instant: datetime) -> bool:
        """Whether an instant lies in the office hours of a working day."""
        local = instant.astimezone(SEOUL)
        return any(opens <= local < closes for opens, closes in self.office_hours(local.date()))


def next_office_instant(now: datetime, calendar: WorkingCalendar) -> datetime:
    """Return `now` if it lies in office hours, else the next opening; in Seoul's time zone."""
    local = now.astimezone(SEOUL)
    for day in calendar.working_days_from(local.date()):
        for opens, closes in calendar.office_hours(day):
            if local < closes:
                return max(local, opens)
    raise AssertionError  # working_days_from never ends without raising


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last day (민법 제160조 제3항)."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    next_first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first.replace(day=1) + timedelta(days=day.day - 1), next_first - ONE_DAY)


def last_day_of_months(first: date, months: int) -> date:
    """Return the last day of a term of months whose first counted day is `first` (민법 제160조).

    It is the day before the same day of the last month; where that month has no such day, its last one.
    """
    after = months_after(first, months)
    return after - ONE_DAY if after.day == first.day else after
