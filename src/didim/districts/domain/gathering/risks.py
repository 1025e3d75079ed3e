"""Entry risk of every trade in every district, and of all trades together."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from didim.engines.districts.risk import RiskRule, Survivors, index_of
from didim.kernel.quarters import quarter_code

Survived = Mapping[str, Mapping[str, Survivors]]


def gather_risks(
    figures: pa.Table, boroughs: Mapping[str, str], rule: RiskRule, survived: Survived
) -> list[dict[str, Any]]:
    """Return the rows of RiskScore from the rows of QuarterFigures, by trade and district.

    Each trade is judged in the last quarter in which it is known. boroughs: of districts by code. survived:
    by trade and district or borough, the shops opened three years before and those that lived.
    """
    known = pc.and_(
        pc.equal(figures["level"], "district"),
        pc.and_(pc.is_valid(figures["stores"]), pc.is_valid(figures["closings"])),
    )
    rows = figures.filter(known).select(["trade_code", "area_code", "quarter", "stores", "closings"])
    found: list[dict[str, Any]] = []
    for trade in sorted(pc.unique(rows["trade_code"]).to_pylist()):
        found += _of_trade(trade, rows.filter(pc.equal(rows["trade_code"], trade)), boroughs, rule, survived)
    return found


def _of_trade(
    trade: str, rows: pa.Table, boroughs: Mapping[str, str], rule: RiskRule, survived: Survived
) -> list[dict[str, Any]]:
    last = pc.max(rows["quarter"]).as_py()
    window = rows.filter(pc.greater(rows["quarter"], last - rule.pooled_quarters))
    places = window["area_code"].to_pylist()
    lived = survived.get(trade, {})
    risks = index_of(
        {
            "place": places,
            "borough": [boroughs[place] for place in places],
            "quarter": [int(quarter_code(at)) for at in window["quarter"].to_pylist()],
            "stores": window["stores"].to_pylist(),
            "closings": window["closings"].to_pylist(),
        },
        rule,
        lived,
    )
    return [
        {
            "trade_code": trade,
            "place": one.place,
            "quarter": last,
            "index": one.index,
            "lo": one.low,
            "hi": one.high,
            "band": None if one.index is None else rule.labels.index(one.label),
            "parts": dict(one.parts),
            "closings": one.closings,
            "stores": one.stores,
            "closing_rate": one.closing_rate,
            "shrunk_rate": one.shrunk_rate,
            "opened_3": one.survivors.opened if one.survivors else None,
            "survived_3": one.survivors.survived if one.survivors else None,
            "enough": one.index is not None,
            "version": one.definition,
        }
        for one in risks
    ]
