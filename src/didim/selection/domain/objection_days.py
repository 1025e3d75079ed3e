"""Until when a firm may object: the dated definition "objection" over the working calendar."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.kernel.definitions import DefinitionVersion, shipped_definitions

LAST_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ObjectionDue:
    """The last day, its last instant in Seoul, and the definition that says so, its days and its source."""

    day: date
    instant: datetime
    definition: str
    days: int
    source: str


def objection_due(*, notified_at: datetime, calendar: WorkingCalendar | None = None) -> ObjectionDue:
    """Return until when a decision told at `notified_at` may be objected to.

    The day of the notice does not count (민법 제157조). Calendar days that end on a closed day end on the
    next working day (민법 제161조).
    """
    calendar = calendar or WorkingCalendar()
    told = notified_at.astimezone(SEOUL).date()
    version = shipped_definitions().as_of("objection", told)
    days = version.values["days"]
    if version.values["counting"] == "working":
        last = calendar.add_working_days(told, days)
    else:
        last = calendar.next_working_day(told + timedelta(days=days))
    return _due(last, version)


def due_on(day: date, *, definition: str) -> ObjectionDue:
    """Return the end of a day that was given as the last one under a version of the definition."""
    name, _at, first_day = definition.partition("@")
    return _due(day, shipped_definitions().as_of(name, date.fromisoformat(first_day)))


def _due(last: date, version: DefinitionVersion) -> ObjectionDue:
    midnight = datetime.combine(last + timedelta(days=1), time(), SEOUL)
    instant = midnight - LAST_MICROSECOND
    return ObjectionDue(last, instant, version.id, version.values["days"], version.source)
