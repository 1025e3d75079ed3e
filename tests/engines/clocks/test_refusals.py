"""Events that cannot stand where they are: each is refused by name, and nothing is guessed."""

from datetime import date, datetime

import pytest

from didim.engines.clocks import (
    Answered,
    ClosedAsRepeated,
    EventRefusedError,
    Extended,
    ExtendedByConsent,
    Paused,
    Received,
    Refusal,
    Reopened,
    Repeated,
    Resumed,
    Returned,
    Transferred,
    Withdrawn,
    state,
)
from didim.engines.clocks.refusals import SENTENCES
from tests.engines.clocks.building import CALENDARS, ask, at, make_clock, procedure

CLOCK = make_clock(unit="working_days", count=7, start="same_day")
BARE = make_clock(
    unit="working_days",
    count=7,
    start="same_day",
    procedures={
        date(2000, 1, 1): procedure(
            extension=None, consent=None, repeats=None, reopening=None, returning=None, pauses=None
        )
    },
)
RECEIVED = Received(at("2026-03-03"), "A")  # due on 11 March
ANSWERED = Answered(at("2026-03-05"))


@pytest.mark.parametrize(
    ("events", "number", "refusal"),
    [
        ((Paused(at("2026-03-03"), "hearing"), RECEIVED), 1, Refusal.NOT_RECEIVED),
        ((RECEIVED, Paused(at("2026-03-02"), "hearing")), 2, Refusal.BEFORE_RECEIPT),
        (
            (RECEIVED, Paused(at("2026-03-05"), "hearing"), Resumed(at("2026-03-04"), "hearing")),
            3,
            Refusal.OUT_OF_ORDER,
        ),
        ((RECEIVED, Received(at("2026-03-04"))), 2, Refusal.ALREADY_RECEIVED),
        ((RECEIVED, ANSWERED, Paused(at("2026-03-06"), "hearing")), 3, Refusal.ENDED),
        ((RECEIVED, Withdrawn(at("2026-03-04")), ANSWERED), 3, Refusal.ENDED),
        ((RECEIVED, Reopened(at("2026-03-04"), "new facts")), 2, Refusal.STILL_OPEN),
        ((RECEIVED, Repeated(at("2026-03-04"))), 2, Refusal.STILL_OPEN),
        ((RECEIVED, Paused(at("2026-03-04"), "holiday of the officer")), 2, Refusal.UNKNOWN_REASON),
        (
            (RECEIVED, Paused(at("2026-03-04"), "hearing"), Paused(at("2026-03-05"), "hearing")),
            3,
            Refusal.ALREADY_PAUSED,
        ),
        ((RECEIVED, Resumed(at("2026-03-04"), "hearing")), 2, Refusal.NOT_PAUSED),
        ((RECEIVED, Paused(at("2026-03-04"), "supplement")), 2, Refusal.DEADLINE_MISSING),
        ((RECEIVED, Paused(at("2026-03-04"), "supplement", date(2026, 3, 3))), 2, Refusal.DEADLINE_PASSED),
        ((RECEIVED, Extended(at("2026-03-04"), 7)), 2, Refusal.REASON_MISSING),
        ((RECEIVED, Extended(at("2026-03-04"), 8, "facts")), 2, Refusal.OVER_LIMIT),
        ((RECEIVED, Extended(at("2026-03-04"), 0, "facts")), 2, Refusal.OVER_LIMIT),
        ((RECEIVED, ExtendedByConsent(at("2026-03-04"), 7, "facts")), 2, Refusal.NOT_YET_EXTENDED),
        (
            (RECEIVED, Extended(at("2026-03-04"), 1, "facts"), Extended(at("2026-03-05"), 1, "facts")),
            3,
            Refusal.ALREADY_EXTENDED,
        ),
        (
            (
                RECEIVED,
                Extended(at("2026-03-04"), 1, "facts"),
                ExtendedByConsent(at("2026-03-05"), 1, "facts"),
                ExtendedByConsent(at("2026-03-06"), 1, "facts"),
            ),
            4,
            Refusal.ALREADY_EXTENDED,
        ),
        ((RECEIVED, Extended(at("2026-03-12T00:00"), 7, "facts")), 2, Refusal.AFTER_DUE),
        ((RECEIVED, Transferred(at("2026-03-04"))), 2, Refusal.OFFICE_MISSING),
        ((RECEIVED, Transferred(at("2026-03-04"), "A")), 2, Refusal.SAME_OFFICE),
        ((RECEIVED, Returned(at("2026-03-04"))), 2, Refusal.NOTHING_LAPSED),
        (
            (RECEIVED, Paused(at("2026-03-04"), "supplement", date(2026, 3, 5)), Returned(at("2026-03-05"))),
            3,
            Refusal.NOTHING_LAPSED,
        ),
        ((RECEIVED, ClosedAsRepeated(at("2026-03-04"), "committee")), 2, Refusal.TOO_FEW_REPEATS),
        ((RECEIVED, ANSWERED, Reopened(at("2026-03-06"))), 3, Refusal.REASON_MISSING),
    ],
)
def test_an_impossible_event_is_refused_by_name(events, number, refusal):
    with pytest.raises(EventRefusedError) as refused:
        ask(CLOCK, *events, seen="2026-12-31")
    assert (refused.value.event, refused.value.number) == (events[number - 1], number)
    assert refused.value.refusal is refusal
    assert SENTENCES[refusal].ko in str(refused.value)


