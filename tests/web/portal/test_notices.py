import pytest
from django.utils import timezone

from .region import LONG_TITLE, make_notices, telling

CLOSED = "지난 공고"


def test_list_leaves_closed_notices_out_unless_they_are_asked_for(client, small_region):
    assert CLOSED not in client.get("/notices/").content.decode()
    assert CLOSED in client.get("/notices/?statuses=closed").content.decode()


def test_list_marks_what_was_searched_for(client, small_region):
    page = client.get("/notices/?q=융자").content.decode()

    assert "경영안정자금 <mark>융자</mark>" in page


def test_list_shows_chosen_filters_as_chips_that_take_them_off(client, small_region):
    page = client.get("/notices/?q=바우처&support_types=global&closes_within=30").content.decode()

    assert 'class="app-chip" href="?q=%EB%B0%94%EC%9A%B0%EC%B2%98&amp;closes_within=30"' in page


def test_list_suggests_the_word_that_was_meant(client, small_region):
    from didim.programmes.domain.notices.search_statistics import refresh_search_statistics  # noqa: PLC0415

    refresh_search_statistics(today=timezone.localdate())

    assert "이 말을 찾으셨나요?" in client.get("/notices/?q=바우쳐").content.decode()


def test_list_takes_the_same_queries_for_three_rows(client, small_region, same_queries_for_three_rows):
    numbers = iter(range(100, 200))
    same_queries_for_three_rows(
        add_row=lambda: make_notices(telling(next(numbers), "줄 세기 공고")),
        read=lambda: client.get("/notices/?q=줄 세기"),
    )


@pytest.mark.parametrize(
    "asked", ["page=9999", "page=x", "regions=abc&closes_within=-1&statuses=no", "q=%00'"]
)
def test_list_reads_any_address(client, small_region, asked):
    assert client.get(f"/notices/?{asked}").status_code == 200


def test_detail_shows_when_who_how_and_where_it_came_from(client, small_region):
    page = client.get(f"/notices/{small_region.notice.pk}/").content.decode()

    for words in (
        LONG_TITLE,
        "D-10",
        "서울에 있는 소상공인",
        "온라인 접수",
        "공고문.hwp",
        "기업마당",
        "접수처로 가기",
    ):
        assert words in page


def test_detail_tells_the_owner_of_a_firm_what_speaks_for_and_against(owner_client, small_region):
    page = owner_client.get(f"/notices/{small_region.notice.pk}/").content.decode()

    assert "한빛소프트웨어 주식회사" in page
    assert 'aria-labelledby="verdict"' in page


def test_copy_leads_to_the_notice_it_is_a_copy_of(client, small_region):
    copy = make_notices(telling(900, "다른 데서 온 같은 공고"))[0]
    copy.canonical = small_region.notice
    copy.save()

    answer = client.get(f"/notices/{copy.pk}/")

    assert (answer.status_code, answer["Location"]) == (302, f"/notices/{small_region.notice.pk}/")
    assert "다른 출처" in client.get(answer["Location"]).content.decode()


def test_notice_becomes_a_calendar_file(client, small_region):
    answer = client.get(f"/notices/{small_region.notice.pk}/calendar.ics")
    text = answer.content.decode().replace("\r\n ", "")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART;VALUE=DATE:{small_region.notice.closes_on:%Y%m%d}" in text
    assert f"[마감] {LONG_TITLE}" in text.replace("\\,", ",")


def test_calendar_shows_the_deadlines_of_the_month_and_of_a_day(client, small_region):
    closes = small_region.notice.closes_on

    assert LONG_TITLE in client.get(f"/calendar/?month={closes:%Y-%m}").content.decode()
    assert LONG_TITLE in client.get(f"/calendar/?day={closes}").content.decode()


@pytest.mark.parametrize("asked", ["month=2026-13", "month=0001-01", "day=9999-12-31", "day=x"])
def test_calendar_reads_any_address(client, db, asked):
    assert client.get(f"/calendar/?{asked}").status_code == 200


def test_calendar_to_subscribe_to_holds_coming_deadlines_only(client, small_region):
    text = client.get("/calendar/didim.ics").content.decode()

    assert text.count("BEGIN:VEVENT") == 27
    assert f"DTSTART;VALUE=DATE:{timezone.localdate():%Y%m%d}" in text
