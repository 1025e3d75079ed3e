"""Pauses: counted once, never making anything earlier, never longer than they may be."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.clocks import (
    EventRefusedError,
    Paused,
    Received,
    Refusal,
    Resumed,
    Status,
    state,
)
from tests.engines.clocks.building import (
    CALENDAR,
    CALENDARS,
    ask,
    local_day,
    make_clock,
    midnight,
    text_of,
    working_days,
)
from tests.engines.clocks.strategies import (
    CLOCKS,
    COUNTS,
    GAPS,
    INSTANTS,
    REASONS,
    WORKING_DAY_CLOCKS,
    pauses,
    property_test,
)

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


@property_test
@given(st.data(), CLOCKS, pauses(), REASONS)
def test_a_pause_more_is_never_due_earlier(data, clock, pause, reason):
    received, begins, ends = pause
    other = received + data.draw(GAPS), data.draw(GAPS)
    first = [
        (other[0], 1, Paused(other[0], "supplement", local_day(other[0] + other[1]))),
        (begins, 0, Paused(begins, reason)),
        (ends, 2, Resumed(ends, reason)),
    ]
    seen = max(ends, other[0] + other[1] + DAY)
    more = [Received(received), *(event for _at, _no, event in sorted(first, key=lambda one: one[:2]))]
    without = [one for one in more if getattr(one, "reason", "supplement") == "supplement"]
    assert state(clock, CALENDARS, without, seen).due_at <= state(clock, CALENDARS, more, seen).due_at


@property_test
@given(CLOCKS, pauses(), REASONS, st.timedeltas(timedelta(), timedelta(days=10)))
def test_a_longer_pause_is_never_due_earlier(clock, pause, reason, longer):
    received, begins, ends = pause
    short, long = (
        ask(clock, Received(received), Paused(begins, reason), Resumed(end, reason))
        for end in (ends, ends + longer)
    )
    assert short.due_at <= long.due_at


@property_test
@given(CLOCKS, pauses())
def test_two_pauses_at_once_count_once(clock, pause):
    received, begins, ends = pause
    one = [Received(received), Paused(begins, "hearing"), Resumed(ends, "hearing")]
    both = [
        Received(received),
        Paused(begins, "hearing"),
        Paused(begins, "supplement", local_day(ends)),
        Resumed(ends, "hearing"),
        Resumed(ends, "supplement"),
    ]
    assert ask(clock, *one).due_at == ask(clock, *both).due_at


@property_test
@given(CLOCKS, pauses(), st.floats(0, 1))
def test_a_pause_renewed_at_once_is_one_pause(clock, pause, part):
    received, begins, ends = pause
    between = begins + (ends - begins) * part
    whole = ask(clock, Received(received), Paused(begins, "hearing"), Resumed(ends, "hearing"))
    renewed = ask(
        clock,
        Received(received),
        Paused(begins, "hearing"),
        Resumed(between, "hearing"),
        Paused(between, "hearing"),
        Resumed(ends, "hearing"),
    )
    assert whole.due_at == renewed.due_at


@property_test
@given(CLOCKS, pauses())
def test_going_on_changes_nothing_at_its_own_instant(clock, pause):
    received, begins, ends = pause
    events = [Received(received), Paused(begins, "hearing")]
    before, after = ask(clock, *events, seen=text_of(ends)), ask(clock, *events, Resumed(ends, "hearing"))
    assert (before.due_at, before.used) == (after.due_at, after.used)


@property_test
@given(CLOCKS, pauses(), st.integers(0, 10))
def test_a_pause_lasts_no_longer_than_its_own_last_day(clock, pause, days):
    received, begins, _ends = pause
    until = local_day(begins) + days * DAY
    events = [Received(received), Paused(begins, "supplement", until)]
    last = midnight(until + DAY) - MICROSECOND
    seen = last + timedelta(days=40)
    resumed = state(clock, CALENDARS, [*events, Resumed(last, "supplement")], seen)
    lapsed = state(clock, CALENDARS, events, seen)
    assert abs(lapsed.due_at - resumed.due_at) <= MICROSECOND
    assert lapsed.pauses == ()


@property_test
@given(WORKING_DAY_CLOCKS, INSTANTS, st.integers(0, 60))
def test_an_investigation_takes_at_most_14_working_days(clock, received, days):
    ends = received + days * DAY
    free = ask(clock, Received(received))
    found = ask(clock, Received(received), Paused(received, "investigation"), Resumed(ends, "investigation"))
    assert CALENDAR.working_days_between(free.due_on, found.due_on) <= 14


@property_test
@given(CLOCKS, INSTANTS, st.timedeltas(MICROSECOND, timedelta(days=400)), REASONS)
def test_a_pause_before_the_receipt_is_refused(clock, received, before, reason):
    with pytest.raises(EventRefusedError) as refused:
        ask(clock, Received(received), Paused(received - before, reason), seen=text_of(received))
    assert (refused.value.refusal, refused.value.number) == (Refusal.BEFORE_RECEIPT, 2)


@property_test
@given(CLOCKS, INSTANTS, st.timedeltas(MICROSECOND, timedelta(days=30)), REASONS)
def test_a_pause_after_the_due_day_makes_nothing_undone(clock, received, late, reason):
    due_at = ask(clock, Received(received)).due_at
    found = ask(clock, Received(received), Paused(due_at + late, reason), seen=text_of(due_at + late * 2))
    assert (found.due_at, found.status) == (due_at, Status.OVERDUE)


@property_test
@given(
    INSTANTS, st.integers(1, 16), st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 3000)), max_size=3)
)
def test_office_minutes_outside_all_pauses_are_the_hours_of_the_term(received, hours, minutes):
    clock = make_clock(unit="working_hours", count=hours, start="at_the_hour")
    received = received.replace(second=0, microsecond=0)
    spans = [
        (received + timedelta(minutes=begins), received + timedelta(minutes=begins + length))
        for begins, length in minutes
    ]
    events = _paused_in(spans)
    seen = received + timedelta(days=400)
    found = state(clock, CALENDARS, [Received(received), *events], seen)
    left, moment = hours * 60, received
    while left:
        if CALENDAR.in_office_hours(moment) and not any(begins <= moment < ends for begins, ends in spans):
            left -= 1
        moment += timedelta(minutes=1)
    assert found.due_at == moment


@property_test
@given(COUNTS, INSTANTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=3))
def test_worked_days_outside_all_pauses_are_the_days_of_the_term(count, received, days):
    spans = [(received + begins * DAY, received + (begins + length) * DAY) for begins, length in days]
    seen = received + timedelta(days=400)
    found = state(working_days(count), CALENDARS, [Received(received), *_paused_in(spans)], seen)
    left, day = count, local_day(received)
    while True:
        paused = any(local_day(begins) <= day <= local_day(ends) for begins, ends in spans)
        left -= CALENDAR.is_working_day(day) and not paused
        if not left:
            break
        day += DAY
    assert found.due_on == day


def _paused_in(spans):
    """Return hearings in spans, told apart by their keys."""
    events = [
        (moment, number, kind(moment, "hearing", key=str(number)))
        for number, span in enumerate(spans)
        for moment, kind in zip(span, (Paused, Resumed), strict=True)
    ]
    return [event for _at, _number, event in sorted(events, key=lambda one: one[:2])]
