"""What districts of a trade are ranked by: the sums of each, so that a reader's weights need nothing more."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from didim.engines.districts.ranking import growth_quarters
from didim.engines.districts.ranking_rules import RankingRule
from didim.kernel.quarters import QUARTERS_A_YEAR

from .people import Key

Floats = NDArray[np.float64]
_KINDS = {"footfall": "total", "workers": "workers", "residents": "residents"}


def newest_people(people: Mapping[Key, Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Return footfall, workers and residents by district, each of the last quarter that knows any."""
    found: dict[str, dict[str, int]] = {}
    for name, column in _KINDS.items():
        last = max((at for (_place, at), row in people.items() if row[column] is not None), default=None)
        found[name] = {
            place: row[column]
            for (place, at), row in people.items()
            if at == last and row[column] is not None
        }
    return found


def gather_rankings(
    figures: pa.Table,
    places: Mapping[str, Mapping[str, Any]],
    people: Mapping[str, Mapping[str, int]],
    risks: Sequence[Mapping[str, Any]],
    rule: RankingRule,
) -> list[dict[str, Any]]:
    """Return the rows of TradeStanding: of each trade the sums of every district that has it.

    figures: rows of QuarterFigures. places: rows of areas by district. people: by kind and district. risks:
    rows of RiskScore. Each trade is judged in the last quarter in which its shops are known. Sales that the
    publisher filled in are not known; survival counts where the risk index uses it.
    """
    told = {(row["trade_code"], row["place"]): row for row in risks}
    here = figures.filter(
        pc.and_(pc.equal(figures["level"], "district"), pc.not_equal(figures["trade_code"], ""))
    )
    found = []
    for trade in sorted(pc.unique(here["trade_code"]).to_pylist()):
        rows = here.filter(pc.equal(here["trade_code"], trade))
        last = pc.max(rows.filter(pc.is_valid(rows["stores"]))["quarter"]).as_py()
        if last is None:
            continue
        columns = _counted(rows, last, rule)
        codes = columns["place"]
        columns |= {
            "borough": [places[code]["borough"] for code in codes],
            "kind": [places[code]["kind"] or "" for code in codes],
            "area_m2": [float(places[code]["area_m2"]) for code in codes],
            **{name: [counts.get(code) for code in codes] for name, counts in people.items()},
            "risk_index": [_of(told.get((trade, code)), "index") for code in codes],
            "opened_3": [_lived(told.get((trade, code)), "opened_3") for code in codes],
            "survived_3": [_lived(told.get((trade, code)), "survived_3") for code in codes],
        }
        found.append({"trade_code": trade, "quarter": last, "columns": columns, "version": rule.definition})
    return found


def _of(risk: Mapping[str, Any] | None, name: str) -> Any:
    return None if risk is None else risk[name]


def _lived(risk: Mapping[str, Any] | None, name: str) -> Any:
    return None if risk is None or "three_years" not in risk["parts"] else risk[name]


def _counted(rows: pa.Table, last: int, rule: RankingRule) -> dict[str, list[Any]]:
    """Return the columns that follow from a trade's rows, one value a district in the order of the codes."""
    since = last - max(rule.pooled_quarters, 2 * QUARTERS_A_YEAR)
    window = rows.filter(pc.and_(pc.greater(rows["quarter"], since), pc.less_equal(rows["quarter"], last)))
    codes, row = np.unique(np.array(window["area_code"].to_pylist(), dtype=str), return_inverse=True)
    at = window["quarter"].to_numpy() - since - 1
    shape = (len(codes), last - since)
    stores, closings, amount = (
        _table(window[name], row, at, shape) for name in ("stores", "closings", "sales_won")
    )
    sold = {since + 1 + one: int(count) for one, count in enumerate(np.isfinite(amount).sum(axis=0)) if count}
    amount = np.where(np.mod(amount, rule.filled_amount) == 0, np.nan, amount)
    compared = growth_quarters(sold, last)
    pooled = slice(shape[1] - rule.pooled_quarters, None)
    known = np.isfinite(stores[:, pooled]) & np.isfinite(closings[:, pooled])
    some = known.any(axis=1)
    recent = list(range(shape[1] - compared, shape[1]))
    # A district that had the trade and has it no longer has no shops, as far as the quarter is told.
    now = np.where(np.isfinite(stores).any(axis=1) & np.isnan(stores[:, -1]), 0.0, stores[:, -1])
    return {
        "place": codes.tolist(),
        "stores": _whole(now),
        "amount": _whole(amount[:, -1]),
        "stores_with_sales": _whole(np.where(np.isfinite(amount[:, -1]), stores[:, -1], np.nan)),
        "amount_year": _whole(_sold(amount, recent)),
        "amount_year_before": _whole(_sold(amount, [one - QUARTERS_A_YEAR for one in recent])),
        "growth_quarters": [compared] * len(codes),
        "closings": _whole(np.where(some, np.where(known, closings[:, pooled], 0.0).sum(axis=1), np.nan)),
        "store_quarters": _whole(np.where(some, np.where(known, stores[:, pooled], 0.0).sum(axis=1), np.nan)),
    }


def _table(
    values: pa.ChunkedArray, row: NDArray[np.int64], at: NDArray[np.int64], shape: tuple[int, int]
) -> Floats:
    """Lay a column out as districts × quarters; NaN where nothing is told. Won are whole below 2⁵³."""
    table = np.full(shape, np.nan)
    table[row, at] = pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False)
    return table


def _sold(amount: Floats, quarters: Sequence[int]) -> Floats:
    """Return the sales of some quarters; NaN where one of them is not known, or there are none."""
    if not quarters:
        return np.full(len(amount), np.nan)
    added: Floats = amount[:, list(quarters)].sum(axis=1)
    return added


def _whole(values: Floats) -> list[int | None]:
    return [int(one) if known else None for one, known in zip(values, np.isfinite(values), strict=True)]
