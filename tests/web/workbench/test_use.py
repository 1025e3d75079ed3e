"""Use statistics of an agency: the report, the figure told apart, uses noted by hand."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from didim.desk.domain.uses import Use, record_uses
from didim.desk.enums import ContactChannel, UseKind
from didim.desk.models import UseRecord
from didim.registry.models import Agency

pytestmark = pytest.mark.django_db

DAYS = "start=2023-01-01&end=2023-12-31"
COURSE = {
    "used_on": "2023-03-02",
    "kind": "training",
    "what": "세금 신고 교육",
    "people": "30",
    "channel": "walk_in",
}


@pytest.fixture
def use(agency: Agency):
    """Return a function that writes a use of the agency."""
    count = 0

    def make(channel=ContactChannel.WALK_IN, year: int = 2023, **fields) -> None:
        nonlocal count
        count += 1
        said = [(f"test-{count}", Use(date(year, 3, 2), UseKind.TRAINING, channel, **fields))]
        record_uses(agency=agency, uses=said, by=None, now=timezone.now())

    return make


def test_statistics_tell_users_by_day_channel_and_against_the_year_before(
    officer: Client, use, whole_page
) -> None:
    use(people=20)
    use(ContactChannel.PHONE, people=10)
    use(year=2022, people=15)
    page = officer.get(f"/workbench/desk/use/?{DAYS}&baseline=2022")
    whole_page(page)
    text = page.content.decode()
    assert "30명이 이용했습니다" in text
    assert "전년보다 100.0% 늘었습니다" in text or "+100.0%" in text
    assert "경로별 이용자" in text
    assert "기준 연도 대비 이용자는 2.0배입니다." in text
    assert "users@2015-01-01" in text


def test_statistics_are_whole_in_english(officer: Client, use, whole_page) -> None:
    use(people=20)
    page = officer.get(f"/en/workbench/desk/use/?{DAYS}")
    whole_page(page)
    assert "Users by channel" in page.content.decode()


def test_statistics_begin_with_this_year_up_to_today(officer: Client) -> None:
    page = officer.get("/workbench/desk/use/")
    assert f'value="{timezone.localdate():%Y}-01-01"' in page.content.decode()
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page.content.decode()


def test_statistics_take_the_same_queries_for_one_row_and_three(
    officer: Client, use, same_queries_for_three_rows
) -> None:
    same_queries_for_three_rows(add_row=use, read=lambda: officer.get(f"/workbench/desk/use/?{DAYS}"))


def test_figure_is_told_apart_and_opened_part_by_part(officer: Client, use, whole_page) -> None:
    use(what="현장 강의")
    use(ContactChannel.ONLINE, what="온라인 강의")
    page = officer.get(f"/workbench/figures/users/?{DAYS}&by=channel")
    whole_page(page)
    assert "part=online" in page.content.decode()
    page = officer.get(f"/workbench/figures/users/?{DAYS}&by=channel&part=online")
    whole_page(page)
    text = page.content.decode()
    assert "온라인 강의" in text
    assert "현장 강의" not in text
    unknown = officer.get(f"/workbench/figures/users/?{DAYS}&by=password&part=x")
    assert "현장 강의" in unknown.content.decode()


def test_a_course_is_noted_with_its_people(officer: Client, agency: Agency) -> None:
    assert officer.get("/workbench/desk/use/new/").status_code == 200
    response = officer.post(f"/workbench/desk/use/new/?agency={agency.pk}", COURSE)
    assert response.status_code == 302
    row = UseRecord.objects.get()
    assert (row.agency, row.people, row.what, row.recorded_by.email) == (
        agency, 30, "세금 신고 교육", "officer@example.org",
    )  # fmt: skip


def test_a_use_to_come_comes_back_with_everything_typed(officer: Client) -> None:
    page = officer.post("/workbench/desk/use/new/", {**COURSE, "used_on": "2100-01-04"})
    assert page.status_code == 422
    assert "아직 오지 않은 날입니다" in page.content.decode()
    assert "세금 신고 교육" in page.content.decode()
    assert not UseRecord.objects.exists()


def test_a_viewer_reads_statistics_and_notes_nothing(viewer: Client) -> None:
    assert viewer.get("/workbench/desk/use/").status_code == 200
    assert viewer.post("/workbench/desk/use/new/", COURSE).status_code == 403
