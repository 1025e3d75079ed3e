import shutil
from datetime import date
from importlib.util import find_spec

import ibis
import pyarrow as pa
import pytest

from didim.engines.districts.checking import check_change_classes, check_closing_rates
from didim.engines.districts.indicators import (
    Level,
    bands,
    change_classes,
    drawn,
    members,
    mix,
    published_difference,
    ratios,
    sums,
    survival,
    trend,
    with_area,
)
from didim.engines.districts.reports import DistrictsError
from didim.engines.districts.rules import load_indicators
from didim.engines.districts.running import DuckEngine, SparkEngine, open_engine, stored
from didim.kernel.definitions import shipped_definitions

from .stores import filled, random_store

RULE = load_indicators(shipped_definitions().as_of("districts_indicators", date(2026, 11, 22)))


def tables(engine, store):
    return {name: stored(engine, store, name) for name in ("stores", "sales", "areas")}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    engine = DuckEngine(memory_gb=1)
    store = random_store(tmp_path_factory.mktemp("store"), 1)
    return engine, store, tables(engine, store)


def total(rows, name):
    return sum(row[name] or 0 for row in rows)


@pytest.mark.parametrize("level", list(Level))
def test_sums_are_the_same_at_every_level(made, level):
    engine, _store, t = made
    rows = engine.rows(sums(t["stores"], t["sales"], members(t["areas"], level))).to_pylist()
    plain = engine.rows(
        t["stores"].agg(stores=t["stores"].stores.sum(), closings=t["stores"].closings.sum())
    ).to_pylist()[0]
    assert total(rows, "stores") == plain["stores"]
    assert total(rows, "closings") == plain["closings"]
    amount = engine.rows(t["sales"].agg(amount=t["sales"].amount.sum())).to_pylist()[0]["amount"]
    assert total(rows, "amount") == amount


def test_rates_are_sums_over_sums_and_nothing_below_the_minimum(made):
    engine, _store, t = made
    places = members(t["areas"], Level.BOROUGH)
    added = with_area(sums(t["stores"], t["sales"], places), places)
    rows = engine.rows(ratios(added, RULE)).to_pylist()
    for row in rows:
        assert row["closing_rate"] == (100 * row["closings"] / row["stores"] if row["stores"] >= 10 else None)
        assert row["density"] == row["stores"] * 10_000 / row["area_m2"]
    districts = engine.rows(
        ratios(sums(t["stores"], None, members(t["areas"], Level.DISTRICT)), RULE)
    ).to_pylist()
    assert any(row["closing_rate"] is None for row in districts)


def test_sales_per_store_divides_by_shops_whose_sales_are_published(made):
    engine, _store, t = made
    rows = engine.rows(
        ratios(sums(t["stores"], t["sales"], members(t["areas"], Level.CITY)), RULE)
    ).to_pylist()
    assert total(rows, "stores_with_sales") < total(rows, "stores")
    assert all(row["sales_per_store"] == row["amount"] / row["stores_with_sales"] for row in rows)


def test_drawn_area_over_whole_districts_is_their_sum_and_half_of_one_is_half(made):
    engine, _store, t = made
    whole = ibis.memtable(pa.table({"place": ["3110000", "3110001"], "share": [1.0, 1.0]}))
    half = ibis.memtable(pa.table({"place": ["3110000"], "share": [0.5]}))
    rows = t["stores"].filter(t["stores"].place.isin(["3110000", "3110001"]))
    expected = engine.rows(rows.agg(n=rows.stores.sum())).to_pylist()[0]["n"]
    found = engine.rows(sums(t["stores"], None, drawn(t["areas"], whole))).to_pylist()
    assert total(found, "stores") == expected
    one = engine.rows(sums(t["stores"], None, drawn(t["areas"], half))).to_pylist()
    first = t["stores"].filter(t["stores"].place == "3110000")
    assert 2 * total(one, "stores") == engine.rows(first.agg(n=first.stores.sum())).to_pylist()[0]["n"]


def test_mix_of_one_trade_is_not_diverse_and_of_equal_trades_is_their_number():
    added = ibis.memtable(
        pa.table(
            {
                "quarter": [20241] * 4,
                "group": ["a", "b", "b", "b"],
                "trade": ["x", "x", "y", "z"],
                "stores": [5, 4, 4, 4],
            }
        )
    )
    rows = {row["group"]: row for row in DuckEngine().rows(mix(added)).to_pylist()}
    assert (rows["a"]["diversity"], rows["a"]["effective_trades"]) == (0.0, 1.0)
    assert rows["b"]["effective_trades"] == 3.0
    assert rows["b"]["diversity"] == pytest.approx(1 - 3 * 4 * 3 / (12 * 11))


def seasonal(quarters, growth=0.0):
    factors = {1: 0.8, 2: 1.1, 3: 0.9, 4: 1.2}
    return ibis.memtable(
        pa.table(
            {
                "group": ["a"] * len(quarters),
                "quarter": quarters,
                "amount": [
                    round(10**9 * (1 + growth) ** at * factors[quarter % 10])
                    for at, quarter in enumerate(quarters)
                ],
            }
        )
    )


def test_season_is_taken_out_of_a_series_that_has_nothing_else():
    quarters = [year * 10 + part for year in range(2021, 2025) for part in range(1, 5)]
    rows = DuckEngine().rows(trend(seasonal(quarters), RULE).order_by("quarter")).to_pylist()
    assert [row["adjusted"] for row in rows] == pytest.approx([10**9] * 16, rel=1e-6)
    assert rows[-1]["trend_percent"] == pytest.approx(0, abs=1e-6)
    grown = DuckEngine().rows(trend(seasonal(quarters, 0.02), RULE).order_by("quarter")).to_pylist()
    assert grown[-1]["trend_percent"] == pytest.approx(100 * (1.02**4 - 1), abs=0.2)
    assert grown[-1]["year_percent"] == pytest.approx(100 * (1.02**4 - 1), abs=1e-4)


