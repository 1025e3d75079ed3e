"""Extensions, transfers, ends, reopenings and repeats."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from didim.engines.clocks import (
    Answered,
    ClosedAsRepeated,
    EventRefusedError,
    Extended,
    FactCode,
    Paused,
    Received,
    Refusal,
    Reminded,
    Reopened,
    Repeated,
    Resumed,
    Returned,
    Status,
    Transferred,
    state,
)
from tests.engines.clocks.building import (
    CALENDARS,
    ask,
    at,
    make_clock,
    procedure,
    text_of,
    working_days,
)
from tests.engines.clocks.strategies import (
    CALENDAR_SETS,
    CLOCKS,
    COUNTS,
    GAPS,
    INSTANTS,
    cases,
    property_test,
)

MICROSECOND = timedelta(microseconds=1)


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
    before = ask(clock, Received(received, "A"), seen=text_of(when))
    after = ask(clock, Received(received, "A"), Transferred(when, "B"))
    anew = ask(clock, Received(when)).due_at
    assert after.due_at == (before.due_at if before.status is Status.OVERDUE else anew)
    assert after.due_at >= before.due_at


@property_test
@given(INSTANTS, COUNTS, st.timedeltas(timedelta(), timedelta(days=60)), st.booleans())
def test_another_agency_has_a_rule_of_its_own(received, count, gap, elsewhere):
    rule = {"clock": "restarts", "source": "elsewhere"}
    within = procedure(transfer={"clock": "goes_on", "source": "within", "elsewhere": rule})
    clock = working_days(count, procedures={date(2000, 1, 1): within})
    plain = working_days(count, procedures=RESTARTING if elsewhere else None)
    case = [Received(received, "A"), Transferred(received + gap, "B", elsewhere=elsewhere)]
    as_if = [case[0], Transferred(received + gap, "B")]
    assert ask(clock, *case).due_at == ask(plain, *as_if).due_at
    transfers = {FactCode.TRANSFER_GOES_ON, FactCode.TRANSFER_RESTARTS}
    sources = [step.source for step in ask(clock, *case).steps if step.code in transfers]
    assert sources == ["elsewhere" if elsewhere else "within"]


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


def test_a_case_is_sent_back_once_the_supplements_last_day_is_over():
    events = [
        Received(at("2026-03-03")),
        Paused(at("2026-03-04"), "supplement", date(2026, 3, 10)),
        Returned(at("2026-03-11")),
    ]
    assert ask(working_days(), *events).status is Status.RETURNED


def test_a_supplement_is_asked_for_again_once_its_last_day_is_over():
    events = [
        Received(at("2026-03-03")),
        Paused(at("2026-03-04"), "supplement", date(2026, 3, 5)),
        Paused(at("2026-03-09"), "supplement", date(2026, 3, 10)),
        Resumed(at("2026-03-10"), "supplement"),
    ]
    # 3 and 6 March count, then 11, 12, 13, 16 and 17.
    assert ask(working_days(), *events).due_on == date(2026, 3, 17)


def test_an_extension_in_another_unit_falls_away_with_a_term_that_restarts():
    changed = date(2026, 3, 5)
    clock = make_clock(
        {"valid_from": date(2000, 1, 1), "unit": "working_days", "count": 7, "start": "same_day"},
        {"valid_from": changed, "unit": "months", "count": 1, "start": "same_day"},
        procedures=RESTARTING,
    )
    events = [
        Received(at("2026-03-03"), "A"),
        Extended(at("2026-03-04"), 5, "facts"),
        Transferred(at("2026-03-05"), "B"),
    ]
    found = ask(clock, *events)
    assert (found.term, found.due_on) == (f"test@{changed}", date(2026, 4, 6))  # 4 April is a Saturday


def test_progress_is_told_every_thirty_days():
    clock = make_clock(
        unit="months",
        count=3,
        start="next_day",
        procedures={date(2000, 1, 1): procedure(progress={"days": 30, "source": "test"})},
    )
    events = [Received(at("2026-03-03"))]
    found = ask(clock, *events, seen="2026-04-02")
    assert [one.key for one in found.reminders] == ["1.progress.30"]
    # 2 May 2026 is a Saturday and Tuesday the children's day: told on Monday 4 May at nine.
    events.append(Reminded(at("2026-04-02"), "1.progress.30"))
    assert ask(clock, *events, seen="2026-05-03").reminders == ()
    found = ask(clock, *events, seen="2026-05-04T09:00")
    assert [one.key for one in found.reminders] == ["1.progress.60"]
