"""What was known when: later events, holidays and rules do not change what was said before."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from didim.engines.clocks import (
    Paused,
    Received,
    Resumed,
    state,
)
from didim.kernel.calendar import WorkingCalendar
from tests.engines.clocks.building import (
    CALENDAR,
    CALENDARS,
    ask,
    local_day,
    make_clock,
    midnight,
    procedure,
    working_days,
)
from tests.engines.clocks.strategies import (
    CLOCKS,
    COUNTS,
    DAYS,
    GAPS,
    INSTANTS,
    WORKING_DAY_CLOCKS,
    cases,
    pauses,
    property_test,
)

DAY = timedelta(days=1)


@property_test
@given(st.data(), CLOCKS)
def test_what_happens_later_does_not_change_what_was_said_before(data, clock):
    events = data.draw(cases(clock))
    at = data.draw(st.sampled_from(events)).at + data.draw(GAPS)
    known = [event for event in events if event.at <= at]
    assert state(clock, CALENDARS, events, at) == state(clock, CALENDARS, known, at)


@property_test
@given(st.data(), CLOCKS, st.frozensets(DAYS, max_size=30))
def test_a_holiday_known_later_does_not_change_what_was_said_before(data, clock, days_off):
    events = data.draw(cases(clock, ends=False))
    at = events[-1].at
    later = CALENDARS.with_edition(local_day(at) + DAY, WorkingCalendar(days_off, breaks=CALENDAR.breaks))
    assert state(clock, CALENDARS, events, at) == state(clock, later, events, at)


@property_test
@given(WORKING_DAY_CLOCKS, INSTANTS, st.integers(0, 30), st.integers(0, 30))
def test_a_holiday_proclaimed_moves_what_is_to_come_by_a_day_and_not_what_is_over(
    clock, received, known, off
):
    clock = working_days(clock.terms[0][1].count)
    first = local_day(received)
    proclaimed, holiday = first + known * DAY, first + off * DAY
    before = ask(clock, Received(received))
    calendars = CALENDARS.with_edition(
        proclaimed, WorkingCalendar(frozenset({holiday}), breaks=CALENDAR.breaks)
    )
    seen = max(received, midnight(proclaimed))
    after = state(clock, calendars, [Received(received)], seen)
    takes = first <= holiday <= before.due_on and holiday >= proclaimed and CALENDAR.is_working_day(holiday)
    assert after.due_on == CALENDAR.add_working_days(before.due_on, 1 if takes else 0)


@property_test
@given(COUNTS, COUNTS, pauses())
def test_a_term_changed_while_paused_holds_for_new_cases_only(old, new, pause):
    received, begins, ends = pause
    changed = local_day(begins) + DAY
    assume(changed > local_day(received))
    values = {"unit": "working_days", "start": "same_day"}
    before = make_clock({"valid_from": date(2000, 1, 1), "count": old, **values})
    after = make_clock(
        {"valid_from": date(2000, 1, 1), "count": old, **values},
        {"valid_from": changed, "count": new, **values},
    )
    events = [Received(received), Paused(begins, "hearing"), Resumed(ends, "hearing")]
    assert ask(before, *events).due_at == ask(after, *events).due_at
    assert ask(after, Received(midnight(changed))).allowed == new
    assert ask(after, *events).term == "test@2000-01-01"


@property_test
@given(COUNTS, pauses(most=timedelta(days=90)))
def test_a_pause_keeps_the_rule_under_which_it_began(count, pause):
    received, begins, ends = pause
    changed = local_day(begins) + DAY
    unlimited = {"name": "a", "name_en": "a", "days": "both_ends", "source": "test"}
    old = procedure(pauses={"investigation": unlimited})
    new = procedure(pauses={"investigation": {**unlimited, "limit": 1}}, extension=None, consent=None)
    events = [Received(received), Paused(begins, "investigation"), Resumed(ends, "investigation")]
    before = ask(working_days(count, procedures={date(2000, 1, 1): old}), *events)
    after = ask(working_days(count, procedures={date(2000, 1, 1): old, changed: new}), *events)
    assert before.due_at == after.due_at
    if local_day(ends) >= changed:
        # Acts of a later day follow the rule of that day.
        assert (after.procedure, after.extension) == (f"procedure@{changed}", 0)
