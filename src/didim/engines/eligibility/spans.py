"""Age at a day turned round: which opening or birth days give an age within bounds.

Two ways of counting. A firm's age runs on without steps: "7년 이내" still holds on the day opened + 7 years
and no longer the day after; "7년 미만" ends the day before (민법 제157조·제160조: the first day does not
count; where the last month lacks the day, its last day). A person's age steps on the birthday: "만 39세 이하"
holds until the eve of the fortieth (민법 제158조).
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

_MONTHS_IN_YEAR = 12


def add_months(day: date, months: int) -> date:
    """Return the day ``months`` later, the month's last day where it has no such day; within date's range."""
    total = day.year * _MONTHS_IN_YEAR + day.month - 1 + months
    year, month = divmod(total, _MONTHS_IN_YEAR)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def birthday(born: date, years: int) -> date:
    """Return the day a person completes ``years``; someone born on 29 February does so on 1 March."""
    year = born.year + years
    if year > date.max.year:
        return date.max
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def first_opening_reaching(day: date, months: int) -> date:
    """Return the earliest opening day whose ``months`` are not over before ``day``."""
    return _first(lambda opened: add_months(opened, months) >= day, near=add_months(day, -months))


def first_opening_beyond(day: date, months: int) -> date:
    """Return the earliest opening day whose ``months`` are over only after ``day``."""
    return _first(lambda opened: add_months(opened, months) > day, near=add_months(day, -months))


def first_birth_younger_than(day: date, years: int) -> date:
    """Return the earliest birth day of a person who has not completed ``years`` on ``day``."""
    near = add_months(day, -years * _MONTHS_IN_YEAR)
    return _first(lambda born: birthday(born, years) > day, near=near)


def completed_years(born: date, day: date) -> int:
    """Return a person's age on a day."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def elapsed(opened: date, day: date) -> tuple[int, int]:
    """Return the full years and months from ``opened`` to ``day`` (0, 0 before)."""
    months = (day.year - opened.year) * _MONTHS_IN_YEAR + day.month - opened.month
    if add_months(opened, months) > day:
        months -= 1
    return divmod(max(months, 0), _MONTHS_IN_YEAR)


def _first(holds: Callable[[date], bool], *, near: date) -> date:
    """Return the first day that holds, searching around ``near``; ``holds`` never turns false again."""
    day = near - timedelta(days=min(4, near.toordinal() - 1))
    while not holds(day):
        day += timedelta(days=1)
    return day
