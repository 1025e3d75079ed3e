"""What every part of the sample region is made from: the seed, the day, and the rows made before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from didim.kernel.calendar import WorkingCalendar
from didim.registry.models import Agency, Department, Region

SEOUL = ZoneInfo("Asia/Seoul")
T = TypeVar("T")


@dataclass
class World:
    """The sample region while it is being made."""

    seed: int
    today: date
    regions: dict[str, Region] = field(default_factory=dict)
    # Agencies by the key the parts know them by ("office", "promotion" …), centres of the region in order.
    agencies: dict[str, Agency] = field(default_factory=dict)
    centres: list[Agency] = field(default_factory=list)
    departments: dict[str, Department] = field(default_factory=dict)

    def dice(self, room: int) -> np.random.Generator:
        """Return the random numbers of one part, so that a change in one does not shift the others."""
        return np.random.default_rng([self.seed, room])

    @property
    def districts(self) -> list[Region]:
        """The districts of the sample province, by code."""
        return [
            region for code, region in sorted(self.regions.items()) if code.startswith("99") and code != "99"
        ]

    def day(self, days: int) -> date:
        """Return the day some days after today (before it where below 0)."""
        return self.today + timedelta(days=days)

    def instant(self, day: date, hour: int = 9) -> datetime:
        """Return an hour of a day in Seoul."""
        return datetime.combine(day, time(hour), SEOUL)


def working_day(day: date, step: int) -> date:
    """Return the next working day after a day, or with a step of -1 the one before it."""
    calendar = WorkingCalendar()
    day += timedelta(days=step)
    while not calendar.is_working_day(day):
        day += timedelta(days=step)
    return day


def working_days(first: date, last: date) -> list[date]:
    """Return the working days from a day to another, both included."""
    calendar = WorkingCalendar()
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    return [day for day in days if calendar.is_working_day(day)]


def pick(dice: np.random.Generator, items: Sequence[T], weights: Sequence[float] | None = None) -> T:
    """Return one of the items; numpy's own choice would turn them into its types."""
    if weights is None:
        return items[int(dice.integers(len(items)))]
    total = sum(weights)
    return items[int(dice.choice(len(items), p=[weight / total for weight in weights]))]


def pick_several(dice: np.random.Generator, items: Sequence[T], count: int) -> list[T]:
    """Return `count` different items in the order drawn."""
    return [items[int(at)] for at in dice.permutation(len(items))[:count]]
