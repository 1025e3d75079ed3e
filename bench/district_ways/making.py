"""Rows made up in the official schemas: a store of Parquet files, and the same rows as official CSV files."""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import parquet

from didim.engines.districts import DATA_SETS, Kind, Store
from didim.engines.districts.reading import schema_of

SEED = 20261122
TRADES = 100
# Fewer are made sooner by one process than others are started.
ROWS_FOR_ONE = 5_000_000
SHARES = {"stores": 0.76, "sales": 0.225, "footfall": 0.0075, "change": 0.0075}
KEPT = ("stores", "sales", "footfall", "change")
_PLACE_HEADINGS = {"place": "상권_코드", "place_name": "상권_코드_명"}


def make(root: Path, rows: int, quarters: Sequence[int]) -> int:
    """Write about so many rows of all data sets, each quarter from a seed of its own; return how many."""
    places = max(8, round(rows * SHARES["stores"] / len(quarters) / TRADES))
    Store(root).put("areas", "all", _areas(_codes(places), np.random.default_rng(SEED)))
    if rows < ROWS_FOR_ONE:
        return sum(_make_quarter(root, places, quarter) for quarter in quarters)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        return sum(pool.map(_make_quarter, repeat(root), repeat(places), quarters))


def _make_quarter(root: Path, places: int, quarter: int) -> int:
    store, chance = Store(root), np.random.default_rng([SEED, quarter])
    codes, trades = _codes(places), np.array([f"CS{100_000 + at}" for at in range(TRADES)])
    place, trade = np.repeat(np.arange(places), TRADES), np.tile(np.arange(TRADES), places)
    sold = chance.random(len(place)) < SHARES["sales"] / SHARES["stores"]
    written = 0
    for name, where, what in (
        ("stores", place, trade),
        ("sales", place[sold], trade[sold]),
        ("footfall", np.arange(places), None),
        ("change", np.arange(places), None),
    ):
        columns = _where(quarter, codes, where) | ({} if what is None else _what(trades, what))
        table = _table(name, len(where), columns | _figures(name, len(where), chance))
        store.put(name, str(quarter), table)
        written += table.num_rows
    return written


def _codes(places: int) -> np.ndarray:
    return np.array([f"{3_000_000 + at}" for at in range(places)])


def part_of(store: Store, root: Path, quarters: Sequence[int]) -> Path:
    """Make a store of the quarters given alone, of the same files; return its folder."""
    root.mkdir()
    manifest = json.loads((store.root / "manifest.json").read_text(encoding="utf-8"))
    for name, parts in manifest["tables"].items():
        (root / name).mkdir()
        kept = {one: file for one, file in parts.items() if name == "areas" or int(one) in quarters}
        for file in kept.values():
            (root / name / file).hardlink_to(store.root / name / file)
        manifest["tables"][name] = kept
    (root / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return root


def rows_of(store: Store) -> int:
    """Return how many rows of quarters a store holds."""
    return sum(parquet.read_metadata(path).num_rows for name in KEPT for path in store.paths(name))


def write_csv(store: Store, root: Path, quarters: Sequence[int]) -> None:
    """Write the rows of the quarters given as official files, one a data set and quarter, and the areas."""
    root.mkdir()
    connection = duckdb.connect()
    for name in ("areas", *KEPT):
        for quarter, path in zip(store.quarters(name), store.paths(name), strict=True):
            if name == "areas" or int(quarter) in quarters:
                headings = official_headings(name)
                columns = ", ".join(f'"{ours}" AS "{theirs}"' for ours, theirs in headings.items())
                target = root / f"{name}_{quarter}.csv"
                connection.execute(f"COPY (SELECT {columns} FROM '{path}') TO '{target}' (HEADER)")  # noqa: S608 - our own paths


def official_headings(data_set: str) -> dict[str, str]:
    """Return our columns with the headings that official files of districts have."""
    return {
        one.name: one.headings[0] if one.headings else _PLACE_HEADINGS[one.name]
        for one in DATA_SETS[data_set].columns
    }


def _areas(codes: np.ndarray, chance: np.random.Generator) -> pa.Table:
    size = len(codes)
    borough = 11_000 + np.arange(size) * 25 // size * 10 + 110
    columns = {
        "place": pa.array(codes),
        "place_name": pa.array([f"상권 {code}" for code in codes]),
        "borough": pa.array(borough.astype(str)),
        "dong": pa.array((borough * 1000 + np.arange(size) * 425 // size).astype(str)),
        "area_m2": pa.array(chance.integers(2_000, 400_000, size).astype(float)),
        "x": pa.array(chance.integers(180_000, 216_000, size).astype(float)),
        "y": pa.array(chance.integers(437_000, 466_000, size).astype(float)),
    }
    return _table("areas", size, columns)


def _where(quarter: int, codes: np.ndarray, place: np.ndarray) -> dict[str, pa.Array]:
    at = pa.array(place)
    return {
        "quarter": pa.array(np.full(len(place), quarter, np.int32)),
        "place": pa.array(codes).take(at),
        "place_name": pa.array([f"상권 {code}" for code in codes]).take(at),
        "kind": _alike("A", len(place)),
        "kind_name": _alike("골목상권", len(place)),
    }


def _what(trades: np.ndarray, trade: np.ndarray) -> dict[str, pa.Array]:
    at = pa.array(trade)
    names = pa.array([f"업종 {code}" for code in trades])
    return {"trade": pa.array(trades).take(at), "trade_name": names.take(at)}


def _figures(name: str, size: int, chance: np.random.Generator) -> dict[str, pa.Array]:
    if name == "stores":
        return _stores(size, chance)
    if name == "change":
        return _change(size, chance)
    high = 10**9 if name == "sales" else 10**6
    return {
        one.name: pa.array(chance.integers(0, high, size))
        for one in DATA_SETS[name].columns
        if one.kind is Kind.COUNT
    }


def _stores(size: int, chance: np.random.Generator) -> dict[str, pa.Array]:
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
    columns = {key: pa.array(values) for key, values in counts.items()}
    for key, part in (("opening_rate", openings), ("closing_rate", closings)):
        columns[key] = pa.array(_rounded_twice(100.0 * part / np.maximum(stores, 1)))
    return columns


def _change(size: int, chance: np.random.Generator) -> dict[str, pa.Array]:
    """Return months and classes, which are the publisher's but where the months are equal to the city's."""
    city = {"city_operating_months": 107, "city_closed_months": 52}
    own = {
        "operating_months": chance.integers(80, 135, size),
        "closed_months": chance.integers(35, 70, size),
    }
    letters = [
        np.where(own[name] > city[f"city_{name}"], "H", "L") for name in ("operating_months", "closed_months")
    ]
    columns = {name: pa.array(values) for name, values in own.items()}
    columns |= {name: pa.array(np.full(size, value)) for name, value in city.items()}
    return columns | {"change": pa.array(np.char.add(*letters))}


def _rounded_twice(rates: np.ndarray) -> np.ndarray:
    """Round as the publisher does: half up to a tenth, and that half up to a whole number."""
    rounded: np.ndarray = np.floor(np.floor(10 * rates + 0.5) / 10 + 0.5)
    return rounded


def _alike(word: str, size: int) -> pa.Array:
    return pa.array([word]).take(pa.array(np.zeros(size, np.int32)))


def _table(name: str, size: int, columns: dict[str, pa.Array]) -> pa.Table:
    schema = schema_of(DATA_SETS[name])
    columns["unit"] = _alike("district", size)
    arrays = [columns.get(field.name, pa.nulls(size, field.type)) for field in schema]
    return pa.table(
        [array.cast(field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema
    )
