from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from didim.districts.enums import MapMeasure
from didim.districts.queries.areas import area_sum
from didim.districts.queries.cards import compare, district_card
from didim.districts.queries.downloads import download_headings, download_rows
from didim.districts.queries.editions import current_edition, published_editions
from didim.districts.queries.maps import districts_on_map, on_map
from didim.districts.queries.ratios import Counts, mix
from didim.districts.queries.trades import trade_card

from .scene import LAST, make_counts, make_district, make_edition, make_small_city

pytestmark = pytest.mark.django_db
CAFES = "CS100010"


def queries_of(read: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        read()
    return len(seen)


@pytest.mark.parametrize("measure", list(MapMeasure))
def test_map_asks_as_much_for_one_district_as_for_three(measure: MapMeasure) -> None:
    small, larger = make_small_city(1), make_small_city(3, number=2, is_current=False)
    one = queries_of(lambda: districts_on_map(small, CAFES, measure))
    assert queries_of(lambda: districts_on_map(larger, CAFES, measure)) == one <= 5


def test_map_shows_a_small_sample_as_such() -> None:
    edition = make_small_city()
    shown = districts_on_map(edition, CAFES, MapMeasure.CLOSING_RATE)
    assert [(one.code, one.value, one.few) for one in shown.districts] == [
        ("3110001", 20.0, False),
        ("3110002", 10.0, False),
        ("3110003", pytest.approx(20 / 3), False),
    ]
    assert (shown.quarter, shown.unit) == (LAST, "%")
    assert [one.districts for one in shown.legend] == [1, 1, 1]


def test_point_on_the_map_is_where_the_edition_draws_it() -> None:
    edition = make_edition()
    x, y = on_map(edition, 127.0, 37.6)
    assert (round(x), round(y)) == (1000, 440)


def test_card_holds_place_and_city() -> None:
    edition = make_small_city()
    card = district_card(edition, "3110002", CAFES)
    assert card is not None
    assert [one.code for one in card.series] == ["3110002", "99110510", "99110", "11"]
    assert card.own.latest["closing_rate"].value == 10.0
    assert [code for code, _counts in card.trades] == [CAFES]
    assert district_card(edition, "nowhere", CAFES) is None
    assert queries_of(lambda: district_card(edition, "3110002", CAFES)) <= 12


def test_comparison_keeps_the_order_asked() -> None:
    edition = make_small_city()
    assert [one.district.code for one in compare(edition, ["3110003", "x", "3110001", "3110003"], CAFES)] == [
        "3110003",
        "3110001",
    ]


def test_area_takes_shares_of_districts() -> None:
    edition = make_small_city()
    found = area_sum(edition, {"3110001": 0.5, "3110002": 1.0, "nowhere": 1.0}, CAFES)
    assert found.counts[-1].stores == 25
    assert found.area_m2 == 150_000
    assert found.latest["closing_rate"].value == pytest.approx(100 * 3 / 25)
    assert queries_of(lambda: area_sum(edition, {"3110001": 0.5}, CAFES)) == 3


def test_download_has_a_cell_under_each_heading() -> None:
    edition = make_small_city()
    rows = list(download_rows(edition, trade=CAFES))
    assert len(rows) == 6
    assert {len(row) for row in rows} == {len(download_headings(edition))}


def test_trade_card_and_editions() -> None:
    edition = make_small_city()
    card = trade_card(edition, CAFES)
    assert card is not None
    assert card.counts[-1].stores == 60
    assert trade_card(edition, "CS999999") is None
    assert current_edition() == edition
    assert published_editions() == [edition]


def test_mix_of_two_equal_trades() -> None:
    found = mix(Counts(LAST, 1, stores=4, trades=2, store_squares=8))
    assert found is not None
    assert (found.diversity, found.effective_trades) == (pytest.approx(1 - 4 / 12), 2.0)


def test_area_leaves_out_a_district_of_which_sales_alone_are_told() -> None:
    edition = make_small_city()
    stranger = make_district(edition, 9)
    alone = {
        "stores": None,
        "openings": None,
        "closings": None,
        "franchise_stores": None,
        "sales_stores": None,
    }
    make_counts(edition, stranger.code, sales_won=9_000_000_000, **alone)
    shares = {"3110001": 1.0, stranger.code: 1.0}
    assert area_sum(edition, shares, CAFES).latest["sales_per_store"].value == 400_000_000 / 40
    assert area_sum(edition, {stranger.code: 1.0}, CAFES).counts[-1].sales_won == 9_000_000_000
