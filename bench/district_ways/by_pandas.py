"""The indicators of `engines.districts.pipeline` in pandas, as one who knows pandas would write them.

Whole columns at a time, only the columns needed, codes as categories that share their values so that merging
and grouping work on numbers, and what belongs to a place looked up by its category instead of merged.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from bench.district_ways.making import official_headings
from pyarrow import parquet

from didim.engines.districts import Store

_BANDS = {
    "hour": {"00_06": 6, "06_11": 5, "11_14": 3, "14_17": 3, "17_21": 4, "21_24": 3},
    "day": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1),
    "age": dict.fromkeys(("10", "20", "30", "40", "50", "60"), 1),
}
_BAND_COLUMNS = {
    f"footfall_{band}" if kind == "day" else f"footfall_{kind}_{band}": (kind, band, length)
    for kind, lengths in _BANDS.items()
    for band, length in lengths.items()
}
_KEYS = ["quarter", "place", "trade"]
_COUNTS = ["stores", "franchise_stores", "openings", "closings"]
_MONTHS = ["operating_months", "closed_months", "city_operating_months", "city_closed_months"]
_NEEDED = {
    "areas": ["place", "dong", "borough", "area_m2"],
    "stores": [*_KEYS, *_COUNTS, "opening_rate", "closing_rate"],
    "sales": [*_KEYS, "amount", "count"],
    "footfall": ["quarter", "place", *_BAND_COLUMNS],
    "change": ["quarter", "place", "change", *_MONTHS],
}
_CODES = ("place", "trade", "dong", "borough", "change")
_SUMS = [*_COUNTS, "stores_with_sales", "amount", "payments"]
FEWEST, FEWEST_SOLD, FEWEST_PAYMENTS, SMALLEST_M2, HALF_A_POINT, YEARS_QUARTERS = 10, 3, 100, 1_000, 0.51, 12
Read = Callable[[str], Any]


def from_csv(folder: Path) -> Read:
    """Return a reader of official CSV files."""

    def read(name: str) -> Any:
        headings = {ours: theirs for ours, theirs in official_headings(name).items() if ours in _NEEDED[name]}
        kinds = {headings[one]: "category" for one in _CODES if one in headings}
        return _together(
            [
                pd.read_csv(path, usecols=list(headings.values()), dtype=kinds).rename(
                    columns={theirs: ours for ours, theirs in headings.items()}
                )
                for path in sorted(folder.glob(f"{name}_*.csv"))
            ]
        )

    return read


def from_store(root: Path) -> Read:
    """Return a reader of a store's Parquet files."""
    store = Store(root)

    def read(name: str) -> Any:
        codes = [one for one in _CODES if one in _NEEDED[name]]
        columns = ["unit", *_NEEDED[name]]
        parts = []
        for path in store.paths(name):
            rows = parquet.read_table(path, columns=columns, read_dictionary=codes).to_pandas()
            parts.append(rows[rows["unit"] == "district"].drop(columns="unit"))
        return _together(parts)

    return read


def _together(parts: list[Any]) -> Any:
    """Put parts below each other with one set of categories, so that they stay categories."""
    for name in _CODES:
        if name in parts[0]:
            every = sorted(set().union(*(part[name].cat.categories for part in parts)))
            for part in parts:
                part[name] = part[name].cat.set_categories(every)
    return pd.concat(parts, ignore_index=True, copy=False)


def answers(read: Read) -> dict[str, pa.Table]:
    """Return the rows of every indicator by name."""
    areas, stores, sales = read("areas"), read("stores"), read("sales")
    for name in ("place", "trade"):
        every = areas[name].cat.categories if name == "place" else stores[name].cat.categories
        for rows in (stores, sales) if name == "trade" else (areas, stores, sales):
            rows[name] = rows[name].cat.set_categories(every)
    of_place = areas.set_index("place").reindex(areas["place"].cat.categories)
    cells, found = _cells(stores, sales, of_place), {}
    del sales
    districts = _districts(stores)
    del stores
    found["indicators_district"] = _even(_rates(_with_area(districts, areas, "place")))
    found["differing"] = (
        districts.groupby("quarter")[["closing_differs", "opening_differs"]]
        .sum()
        .reset_index()
        .rename(columns={"closing_differs": "closing", "opening_differs": "opening"})
    )
    for rows in (areas, cells):
        rows["city"] = pd.Categorical.from_codes([0] * len(rows), ["11"])
    of_dong = areas.drop_duplicates("dong").set_index("dong")["borough"]
    cells["borough"] = cells["dong"].map(of_dong)
    for level in ("dong", "borough", "city"):
        added = (
            cells.groupby(["quarter", level, "trade"], observed=True)[_SUMS].sum(min_count=1).reset_index()
        )
        found[f"indicators_{level}"] = _rates(_with_area(added, areas, level))
        found[f"mix_{level}"] = _mix(added, level)
        if level == "borough":
            found["trend"] = _trend(added)
    found["bands"] = _people(read("footfall"), of_place)
    found["changes"] = _changes(read("change"))
    renamed = {"place": "group", "dong": "group", "borough": "group", "city": "group"}
    return {
        name: pa.Table.from_pandas(rows.rename(columns=renamed), preserve_index=False)
        for name, rows in found.items()
    }


def _cells(stores: Any, sales: Any, of_place: Any) -> Any:
    joined = stores[[*_KEYS, *_COUNTS]].merge(
        sales.rename(columns={"count": "payments"}), on=_KEYS, how="left"
    )
    joined["stores_with_sales"] = joined["stores"].where(joined["amount"].notna(), 0)
    joined["dong"] = of_place["dong"].array.take(joined["place"].cat.codes)
    grouped = joined.groupby(["quarter", "dong", "trade"], observed=True)
    return grouped[_SUMS].sum(min_count=1).reset_index()


