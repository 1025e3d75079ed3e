"""Quarters of visitors and sales by district from the Parquet store, for `revival`."""

import numpy as np
from ibis.expr.types import Table

from didim.engines.districts.columns import Unit
from didim.engines.districts.indicators import ordinal
from didim.engines.districts.reports import DistrictsError
from didim.engines.districts.revival import Series
from didim.engines.districts.running import Engine, stored
from didim.engines.districts.store import Store

# Of each measure the data sets it stands in and its column there.
SOURCES = {
    "visitors": (("footfall", "footfall"), ("panel", "footfall")),
    "sales": (("sales", "amount"), ("panel", "amount")),
}


def quarterly(rows: Table, areas: Table, column: str) -> Table:
    """Return the sums of a column by district and quarter (all trades together), with the district's kind."""
    here = rows.filter(rows.unit == Unit.DISTRICT.value)
    added = here.group_by(["place", "quarter"]).agg(value=here[column].sum())
    return added.join(areas.select("place", "kind"), "place").select(
        "place", "kind", at=ordinal(added.quarter), value=added.value
    )


def source_of(store: Store, measure: str, place: str, engine: Engine) -> str:
    """Return the data set with the most quarters of a place; raise DistrictsError where none has any.

    Sales by trade count only where all their trades are there, as the panel has them: one trade is no market.
    """
    found: dict[str, int] = {}
    for data_set, column in SOURCES[measure]:
        if not store.paths(data_set):
            continue
        rows = stored(engine, store, data_set)
        here = rows.filter((rows.place == place) & rows[column].notnull())
        if data_set == "sales" and store.paths("trades"):
            trades = engine.rows(stored(engine, store, "trades").select("trade")).num_rows
            there = engine.rows(rows.select("trade").distinct()).num_rows
            if 2 * there < trades:
                continue
        found[data_set] = engine.rows(here.select("quarter").distinct()).num_rows
    best = max(found, key=lambda one: found[one], default="")
    if not best or not found[best]:
        raise DistrictsError(f"상권 {place}의 {measure} 자료가 없습니다. 자료를 먼저 읽어 들여 주세요.")
    return best


def series_of(engine: Engine, store: Store, measure: str, data_set: str) -> Series:
    """Return a measure of all districts from a data set; a quarter that is not there is NaN."""
    column = dict(SOURCES[measure])[data_set]
    table = quarterly(stored(engine, store, data_set), stored(engine, store, "areas"), column)
    rows = engine.rows(table.order_by("place", "at"))
    places, row = np.unique(np.array(rows.column("place").to_pylist(), dtype=str), return_inverse=True)
    quarters, at = np.unique(rows.column("at").to_numpy(), return_inverse=True)
    kinds = np.empty(len(places), dtype=object)
    kinds[row] = np.array(rows.column("kind").to_pylist(), dtype=object)
    values = np.full((len(places), len(quarters)), np.nan)
    values[row, at] = rows.column("value").to_numpy(zero_copy_only=False)
    return Series(
        measure,
        tuple(places.tolist()),
        tuple(str(one or "") for one in kinds),
        tuple(int(one) for one in quarters),
        values,
    )
