"""District indicators over rows made up in the official schemas: our expressions, SQL by hand, pandas.

Each way runs in a process of its own over the same Parquet files and reads what it needs itself; their
answers must be equal. Importing libraries is not counted. pandas gets as many rows as it can hold. Memory is
the most a process held (resident).
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from didim.project.places import BASE_DIR

SEED = 20261122
ROWS = 100_000_000
PANDAS_HOLDS = 5_000_000
QUARTERS = [year * 10 + quarter for year in range(2019, 2025) for quarter in range(1, 5)]
TRADES = 100
SHARES = {"stores": 0.77, "sales": 0.22, "footfall": 0.01}
GOALS = {
    "faster_than_pandas": 20,
    "slower_than_sql": 1.3,
    "memory_mb": 4_000,
    "time_a_row_against_few_rows": 1.3,
}
DAY = date(2026, 11, 22)
FEWEST_STORES, FEWEST_SOLD, FEWEST_PAYMENTS, HALF_A_POINT = 10, 3, 100, 0.51
_USES = {
    "ours": ("didim.engines.districts.indicators", "didim.engines.districts.running", "ibis.backends.duckdb"),
    "sql": ("duckdb", "didim.engines.districts"),
    "pandas": ("pandas", "pyarrow.parquet", "didim.engines.districts"),
}
ANSWERS = ("indicators", "mix", "published", "bands")


def run(rows: int = ROWS) -> dict[str, Any]:
    """Return the figures with their goals."""
    few = min(max(rows // 4, 200_000), PANDAS_HOLDS)
    with tempfile.TemporaryDirectory(prefix="didim-bench-", dir=os.environ.get("DIDIM_BENCH_DIR")) as folder:
        started = time.perf_counter()
        sizes = {name: _make(Path(folder) / name, size) for name, size in (("few", few), ("all", rows))}
        made_s = time.perf_counter() - started
        disk = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
        ours_few, pandas_few = (_apart(way, Path(folder) / "few") for way in ("ours", "pandas"))
        ours, sql = (_apart(way, Path(folder) / "all") for way in ("ours", "sql"))
    a_row = (ours["seconds"] / sizes["all"]) / (ours_few["seconds"] / sizes["few"])
    faster = pandas_few["seconds"] / ours_few["seconds"]
    slower = ours["seconds"] / sql["seconds"]
    equal = ours["answers"] == sql["answers"] and ours_few["answers"] == pandas_few["answers"]
    return {
        "rows": sizes["all"],
        "rows_for_pandas": sizes["few"],
        "files_mb": round(disk / 1e6),
        "making_rows_s": round(made_s, 1),
        "ours_s": ours["seconds"],
        "sql_by_hand_s": sql["seconds"],
        "ours_on_few_s": ours_few["seconds"],
        "pandas_on_few_s": pandas_few["seconds"],
        "faster_than_pandas": round(faster, 1),
        "slower_than_sql": round(slower, 3),
        "memory_mb": ours["memory_mb"],
        "memory_sql_mb": sql["memory_mb"],
        "memory_pandas_mb": pandas_few["memory_mb"],
        "time_a_row_against_few_rows": round(a_row, 3),
        "answers_equal": equal,
        "answers": {name: words[0] for name, words in ours["answers"].items()},
        "goals": GOALS,
        "goals_met": bool(
            equal
            and faster >= GOALS["faster_than_pandas"]
            and slower <= GOALS["slower_than_sql"]
            and ours["memory_mb"] <= GOALS["memory_mb"]
            and a_row <= GOALS["time_a_row_against_few_rows"]
        ),
    }


def _make(root: Path, rows: int) -> int:
    """Write rows of all data sets, quarter by quarter; return how many."""
    from didim.engines.districts import Store

    store, chance = Store(root), np.random.default_rng(SEED)
    places = max(8, round(rows * SHARES["stores"] / len(QUARTERS) / TRADES))
    codes = np.array([f"{3_000_000 + at}" for at in range(places)])
    trades = np.array([f"CS{100_000 + at}" for at in range(TRADES)])
    store.put("areas", "all", _areas(codes, chance))
    written = 0
    for quarter in QUARTERS:
        place, trade = np.repeat(np.arange(places), TRADES), np.tile(np.arange(TRADES), places)
        sold = chance.random(len(place)) < SHARES["sales"] / SHARES["stores"]
        for name, where in (
            ("stores", (codes[place], trades[trade])),
            ("sales", (codes[place[sold]], trades[trade[sold]])),
            ("footfall", (codes, None)),
        ):
            table = _rows(name, quarter, where, chance)
            store.put(name, str(quarter), table)
            written += table.num_rows
    return written


def _areas(codes: np.ndarray, chance: np.random.Generator) -> pa.Table:
    size = len(codes)
    borough = 11_000 + np.arange(size) * 25 // size * 10 + 110
    return _table(
        "areas",
        size,
        {
            "unit": pa.array(["district"] * size),
            "place": pa.array(codes),
            "borough": pa.array(borough.astype(str)),
            "dong": pa.array((borough * 1000 + np.arange(size) * 425 // size).astype(str)),
            "area_m2": pa.array(chance.integers(2_000, 400_000, size).astype(float)),
        },
    )


def _rows(
    name: str, quarter: int, where: tuple[np.ndarray, np.ndarray | None], chance: np.random.Generator
) -> pa.Table:
    from didim.engines.districts import DATA_SETS, Kind

    size = len(where[0])
    columns: dict[str, pa.Array] = {
        "quarter": pa.array(np.full(size, quarter, np.int32)),
        "unit": pa.array(["district"]).take(pa.array(np.zeros(size, np.int32))),
        "place": pa.array(where[0]),
    }
    if where[1] is not None:
        columns["trade"] = pa.array(where[1])
    if name == "stores":
        general, franchise = chance.poisson(12, size), chance.poisson(2, size)
        openings, closings = chance.poisson(0.5, size), chance.poisson(0.4, size)
        stores = general + franchise
        counts = {
            "stores": stores,
            "general_stores": general,
            "franchise_stores": franchise,
            "openings": openings,
            "closings": closings,
        }
        columns |= {key: pa.array(values) for key, values in counts.items()}
        for key, part in (("opening_rate", openings), ("closing_rate", closings)):
            columns[key] = pa.array(_rounded_twice(100.0 * part / np.maximum(stores, 1)))
    else:
        high = 10**9 if name == "sales" else 10**6
        columns |= {
            one.name: pa.array(chance.integers(0, high, size))
            for one in DATA_SETS[name].columns
            if one.kind is Kind.COUNT
        }
    return _table(name, size, columns)


def _rounded_twice(rates: np.ndarray) -> np.ndarray:
    """Round as the publisher does: half up to a tenth, and that half up to a whole number."""
    rounded: np.ndarray = np.floor(np.floor(10 * rates + 0.5) / 10 + 0.5)
    return rounded


def _table(name: str, size: int, columns: dict[str, pa.Array]) -> pa.Table:
    from didim.engines.districts import DATA_SETS
    from didim.engines.districts.reading import schema_of

    schema = schema_of(DATA_SETS[name])
    arrays = [columns.get(field.name, pa.nulls(size, field.type)) for field in schema]
    return pa.table(
        [array.cast(field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema
    )


def _apart(way: str, root: Path) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "bench.districts", way, str(root)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(BASE_DIR / "src"), str(BASE_DIR)])}
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _ours(root: Path) -> list[pa.Table]:
    from didim.engines.districts import Store
    from didim.engines.districts.indicators import (
        Level,
        bands,
        members,
        mix,
        published_difference,
        ratios,
        sums,
        with_area,
    )
    from didim.engines.districts.rules import load_indicators
    from didim.engines.districts.running import DuckEngine, stored
    from didim.kernel.definitions import shipped_definitions

    rule = load_indicators(shipped_definitions().as_of("districts_indicators", DAY))
    engine, store = DuckEngine(spill=root / "spill"), Store(root)
    stores, sales, footfall, areas = (
        stored(engine, store, name) for name in ("stores", "sales", "footfall", "areas")
    )
    boroughs = members(areas, Level.BOROUGH)
    differing = published_difference(stores)
    wanted = (
        ratios(with_area(sums(stores, sales, boroughs), boroughs), rule),
        mix(sums(stores, None, members(areas, Level.DONG))),
        differing.group_by(["quarter", "rate"]).agg(rows=differing.count()),
        bands(footfall, boroughs, "footfall"),
    )
    return [engine.rows(one) for one in wanted]


def _sql(root: Path) -> list[pa.Table]:
    import duckdb

    from didim.engines.districts import Store

    store = Store(root)
    connection = duckdb.connect()
    connection.execute("SET memory_limit='3GB'; SET preserve_insertion_order=false")
    connection.execute(f"SET temp_directory='{root / 'spill'}'")
    for name in ("stores", "sales", "footfall", "areas"):
        paths = [str(path) for path in store.paths(name)]
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({paths})")  # noqa: S608 - our own paths
    return [connection.execute(text).to_arrow_table() for text in _SQL]


_BANDS = {
    "hour": ("00_06", "06_11", "11_14", "14_17", "17_21", "21_24"),
    "day": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    "age": ("10", "20", "30", "40", "50", "60"),
}
_BAND_COLUMNS = [
    f"footfall_{band}" if kind == "day" else f"footfall_{kind}_{band}"
    for kind, names in _BANDS.items()
    for band in names
]
_BAND_SUMS = ", ".join(f"sum({one}) AS {one}" for one in _BAND_COLUMNS)
_DIFFER = """SELECT quarter, '{0}' AS rate, count(*) AS rows FROM stores WHERE stores > 0
  AND abs({0}_rate - 100.0 * {0}s / stores) > 0.51 GROUP BY quarter"""
_SQL = (
    """WITH a AS (
    SELECT s.quarter, b.borough AS "group", s.trade, sum(s.stores) AS stores,
      sum(franchise_stores) AS franchise_stores,
      sum(openings) AS openings, sum(closings) AS closings,
      sum(CASE WHEN amount IS NOT NULL THEN s.stores ELSE 0 END) AS stores_with_sales,
      sum(amount) AS amount, sum(m.count) AS payments
    FROM stores s LEFT JOIN sales m ON (s.quarter = m.quarter AND s.place = m.place AND s.trade = m.trade
      AND m.unit = 'district') JOIN areas b ON s.place = b.place WHERE s.unit = 'district' GROUP BY ALL),
  g AS (SELECT borough AS "group", sum(area_m2) AS area_m2 FROM areas GROUP BY borough)
  SELECT a.*, g.area_m2, CASE WHEN stores >= 10 THEN 100.0::DOUBLE * openings / stores END AS opening_rate,
    CASE WHEN stores >= 10 THEN 100.0::DOUBLE * closings / stores END AS closing_rate,
    CASE WHEN stores >= 10 THEN 100.0::DOUBLE * franchise_stores / stores END AS franchise_share,
    CASE WHEN stores_with_sales >= 3 THEN amount::DOUBLE / stores_with_sales END AS sales_per_store,
    CASE WHEN payments >= 100 THEN amount::DOUBLE / payments END AS sales_per_payment,
    CASE WHEN g.area_m2 >= 1000 THEN 10000.0::DOUBLE * stores / g.area_m2 END AS density
  FROM a JOIN g USING ("group")""",
    """WITH t AS (SELECT quarter, dong AS "group", trade, sum(stores) AS n
    FROM stores JOIN areas USING (place) WHERE stores.unit = 'district' GROUP BY ALL HAVING n > 0)
  SELECT quarter, "group", count(*) AS trades, sum(n) AS stores, sum(n * n) AS squares,
    CASE WHEN sum(n) > 1 THEN 1 - (sum(n * n) - sum(n))::DOUBLE / (sum(n) * (sum(n) - 1)) END AS diversity,
    (sum(n) * sum(n))::DOUBLE / sum(n * n) AS effective_trades FROM t GROUP BY ALL""",
    f"{_DIFFER.format('closing')} UNION ALL {_DIFFER.format('opening')}",
    f"""WITH w AS (SELECT quarter, borough AS "group", {_BAND_SUMS}
    FROM footfall JOIN areas USING (place) WHERE footfall.unit = 'district' GROUP BY ALL)
  UNPIVOT w ON {", ".join(_BAND_COLUMNS)} INTO NAME band VALUE value""",  # noqa: S608 - our own columns
)


def _pandas(root: Path) -> list[pa.Table]:
    import pandas as pd

    from didim.engines.districts import Store

    store = Store(root)

    def read(name: str, *columns: str) -> Any:
        parts = [pd.read_parquet(path, columns=list(columns)) for path in store.paths(name)]
        rows = pd.concat(parts, ignore_index=True)
        return rows[rows["unit"] == "district"]

    keys = ["quarter", "place", "trade"]
    stores = read(
        "stores",
        "unit",
        *keys,
        "stores",
        "franchise_stores",
        "openings",
        "closings",
        "opening_rate",
        "closing_rate",
    )
    sales = read("sales", "unit", *keys, "amount", "count").drop(columns="unit")
    areas = read("areas", "unit", "place", "borough", "dong", "area_m2").drop(columns="unit")
    joined = stores.merge(sales, on=keys, how="left").merge(areas[["place", "borough"]], on="place")
    joined["stores_with_sales"] = joined["stores"].where(joined["amount"].notna(), 0)
    names = ["stores", "franchise_stores", "openings", "closings", "stores_with_sales", "amount", "count"]
    added = joined.groupby(["quarter", "borough", "trade"])[names].sum(min_count=1).reset_index()
    added = added.merge(areas.groupby("borough", as_index=False)["area_m2"].sum(), on="borough")
    for name, part in (
        ("opening_rate", "openings"),
        ("closing_rate", "closings"),
        ("franchise_share", "franchise_stores"),
    ):
        added[name] = (100.0 * added[part] / added["stores"]).where(added["stores"] >= FEWEST_STORES)
    added["sales_per_store"] = (added["amount"] / added["stores_with_sales"]).where(
        added["stores_with_sales"] >= FEWEST_SOLD
    )
    added["sales_per_payment"] = (added["amount"] / added["count"]).where(added["count"] >= FEWEST_PAYMENTS)
    added["density"] = 10_000.0 * added["stores"] / added["area_m2"]
    shops = (
        stores.merge(areas[["place", "dong"]], on="place")
        .groupby(["quarter", "dong", "trade"])["stores"]
        .sum()
    )
    shops = shops[shops > 0].reset_index()
    shops["squares"] = shops["stores"] ** 2
    mixed = shops.groupby(["quarter", "dong"]).agg(
        trades=("trade", "size"), stores=("stores", "sum"), squares=("squares", "sum")
    )
    mixed["diversity"] = 1 - (mixed["squares"] - mixed["stores"]) / (mixed["stores"] * (mixed["stores"] - 1))
    mixed["effective_trades"] = mixed["stores"] ** 2 / mixed["squares"]
    some = stores[stores["stores"] > 0]
    differing = [
        some[(some[f"{name}_rate"] - 100.0 * some[f"{name}s"] / some["stores"]).abs() > HALF_A_POINT]
        .groupby("quarter")
        .size()
        .rename("rows")
        .reset_index()
        for name in ("closing", "opening")
    ]
    people = read("footfall", "unit", "quarter", "place", *_BAND_COLUMNS).merge(
        areas[["place", "borough"]], on="place"
    )
    wide = people.groupby(["quarter", "borough"])[_BAND_COLUMNS].sum().reset_index()
    long = wide.melt(["quarter", "borough"], _BAND_COLUMNS, "band", "value")
    tables = (added, mixed.reset_index(), pd.concat(differing), long)
    return [
        pa.Table.from_pandas(one.rename(columns={"count": "payments"}), preserve_index=False)
        for one in tables
    ]


def _told(tables: list[pa.Table]) -> dict[str, list[Any]]:
    """Return of each answer how many rows it has and the sums of what all three ways state."""
    wanted = (
        ("stores", "closings", "openings", "amount", "payments", "stores_with_sales"),
        ("trades", "stores", "squares"),
        ("rows",),
        ("value",),
    )
    rates = (("closing_rate", "sales_per_store", "density"), ("diversity", "effective_trades"), (), ())
    told: dict[str, list[Any]] = {}
    for name, table, counts, floats in zip(ANSWERS, tables, wanted, rates, strict=True):
        columns = {one: table.column(one).to_pandas().astype(float) for one in (*counts, *floats)}
        told[name] = [table.num_rows, *(int(columns[one].sum()) for one in counts)]
        told[name] += [f"{columns[one].mean():.9g}" for one in floats]
    return told


def _main(way: str, root: Path) -> None:
    for module in _USES[way]:
        import_module(module)
    started = time.perf_counter()
    tables = {"ours": _ours, "sql": _sql, "pandas": _pandas}[way](root)
    seconds = round(time.perf_counter() - started, 3)
    memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps({"seconds": seconds, "memory_mb": memory, "answers": _told(tables)}))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
