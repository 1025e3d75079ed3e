"""Counts by place, trade and quarter, as the engine adds them up, and the trend of sales."""

from collections.abc import Sequence

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from didim.engines.districts.indicators import Level, members, mix, sums, trend
from didim.engines.districts.rules import IndicatorRule

from .reading import Sources

ALL_TRADES = ""
_FEWEST_TRADES = 2
_TEXT, _WHOLE, _REAL = pa.string(), pa.int64(), pa.float64()
SCHEMA = pa.schema(
    [
        ("level", _TEXT),
        ("area_code", _TEXT),
        ("trade_code", _TEXT),
        ("quarter", _WHOLE),
        ("districts", _WHOLE),
        ("stores", _WHOLE),
        ("franchise_stores", _WHOLE),
        ("openings", _WHOLE),
        ("closings", _WHOLE),
        ("sales_won", _WHOLE),
        ("sales_stores", _WHOLE),
        ("sales_count", _WHOLE),
        ("trades", _WHOLE),
        ("store_squares", _WHOLE),
        ("sales_adjusted", _REAL),
        ("sales_trend_percent", _REAL),
        ("published_closing_rate", _REAL),
    ]
)
_NAMES = {"amount": "sales_won", "stores_with_sales": "sales_stores", "payments": "sales_count"}


def gather_figures(sources: Sources, rule: IndicatorRule) -> pa.Table:
    """Return the rows of QuarterFigures (SCHEMA) at every level; quarter is year × 4 + quarter − 1.

    Sales of a district whose shops nobody told stand in its own row alone: sums of larger places would set
    them against no shops, and such districts are a chance lot (a file of one neighbourhood). Rows of all
    trades are added up from the shops of a quarter where every trade is there; of other
    quarters the panel of all trades tells them, if there is one.
    """
    stores, sales = sources.table("stores"), sources.table("sales")
    panel = sources.panel()
    parts: list[pa.Table] = []
    whole = whole_quarters(sources, stores) if stores is not None else []
    for level in Level:
        by_trade = _with_sold_alone(stores, sales) if level is Level.DISTRICT else stores
        if by_trade is not None:
            parts.append(_counted(sources, rule, level, by_trade, sales, by_trade=True))
        together = _all_trades(stores, sales, panel, whole)
        if together is not None:
            of_all = _counted(sources, rule, level, *together, by_trade=False)
            if stores is not None and whole:
                of_all = _with_mix(sources, level, stores.filter(stores.quarter.isin(whole)), of_all)
            parts.append(of_all)
    if not parts:
        return SCHEMA.empty_table()
    return pa.concat_tables(parts).sort_by(
        [(name, "ascending") for name in ("level", "area_code", "trade_code", "quarter")]
    )


def _with_sold_alone(stores: Table | None, sales: Table | None) -> Table | None:
    """Return the rows of shops, and one of unknown shops where sales alone are told."""
    if sales is None:
        return stores
    unknown = {
        **{name: ibis.null("int64") for name in ("stores", "franchise_stores", "openings", "closings")},
        "closing_rate": ibis.null("float64"),
    }
    keys = ("quarter", "unit", "place", "trade")
    sold = sales.select(
        quarter=sales.quarter.cast("int64"), unit=sales.unit, place=sales.place, trade=sales.trade
    )
    if stores is None:
        return sold.mutate(**unknown)
    told = stores.select(
        *(stores[name].cast("int64").name(name) if name == "quarter" else stores[name] for name in keys),
        **{name: stores[name].cast("int64") for name in list(unknown)[:-1]},
        closing_rate=stores.closing_rate,
    )
    return ibis.union(told, sold.anti_join(told, list(keys)).mutate(**unknown))


def whole_quarters(sources: Sources, stores: Table) -> list[int]:
    """Return the quarters (20244) in which shops of every known trade were brought, so that all can be added.

    Every known trade: those of the code table, else every trade that was ever brought; at least two.
    """
    codes = sources.table("trades")
    known = set(
        _column(sources, (codes if codes is not None else stores).select("trade").distinct(), "trade")
    )
    if len(known) < _FEWEST_TRADES:
        return []
    found: dict[int, set[str]] = {}
    pairs = sources.engine.rows(stores.select("quarter", "trade").distinct())
    for quarter, trade in zip(pairs["quarter"].to_pylist(), pairs["trade"].to_pylist(), strict=True):
        found.setdefault(quarter, set()).add(trade)
    return sorted(quarter for quarter, trades in found.items() if known <= trades)


def _column(sources: Sources, rows: Table, name: str) -> list[str]:
    values: list[str] = sources.engine.rows(rows)[name].to_pylist()
    return values


