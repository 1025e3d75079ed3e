"""Random clocks and cases; a case only keeps events that the engine accepts."""

from datetime import date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from didim.engines.clocks import (
    Answered,
    Calendars,
    Event,
    EventRefusedError,
    Extended,
    ExtendedByConsent,
    Paused,
    Received,
    Reopened,
    Repeated,
    Resumed,
    Transferred,
    Withdrawn,
    state,
)
from didim.engines.clocks.rules import Clock
from didim.kernel.calendar import SEOUL, WorkingCalendar
from tests.engines.clocks.building import CALENDARS, LUNCH, make_clock

property_test = settings(max_examples=40, deadline=None)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 11, 1), timezones=st.just(SEOUL))
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 1))
CALENDAR_SETS = st.builds(
    lambda off, extra, breaks: Calendars.of(WorkingCalendar(off, extra - off, breaks=breaks)),
    st.frozensets(DAYS, max_size=4),
    st.frozensets(DAYS, max_size=4),
    st.sampled_from([(), LUNCH]),
)
GAPS = st.timedeltas(timedelta(), timedelta(days=12))


@st.composite
def day_clocks(draw, units=("working_days", "calendar_days", "months")) -> Clock:
    unit = draw(st.sampled_from(units))
    return make_clock(
        unit=unit,
        count=draw(st.integers(1, 4 if unit == "months" else 20)),
        start=draw(st.sampled_from(["same_day", "next_day"])),
        after_hours=draw(st.sampled_from(["same_day", "next_opening"])),
        closed_end=draw(st.sampled_from(["stays", "next_working_day"])),
    )


def hour_clocks():
    return st.builds(
        lambda unit, count: make_clock(unit=unit, count=count, start="at_the_hour"),
        st.sampled_from(["working_hours", "immediate"]),
        st.integers(1, 40),
    )


COUNTS = st.integers(1, 20)
REASONS = st.sampled_from(["hearing", "committee", "investigation"])
CLOCKS = st.one_of(day_clocks(), hour_clocks())
WORKING_DAY_CLOCKS = day_clocks(units=("working_days",))


@st.composite
def cases(
    draw, clock: Clock, calendars: Calendars = CALENDARS, *, ends: bool = True, most: int = 8
) -> list[Event]:
    """Return the events of a case, from its receipt on."""
    events: list[Event] = [Received(draw(INSTANTS), "A")]
    for _ in range(draw(st.integers(0, most))):
        event = draw(_next_event(events[-1].at + draw(GAPS), ends=ends))
        try:
            state(clock, calendars, [*events, event], event.at)
        except EventRefusedError:
            continue
        events.append(event)
    return events


@st.composite
def _next_event(draw, at: datetime, *, ends: bool) -> Event:
    reason = draw(st.sampled_from(["supplement", "hearing", "committee", "investigation"]))
    kinds = ["pause", "pause", "resume", "resume", "extend", "consent", "transfer"]
    kind = draw(st.sampled_from([*kinds, "answer", "withdraw", "reopen", "repeat"] if ends else kinds))
    until = at.astimezone(SEOUL).date() + timedelta(days=draw(st.integers(0, 20)))
    return {
        "pause": Paused(at, reason, until if reason == "supplement" else None),
        "resume": Resumed(at, reason),
        "extend": Extended(at, draw(st.integers(1, 20)), "facts"),
        "consent": ExtendedByConsent(at, draw(st.integers(1, 20)), "facts"),
        "transfer": Transferred(at, draw(st.sampled_from("AB"))),
        "answer": Answered(at),
        "withdraw": Withdrawn(at),
        "reopen": Reopened(at, "new facts"),
        "repeat": Repeated(at),
    }[kind]


@st.composite
def pauses(draw, most=timedelta(days=30)) -> tuple[datetime, datetime, datetime]:
    """Return a receipt and a pause after it: when it came, when the pause begins and ends."""
    received = draw(INSTANTS)
    begins = received + draw(GAPS)
    return received, begins, begins + draw(st.timedeltas(timedelta(), most))
