from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.calendar import (
    SEOUL,
    NoWorkingDayError,
    WorkingCalendar,
    last_day_of_months,
    months_after,
    next_office_instant,
    public_holidays,
    years_after,
)

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
INSTANTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
CALENDARS = st.builds(
    WorkingCalendar,
    days_off=st.frozensets(DAYS, max_size=5),
    extra_days=st.frozensets(DAYS, max_size=5),
    opens_at=st.times(max_value=time(11)),
    closes_at=st.times(min_value=time(14)),
    breaks=st.sampled_from(
        [(), ((time(12), time(13)),), ((time(11, 30), time(12)), (time(13), time(13, 30)))]
    ),
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 3), True),
        (date(2026, 3, 2), False),  # 삼일절이 일요일이라 대체공휴일
        (date(2026, 2, 17), False),  # 설날
        (date(2026, 9, 25), False),  # 추석
        (date(2026, 3, 7), False),  # 토요일
        (date(2026, 11, 20), True),
    ],
)
def test_working_day_follows_the_public_holidays(day: date, works: bool) -> None:  # noqa: FBT001
    assert CALENDAR.is_working_day(day) is works


def test_own_day_off_is_closed_and_extra_day_wins_over_it() -> None:
    founding, makeup = date(2026, 3, 3), date(2026, 3, 7)
    assert not WorkingCalendar(days_off=frozenset({founding})).is_working_day(founding)
    both = WorkingCalendar(days_off=frozenset({makeup}), extra_days=frozenset({makeup}))
    assert both.is_working_day(makeup)


def test_add_working_days_leaves_out_the_first_day_weekend_and_holiday() -> None:
    # 금요일 2026-02-27에 접수: 3일은 화요일부터 센다(월요일은 대체공휴일)
    assert CALENDAR.add_working_days(date(2026, 2, 27), 3) == date(2026, 3, 5)
    assert CALENDAR.add_working_days(date(2026, 2, 28), 0) == date(2026, 2, 28)


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_add_working_days_lands_on_a_working_day_so_many_later(
    day: date, count: int, calendar: WorkingCalendar
) -> None:
    end = calendar.add_working_days(day, count)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(day, end) == count


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_add_working_days_adds_up(day: date, first: int, second: int) -> None:
    halfway = CALENDAR.add_working_days(day, first)
    assert CALENDAR.add_working_days(halfway, second) == CALENDAR.add_working_days(day, first + second)


@given(DAYS, DAYS, DAYS)
def test_working_days_between_is_additive_and_antisymmetric(a: date, b: date, c: date) -> None:
    a, b, c = sorted((a, b, c))
    between = CALENDAR.working_days_between
    c = min(c, a + timedelta(days=700))
    b = min(b, c)
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(c, a) == -between(a, c)


@given(INSTANTS, CALENDARS)
def test_next_office_instant_is_the_first_one_in_office_hours(
    now: datetime, calendar: WorkingCalendar
) -> None:
    found = next_office_instant(now, calendar)
    assert found >= now
    assert calendar.in_office_hours(found)
    if found > now:
        assert found in [opens for opens, _closes in calendar.office_hours(found.date())]
        assert not calendar.in_office_hours(now)
        day = now.astimezone(SEOUL).date() + timedelta(days=1)
        while day < found.date():
            assert not calendar.is_working_day(day)
            day += timedelta(days=1)
    assert next_office_instant(found, calendar) == found


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-03T08:59:59", "2026-03-03T09:00:00"),
        ("2026-03-03T17:59:59", "2026-03-03T17:59:59"),
        ("2026-03-03T18:00:00", "2026-03-04T09:00:00"),
        ("2026-02-27T18:00:00", "2026-03-03T09:00:00"),
    ],
)
def test_next_office_instant_at_the_edges(now: str, expected: str) -> None:
    instant = datetime.fromisoformat(now).replace(tzinfo=SEOUL)
    assert next_office_instant(instant, CALENDAR) == datetime.fromisoformat(expected).replace(tzinfo=SEOUL)


def test_a_break_is_no_office_time() -> None:
    lunch = WorkingCalendar(breaks=((time(12), time(13)),))
    noon = datetime(2026, 3, 3, 12, tzinfo=SEOUL)
    assert not lunch.in_office_hours(noon)
    assert next_office_instant(noon, lunch) == datetime(2026, 3, 3, 13, tzinfo=SEOUL)
    assert [(opens.hour, closes.hour) for opens, closes in lunch.office_hours(noon.date())] == [
        (9, 12),
        (13, 18),
    ]
    assert list(lunch.office_hours(date(2026, 3, 2))) == []


@pytest.mark.parametrize(
    "breaks",
    [
        ((time(13), time(12)),),
        ((time(8), time(10)),),
        ((time(17), time(18)),),
        ((time(13), time(14)), (time(11), time(12))),
    ],
)
def test_a_break_outside_the_office_hours_is_refused(breaks: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="쉬는 시간"):
        WorkingCalendar(breaks=breaks)


def test_calendar_without_any_working_day_is_an_error() -> None:
    always_off = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(800))
    with pytest.raises(NoWorkingDayError):
        WorkingCalendar(days_off=always_off).next_working_day(date(2026, 1, 1))


def test_calendar_that_opens_after_it_closes_is_refused() -> None:
    with pytest.raises(ValueError, match="업무 시작 시각"):
        WorkingCalendar(opens_at=time(18), closes_at=time(9))


def test_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="0 이상"):
        CALENDAR.add_working_days(date(2026, 3, 3), -1)


def test_public_holidays_know_substitutes() -> None:
    assert {date(2026, 3, 1), date(2026, 3, 2), date(2026, 12, 25)} <= public_holidays(2026)


def test_years_after_a_leap_day_is_the_last_of_february() -> None:
    assert years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert years_after(date(2026, 11, 22), 2) == date(2028, 11, 22)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 10, 15), 2, date(2026, 12, 15)),
    ],
)
def test_months_after_end_on_the_same_day_or_the_last_of_the_month_civil_act_160(
    day: date, months: int, expected: date
) -> None:
    assert months_after(day, months) == expected


@given(DAYS, st.integers(0, 40))
def test_months_after_go_on_month_by_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("first", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),  # 2월에는 31일이 없다: 말일
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2024, 1, 29), 1, date(2024, 2, 28)),  # 29일의 전일
        (date(2026, 3, 1), 1, date(2026, 3, 31)),  # 달의 처음부터: 그 달의 말일
        (date(2026, 2, 28), 1, date(2026, 3, 27)),
        (date(2025, 12, 15), 3, date(2026, 3, 14)),
    ],
)
def test_a_term_of_months_ends_the_day_before_the_same_day_civil_act_160(
    first: date, months: int, expected: date
) -> None:
    assert last_day_of_months(first, months) == expected


@given(DAYS, st.integers(1, 40))
def test_a_term_of_months_ends_later_when_it_begins_later(first: date, months: int) -> None:
    assert last_day_of_months(first, months) <= last_day_of_months(first + timedelta(days=1), months)