def _all_trades(
    stores: Table | None,
    sales: Table | None,
    panel: tuple[Table, Table] | None,
    whole: Sequence[int],
) -> tuple[Table, Table | None] | None:
    """Return shops and sales from which rows of all trades are added up; None where nothing says them."""
    shops, sold = [], []
    if stores is not None and whole:
        shops.append(_shops(stores.filter(stores.quarter.isin(list(whole)))))
        if sales is not None:
            sold.append(_sold(sales.filter(sales.quarter.isin(list(whole)))))
    if panel is not None:
        of_panel, sales_of_panel = panel
        shops.append(_shops(of_panel.filter(~of_panel.quarter.isin(list(whole)))))
        sold.append(_sold(sales_of_panel.filter(~sales_of_panel.quarter.isin(list(whole)))))
    if not shops:
        return None
    return ibis.union(*shops) if len(shops) > 1 else shops[0], _union(sold)


def _union(tables: Sequence[Table]) -> Table | None:
    if not tables:
        return None
    return ibis.union(*tables) if len(tables) > 1 else tables[0]


def _shops(rows: Table) -> Table:
    counts = ("stores", "franchise_stores", "openings", "closings")
    return rows.select(
        quarter=rows.quarter.cast("int64"),
        unit=rows.unit,
        place=rows.place,
        trade=rows.trade,
        **{name: rows[name].cast("int64") for name in counts},
        closing_rate=ibis.ifelse(rows.trade == ALL_TRADES, rows.closing_rate, ibis.null("float64")),
    )


def _sold(rows: Table) -> Table:
    return rows.select(
        quarter=rows.quarter.cast("int64"),
        unit=rows.unit,
        place=rows.place,
        trade=rows.trade,
        amount=rows.amount.cast("int64"),
        count=rows["count"].cast("int64"),
    )


def _counted(
    sources: Sources,
    rule: IndicatorRule,
    level: Level,
    stores: Table,
    sales: Table | None,
    *,
    by_trade: bool,
) -> pa.Table:
    """Return the rows of one level, trade by trade or all together."""
    places = members(sources.areas, level)
    added = sums(stores, sales, places, by_trade=by_trade)
    keys = ["quarter", "group", *(["trade"] if by_trade else [])]
    placed = stores.join(places, "place")
    extra = placed.group_by(keys).agg(districts=placed.place.nunique(), rate=placed.closing_rate.max())
    rows = sources.engine.rows(_joined(added, extra, keys))
    if sales is not None:
        told = trend(added, rule, keys=[one for one in keys if one != "quarter"])
        told = told.select(*keys, "adjusted", "trend_percent")
        rows = rows.join(sources.engine.rows(told), keys, join_type="left outer")
    return _as_rows(rows, level, by_trade=by_trade)


def _joined(one: Table, other: Table, keys: Sequence[str]) -> Table:
    both = one.join(other, list(keys))
    return both.drop(*(name for name in both.columns if name.endswith("_right")))


def _as_rows(rows: pa.Table, level: Level, *, by_trade: bool) -> pa.Table:
    """Bring columns of the engine into SCHEMA; what an engine's table lacks is null."""
    rows = rows.rename_columns([_NAMES.get(name, name) for name in rows.column_names])
    number = rows.num_rows
    columns = {
        "level": pa.array([level.value] * number, _TEXT),
        "area_code": rows["group"],
        "trade_code": rows["trade"] if by_trade else pa.array([ALL_TRADES] * number, _TEXT),
        "quarter": numbered(rows["quarter"]),
        "sales_adjusted": rows["adjusted"] if "adjusted" in rows.column_names else None,
        "sales_trend_percent": rows["trend_percent"] if "trend_percent" in rows.column_names else None,
        "published_closing_rate": rows["rate"] if level is Level.DISTRICT else None,
    }
    arrays = []
    for field in SCHEMA:
        found = columns.get(field.name)
        if found is None and field.name not in columns and field.name in rows.column_names:
            found = rows[field.name]
        arrays.append(pa.nulls(number, field.type) if found is None else pc.cast(found, field.type))
    return pa.table(arrays, schema=SCHEMA)


def _with_mix(sources: Sources, level: Level, stores: Table, rows: pa.Table) -> pa.Table:
    """Add how many trades there are and Σ stores², of quarters whose trades are known one by one."""
    added = sums(stores, None, members(sources.areas, level), by_trade=True)
    mixed = sources.engine.rows(mix(added).select("quarter", "group", "trades", "squares"))
    keyed = pa.table(
        {
            "area_code": mixed["group"],
            "quarter": numbered(mixed["quarter"]),
            "mixed": pc.cast(mixed["trades"], _WHOLE),
            "squares": pc.cast(mixed["squares"], _WHOLE),
        }
    )
    joined = rows.join(keyed, ["area_code", "quarter"], join_type="left outer")
    taken = {"trades": "mixed", "store_squares": "squares"}
    return pa.table([joined[taken.get(name, name)] for name in SCHEMA.names], schema=SCHEMA)


def numbered(official: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return official codes of quarters (20244) as year × 4 + quarter − 1."""
    codes = pc.cast(official, _WHOLE)
    year = pc.divide(codes, 10)
    return pc.subtract(pc.add(pc.multiply(year, 4), pc.subtract(codes, pc.multiply(year, 10))), 1)
