"""Spans as sets of minutes, opening hours around holidays, and slots that can never be booked twice."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.openings import (
    Counter,
    Hours,
    Opening,
    Person,
    SlotRule,
    Span,
    Spans,
    free_slots,
    open_spans,
)
from didim.kernel.calendar import SEOUL, WorkingCalendar

CALENDAR = WorkingCalendar()
MONDAY = date(2026, 9, 21)  # 추석: 24 and 25 September
START = datetime(2026, 9, 21, tzinfo=SEOUL)
NINE_TO_SIX = ((time(9), time(12)), (time(13), time(18)))
OPENING = Opening((Hours(date(2026, 1, 1), dict.fromkeys(range(5), NINE_TO_SIX)),))
HOURLY = SlotRule(timedelta(hours=1), timedelta(hours=1))
property_test = settings(max_examples=60, deadline=None)


def minute(number):
    return START + timedelta(minutes=number)


def span(starts, ends):
    return Span(minute(starts), minute(ends))


def at(day, hour, minutes=0):
    return datetime(2026, 9, day, hour, minutes, tzinfo=SEOUL)


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda one: span(one[0], sum(one))), max_size=6
)


def minutes(spans):
    return {
        number for number in range(100) if any(one.starts_at <= minute(number) < one.ends_at for one in spans)
    }


@property_test
@given(SPANS, SPANS)
def test_spans_are_sets_of_instants(first, second):
    mine, theirs = Spans.of(first), Spans.of(second)
    assert minutes(mine) == minutes(first)
    assert minutes(mine | theirs) == minutes(first) | minutes(second)
    assert minutes(mine & theirs) == minutes(first) & minutes(second)
    assert minutes(mine - theirs) == minutes(first) - minutes(second)


@property_test
@given(SPANS, SPANS)
def test_spans_stand_in_order_and_do_not_touch(first, second):
    mine, theirs = Spans.of(first), Spans.of(second)
    for spans in (mine, mine | theirs, mine & theirs, mine - theirs):
        items = spans.items
        assert all(one.ends_at < later.starts_at for one, later in itertools.pairwise(items))
        assert Spans.of(items) == spans


@property_test
@given(SPANS, st.integers(0, 60), st.integers(1, 20))
def test_spans_cover_what_lies_wholly_within(spans, starts, length):
    inside = set(range(starts, starts + length)) <= minutes(spans)
    assert Spans.of(spans).covers(span(starts, starts + length)) is inside


def test_a_span_that_is_none_is_refused():
    with pytest.raises(ValueError, match="늦어야"):
        span(1, 1)
    with pytest.raises(ValueError, match="시간대"):
        Span(datetime(2026, 9, 21), minute(1))


def test_hours_leave_out_lunch_weekends_and_holidays():
    spans = open_spans(OPENING, MONDAY, date(2026, 9, 28), CALENDAR)
    assert [one.starts_at for one in spans] == [at(day, hour) for day in (21, 22, 23, 28) for hour in (9, 13)]


def test_a_day_of_its_own_wins_over_week_and_holiday():
    days = {date(2026, 9, 24): ((time(10), time(12)),), date(2026, 9, 22): ()}
    spans = open_spans(replace(OPENING, days=days), date(2026, 9, 22), date(2026, 9, 24), CALENDAR)
    assert [(one.starts_at, one.ends_at) for one in spans] == [
        (at(23, 9), at(23, 12)),
        (at(23, 13), at(23, 18)),
        (at(24, 10), at(24, 12)),
    ]


def test_hours_change_from_a_day_on_and_none_hold_before_the_first():
    later = Hours(date(2026, 9, 22), {1: ((time(20), time()),)})
    opening = Opening((*OPENING.editions, later))
    spans = open_spans(opening, MONDAY, date(2026, 9, 23), CALENDAR)
    assert [one.starts_at for one in spans] == [at(21, 9), at(21, 13), at(22, 20)]
    assert spans.items[-1].ends_at == at(23, 0)
    assert open_spans(opening, date(2025, 9, 1), date(2025, 9, 5), CALENDAR) == Spans()


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (((time(9), time(9)),), "늦어야"),
        (((time(13), time(18)), (time(9), time(12))), "이른 것부터"),
        (((time(20), time()), (time(21), time(22))), "이른 것부터"),
    ],
)
def test_hours_that_contradict_themselves_are_refused(hours, sentence):
    with pytest.raises(ValueError, match=sentence):
        Hours(MONDAY, {0: hours})
    with pytest.raises(ValueError, match=sentence):
        Opening((), {MONDAY: hours})


def test_weekdays_and_editions_out_of_order_are_refused():
    with pytest.raises(ValueError, match="요일"):
        Hours(MONDAY, {7: NINE_TO_SIX})
    with pytest.raises(ValueError, match="시행일 순서"):
        Opening((Hours(MONDAY, {}), Hours(MONDAY, {})))
    with pytest.raises(ValueError, match="0보다"):
        SlotRule(timedelta(), timedelta(hours=1))


def offered(counter, *people, rule=HOURLY, last=MONDAY, now=START):
    return free_slots(counter, people, rule, CALENDAR, first=MONDAY, last=last, now=now)


def test_a_day_of_one_counter_and_one_person():
    away = Spans.of([Span(at(21, 14), at(21, 15, 30))])
    booked = (Span(at(21, 10), at(21, 11)),)
    slots = offered(Counter(OPENING), Person("kim", OPENING, away, booked), now=at(21, 8))
    assert [one.span.starts_at.hour for one in slots] == [9, 11, 13, 16, 17]


def test_a_pause_between_two_and_notice_before_the_first():
    rule = SlotRule(timedelta(minutes=50), timedelta(hours=1), timedelta(minutes=15), timedelta(hours=2))
    person = Person("kim", OPENING, booked=(Span(at(21, 13), at(21, 13, 50)),))
    slots = offered(Counter(OPENING), person, rule=rule, now=at(21, 9))
    assert [one.span.starts_at.hour for one in slots] == [11, 15, 16, 17]  # 14:00 is 10 minutes after 13:50


def test_seats_and_people_limit_the_places_and_the_less_booked_come_first():
    people = [Person("kim", OPENING, booked=(Span(at(22, 9), at(22, 10)),)), Person("lee", OPENING)]
    first = offered(Counter(OPENING, seats=3), *people)[0]
    assert (first.places, first.people) == (2, ("lee", "kim"))
    booked = (Span(at(21, 9), at(21, 10)), Span(at(21, 9, 30), at(21, 10, 30)))
    slots = offered(Counter(OPENING, seats=2, booked=booked), *people)
    assert [(one.span.starts_at.hour, one.places) for one in slots[:2]] == [(10, 1), (11, 2)]


def test_nobody_there_or_a_closed_counter_offers_nothing():
    assert offered(Counter(OPENING)) == ()
    closed = Spans.of([Span(at(21, 0), at(22, 0))])
    assert offered(Counter(OPENING, closed=closed), Person("kim", OPENING)) == ()


WITHIN_WEEK = st.builds(
    lambda starts, length: Span(minute(starts * 15), minute((starts + length) * 15)),
    st.integers(0, 96 * 2),
    st.integers(1, 30),
)
RULES = st.builds(
    SlotRule,
    st.sampled_from([timedelta(minutes=m) for m in (20, 30, 60)]),
    st.sampled_from([timedelta(minutes=m) for m in (15, 30, 60)]),
    st.sampled_from([timedelta(), timedelta(minutes=10)]),
    st.sampled_from([timedelta(), timedelta(hours=3)]),
)
PEOPLE = st.lists(
    st.builds(
        Person,
        st.uuids().map(str),
        st.just(OPENING),
        st.lists(WITHIN_WEEK, max_size=3).map(Spans.of),
        st.lists(WITHIN_WEEK, max_size=2).map(tuple),
    ),
    max_size=3,
)
COUNTERS = st.builds(
    Counter,
    st.just(OPENING),
    st.integers(1, 3),
    st.lists(WITHIN_WEEK, max_size=2).map(Spans.of),
    st.lists(WITHIN_WEEK, max_size=3).map(tuple),
)
TUESDAY = MONDAY + timedelta(days=1)


@property_test
@given(COUNTERS, PEOPLE, RULES, st.integers(0, 96 * 2))
def test_a_slot_lies_in_hours_and_on_nobodys_absence_or_booking(counter, people, rule, quarter):
    now = minute(quarter * 15)
    by_id = {one.id: one for one in people}
    hours = open_spans(OPENING, MONDAY, TUESDAY, CALENDAR)
    for slot in offered(counter, *people, rule=rule, last=TUESDAY, now=now):
        assert hours.covers(slot.span)
        assert slot.span.starts_at >= now + rule.notice
        assert slot.span.ends_at - slot.span.starts_at == rule.length
        assert not any(slot.span.overlaps(one) for one in counter.closed)
        assert 1 <= slot.places <= min(counter.seats, len(slot.people))
        for person in (by_id[one] for one in slot.people):
            assert not any(slot.span.overlaps(one) for one in (*person.away, *person.booked))


@property_test
@given(COUNTERS, PEOPLE, RULES, WITHIN_WEEK, st.data())
def test_an_absence_or_a_booking_more_never_offers_more(counter, people, rule, span_more, data):
    before = {one.span: one for one in offered(counter, *people, rule=rule, last=TUESDAY)}
    if people:
        at_index = data.draw(st.integers(0, len(people) - 1))
        person = people[at_index]
        change = data.draw(
            st.sampled_from(
                [
                    {"away": person.away | Spans.of([span_more])},
                    {"booked": (*person.booked, span_more)},
                ]
            )
        )
        people = [*people[:at_index], replace(person, **change), *people[at_index + 1 :]]
    counter = replace(counter, booked=(*counter.booked, span_more))
    for slot in offered(counter, *people, rule=rule, last=TUESDAY):
        assert slot.places <= before[slot.span].places
        assert set(slot.people) <= set(before[slot.span].people)


@settings(max_examples=25, deadline=None)
@given(PEOPLE, RULES, st.integers(1, 3), st.randoms(use_true_random=False))
def test_taking_slots_until_none_is_left_books_nobody_and_no_seat_twice(people, rule, seats, chance):
    people = [replace(one, booked=()) for one in people]
    counter = Counter(OPENING, seats)
    while slots := offered(counter, *people, rule=rule):
        slot = chance.choice(slots)
        taken_by = slot.people[0]
        counter = replace(counter, booked=(*counter.booked, slot.span))
        people = [
            replace(one, booked=(*one.booked, slot.span)) if one.id == taken_by else one for one in people
        ]
    for person in people:
        for number, one in enumerate(person.booked):
            later = Span(one.starts_at - rule.pause, one.ends_at + rule.pause)
            assert not any(later.overlaps(other) for other in person.booked[number + 1 :])
    for one in counter.booked:
        assert sum(other.starts_at <= one.starts_at < other.ends_at for other in counter.booked) <= seats


@property_test
@given(COUNTERS, PEOPLE, RULES)
def test_slots_are_the_same_in_every_time_zone(counter, people, rule):
    elsewhere = replace(counter, booked=tuple(_utc(one) for one in counter.booked))
    people_there = [replace(one, booked=tuple(_utc(span_) for span_ in one.booked)) for one in people]
    here = offered(counter, *people, rule=rule, last=TUESDAY)
    assert offered(elsewhere, *people_there, rule=rule, last=TUESDAY) == here


def _utc(one):
    return Span(one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC))