def test_short_or_broken_series_has_no_trend():
    short = [year * 10 + part for year in range(2021, 2023) for part in range(1, 5)]
    rows = DuckEngine().rows(trend(seasonal(short), RULE)).to_pylist()
    assert {row["trend_percent"] for row in rows} == {None}
    broken = [
        year * 10 + part for year in range(2021, 2025) for part in range(1, 5) if (year, part) != (2024, 2)
    ]
    rows = DuckEngine().rows(trend(seasonal(broken), RULE).order_by("quarter")).to_pylist()
    assert rows[-1]["trend_percent"] is None


def test_equal_months_count_as_high():
    change = ibis.memtable(
        pa.table(
            {
                "quarter": [20241] * 4,
                "place": list("abcd"),
                "change": ["HH", "LL", "HL", "LH"],
                "operating_months": [107, 106, 107, 99],
                "closed_months": [52, 51, 52, 56],
                "city_operating_months": [107] * 4,
                "city_closed_months": [52] * 4,
            }
        )
    )
    engine = DuckEngine()
    rows = engine.rows(change_classes(change).order_by("place")).to_pylist()
    assert [row["recomputed"] for row in rows] == ["HH", "LL", "HH", "LH"]
    found = check_change_classes(engine, change)
    assert (found["rows"], found["agree"], found["agreement_without_ties_percent"]) == (4, 3, 100.0)


def test_published_rates_that_differ_are_listed():
    rows = {
        "quarter": [20241] * 3,
        "unit": ["district"] * 3,
        "place": list("abc"),
        "trade": ["CS100010"] * 3,
        "stores": [325, 100, 10],
        "openings": [0, 0, 0],
        "opening_rate": [0.0] * 3,
        "closings": [8, 3, 2],
        "closing_rate": [3.0, 3.0, 25.0],
    }
    engine = DuckEngine()
    table = ibis.memtable(filled("stores", rows))
    listed = engine.rows(published_difference(table).order_by("place")).to_pylist()
    assert [(row["place"], row["rate"]) for row in listed] == [("a", "closing"), ("c", "closing")]
    found = check_closing_rates(engine, table, None)
    assert (found["compared"], found["agree"], found["equal_when_rounded_twice"]) == (3, 1, 2)


def test_bands_are_shares_of_their_kind_and_hours_count_by_the_hour():
    names = [f"footfall_hour_{hour}" for hour in ("00_06", "06_11", "11_14", "14_17", "17_21", "21_24")]
    columns = {"quarter": [20241], "unit": ["district"], "place": ["3110000"], "footfall": [60]}
    columns |= {name: [number] for name, number in zip(names, [6, 5, 3, 3, 4, 39], strict=True)}
    areas = ibis.memtable(filled("areas", {"place": ["3110000"], "borough": ["11110"], "area_m2": [1.0]}))
    rows = (
        DuckEngine()
        .rows(bands(ibis.memtable(filled("footfall", columns)), members(areas, Level.BOROUGH), "footfall"))
        .to_pylist()
    )
    hours = {row["band"]: row for row in rows if row["kind"] == "hour"}
    assert hours["00_06"]["share"] == 0.1
    assert [hours[band]["per_hour"] for band in ("00_06", "06_11", "21_24")] == [1.0, 1.0, 13.0]
    assert sum(row["share"] for row in hours.values()) == pytest.approx(1)


def test_survival_counts_those_opened_in_the_window_and_those_that_lived_long_enough():
    day = date
    licences = ibis.memtable(
        pa.table(
            {
                "place": ["a"] * 12 + ["b"],
                "opened": [day(2022, 6, 1)] * 12 + [day(2022, 6, 1)],
                "closed": pa.array(
                    [day(2022, 12, 1)] * 2 + [day(2024, 6, 1)] * 4 + [None] * 6 + [None], pa.date32()
                ),
            }
        )
    )
    rows = DuckEngine().rows(survival(licences, RULE, "2024-01-01", ["place"]).order_by("place")).to_pylist()
    assert (rows[0]["opened_1"], rows[0]["survived_1"], rows[0]["survival_1"]) == (
        12,
        10,
        pytest.approx(1000 / 12),
    )
    assert (rows[0]["opened_3"], rows[0]["survival_3"]) == (0, None)
    assert (rows[1]["opened_1"], rows[1]["survival_1"]) == (1, None)


def test_unknown_engine_is_refused():
    with pytest.raises(DistrictsError, match="모르는 계산 엔진"):
        open_engine("oracle")


@pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="no pyspark or no Java on this machine",
)
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_same_numbers_to_the_last_count(made):
    engine, store, t = made
    spark = SparkEngine("local[1]")
    try:
        u = tables(spark, store)
        for build in (
            lambda one: ratios(
                sums(one["stores"], one["sales"], members(one["areas"], Level.BOROUGH)), RULE
            ).order_by("quarter", "group", "trade"),
            lambda one: mix(sums(one["stores"], None, members(one["areas"], Level.DONG))).order_by(
                "quarter", "group"
            ),
            lambda one: published_difference(one["stores"]).order_by("quarter", "place", "trade", "rate"),
        ):
            theirs = spark.rows(build(u))
            ours = engine.rows(build(t))
            assert ours.num_rows > 0
            assert ours.equals(theirs.cast(ours.schema))
    finally:
        spark.close()
