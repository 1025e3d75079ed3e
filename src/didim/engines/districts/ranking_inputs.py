"""What rankings and supply are made from, taken from the Parquet store as expressions on either engine."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
from ibis.expr.types import Table

from didim.engines.districts.columns import Unit
from didim.engines.districts.indicators import ordinal
from didim.engines.districts.ranking import TradePlace, growth_quarters, rows_of
from didim.engines.districts.ranking_rules import RankingRule
from didim.engines.districts.risk import WITH_SURVIVAL, RiskRule, Survivors, entry_risk
from didim.engines.districts.running import Engine, stored
from didim.engines.districts.store import Store
from didim.engines.districts.supply import PlaceStores
from didim.kernel.quarters import QUARTERS_A_YEAR, parse_quarter

PEOPLE = ("footfall", "workers", "residents")


@dataclass(frozen=True, slots=True)
class Named:
    """What a district is called and where it lies."""

    name: str
    kind: str
    borough: str
    borough_name: str


def names(engine: Engine, store: Store) -> dict[str, Named]:
    """Return the districts by code."""
    areas = stored(engine, store, "areas")
    columns = ["place", "place_name", "kind", "borough", "borough_name"]
    return {
        row["place"]: Named(
            row["place_name"] or row["place"], row["kind"] or "", row["borough"], row["borough_name"] or ""
        )
        for row in engine.rows(areas.select(*columns)).to_pylist()
    }


def last_quarter(store: Store) -> int | None:
    """Return the newest quarter of the stores (20244), None without any."""
    return max((int(one) for one in store.quarters("stores")), default=None)


def _quarters_sold(engine: Engine, sales: Table, trade: str) -> dict[int, int]:
    """Return in how many districts the sales of a trade are known, by quarter (year × 4 + quarter − 1)."""
    rows = sales.filter((sales.unit == Unit.DISTRICT.value) & (sales.trade == trade))
    counted = engine.rows(rows.group_by("quarter").agg(districts=rows.count())).to_pylist()
    return {parse_quarter(str(row["quarter"])): row["districts"] for row in counted}


def people(engine: Engine, store: Store, quarter: int) -> tuple[dict[str, Table], dict[str, int]]:
    """Return footfall, workers, residents by place, and of which quarter: the newest not after `quarter`.

    Where a data set is not there the panel of districts is asked for it.
    """
    tables, quarters = {}, {}
    for name in PEOPLE:
        source = name if store.paths(name) else "panel"
        before = [int(one) for one in store.quarters(source) if int(one) <= quarter]
        if not before:
            continue
        rows = stored(engine, store, source)
        newest = max(before)
        rows = rows.filter((rows.unit == Unit.DISTRICT.value) & (rows.quarter == newest))
        tables[name] = rows.select("place", name)
        quarters[name] = newest
    return tables, quarters


def trade_table(
    stores: Table,
    sales: Table | None,
    areas: Table,
    near: Mapping[str, Table],
    *,
    trade: str,
    quarter: int,
    compared: int,
    rule: RankingRule,
) -> Table:
    """Return one row a district that has the trade, by the names of `TradePlace`.

    near: tables of people by place. compared: quarters of sales held against the same ones a year before.
    Sales that the publisher filled in stand for "not known".
    """
    at = parse_quarter(str(quarter))
    rows = stores.filter((stores.unit == Unit.DISTRICT.value) & (stores.trade == trade))
    when = ordinal(rows.quarter)
    window = rows.filter((when <= at) & (when > at - rule.pooled_quarters))
    now = window.quarter == quarter
    found = window.group_by("place").agg(
        stores=ibis.ifelse(now, window.stores, 0).sum(),
        closings=window.closings.sum(),
        store_quarters=window.stores.sum(),
    )
    found = found.join(areas.select("place", "borough", "kind", "area_m2"), "place")
    if sales is not None:
        sold = _sold(sales, trade, at, compared, rule.filled_amount)
        found = _beside(found, sold)
        found = found.mutate(
            stores_with_sales=ibis.ifelse(found.amount.notnull(), found.stores, ibis.null("int64"))
        )
    for table in near.values():
        found = _beside(found, table)
    return found


def _beside(left: Table, right: Table) -> Table:
    joined = left.left_join(right, "place")
    return joined.drop("place_right") if "place_right" in joined.columns else joined


def _sold(sales: Table, trade: str, at: int, compared: int, filled: int) -> Table:
    rows = sales.filter((sales.unit == Unit.DISTRICT.value) & (sales.trade == trade))
    rows = rows.filter(rows.amount % filled != 0)
    when = ordinal(rows.quarter)
    recent = (when <= at) & (when > at - compared)
    before = (when <= at - QUARTERS_A_YEAR) & (when > at - QUARTERS_A_YEAR - compared)

    def total(here: ibis.expr.types.BooleanValue, quarters: int) -> ibis.expr.types.IntegerScalar:
        added = ibis.ifelse(here, rows.amount, 0).sum()
        whole = (here.cast("int64").sum() == quarters) & (quarters > 0)
        return ibis.ifelse(whole, added, ibis.null("int64"))

    return rows.group_by("place").agg(
        amount=total(when == at, 1),
        amount_year=total(recent, compared),
        amount_year_before=total(before, compared),
    )


def trade_rows(
    engine: Engine,
    store: Store,
    risk: RiskRule,
    *,
    rule: RankingRule,
    trade: str,
    quarter: int,
    survivors: Mapping[str, Survivors] | None = None,
) -> tuple[tuple[TradePlace, ...], dict[str, int]]:
    """Return the rows of `rank_districts` from a store, and the quarter of each kind of people.

    survivors: by district or borough. Raises DistrictsError where stores or areas are not there.
    """
    stores, areas = stored(engine, store, "stores"), stored(engine, store, "areas")
    sales = stored(engine, store, "sales") if store.paths("sales") else None
    near, quarters = people(engine, store, quarter)
    sold = _quarters_sold(engine, sales, trade) if sales is not None else {}
    compared = growth_quarters(sold, parse_quarter(str(quarter)))
    table = trade_table(
        stores, sales, areas, near, trade=trade, quarter=quarter, compared=compared, rule=rule
    )
    rows = rows_of(engine.rows(table.order_by("place")).to_pydict())
    known = {
        one.place: one
        for one in entry_risk(engine, stores, areas, risk, trade=trade, quarter=quarter, survivors=survivors)
    }
    completed = []
    for row in rows:
        one = known.get(row.place)
        # Where risk cannot compare survival, since too few places are counted, neither can a ranking.
        lived = one.survivors if one and one.basis == WITH_SURVIVAL else None
        completed.append(
            replace(
                row,
                growth_quarters=compared,
                risk_index=one.index if one else None,
                opened_3=lived.opened if lived else None,
                survived_3=lived.survived if lived else None,
            )
        )
    return tuple(completed), quarters


def place_rows(engine: Engine, store: Store, rule: RankingRule, quarter: int) -> tuple[PlaceStores, ...]:
    """Return the rows of `undersupplied` from a store: all places and trades of a quarter."""
    areas = stored(engine, store, "areas")
    near, _quarters = people(engine, store, quarter)
    table = areas.select("place", "kind", "area_m2")
    for one in near.values():
        table = _beside(table, one)
    shops: dict[str, dict[str, int]] = defaultdict(dict)
    sold: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in _of_quarter(engine, stored(engine, store, "stores"), quarter, "stores"):
        shops[row["place"]][row["trade"]] = row["stores"]
    if store.paths("sales"):
        for row in _of_quarter(engine, stored(engine, store, "sales"), quarter, "amount"):
            here = shops.get(row["place"], {}).get(row["trade"], 0)
            if here and row["amount"] % rule.filled_amount:
                sold[row["place"]][row["trade"]] = (row["amount"], here)
    return tuple(
        PlaceStores(
            row["place"],
            row["kind"] or "",
            footfall=row.get("footfall"),
            workers=row.get("workers"),
            residents=row.get("residents"),
            area_m2=row["area_m2"],
            stores=shops.get(row["place"], {}),
            sales=sold.get(row["place"], {}),
        )
        for row in engine.rows(table.order_by("place")).to_pylist()
    )


def _of_quarter(engine: Engine, rows: Table, quarter: int, value: str) -> list[dict[str, Any]]:
    here = rows.filter((rows.unit == Unit.DISTRICT.value) & (rows.quarter == quarter))
    found: list[dict[str, Any]] = engine.rows(here.select("place", "trade", value)).to_pylist()
    return found
