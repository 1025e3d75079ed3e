"""All indicators of a store at once: rows are read and joined quarter by quarter, the rest adds up cells.

Rows of a quarter meet only rows of the same quarter. So stores and sales are joined quarter by quarter: the
table to look sales up in stays small, memory does not grow with the years, and time grows evenly. What comes
out, sums by dong and trade and by district, is thousands of times less, and all levels and ratios are made
of it.
"""

from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from didim.engines.districts.columns import CITY, Unit
from didim.engines.districts.indicators import (
    MORE_THAN_ROUNDED,
    PERCENT,
    Level,
    bands,
    change_classes,
    evenness,
    members,
    mix,
    ratios,
    sums,
    trend,
    with_area,
)
from didim.engines.districts.rules import IndicatorRule
from didim.engines.districts.running import Engine, stored
from didim.engines.districts.store import Store, needed

_RATES = ("closing", "opening")
_BY_TRADE = (Level.DONG, Level.BOROUGH, Level.CITY)


@dataclass(frozen=True, slots=True)
class Cells:
    """Sums kept in an engine.

    by_trade: quarter, borough, group (the dong), trade, then sums of stores and sales. by_district: quarter,
    group (the district), then sums over all trades, `squares` of stores, and how many trades' published rates
    are not what their counts say (closing_differs, opening_differs). places: place, dong, borough, area_m2.
    """

    by_trade: Table
    by_district: Table
    places: Table


def cells(engine: Engine, store: Store) -> Cells:
    """Add up a store quarter by quarter; raise DistrictsError when stores, sales or areas are missing."""
    areas = stored(engine, store, "areas")
    found = engine.rows(areas.select("place", "dong", "borough", "area_m2"))
    places = engine.keep("cells_places", found)
    counted = dict(zip(store.quarters("stores"), needed(store, "stores"), strict=True))
    sold = dict(zip(store.quarters("sales"), needed(store, "sales"), strict=True))
    # A quarter without sales meets the sales of another quarter, and so none.
    some = next(iter(sold.values()))

    def turn_to(quarter: str) -> tuple[Table, Table]:
        path = sold.get(quarter, some)
        return engine.read("cells_stores", [counted[quarter]]), engine.read("cells_sales", [path])

    stores, sales = turn_to(next(iter(counted)))
    of_dong = places.select(place=places.place, group=places.dong, borough=places.borough)
    wanted = (sums(stores, sales, of_dong, within=["borough"]), of_districts(stores))
    runs = [engine.prepared(one) for one in wanted]
    parts: list[list[pa.Table]] = [[] for _run in runs]
    for quarter in counted:
        turn_to(quarter)
        for run, rows in zip(runs, parts, strict=True):
            rows.append(run())
    names = ("cells_by_trade", "cells_by_district")
    kept = [engine.keep(name, pa.concat_tables(rows)) for name, rows in zip(names, parts, strict=True)]
    return Cells(kept[0], kept[1], places)


def of_districts(stores: Table) -> Table:
    """Return the sums of districts over all trades from their rows, of which there is one a trade."""
    rows = stores.filter(stores.unit == Unit.DISTRICT.value)
    differ = {}
    for name in _RATES:
        recomputed = rows[f"{name}s"].cast("float64") * PERCENT / rows.stores.nullif(0)
        unlike = (rows[f"{name}_rate"] - recomputed).abs() > MORE_THAN_ROUNDED
        differ[f"{name}_differs"] = ibis.ifelse(unlike, 1, 0).cast("int64").sum()
    return (
        rows.group_by(["quarter", "place"])
        .agg(
            trades=ibis.ifelse(rows.stores > 0, 1, 0).cast("int64").sum(),
            stores=rows.stores.sum(),
            squares=(rows.stores * rows.stores).sum(),
            franchise_stores=rows.franchise_stores.sum(),
            openings=rows.openings.sum(),
            closings=rows.closings.sum(),
            **differ,
        )
        .rename(group="place")
    )


def level_sums(found: Cells, level: Level) -> Table:
    """Return the sums of a level by quarter and trade; of districts over all trades."""
    if level is Level.DISTRICT:
        return found.by_district
    rows = found.by_trade
    if level is Level.DONG:
        return rows.drop("borough")
    names = [name for name in rows.columns if name not in {"quarter", "borough", "group", "trade"}]
    group = rows.borough if level is Level.BOROUGH else ibis.literal(CITY)
    return rows.group_by(quarter=rows.quarter, group=group, trade=rows.trade).agg(
        **{name: rows[name].sum() for name in names}
    )


def expressions(found: Cells, store: Store, engine: Engine, rule: IndicatorRule) -> dict[str, Table]:
    """Return every indicator by name, as expressions over cells; group is a code of the level named.

    indicators_…: sums and ratios; by trade, but of districts over all trades, with how even the trades are.
    mix_…: how many trades and how even. trend: sales of boroughs by trade. differing: of how many rows the
    published rates are not the recomputed ones. bands: footfall of boroughs. changes: change classes,
    official and recomputed; both where the store holds their data.
    """
    rows = found.by_district
    answers = {
        "indicators_district": evenness(ratios(with_area(rows, members(found.places, Level.DISTRICT)), rule)),
        "differing": rows.group_by("quarter").agg(
            closing=rows.closing_differs.sum(), opening=rows.opening_differs.sum()
        ),
    }
    for level in _BY_TRADE:
        added = level_sums(found, level)
        answers[f"indicators_{level}"] = ratios(with_area(added, members(found.places, level)), rule)
        answers[f"mix_{level}"] = mix(added)
    answers["trend"] = trend(level_sums(found, Level.BOROUGH), rule, keys=("group", "trade"))
    if store.paths("footfall"):
        footfall = stored(engine, store, "footfall")
        answers["bands"] = bands(footfall, members(found.places, Level.BOROUGH), "footfall")
    if store.paths("change"):
        change = stored(engine, store, "change")
        classes = change_classes(change.filter(change.unit == Unit.DISTRICT.value))
        answers["changes"] = classes.group_by(["quarter", "official", "recomputed"]).agg(rows=classes.count())
    return answers


def all_indicators(engine: Engine, store: Store, rule: IndicatorRule) -> dict[str, pa.Table]:
    """Return the rows of every indicator by name; raise DistrictsError without stores, sales or areas."""
    found = cells(engine, store)
    return {name: engine.rows(one) for name, one in expressions(found, store, engine, rule).items()}
