"""Pages of commercial districts: what they say, what they refuse, and what they cost."""

import csv
import io
import re
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from didim.districts.models import Edition

from .district_rows import CAFE, LAST, make_edition
from .test_every_page import check

HANGUL = re.compile("[가-힣]")
PAGES = (
    "/districts/",
    "/districts/?measure=risk&sort=-name",
    "/districts/?measure=change_class&borough=11010",
    f"/districts/?measure=sales_per_store&trade={CAFE}&kind=A",
    "/districts/?measure=forecast",
    "/districts/3110001/",
    f"/districts/3110001/?trade={CAFE}",
    "/districts/3110008/",
    "/districts/3110001/trades/",
    "/districts/compare/",
    "/districts/compare/?code=3110001&code=3110003",
    "/districts/compare/?code=3110001&add=시장",
    "/districts/trades/",
    f"/districts/trades/{CAFE}/",
    "/districts/mine/",
    "/districts/mine/?centre=3110001&radius=500",
    "/districts/mine/?area=50,60 300,60 300,300",
    "/districts/revival/",
    "/districts/revival/?market=3110002&begins=20243&measure=sales",
    "/districts/download/",
)


@pytest.fixture
def edition(db: None) -> Edition:
    return make_edition()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


@pytest.mark.django_db
def test_without_an_edition_pages_say_so(client):
    for address in ("/districts/", "/districts/mine/", "/districts/compare/", "/districts/download/"):
        assert "아직 공개된 상권 통계가 없습니다" in page(client, address)
    page(client, "/districts/3110001/", 404)


def test_pages_are_well_formed_and_without_inline_code(client, edition, parse_page):
    for address in PAGES:
        check(client, address, parse_page)
        check(client, f"/en{address}", parse_page)


def test_map_colours_each_district_and_hatches_too_small_samples(client, edition):
    text = page(client, "/districts/")

    assert len(re.findall(r'<a class="k\d" href="[^"]+" tabindex="-1">', text)) == 8
    bands = re.findall(r'<path class="(k\d)" d="([^"]+)"', text.partition('class="bands"')[2])
    assert sum(len(outlines.split("\n")) for _kind, outlines in bands) == 8
    assert dict(bands)["k0"].startswith("M")
    assert "달빛거리 · 두레구 · 표본 부족" in text


def test_map_filters_and_sorts_without_script(client, edition):
    text = page(client, "/districts/?borough=11010&sort=name")
    rows = re.findall(r'<th scope="row"><a href="[^"]+" lang="ko">([^<]+)', text)

    assert rows == sorted(["느티나무길", "역앞로", "배꽃길", "큰샘로"])


def test_map_takes_unknown_words_for_not_said(client, edition):
    text = page(client, "/districts/?measure=x&borough=y&kind=z&quarter=w&sort=v&page=u&trade=t")
    assert "상권 8곳" in text


def test_map_costs_the_same_for_one_district_and_for_eight(
    client, edition, django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(_queries(client, "/districts/?borough=11010&kind=A")):
        client.get("/districts/")


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


def test_district_says_every_figure_with_its_sums_quarter_and_definition(client, edition):
    text = page(client, "/districts/3110001/")

    assert "폐업 3 ÷ 점포 60" in text
    assert "5.0%" in text
    assert "districts_indicators@2026-01-01/closing_rate" in text
    assert "2025년 4분기" in text
    assert "90% 구간은 실제의 90%를 담았습니다" in text
    assert "2025년 4분기까지의 자료로 예측했습니다" in text


def test_every_prediction_says_its_error_and_the_date_of_its_data(client, edition):
    text = page(client, "/districts/?measure=forecast")
    assert "90% 구간은 실제의 90%를 담았습니다" in text
    assert "2025년 4분기까지의 자료로 예측했습니다" in text
    beside = page(client, "/districts/compare/?code=3110001&code=3110003")
    assert "지난 예측의 평균 오차" in beside
    assert "2025년 4분기까지의 자료" in beside


def test_district_below_the_minimum_says_so(client, edition):
    text = page(client, "/districts/3110008/")
    assert "표본 부족" in text
    assert "점포가 적어 위험도를 말할 수 없습니다" in text


def test_district_that_is_not_there_is_not_found(client, edition):
    for address in ("999/", "999/report.pdf", "999/trades/", "trades/XX1/"):
        page(client, f"/districts/{address}", 404)


def test_comparison_adds_by_name_and_refuses_a_seventh(client, edition):
    text = page(client, "/districts/compare/?code=3110001&add=역앞로")
    assert 'name="code" value="3110003"' in text
    six = "&".join(f"code={3110001 + at}" for at in range(6))
    assert "한 번에 6곳까지" in page(client, f"/districts/compare/?{six}&add=3110007", 422)


def test_comparison_asks_which_of_several_is_meant(client, edition):
    text = page(client, "/districts/compare/?add=시장")
    assert "?code=3110002" in text
    assert "?code=3110006" in text


def test_comparison_of_a_name_nobody_has_keeps_what_was_typed(client, edition):
    text = page(client, "/districts/compare/?add=없는곳", 422)
    assert 'value="없는곳"' in text


def test_around_a_shop_counts_districts_by_their_share(client, edition):
    # A square of 900 m with 60 shops: a circle of 500 m holds nine tenths of it, and of no other.
    text = page(client, "/districts/mine/?centre=3110001&radius=500")
    assert "느티나무길 둘레 500m" in text
    assert "들어 있는 상권 1곳" in text
    assert ">53.8곳<" in text


def test_around_a_shop_refuses_what_is_no_area(client, edition):
    text = page(client, "/districts/mine/?area=1,2 3,4", 422)
    assert "그린 자리를 읽지 못했습니다" in text
    page(client, "/districts/mine/?centre=없는곳", 422)


def test_trade_refuses_weights_that_are_all_nought(client, edition):
    nothing = "&".join(f"{name}=0" for name in ("market", "competition", "growth", "stability", "rent"))
    assert "무게가 모두 0입니다" in page(client, f"/districts/trades/{CAFE}/?{nothing}", 422)
    page(client, f"/districts/trades/{CAFE}/?market=11", 422)


def test_report_is_one_tagged_page(client, edition):
    for address in ("/districts/3110001/report.pdf", f"/en/districts/3110008/report.pdf?trade={CAFE}"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) == 1
        assert b"/StructTreeRoot" in answer.content


def test_download_holds_the_rows_and_their_definitions(client, edition):
    answer = client.get("/districts/download/?level=borough&quarter=20254&ending=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][2] == "11010"

    book = client.get("/districts/download/?level=district&trade=all&ending=xlsx")
    names = zipfile.ZipFile(io.BytesIO(book.content)).namelist()
    assert sum(name.startswith("xl/worksheets/") for name in names) == 3
    assert b"closing_rate" in client.get(reverse("portal:district-definitions")).content


def test_download_refuses_a_level_that_is_not_there(client, edition):
    page(client, "/districts/download/?level=street&ending=csv", 422)


def test_list_under_a_box_finds_by_borough_and_name(client, edition):
    text = page(client, "/districts/options/?q=두레 시장")
    assert re.findall(r'data-value="([^"]+)"', text) == [
        "물레시장 · 두레구 (3110006)",
        "솔밭시장 · 두레구 (3110002)",
    ]


def test_last_quarter_is_the_one_shown(client, edition):
    assert edition.last_quarter == LAST
