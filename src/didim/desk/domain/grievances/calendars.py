"""An agency's calendar as its clocks use it: public holidays and its own days, as they became known."""

from collections.abc import Collection
from datetime import date

from didim.desk.models import AgencyDay
from didim.engines.clocks import Calendars
from didim.kernel.calendar import WorkingCalendar

PUBLIC = Calendars.of(WorkingCalendar())


def calendars_of(agency_id: int) -> Calendars:
    """Return an agency's calendars, an edition for each day on which it changed: one query."""
    days = list(AgencyDay.objects.filter(agency=agency_id).order_by("day", "pk"))
    changes = {one.known_from for one in days} | {one.cancelled_from for one in days if one.cancelled_from}
    calendars = PUBLIC
    for known_from in sorted(changes):
        calendars = calendars.with_edition(known_from, _known_on(days, known_from))
    return calendars


def _known_on(days: Collection[AgencyDay], day: date) -> WorkingCalendar:
    known = [
        one
        for one in days
        if one.known_from <= day and (one.cancelled_from is None or day < one.cancelled_from)
    ]
    return WorkingCalendar(
        days_off=frozenset(one.day for one in known if not one.is_worked),
        extra_days=frozenset(one.day for one in known if one.is_worked),
    )
