"""Hours as they stand in the tables, read into what engines/openings counts with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.engines.openings import Hours, Opening
from didim.kernel.refusals import refuse

DAYS = range(7)
DayHours = tuple[tuple[time, time], ...]


def read_hours(said: Iterable[Sequence[str]]) -> DayHours:
    """Return the hours of a day; ValueError for what is no time."""
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in said)


def read_week(week: Mapping[str, Any]) -> dict[int, DayHours]:
    """Return the hours of a week by weekday."""
    return {int(weekday): read_hours(hours) for weekday, hours in week.items()}


def opening_of(
    editions: Iterable[tuple[date, Mapping[str, Any]]], days: Mapping[date, Iterable[Sequence[str]]]
) -> Opening:
    """Return an opening from weeks, oldest first, and single days."""
    return Opening(
        tuple(Hours(first, read_week(week)) for first, week in editions),
        {day: read_hours(hours) for day, hours in days.items()},
    )


def checked_week(week: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    """Return a week as it is kept: weekdays with hours in order. RefusedError by the weekday's field."""
    return {str(day): checked_hours(week.get(str(day), ()), field=f"day{day}") for day in DAYS}


def checked_hours(hours: Iterable[Sequence[str]], *, field: str) -> list[list[str]]:
    """Return the hours of a day as they are kept. RefusedError where they are in no order or overlap."""
    try:
        read = read_hours(hours)
    except (TypeError, ValueError) as error:
        raise refuse(field, _("시각을 09:00-12:00처럼 적어 주세요.")) from error
    edges = [edge for span in read for edge in span]
    # The last may be 00:00: the end of the day.
    if any(
        later <= earlier and not (later == time() and at == len(edges) - 2)
        for at, (earlier, later) in enumerate(pairwise(edges))
    ):
        raise refuse(field, _("운영 시간은 이른 것부터 겹치지 않게 적어 주세요."))
    return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in read]


def hours_from_text(text: str, *, field: str) -> list[list[str]]:
    """Return the hours written as "09:00-12:00, 13:00-18:00"; none for an empty text."""
    spans = [part.replace("~", "-").split("-") for part in text.replace(" ", "").split(",") if part]
    if any(len(span) != len(("opens", "closes")) for span in spans):
        raise refuse(field, _("시각을 09:00-12:00처럼 적어 주세요."))
    return checked_hours(spans, field=field)


def hours_as_text(hours: Iterable[Sequence[str]]) -> str:
    """Return hours as a person writes them."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in hours)
