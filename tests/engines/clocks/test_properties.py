"""What holds for every clock and every case."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from didim.engines.clocks import (
    Answered,
    Calendars,
    ClosedAsRepeated,
    EventRefusedError,
    Extended,
    Measure,
    Paused,
    Received,
    Refusal,
    Reminded,
    Reopened,
    Repeated,
    Resumed,
    Status,
    Transferred,
    state,
)
from didim.kernel.calendar import SEOUL, WorkingCalendar
from tests.engines.clocks.building import CALENDAR, CALENDARS, ask, make_clock, procedure
from tests.engines.clocks.building import CLOCKS as SHIPPED
from tests.engines.clocks.strategies import (
    CALENDAR_SETS,
    CLOCKS,
    DAYS,
    GAPS,
    INSTANTS,
    WORKING_DAY_CLOCKS,
    cases,
    day_clocks,
    hour_clocks,
)

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
REASONS = st.sampled_from(["hearing", "committee", "investigation"])
COUNTS = st.integers(1, 20)
property_test = settings(max_examples=40, deadline=None)


def local_day(instant):
    return instant.astimezone(SEOUL).date()


def midnight(day):
    return datetime.combine(day, time(), SEOUL)


def working_days(count=7, start="same_day", **term):
    return make_clock(unit="working_days", count=count, start=start, **term)


# -- what is used and what is left ---------------------------------------------


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


# -- known bugs of other desks -------------------------------------------------


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


# -- pauses --------------------------------------------------------------------


@st.composite
def pauses(draw, most=timedelta(days=30)):
    received = draw(INSTANTS)
    begins = received + draw(GAPS)
    return received, begins, begins + draw(st.timedeltas(timedelta(), most))


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
    before, after = ask(clock, *events, seen=_text(ends)), ask(clock, *events, Resumed(ends, "hearing"))
    assert (before.due_at, before.used) == (after.due_at, after.used)


def _text(instant):
    return instant.replace(tzinfo=None).isoformat()


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
        ask(clock, Received(received), Paused(received - before, reason), seen=_text(received))
    assert (refused.value.refusal, refused.value.number) == (Refusal.BEFORE_RECEIPT, 2)


@property_test
@given(CLOCKS, INSTANTS, st.timedeltas(MICROSECOND, timedelta(days=30)), REASONS)
def test_a_pause_after_the_due_day_makes_nothing_undone(clock, received, late, reason):
    due_at = ask(clock, Received(received)).due_at
    found = ask(clock, Received(received), Paused(due_at + late, reason), seen=_text(due_at + late * 2))
    assert (found.due_at, found.status) == (due_at, Status.OVERDUE)


# -- extensions, transfers, ends -----------------------------------------------


@property_test
@given(INSTANTS, COUNTS, st.integers(1, 20), CALENDAR_SETS)
def test_an_extension_adds_its_working_days(received, count, extra, calendars):
    assume(extra <= count)
    events = [Received(received), Extended(received, extra, "facts")]
    plain, extended = (ask(working_days(count), *some, calendars=calendars) for some in (events[:1], events))
    calendar = calendars.editions[0].calendar
    assert calendar.add_working_days(plain.due_on, extra) == extended.due_on
    assert extended.allowed == plain.allowed + extra


@property_test
@given(st.data(), CLOCKS)
def test_an_extension_is_granted_up_to_the_last_instant_and_refused_after_it(data, clock):
    events = data.draw(cases(clock, ends=False, most=4))
    found = state(clock, CALENDARS, events, events[-1].at)
    assume(found.extension and not found.extension_by_consent and not found.pauses)
    extended = state(clock, CALENDARS, [*events, Extended(found.due_at, 1, "facts")], found.due_at)
    assert extended.allowed > found.allowed
    assert extended.due_at >= found.due_at
    late = found.due_at + MICROSECOND
    with pytest.raises(EventRefusedError) as refused:
        state(clock, CALENDARS, [*events, Extended(late, 1, "facts")], late)
    assert refused.value.refusal is Refusal.AFTER_DUE


@property_test
@given(st.data(), CLOCKS, GAPS)
def test_a_transfer_that_goes_on_leaves_the_due_day(data, clock, gap):
    events = data.draw(cases(clock, ends=False))
    when = events[-1].at + gap
    before = state(clock, CALENDARS, events, when)
    after = state(clock, CALENDARS, [*events, Transferred(when, "C")], when)
    assert (before.due_at, before.used, before.status) == (after.due_at, after.used, after.status)
    assert after.office == "C"


RESTARTING = {date(2000, 1, 1): procedure(transfer={"clock": "restarts", "source": "test"})}


@property_test
@given(INSTANTS, COUNTS, st.timedeltas(timedelta(), timedelta(days=60)))
def test_a_transfer_that_restarts_counts_as_if_it_came_in_then_unless_it_is_late(received, count, gap):
    clock = working_days(count, procedures=RESTARTING)
    when = received + gap
    before = ask(clock, Received(received, "A"), seen=_text(when))
    after = ask(clock, Received(received, "A"), Transferred(when, "B"))
    anew = ask(clock, Received(when)).due_at
    assert after.due_at == (before.due_at if before.status is Status.OVERDUE else anew)
    assert after.due_at >= before.due_at


@property_test
@given(INSTANTS, COUNTS)
def test_a_transfer_on_the_last_day_starts_anew_and_one_instant_later_does_not(received, count):
    clock = working_days(count, procedures=RESTARTING)
    due_at = ask(clock, Received(received)).due_at
    in_time = ask(clock, Received(received), Transferred(due_at, "B"))
    late = ask(clock, Received(received), Transferred(due_at + MICROSECOND, "B"))
    assert in_time.due_at == ask(clock, Received(due_at)).due_at
    assert (late.due_at, late.status) == (due_at, Status.OVERDUE)


@property_test
@given(st.data(), CLOCKS, CALENDAR_SETS, st.timedeltas(timedelta(), timedelta(days=400)))
def test_an_ended_case_stands_as_it_stood(data, clock, calendars, later):
    events = data.draw(cases(clock, calendars, ends=False))
    events.append(Answered(events[-1].at + data.draw(GAPS)))
    then, much_later = (state(clock, calendars, events, events[-1].at + gap) for gap in (timedelta(), later))
    assert then.status is Status.ANSWERED
    assert [getattr(then, name) for name in FROZEN] == [getattr(much_later, name) for name in FROZEN]
    assert (much_later.reminders, much_later.next_reminder_at, much_later.extension) == ((), None, 0)


FROZEN = ("status", "due_at", "used", "allowed", "overdue", "overdue_days", "pauses", "steps")


@property_test
@given(st.data(), CLOCKS, GAPS)
def test_a_reopened_case_runs_like_one_that_came_in_then(data, clock, gap):
    events = data.draw(cases(clock, ends=False))
    answered = Answered(events[-1].at)
    reopened = Reopened(answered.at + gap, "new facts")
    found = ask(clock, *events, answered, reopened)
    anew = ask(clock, Received(reopened.at))
    assert (found.due_at, found.allowed, found.round) == (anew.due_at, anew.allowed, 2)
    assert found.extension == anew.extension


@property_test
@given(CLOCKS, INSTANTS, st.integers(0, 4), GAPS)
def test_a_repeat_may_be_closed_from_the_third_time_on(clock, received, repeats, gap):
    events = [Received(received)]
    for _ in range(repeats):
        events += [Answered(events[-1].at + gap), Repeated(events[-1].at + gap)]
    found = ask(clock, *events)
    assert (found.submissions, found.may_close) == (repeats + 1, repeats >= 2)
    closing = ClosedAsRepeated(events[-1].at, "committee of 2 March")
    if found.may_close:
        assert ask(clock, *events, closing).status is Status.CLOSED_AS_REPEATED
    else:
        with pytest.raises(EventRefusedError):
            ask(clock, *events, closing)


# -- what was known when -------------------------------------------------------


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


# -- reminders -----------------------------------------------------------------


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
    found = ask(clock, Received(received), Paused(begins, "hearing"), seen=_text(begins + later))
    if found.status is Status.PAUSED:
        assert found.reminders == ()


# -- service levels of the desk ------------------------------------------------


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


# -- the steps -----------------------------------------------------------------


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
