"""District indicators of rows made up in the official schemas: our pipeline, SQL by hand, pandas, Spark.

Each way runs in a process of its own, makes every answer of `engines.districts.pipeline`, and all rows of all
answers are held against each other. Ours and the SQL read the same Parquet files in turns, and the median of
the paired ratios counts. pandas gets a quarter of the rows, which it can hold, twice: from the official CSV
files, which is what one has without a store, and from the store's Parquet files. Importing libraries is not
counted. Memory is the most a process held (resident).
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from didim.project.places import BASE_DIR

ROWS = 100_000_000
ROWS_FOR_SPARK = 120_000
QUARTERS = [year * 10 + quarter for year in range(2014, 2026) for quarter in range(1, 5)]
ROUNDS = 3
GOALS = {
    "faster_than_pandas": 20,
    "slower_than_sql": 1.3,
    "memory_mb": 4_000,
    "time_a_row_against_few_rows": 1.3,
}
DAY = date(2026, 11, 22)
_USES = {
    "ours": ("didim.engines.districts.pipeline", "ibis.backends.duckdb"),
    "spark": ("didim.engines.districts.pipeline", "ibis.backends.pyspark"),
    "sql": ("bench.district_ways.by_sql",),
    "pandas_csv": ("bench.district_ways.by_pandas",),
    "pandas_store": ("bench.district_ways.by_pandas",),
    "import": ("didim.engines.districts",),
}
_KEYS = ("quarter", "group", "trade", "kind", "band", "official", "recomputed")
# Means of fractions depend in their last digits on the order of adding; all else is counts and one division.
_ABOUT = ("trend",)


def run(rows: int = ROWS) -> dict[str, Any]:
    """Return the figures with their goals."""
    with tempfile.TemporaryDirectory(prefix="didim-bench-", dir=os.environ.get("DIDIM_BENCH_DIR")) as folder:
        return _measured(Path(folder), rows)


def _measured(folder: Path, rows: int) -> dict[str, Any]:
    from bench.district_ways.making import make, part_of, rows_of, write_csv

    from didim.engines.districts import Store

    started = time.perf_counter()
    make(folder / "all", rows, QUARTERS)
    whole = Store(folder / "all")
    half = part_of(whole, folder / "half", QUARTERS[: len(QUARTERS) // 2])
    few = part_of(whole, folder / "few", QUARTERS[: len(QUARTERS) // 4])
    write_csv(whole, few / "csv", QUARTERS[: len(QUARTERS) // 4])
    make(folder / "spark", min(ROWS_FOR_SPARK, rows), QUARTERS[-12:])
    made_s = time.perf_counter() - started
    sizes = {name: rows_of(Store(folder / name)) for name in ("few", "half", "all")}
    load = [os.getloadavg()[0]]
    ours: dict[str, list[dict[str, Any]]] = {name: [] for name in sizes}
    sql = []
    for at in range(ROUNDS):
        pair = ("ours", "sql") if at % 2 == 0 else ("sql", "ours")
        found = {way: _apart(way, whole.root) for way in pair}
        ours["all"].append(found["ours"])
        sql.append(found["sql"])
        ours["few"].append(_apart("ours", few))
        ours["half"].append(_apart("ours", half))
    pandas = {}
    for way in ("pandas_csv", "pandas_store"):
        pandas[way] = _apart(way, few)
        ours["few"].append(_apart("ours", few))
    load.append(os.getloadavg()[0])
    imported = _apart("import", few)
    equal = {
        "sql": unlike(whole.root, "ours", "sql"),
        **{way: unlike(few, "ours", way) for way in pandas},
        "spark": _with_spark(folder / "spark"),
    }
    figures = _figures(sizes, ours, sql, pandas)
    return {
        "rows": sizes["all"],
        "rows_for_pandas": sizes["few"],
        "rows_for_spark": rows_of(Store(folder / "spark")),
        "files_mb": _size(whole.root, "*.parquet"),
        "csv_files_for_pandas_mb": _size(few / "csv", "*.csv"),
        "making_rows_s": round(made_s, 1),
        **figures,
        "import_s_a_million_rows": round(imported["seconds"] * 1e6 / imported["rows"], 2),
        "rows_of_answers": {
            path.stem: parquet.read_metadata(path).num_rows
            for path in sorted((whole.root / "answers" / "ours").glob("*.parquet"))
        },
        "answers_that_differ": equal,
        "load_before_and_after": [round(one, 1) for one in load],
        "goals": GOALS,
        "goals_met": bool(
            not any(equal.values())
            and figures["faster_than_pandas"] >= GOALS["faster_than_pandas"]
            and figures["slower_than_sql"] <= GOALS["slower_than_sql"]
            and figures["memory_mb"] <= GOALS["memory_mb"]
            and figures["time_a_row_against_few_rows"] <= GOALS["time_a_row_against_few_rows"]
        ),
    }


def _figures(
    sizes: dict[str, int],
    ours: dict[str, list[dict[str, Any]]],
    sql: list[dict[str, Any]],
    pandas: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    def middle(runs: Sequence[dict[str, Any]], what: str = "seconds") -> float:
        return round(median(one[what] for one in runs), 3)

    a_row = {name: middle(runs) * 1e6 / sizes[name] for name, runs in ours.items()}
    few = middle(ours["few"])
    return {
        "ours_s": middle(ours["all"]),
        "sql_by_hand_s": middle(sql),
        "ours_cpu_s": middle(ours["all"], "cpu_seconds"),
        "sql_cpu_s": middle(sql, "cpu_seconds"),
        "ours_s_of_each_run": [one["seconds"] for one in ours["all"]],
        "sql_s_of_each_run": [one["seconds"] for one in sql],
        "slower_than_sql": round(
            median(one["seconds"] / two["seconds"] for one, two in zip(ours["all"], sql, strict=True)), 3
        ),
        "ours_on_few_s": few,
        "ours_on_few_cpu_s": middle(ours["few"], "cpu_seconds"),
        "pandas_from_csv_s": pandas["pandas_csv"]["seconds"],
        "pandas_from_csv_cpu_s": pandas["pandas_csv"]["cpu_seconds"],
        "pandas_from_store_s": pandas["pandas_store"]["seconds"],
        "pandas_from_store_cpu_s": pandas["pandas_store"]["cpu_seconds"],
        "faster_than_pandas": round(pandas["pandas_csv"]["seconds"] / few, 1),
        "faster_than_pandas_from_store": round(pandas["pandas_store"]["seconds"] / few, 1),
        "memory_mb": max(one["memory_mb"] for one in ours["all"]),
        "memory_by_rows_mb": {
            sizes[name]: max(one["memory_mb"] for one in runs) for name, runs in ours.items()
        },
        "memory_sql_mb": max(one["memory_mb"] for one in sql),
        "memory_pandas_mb": {way: one["memory_mb"] for way, one in pandas.items()},
        "seconds_a_million_rows": {sizes[name]: round(value, 4) for name, value in a_row.items()},
        "time_a_row_against_few_rows": round(a_row["all"] / a_row["few"], 3),
    }


def _size(folder: Path, names: str) -> int:
    return round(sum(path.stat().st_size for path in folder.rglob(names)) / 1e6)


def _apart(way: str, root: Path) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "bench.districts", way, str(root)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(BASE_DIR / "src"), str(BASE_DIR)])}
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{way}: {done.stderr[-2_000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _with_spark(root: Path) -> list[str] | None:
    """Return the answers in which Spark differs from DuckDB; None where there is no Spark here."""
    try:
        for way in ("ours", "spark"):
            _apart(way, root)
    except RuntimeError as error:
        if "DistrictsError" in str(error) or "JAVA" in str(error):
            return None
        raise
    return unlike(root, "ours", "spark")


def unlike(root: Path, one: str, other: str) -> list[str]:
    """Return the names of answers that are not the same in all rows."""
    return [
        path.stem
        for path in sorted((root / "answers" / one).glob("*.parquet"))
        if not _same(path.stem, parquet.read_table(path), parquet.read_table(_answer(root, other, path.stem)))
    ]


def _same(name: str, one: pa.Table, other: pa.Table) -> bool:
    keys = [(key, "ascending") for key in _KEYS if key in one.column_names]
    other = other.select(one.column_names).cast(one.schema)
    one, other = (rows.sort_by(keys).combine_chunks() for rows in (one, other))
    if name not in _ABOUT:
        return bool(one.equals(other))
    return one.num_rows == other.num_rows and all(
        np.allclose(mine.to_numpy(), theirs.to_numpy(), rtol=1e-12, atol=1e-9, equal_nan=True)
        if pa.types.is_floating(mine.type)
        else mine.equals(theirs)
        for mine, theirs in zip(one.columns, other.columns, strict=True)
    )


def _answer(root: Path, way: str, name: str) -> Path:
    return root / "answers" / way / f"{name}.parquet"


def _pipeline(root: Path, master: str) -> dict[str, pa.Table]:
    from didim.engines.districts import Store
    from didim.engines.districts.pipeline import all_indicators
    from didim.engines.districts.rules import load_indicators
    from didim.engines.districts.running import DuckEngine, SparkEngine
    from didim.kernel.definitions import shipped_definitions

    rule = load_indicators(shipped_definitions().as_of("districts_indicators", DAY))
    engine = SparkEngine(master) if master else DuckEngine(spill=root / "spill")
    return all_indicators(engine, Store(root), rule)


def _pandas(root: Path, way: str) -> dict[str, pa.Table]:
    from bench.district_ways.by_pandas import answers, from_csv, from_store

    return answers(from_csv(root / "csv") if way == "pandas_csv" else from_store(root))


def _sql(root: Path) -> dict[str, pa.Table]:
    from bench.district_ways.by_sql import answers

    return answers(root)


def _import(root: Path) -> int:
    """Bring the official files of one quarter into a new store; return their rows."""
    from didim.engines.districts import Store

    with tempfile.TemporaryDirectory(dir=root) as folder:
        store, rows = Store(Path(folder)), 0
        for path in sorted((root / "csv").glob(f"*_{QUARTERS[0]}.csv")):
            rows += store.take(path.name, path.read_bytes()).new_rows
    return rows


def _main(way: str, root: Path) -> None:
    for module in _USES[way]:
        import_module(module)
    started = time.perf_counter()
    before = time.process_time()
    found: dict[str, pa.Table] = {}
    rows = 0
    match way:
        case "ours":
            found = _pipeline(root, "")
        case "spark":
            found = _pipeline(root, "local[2]")
        case "sql":
            found = _sql(root)
        case "import":
            rows = _import(root)
        case _:
            found = _pandas(root, way)
    told = {
        "seconds": round(time.perf_counter() - started, 3),
        "cpu_seconds": round(time.process_time() - before, 3),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "rows": rows,
    }
    for name, table in found.items():
        path = _answer(root, way, name)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            parquet.write_table(table, path)
    print(json.dumps(told))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
