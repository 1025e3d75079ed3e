from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.periods import Period, parse_date, parse_period, period_between, status_on

D = date.fromisoformat


@pytest.mark.parametrize(
    ("text", "kind", "opens", "closes"),
    [
        ("2026-07-10 ~ 2026-08-10", "dated", "2026-07-10", "2026-08-10"),
        ("20220727 ~ 20220930", "dated", "2022-07-27", "2022-09-30"),
        ("2020.01.01 ~ 2026.12.31", "dated", "2020-01-01", "2026-12-31"),
        ("2026. 4. 1.(수) 09:00 ~ 2026. 4. 30.(목) 18:00까지", "dated", "2026-04-01", "2026-04-30"),
        ("'26.4.1 ~ 4.30", "dated", "2026-04-01", "2026-04-30"),
        ("2026.12.1 ~ 1.15", "dated", "2026-12-01", "2027-01-15"),
        ("2026/04/01-2026/05/01", "dated", "2026-04-01", "2026-05-01"),
        ("2026년 3월 ~ 2026년 4월", "dated", "2026-03-01", "2026-04-30"),
        ("2026.4.1.", "dated", None, "2026-04-01"),
        ("~ 2026.08.07", "dated", None, "2026-08-07"),
        ("2026.08.07까지", "dated", None, "2026-08-07"),
        ("2026-04-01 ~", "dated", "2026-04-01", None),
        ("2026년 4월 ~ 예산 소진시까지", "until_exhausted", "2026-04-01", None),
        ("2026-03-01 ~ 2026-12-31 (예산 소진 시 조기마감)", "until_exhausted", "2026-03-01", "2026-12-31"),
        ("1차 2026.3.1~3.10, 2차 5.1~5.10", "varies", "2026-03-01", "2026-05-10"),
        ("2026-08-01 ~ 2026-07-01", "unknown", None, None),
        ("2026-02-01 ~ 2026-02-30", "unknown", None, None),
        ("2026-13-01 ~ 2026-14-01", "unknown", None, None),
        ("99999999", "unknown", None, None),
        ("18:00 ~ 20:00", "unknown", None, None),
        ("종료", "unknown", None, None),
        ("", "unknown", None, None),
        ("예산 소진시까지", "until_exhausted", None, None),
        ("선착순 접수", "until_exhausted", None, None),
        ("모집 완료시", "until_exhausted", None, None),
        ("모집규모 충족시", "until_exhausted", None, None),
        ("상시 접수", "always", None, None),
        ("수시모집", "always", None, None),
        ("사업별 상이", "varies", None, None),
        ("매월 1일~20일", "varies", None, None),
        ("추후 공지", "announced_later", None, None),
    ],
)
def test_period_is_read_as_written(text, kind, opens, closes):
    period = parse_period(text)
    assert (period.kind, period.opens_on, period.closes_on) == (
        kind,
        opens and D(opens),
        closes and D(closes),
    )


def test_period_counted_from_a_day_needs_that_day():
    assert parse_period("D-9").kind == "unknown"
    assert parse_period("D-9", as_of=D("2026-08-22")).closes_on == D("2026-08-31")
    assert parse_period("오늘 마감", as_of=D("2026-08-22")).closes_on == D("2026-08-22")


@given(st.text() | st.from_regex(r"[0-9 .~년월일/'()-]{0,40}", fullmatch=True))
def test_period_of_any_text_is_in_order(text):
    period = parse_period(text)
    assert not (period.opens_on and period.closes_on) or period.opens_on <= period.closes_on
    assert len(period.text) <= 300
    parse_date(text)


@given(st.dates(D("2000-01-01"), D("2099-12-31")), st.dates(D("2000-01-01"), D("2099-12-31")))
def test_two_dates_come_back_in_every_form(one, other):
    opens, closes = sorted((one, other))
    for form in ("%Y-%m-%d", "%Y.%m.%d.", "%Y%m%d", "%Y년 %m월 %d일"):
        assert parse_period(f"{opens.strftime(form)} ~ {closes.strftime(form)}") == Period(
            "dated", opens, closes, f"{opens.strftime(form)} ~ {closes.strftime(form)}"
        )


def test_period_of_two_fields_refuses_reversed_dates():
    assert period_between(D("2026-05-02"), D("2026-05-01")).kind == "unknown"
    assert period_between(None, None, text="상시 접수").kind == "always"


@pytest.mark.parametrize(
    ("period", "status"),
    [
        (Period("dated", D("2026-07-01"), D("2026-07-31")), "open"),
        (Period("dated", D("2026-07-16"), D("2026-07-31")), "upcoming"),
        (Period("dated", None, D("2026-07-14")), "closed"),
        (Period("dated", None, D("2026-07-15")), "open"),
        (Period("dated", D("2026-07-01"), None), "undated"),
        (Period("until_exhausted"), "always_open"),
        (Period("until_exhausted", None, D("2026-07-14")), "closed"),
        (Period("always", D("2026-08-01"), None), "upcoming"),
        (Period("varies", D("2026-03-01"), D("2026-08-01")), "undated"),
        (Period("announced_later"), "undated"),
        (Period("unknown"), "undated"),
    ],
)
def test_status_on_a_day(period, status):
    assert status_on(period, D("2026-07-15")) == status
