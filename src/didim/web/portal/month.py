"""The month page: which notices open and close on which day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from didim.programmes.models import Notice

Kind = Literal["closes", "opens"]
MOST_A_DAY = 3
DAYS_A_WEEK = 7


@dataclass
class Day:
    """A day of the page: what closes and opens on it, at most MOST_A_DAY of each, and how many in all."""

    day: date
    in_month: bool
    events: list[tuple[Kind, Notice]] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.total - len(self.events)


def days_of(first: date, notices: QuerySet[Notice]) -> list[Day]:
    """Return the days of the weeks (from Sunday) that touch the month of ``first``: two queries."""
    last = next_month(first) - timedelta(days=1)
    start = first - timedelta(days=(first.weekday() + 1) % DAYS_A_WEEK)
    end = last + timedelta(days=(DAYS_A_WEEK - 1) - (last.weekday() + 1) % DAYS_A_WEEK)
    page = {
        day: Day(day, first <= day <= last)
        for day in (start + timedelta(days=at) for at in range((end - start).days + 1))
    }
    for kind, column in (("closes", "closes_on"), ("opens", "opens_on")):
        for day, found, total in _first_of_each_day(notices, column, first, last):
            page[day].events += [(kind, notice) for notice in found]
            page[day].total += total
    return list(page.values())


def _first_of_each_day(
    notices: QuerySet[Notice], column: str, first: date, last: date
) -> Iterable[tuple[date, list[Notice], int]]:
    rows = (
        notices.filter(**{f"{column}__range": (first, last)})
        .annotate(
            place=Window(RowNumber(), partition_by=[F(column)], order_by="pk"),
            on_this_day=Window(Count("pk"), partition_by=[F(column)]),
        )
        .filter(place__lte=MOST_A_DAY)
        .only("title", "opens_on", "closes_on")
        .order_by(column, "pk")
    )
    found: defaultdict[date, list[Notice]] = defaultdict(list)
    for notice in rows:
        found[getattr(notice, column)].append(notice)
    return [(day, shown, shown[0].on_this_day) for day, shown in found.items()]


def next_month(day: date) -> date:
    """Return the first day of the month after the day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(day: date) -> date:
    """Return the first day of the month before the day's."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
