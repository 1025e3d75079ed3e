"""A store with made-up rows in the official schemas, and engines that read it."""

import numpy as np
import pyarrow as pa

from didim.engines.districts import DATA_SETS, Store
from didim.engines.districts.reading import schema_of

PLACES = [f"31100{at:02}" for at in range(8)]
TRADES = ["CS100001", "CS100010", "CS300001"]
QUARTERS = [year * 10 + quarter for year in range(2021, 2025) for quarter in range(1, 5)]


def filled(data_set: str, columns: dict[str, list]) -> pa.Table:
    schema = schema_of(DATA_SETS[data_set])
    size = len(next(iter(columns.values())))
    return pa.table(
        [pa.array(columns.get(field.name, [None] * size), field.type) for field in schema], schema=schema
    )


def areas() -> pa.Table:
    return filled(
        "areas",
        {
            "unit": ["district"] * len(PLACES),
            "place": PLACES,
            "x": [197_000.0] * len(PLACES),
            "y": [453_000.0] * len(PLACES),
            "borough": [f"111{at // 4}0" for at in range(len(PLACES))],
            "dong": [f"111{at // 4}0{at // 2}00" for at in range(len(PLACES))],
            "area_m2": [10_000.0 * (at + 1) for at in range(len(PLACES))],
        },
    )


def random_store(root, seed: int, quarters=QUARTERS) -> Store:
    chance = np.random.default_rng(seed)
    store = Store(root)
    store.put("areas", "all", areas())
    for quarter in quarters:
        rows = [(place, trade) for place in PLACES for trade in TRADES if chance.random() < 0.9]
        size = len(rows)
        general, franchise = chance.integers(0, 60, size), chance.integers(0, 20, size)
        closings = chance.integers(0, 6, size)
        stores = general + franchise
        where = {
            "quarter": [quarter] * size,
            "unit": ["district"] * size,
            "place": [place for place, _trade in rows],
            "trade": [trade for _place, trade in rows],
        }
        rates = [100 * one / of if of else 0.0 for one, of in zip(closings, stores, strict=True)]
        store.put(
            "stores",
            str(quarter),
            filled(
                "stores",
                where
                | {
                    "stores": stores.tolist(),
                    "general_stores": general.tolist(),
                    "franchise_stores": franchise.tolist(),
                    "openings": chance.integers(0, 6, size).tolist(),
                    "closings": closings.tolist(),
                    "closing_rate": [float(round(rate)) for rate in rates],
                    "opening_rate": [0.0] * size,
                },
            ),
        )
        sold = chance.random(size) < 0.7
        store.put(
            "sales",
            str(quarter),
            filled(
                "sales",
                {
                    name: [one for one, is_sold in zip(values, sold, strict=True) if is_sold]
                    for name, values in where.items()
                }
                | {
                    "amount": chance.integers(1, 10**9, int(sold.sum())).tolist(),
                    "count": chance.integers(100, 10**5, int(sold.sum())).tolist(),
                },
            ),
        )
    return store
