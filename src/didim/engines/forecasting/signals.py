"""What is seen in a district at the end of a quarter that may tell of closings to come."""

import warnings
from dataclasses import dataclass

import numpy as np

from didim.engines.forecasting.common import QuarterEffects, counted
from didim.engines.forecasting.levels import Levels
from didim.engines.forecasting.panels import Floats, Panel, carried_forward

_FAR = 4.0  # standard deviations: farther is a fault of the data more often than a sign
_FEW_OPENINGS, _FEW_CLOSINGS = 3.0, 5.0  # added above and below, so that small districts do not cry wolf

SIGNALS = (
    "level",
    "openings_quarter",
    "openings_year",
    "openings_year_before",
    "stores_quarter",
    "stores_year",
    "stores_two_years",
    "sales_year",
    "visitors_year",
    "sales_a_store",
    "visitors_a_store",
    "workers_a_store",
    "residents_a_store",
    "density",
    "stores",
    "closings_quarter",
    "closings_quarter_before",
    "closings_season",
)


@dataclass(frozen=True, slots=True)
class Signals:
    """t tables of n districts × signals: `raw` as measured (NaN: not known), `even` within a quarter.

    even: less the median of the quarter, over its spread, at most 4 away, 0 where not known: what all
    districts share is no signal here.
    """

    raw: Floats
    even: Floats


def signals(panel: Panel, effects: QuarterEffects, levels: Levels) -> Signals:
    """Return the signals at the end of every quarter, each from that quarter and those before it."""
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # medians of nothing but NaN: a signal not measured
        raw = _raw(panel, effects, levels)
        raw = np.where(np.isfinite(raw), raw, np.nan)
        centred = raw - np.nanmedian(raw, axis=1, keepdims=True)
        spread = np.nanstd(raw, axis=1, keepdims=True)
        even = np.where(spread > 0, centred / spread, 0.0)
    return Signals(raw, np.nan_to_num(np.clip(even, -_FAR, _FAR)))


def _raw(panel: Panel, effects: QuarterEffects, levels: Levels) -> Floats:
    closings, exposed = counted(panel)
    openings = np.where(np.isnan(panel.openings), 0.0, panel.openings)
    usual = openings.sum(axis=0) / np.maximum(np.nansum(panel.stores, axis=0), 1.0)
    awaited = np.nan_to_num(panel.stores) * usual
    expected = exposed * effects.rates * levels.at
    stores = np.log(np.maximum(carried_forward(panel.stores), 1.0))
    sales, visitors, workers, residents = (
        np.log(np.where(carried_forward(table) > 0, carried_forward(table), np.nan))
        for table in (panel.sales, panel.visitors, panel.workers, panel.residents)
    )
    area = np.log(panel.area)[:, None]

    def new(first: int, last: int) -> Floats:
        return _ratio(openings, awaited, first, last, _FEW_OPENINGS)

    def gone(first: int, last: int) -> Floats:
        return _ratio(closings, expected, first, last, _FEW_CLOSINGS)

    columns = [
        np.log(levels.at),
        new(0, 1), new(0, 4), new(4, 8),
        _change(stores, 1), _change(stores, 4), _change(stores, 8),
        _change(sales, 4), _change(visitors, 4),
        sales - stores, visitors - stores, workers - stores, residents - stores,
        stores - area, stores,
        gone(0, 1), gone(1, 2), gone(3, 4),
    ]  # fmt: skip
    return np.stack(columns, axis=2).transpose(1, 0, 2)


def _change(table: Floats, back: int) -> Floats:
    """Return how a logarithm changed over so many quarters (since the first where there are not so many)."""
    earlier = np.maximum(np.arange(table.shape[1]) - back, 0)
    changed: Floats = table - table[:, earlier]
    return changed


def _ratio(counts: Floats, expected: Floats, first: int, last: int, few: float) -> Floats:
    """Return log counts over expected, of the quarters `first` to before `last` back from each quarter."""
    summed, awaited = (np.cumsum(np.pad(one, ((0, 0), (1, 0))), axis=1) for one in (counts, expected))
    at = np.arange(counts.shape[1])
    end, start = np.maximum(at + 1 - first, 0), np.maximum(at + 1 - last, 0)
    ratio: Floats = np.log(
        (summed[:, end] - summed[:, start] + few) / (awaited[:, end] - awaited[:, start] + few)
    )
    return ratio
