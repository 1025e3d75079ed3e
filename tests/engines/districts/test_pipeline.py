import shutil
from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from math import nan

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.districts import DistrictsError, Store
from didim.engines.districts.indicators import (
    Level,
    members,
    mix,
    published_difference,
    ratios,
    sums,
    trend,
    with_area,
)
from didim.engines.districts.pipeline import all_indicators, cells, level_sums
from didim.engines.districts.rules import load_indicators
from didim.engines.districts.running import DuckEngine, Engine, SparkEngine, stored
from didim.kernel.definitions import shipped_definitions

from .stores import PLACES, QUARTERS, areas, filled, random_store

RULE = load_indicators(shipped_definitions().as_of("districts_indicators", date(2026, 11, 22)))
KEYS = ("quarter", "group", "trade")


def in_order(rows: pa.Table, columns: Sequence[str] | None = None) -> list[dict]:
    keys = [(key, "ascending") for key in KEYS if key in rows.column_names]
    return rows.select(list(columns or rows.column_names)).sort_by(keys).to_pylist()


def one_by_one(engine: Engine, store: Store) -> dict[str, pa.Table]:
    """Make each answer from all rows at once, with the expressions alone."""
    stores, sales, places = (stored(engine, store, name) for name in ("stores", "sales", "areas"))
    made = {}
    for level in (Level.DONG, Level.BOROUGH, Level.CITY):
        groups = members(places, level)
        added = sums(stores, sales, groups)
        made[f"indicators_{level}"] = ratios(with_area(added, groups), RULE)
        made[f"mix_{level}"] = mix(added)
    districts = members(places, Level.DISTRICT)
    made["mix_district"] = mix(sums(stores, None, districts))
    made["indicators_district"] = ratios(
        with_area(sums(stores, None, districts, by_trade=False), districts), RULE
    )
    made["trend"] = trend(sums(stores, sales, members(places, Level.BOROUGH)), RULE, keys=("group", "trade"))
    made["published"] = published_difference(stores)
    return {name: engine.rows(one) for name, one in made.items()}


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_all_at_once_says_what_each_expression_says(tmp_path_factory, seed):
    engine = DuckEngine(memory_gb=1)
    store = random_store(tmp_path_factory.mktemp("store"), seed)
    found, expected = all_indicators(engine, store, RULE), one_by_one(engine, store)
    for level in (Level.DONG, Level.BOROUGH, Level.CITY):
        for name in (f"indicators_{level}", f"mix_{level}"):
            assert in_order(found[name], expected[name].column_names) == in_order(expected[name])
    district = found["indicators_district"]
    for name in ("mix_district", "indicators_district"):
        assert in_order(district, expected[name].column_names) == in_order(expected[name])
    adjusted = [
        [nan if row["adjusted"] is None else row["adjusted"] for row in in_order(rows["trend"])]
        for rows in (found, expected)
    ]
    assert adjusted[0] == pytest.approx(adjusted[1], rel=1e-12, nan_ok=True)
    for row in found["differing"].to_pylist():
        for rate in ("closing", "opening"):
            listed = expected["published"].filter(pa.compute.field("rate") == rate)
            assert row[rate] == listed.column("quarter").to_pylist().count(row["quarter"])
    assert not {"bands", "changes"} & found.keys()


def test_quarter_without_sales_has_none_and_other_units_do_not_count(tmp_path):
    store = Store(tmp_path)
    store.put("areas", "all", areas())
    for quarter, stores in ((20241, 20), (20242, 30)):
        rows = {
            "quarter": [quarter] * 2,
            "unit": ["district", "catchment"],
            "place": [PLACES[0]] * 2,
            "trade": ["CS100010"] * 2,
            "stores": [stores, 1_000],
            "franchise_stores": [1, 1],
            "openings": [2, 2],
            "closings": [3, 3],
            "closing_rate": [50.0, 50.0],
        }
        store.put("stores", str(quarter), filled("stores", rows))
    sold = {
        "quarter": [20241],
        "unit": ["district"],
        "place": [PLACES[0]],
        "trade": ["CS100010"],
        "amount": [5_000],
        "count": [10],
    }
    store.put("sales", "20241", filled("sales", sold))
    engine = DuckEngine()
    found = engine.rows(level_sums(cells(engine, store), Level.CITY)).to_pylist()
    told = {row["quarter"]: (row["stores"], row["stores_with_sales"], row["amount"]) for row in found}
    assert told == {20241: (20, 20, 5_000), 20242: (30, 0, None)}
    differing = all_indicators(engine, store, RULE)["differing"].to_pylist()
    assert sorted(row["closing"] for row in differing) == [1, 1]


def test_store_without_sales_is_refused(tmp_path):
    store = Store(tmp_path)
    store.put("areas", "all", areas())
    with pytest.raises(DistrictsError, match="자료가 없습니다"):
        cells(DuckEngine(), store)


@pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="no pyspark or no Java on this machine",
)
@pytest.mark.filterwarnings("ignore")
def test_spark_says_the_same_of_all_levels(tmp_path):
    store = random_store(tmp_path, 2, QUARTERS[:2])
    ours = all_indicators(DuckEngine(memory_gb=1), store, RULE)
    spark = SparkEngine("local[1]")
    try:
        theirs = all_indicators(spark, store, RULE)
    finally:
        spark.close()
    assert theirs.keys() == ours.keys()
    for name in ours.keys() - {"trend"}:
        assert in_order(ours[name]) == in_order(theirs[name], ours[name].column_names)
