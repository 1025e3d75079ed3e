"""What is used and what is left, and the known bugs of other desks."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from didim.engines.clocks import (
    Calendars,
    Extended,
    Measure,
    Paused,
    Received,
    Resumed,
    Status,
    state,
)
from didim.kernel.calendar import SEOUL
from tests.engines.clocks.building import (
    CALENDAR,
    CALENDARS,
    ask,
    local_day,
    make_clock,
    midnight,
    working_days,
)
from tests.engines.clocks.building import CLOCKS as SHIPPED
from tests.engines.clocks.strategies import (
    CALENDAR_SETS,
    CLOCKS,
    COUNTS,
    DAYS,
    GAPS,
    INSTANTS,
    cases,
    day_clocks,
    hour_clocks,
    property_test,
)

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


@property_test
@given(st.data(), CLOCKS, CALENDAR_SETS, GAPS)
def test_used_and_left_add_up_and_stay_within_what_is_allowed(data, clock, calendars, later):
    events = data.draw(cases(clock, calendars))
    found = state(clock, calendars, events, events[-1].at + later)
    assert found.used + found.left == found.allowed
    assert 0 <= found.used <= found.allowed
    if found.status is Status.OVERDUE:
        assert found.left == 0


@property_test
@given(st.data(), CLOCKS)
def test_used_never_shrinks_while_nothing_happens(data, clock):
    events = data.draw(cases(clock))
    moments = sorted(events[-1].at + gap for gap in data.draw(st.lists(GAPS, min_size=2, max_size=4)))
    found = [state(clock, CALENDARS, events, moment) for moment in moments]
    for earlier, later in pairwise(found):
        assert earlier.used <= later.used
        assert earlier.due_at <= later.due_at


@property_test
@given(INSTANTS, COUNTS, CALENDAR_SETS)
def test_as_many_working_days_lie_between_receipt_and_due_day_as_the_term_has(received, count, calendars):
    calendar = calendars.editions[0].calendar
    found = ask(working_days(count, "next_day"), Received(received), calendars=calendars)
    assert found.due_on == calendar.add_working_days(local_day(received), count)


@property_test
@given(INSTANTS, COUNTS)
def test_the_day_of_receipt_counts_where_the_act_says_so_if_it_is_worked(received, count):
    same, following = (
        ask(working_days(count, start), Received(received)) for start in ("same_day", "next_day")
    )
    if CALENDAR.is_working_day(local_day(received)):
        assert CALENDAR.add_working_days(same.due_on, 1) == following.due_on
    else:
        assert same.due_on == following.due_on


@property_test
@given(INSTANTS, st.integers(1, 24))
def test_office_minutes_between_start_and_due_are_the_hours_of_the_term(received, hours):
    received = received.replace(second=0, microsecond=0)
    found = ask(make_clock(unit="working_hours", count=hours, start="at_the_hour"), Received(received))
    minutes, moment = 0, found.starts_at
    while moment < found.due_at:
        minutes += CALENDAR.in_office_hours(moment)
        moment += timedelta(minutes=1)
    assert minutes == hours * 60


@property_test
@given(DAYS, st.times(), st.times(), day_clocks())
def test_nine_in_the_morning_and_23_59_of_a_day_are_one_day(day, first, second, clock):
    assume(clock.terms[0][1].after_hours == "same_day")
    found = [
        ask(clock, Received(datetime.combine(day, moment, SEOUL))) for moment in (first, second, time(23, 59))
    ]
    assert len({one.due_at for one in found}) == 1


@property_test
@given(INSTANTS, hour_clocks(), CALENDAR_SETS)
def test_what_comes_outside_office_hours_is_counted_from_the_next_opening(received, clock, calendars):
    opening = calendars.seen_on(local_day(received)).next_open(received)
    found, at_opening = (ask(clock, Received(one), calendars=calendars) for one in (received, opening))
    assert found.starts_at == at_opening.starts_at == opening
    assert found.due_at == at_opening.due_at


@property_test
@given(INSTANTS, hour_clocks())
def test_a_pause_outside_office_hours_takes_nothing_of_working_hours(received, clock):
    weekend = local_day(received) + timedelta(days=(5 - local_day(received).weekday()) % 7 or 7)
    assume(not CALENDAR.is_working_day(weekend + DAY))
    saturday = max(midnight(weekend), received)
    paused = [
        Received(received),
        Paused(saturday, "hearing"),
        Resumed(midnight(weekend + 2 * DAY), "hearing"),
    ]
    assert ask(clock, *paused).due_at == ask(clock, paused[0]).due_at


@property_test
@given(INSTANTS, day_clocks(), CALENDAR_SETS)
def test_a_last_day_that_is_moved_is_a_working_day(received, clock, calendars):
    found = ask(clock, Received(received), calendars=calendars)
    term = clock.terms[0][1]
    if term.closed_end == "next_working_day" or term.unit == "working_days":
        assert calendars.editions[0].calendar.is_working_day(found.due_on)
    assert found.due_at == midnight(found.due_on + DAY) - MICROSECOND


@property_test
@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 13))
def test_months_end_before_the_first_days_number_or_with_the_month(first, months):
    clock = make_clock(unit="months", count=months, start="same_day", closed_end="stays")
    last = ask(clock, Received(midnight(first))).due_on
    after = last + DAY
    full = (after.year - first.year) * 12 + after.month - first.month
    if after.day == first.day:
        assert full == months
    else:  # the month has no such day, so that the term ends with it
        assert (after.day, full) == (1, months + 1)
        assert last.day < first.day


@property_test
@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 6), day_clocks())
def test_what_comes_later_is_never_due_earlier(day, days, clock):
    earlier, later = (ask(clock, Received(midnight(one))) for one in (day, day + days * DAY))
    assert earlier.due_at <= later.due_at


@property_test
@given(st.data(), CLOCKS)
def test_an_instant_is_the_same_in_every_time_zone(data, clock):
    events = data.draw(cases(clock, ends=False, most=4))
    elsewhere = [type(one)(one.at.astimezone(UTC), *list(_values(one))[1:]) for one in events]
    here, there = (state(clock, CALENDARS, all_, all_[-1].at) for all_ in (events, elsewhere))
    assert (here.due_at, here.used, here.status) == (there.due_at, there.used, there.status)


def _values(event):
    return [getattr(event, name) for name in event.__dataclass_fields__]


@property_test
@given(INSTANTS, CALENDAR_SETS)
def test_grievances_are_due_within_their_class(received, calendars):
    calendar = calendars.editions[0].calendar
    first = local_day(received)
    simple, regional, legislative = (
        ask(SHIPPED[f"grievance-{name}"], Received(received), calendars=calendars)
        for name in ("simple", "regional", "legislative")
    )
    assert simple.due_on == calendar.next_working_day(first + 7 * DAY)
    assert first + 28 * DAY <= regional.due_on <= calendar.next_working_day(first + 31 * DAY)
    assert legislative.due_on == regional.due_on
    longest = ask(
        SHIPPED["grievance-legislative"],
        Received(received),
        Extended(received, legislative.extension, "law change"),
        calendars=calendars,
    )
    assert first + 89 * DAY <= longest.due_on <= calendar.next_working_day(first + 92 * DAY)
    assert longest.extension == 0


@property_test
@given(INSTANTS, st.sampled_from([name for name in sorted(SHIPPED) if name.startswith("consultation")]))
def test_a_promise_to_a_client_ends_on_a_working_day_and_nothing_is_late_at_once(received, name):
    found = ask(SHIPPED[name], Received(received))
    assert CALENDAR.is_working_day(found.due_on)
    assert (found.status, found.used, found.overdue) == (Status.RUNNING, 0, 0)
    assert found.due_at > received
    if found.measure is Measure.WORKING_SECONDS:
        assert CALENDAR.in_office_hours(found.starts_at)


@property_test
@given(st.data(), CLOCKS)
def test_the_steps_end_with_the_due_day_that_the_state_names(data, clock):
    events = data.draw(cases(clock))
    found = state(clock, CALENDARS, events, events[-1].at)
    due = [step for step in found.steps if step.code in ("due", "earliest_due")]
    assert [step.value("day") for step in due] == [found.due_on]
    assert (due[0].code == "earliest_due") == (found.status is Status.PAUSED)
    assert all(step.label.ko and step.label.en for step in found.steps)
    pauses_named = [step for step in found.steps if step.code == "paused"]
    assert all(step.source for step in pauses_named)
    assert len(pauses_named) >= len(found.pauses)


def test_calendars_out_of_order_are_refused():
    with pytest.raises(ValueError, match="달력의 판"):
        CALENDARS.with_edition(date(2026, 1, 1), CALENDAR).with_edition(date(2025, 1, 1), CALENDAR)
    with pytest.raises(ValueError, match="달력의 판"):
        Calendars(())