@pytest.mark.parametrize(
    "event",
    [
        Extended(at("2026-03-04"), 7, "facts"),
        ExtendedByConsent(at("2026-03-04"), 7, "facts"),
        Returned(at("2026-03-04")),
        ClosedAsRepeated(at("2026-03-04"), "committee"),
    ],
)
def test_what_the_procedure_does_not_provide_for_is_refused(event):
    with pytest.raises(EventRefusedError) as refused:
        ask(BARE, RECEIVED, event)
    assert refused.value.refusal is Refusal.NOT_PROVIDED


def test_reopening_is_refused_where_the_procedure_has_none():
    with pytest.raises(EventRefusedError) as refused:
        ask(BARE, RECEIVED, ANSWERED, Reopened(at("2026-03-06"), "new facts"))
    assert refused.value.refusal is Refusal.NOT_PROVIDED


def test_a_third_repeat_is_closed_only_by_a_decision():
    events = [
        RECEIVED,
        ANSWERED,
        Repeated(at("2026-03-09")),
        Answered(at("2026-03-10")),
        Repeated(at("2026-03-16")),
    ]
    assert ask(CLOCK, *events).may_close
    with pytest.raises(EventRefusedError) as refused:
        ask(CLOCK, *events, ClosedAsRepeated(at("2026-03-17")))
    assert refused.value.refusal is Refusal.DECISION_MISSING


def test_workload_is_no_reason_to_extend():
    rule = {"limit": "term", "excluded_reasons": ["workload"], "source": "test"}
    clock = make_clock(
        unit="working_days",
        count=7,
        start="same_day",
        procedures={date(2000, 1, 1): procedure(extension=rule)},
    )
    with pytest.raises(EventRefusedError) as refused:
        ask(clock, RECEIVED, Extended(at("2026-03-04"), 7, "workload"))
    assert refused.value.refusal is Refusal.REASON_EXCLUDED


def test_every_refusal_has_a_sentence_in_both_languages():
    assert set(SENTENCES) == set(Refusal)
    assert all(text.ko.endswith(".") and text.en.endswith(".") for text in SENTENCES.values())


def test_an_instant_before_the_receipt_has_no_state():
    with pytest.raises(ValueError, match="접수되기 전"):
        state(CLOCK, CALENDARS, [RECEIVED], at("2026-03-02"))


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="시간대"):
        Received(datetime(2026, 3, 3, 10))
