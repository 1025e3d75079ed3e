"""Clocks and instants as the tests use them."""

from datetime import date, datetime, time

from didim.engines.clocks import Calendars, State, shipped_clocks, state
from didim.engines.clocks.rules import Clock
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.kernel.definitions import read_definition

CLOCKS = shipped_clocks()
LUNCH = ((time(12), time(13)),)
CALENDAR = WorkingCalendar(breaks=LUNCH)  # eight working hours a day
CALENDARS = Calendars.of(CALENDAR)
EVERYTHING = {
    "pauses": {
        reason: {"name": reason, "name_en": reason, "days": days, "source": "test", **more}
        for reason, days, more in (
            ("supplement", "both_ends", {"own_deadline": True}),
            ("hearing", "both_ends", {}),
            ("committee", "after_first_day", {}),
            ("investigation", "both_ends", {"limit": 14}),
        )
    },
    "extension": {"limit": "term", "source": "test"},
    "consent": {"limit": "term", "source": "test"},
    "transfer": {"clock": "goes_on", "source": "test"},
    "repeats": {"submissions": 3, "answers": 2, "needs_decision": True, "source": "test"},
    "reopening": {"source": "test"},
    "returning": {"source": "test"},
}


def at(text: str) -> datetime:
    """Return an instant in Seoul; a day alone is ten in the morning."""
    instant = datetime.fromisoformat(text)
    return (instant if "T" in text else instant.replace(hour=10)).replace(tzinfo=SEOUL)


def text_of(instant: datetime) -> str:
    """Return an instant in Seoul as `at` reads it."""
    return instant.replace(tzinfo=None).isoformat()


def midnight(day: date) -> datetime:
    """Return the first instant of a day in Seoul."""
    return datetime.combine(day, time(), SEOUL)


def local_day(instant: datetime) -> date:
    """Return the day of an instant in Seoul."""
    return instant.astimezone(SEOUL).date()


def working_days(count: int = 7, start: str = "same_day", **options) -> Clock:
    """Return a clock of so many working days."""
    return make_clock(unit="working_days", count=count, start=start, **options)


def make_clock(*versions: dict, procedures: dict | None = None, **term) -> Clock:
    """Return a clock: one term from keywords, or versions with `valid_from` and their values."""
    rows = versions or ({"valid_from": date(2000, 1, 1), **term},)
    procedures = procedures or {date(2000, 1, 1): EVERYTHING}
    return Clock.of(
        _definition("test", [(row["valid_from"], _without(row)) for row in rows]),
        _definition("procedure", list(procedures.items())),
    )


def procedure(**changes) -> dict:
    """Return the procedure that provides for everything, with changes; None takes a part away."""
    return {key: value for key, value in {**EVERYTHING, **changes}.items() if value is not None}


def due(clock: Clock, *events, calendars: Calendars = CALENDARS, seen: str | None = None) -> str:
    """Return the last day of a case as seen at its last event, as text."""
    return ask(clock, *events, calendars=calendars, seen=seen).due_on.isoformat()


def ask(clock: Clock, *events, calendars: Calendars = CALENDARS, seen: str | None = None) -> State:
    """Return the state of a case, as seen at its last event unless said otherwise."""
    return state(clock, calendars, events, at(seen) if seen else events[-1].at)


def _without(row):
    return {"reminders": {"before": [3, 1], "after": [1]}} | {
        key: value for key, value in row.items() if key != "valid_from"
    }


def _definition(name, rows):
    versions = [
        {"valid_from": day, "source": f"test {day}", "values": values}
        for day, values in sorted(rows, key=lambda r: r[0])
    ]
    return read_definition({"id": name, "name": name, "name_en": name, "versions": versions}, place="test")