def _districts(stores: Any) -> Any:
    stores["squares"] = stores["stores"] * stores["stores"]
    stores["trades"] = stores["stores"] > 0
    for name in ("closing", "opening"):
        recomputed = stores[f"{name}s"] * 100.0 / stores["stores"].where(stores["trades"])
        stores[f"{name}_differs"] = (stores[f"{name}_rate"] - recomputed).abs() > HALF_A_POINT
    names = ["trades", "stores", "squares", *_COUNTS[1:], "closing_differs", "opening_differs"]
    return stores.groupby(["quarter", "place"], observed=True)[names].sum().reset_index()


def _with_area(added: Any, areas: Any, level: str) -> Any:
    return added.merge(areas.groupby(level, observed=True, as_index=False)["area_m2"].sum(), on=level)


def _rates(added: Any) -> Any:
    for name, part in (
        ("opening_rate", "openings"),
        ("closing_rate", "closings"),
        ("franchise_share", "franchise_stores"),
    ):
        added[name] = (added[part] * 100.0 / added["stores"]).where(added["stores"] >= FEWEST)
    if "amount" in added:
        for name, part, fewest in (
            ("sales_per_store", "stores_with_sales", FEWEST_SOLD),
            ("sales_per_payment", "payments", FEWEST_PAYMENTS),
        ):
            added[name] = (added["amount"] / added[part]).where(added[part] >= fewest)
    added["density"] = (added["stores"] * 10_000.0 / added["area_m2"]).where(added["area_m2"] >= SMALLEST_M2)
    return added


def _even(totals: Any) -> Any:
    pairs = totals["stores"] * (totals["stores"] - 1)
    totals["diversity"] = (1 - (totals["squares"] - totals["stores"]) / pairs).where(totals["stores"] > 1)
    totals["effective_trades"] = (
        totals["stores"] * totals["stores"] / totals["squares"].where(totals["squares"] > 0)
    )
    return totals


def _mix(added: Any, level: str) -> Any:
    shops = added.loc[added["stores"] > 0, ["quarter", level, "stores"]]
    shops = shops.assign(squares=shops["stores"] * shops["stores"], trades=1)
    return _even(shops.groupby(["quarter", level], observed=True).sum().reset_index())


def _trend(added: Any) -> Any:
    keys = ["borough", "trade"]
    rows = added[[*keys, "quarter", "amount"]].rename(columns={"amount": "value"})
    rows = rows.sort_values([*keys, "quarter"], ignore_index=True)
    rows["at"] = rows["quarter"] // 10 * 4 + rows["quarter"] % 10 - 1
    rows["part"] = rows["quarter"] % 10
    series = rows.groupby(keys, observed=True)
    near = {step: series["value"].shift(step) for step in (2, 1, -1, -2)}
    eighths = near[2] + 2 * near[1] + 2 * rows["value"] + 2 * near[-1] + near[-2]
    whole = (series["at"].shift(-2) - series["at"].shift(2)) == 4  # noqa: PLR2004 - no gap
    rows["ratio"] = (rows["value"] * 8.0 / eighths.where(eighths != 0)).where(whole)
    rows["raw"] = rows.groupby([*keys, "part"], observed=True)["ratio"].transform("mean")
    series = rows.groupby(keys, observed=True)
    rows["factor"] = rows["raw"] / series["raw"].transform("mean")
    enough = series["value"].transform("count") >= YEARS_QUARTERS
    rows["adjusted"] = (rows["value"] / rows["factor"]).where(enough)
    series = rows.groupby(keys, observed=True)
    lags = [series["adjusted"].shift(step) for step in range(8)]
    last, before = lags[0] + lags[1] + lags[2] + lags[3], lags[4] + lags[5] + lags[6] + lags[7]
    unbroken = (rows["at"] - series["at"].shift(7)) == 7  # noqa: PLR2004 - eight quarters
    rows["trend_percent"] = (100 * (last / before - 1)).where(unbroken)
    ago, year = series["value"].shift(4), (rows["at"] - series["at"].shift(4)) == 4  # noqa: PLR2004 - a year
    rows["year_percent"] = (100 * (rows["value"] / ago.where(ago != 0) - 1)).where(year)
    return rows.drop(columns=["at", "part", "ratio", "raw"])


def _people(footfall: Any, of_place: Any) -> Any:
    footfall["borough"] = of_place["borough"].reindex(footfall["place"]).array
    wide = footfall.groupby(["quarter", "borough"], observed=True)[list(_BAND_COLUMNS)].sum().reset_index()
    rows = wide.melt(["quarter", "borough"], list(_BAND_COLUMNS), "name", "value")
    names: Mapping[str, tuple[str, str, int]] = _BAND_COLUMNS
    for at, part in enumerate(("kind", "band", "length")):
        rows[part] = rows["name"].map({name: values[at] for name, values in names.items()})
    total = rows.groupby(["quarter", "borough", "kind"], observed=True)["value"].transform("sum")
    rows["share"] = rows["value"] / total.where(total != 0)
    rows["per_hour"] = rows["value"] / rows["length"]
    return rows.drop(columns=["name", "length"])


def _changes(change: Any) -> Any:
    operating = change["operating_months"] >= change["city_operating_months"]
    closed = change["closed_months"] >= change["city_closed_months"]
    letters = {True: "H", False: "L"}
    change["recomputed"] = operating.map(letters) + closed.map(letters)
    counted = change.groupby(["quarter", "change", "recomputed"], observed=True).size().rename("rows")
    return counted.reset_index().rename(columns={"change": "official"})
