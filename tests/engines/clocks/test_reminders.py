"""Reminders: once, in office hours, never at midnight or on a holiday."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.clocks import (
    Paused,
    Received,
    Reminded,
    Status,
    state,
)
from didim.kernel.calendar import SEOUL
from tests.engines.clocks.building import (
    CALENDAR,
    CALENDARS,
    ask,
    midnight,
    text_of,
    working_days,
)
from tests.engines.clocks.building import CLOCKS as SHIPPED
from tests.engines.clocks.strategies import (
    CALENDAR_SETS,
    CLOCKS,
    DAYS,
    GAPS,
    WORKING_DAY_CLOCKS,
    cases,
    pauses,
    property_test,
)


@property_test
@given(st.data(), st.sampled_from(sorted(SHIPPED)), CALENDAR_SETS, GAPS)
def test_nothing_is_sent_outside_office_hours(data, name, calendars, later):
    received = data.draw(st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(SEOUL)))
    calendar = calendars.editions[0].calendar
    found = state(SHIPPED[name], calendars, [Received(received)], received + later)
    if found.reminders:
        assert calendar.in_office_hours(found.at)
    planned = [one.planned_at for one in found.reminders] + [found.next_reminder_at]
    assert all(calendar.in_office_hours(one) for one in planned if one)


@property_test
@given(WORKING_DAY_CLOCKS, DAYS)
def test_nothing_is_sent_at_midnight_or_on_a_holiday(clock, day):
    events = [Received(midnight(date(2024, 1, 1)))]
    assert state(clock, CALENDARS, events, midnight(day)).reminders == ()
    if not CALENDAR.is_working_day(day):
        assert state(clock, CALENDARS, events, midnight(day) + timedelta(hours=10)).reminders == ()


@settings(max_examples=25, deadline=None)
@given(st.data(), CLOCKS)
def test_every_reminder_is_sent_once_by_a_job_that_looks_when_told(data, clock):
    events = data.draw(cases(clock, ends=False, most=3))
    moment, sent, last = events[-1].at, [], events[-1].at + timedelta(days=60)
    events = list(events)
    while moment is not None and moment <= last:
        found = state(clock, CALENDARS, events, moment)
        for reminder in found.reminders:
            sent.append(reminder.key)
            events.append(Reminded(moment, reminder.key))
            assert reminder not in state(clock, CALENDARS, events, moment).reminders
        moment = found.next_reminder_at
    assert len(sent) == len(set(sent))
    if moment is None:
        assert any("after_due" in key for key in sent)


@property_test
@given(WORKING_DAY_CLOCKS, pauses(), st.timedeltas(timedelta(), timedelta(days=40)))
def test_nobody_is_reminded_of_the_last_day_while_counting_has_stopped(clock, pause, later):
    received, begins, _ends = pause
    found = ask(clock, Received(received), Paused(begins, "hearing"), seen=text_of(begins + later))
    if found.status is Status.PAUSED:
        assert found.reminders == ()


def test_after_a_stop_of_the_job_only_the_newest_reminder_goes_out():
    # Seven working days from 3 March 2026 end on 11 March: three and one before are 6 and 10 March.
    received = Received(datetime(2026, 3, 3, 10, tzinfo=SEOUL))
    found = ask(working_days(), received, seen="2026-03-10")
    assert [one.key for one in found.reminders] == ["1.0.0.before_due.1"]
