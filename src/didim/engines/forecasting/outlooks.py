"""What is known at the end of a quarter, prepared once for all models."""

from dataclasses import dataclass

import numpy as np

from didim.engines.forecasting.common import Expected, QuarterEffects, expected_effects, quarter_effects
from didim.engines.forecasting.levels import Levels, district_levels
from didim.engines.forecasting.panels import Flags, Floats, Panel, carried_forward
from didim.engines.forecasting.rules import ForecastRule
from didim.engines.forecasting.signals import Signals, signals


@dataclass(frozen=True, slots=True)
class Outlook:
    """A panel up to an origin, its quarter effects, levels and signals, and the quarter effects to come.

    stores: n × t, gaps carried forward. Models read this and nothing else: nothing later can leak in.
    """

    panel: Panel
    rule: ForecastRule
    stores: Floats
    effects: QuarterEffects
    expected: Expected
    levels: Levels
    signals: Signals


@dataclass(frozen=True, slots=True)
class Lessons:
    """Quarters of the past that were foretold `ahead` quarters before: what a model learns from.

    rows: (district, quarter it was foretold from) places; counts: the closings that came; shares: what each
    district was expected to close by stores and level, scaled to the total of its quarter.
    """

    districts: np.ndarray
    quarters: np.ndarray
    counts: Floats
    shares: Floats


def outlook(panel: Panel, rule: ForecastRule) -> Outlook:
    """Prepare what models read."""
    effects = quarter_effects(panel)
    levels = district_levels(panel, effects, rule)
    return Outlook(
        panel=panel,
        rule=rule,
        stores=carried_forward(panel.stores),
        effects=effects,
        expected=expected_effects(effects, rule),
        levels=levels,
        signals=signals(panel, effects, levels),
    )


def lessons(known: Outlook, ahead: int, first: int) -> Lessons:
    """Return what the quarters from `first` on (a place in the panel) foretold of those `ahead` later."""
    length = known.stores.shape[1]
    closings = known.panel.closings
    districts, quarters, counts, shares = [], [], [], []
    for quarter in range(first, length - ahead):
        came = closings[:, quarter + ahead]
        weight = known.stores[:, quarter] * known.levels.at[:, quarter]
        there: Flags = ~np.isnan(came) & (weight > 0)
        if not there.any() or came[there].sum() == 0:
            continue
        districts.append(np.flatnonzero(there))
        quarters.append(np.full(there.sum(), quarter))
        counts.append(came[there])
        shares.append(weight[there] * came[there].sum() / weight[there].sum())
    if not counts:
        empty = np.zeros(0, dtype=np.int64)
        return Lessons(empty, empty, np.zeros(0), np.zeros(0))
    return Lessons(*(np.concatenate(parts) for parts in (districts, quarters, counts, shares)))
