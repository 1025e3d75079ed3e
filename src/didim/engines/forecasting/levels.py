"""How much more or less than others a district closes, shrunk towards its kind and borough.

Gamma–Poisson: the level is (closings + weight × level of kind and borough) / (expected + weight), over
closings that count for less the older they are. Weight and memory are those that would have foretold the
quarters known best, each from the quarters before it.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from didim.engines.forecasting.common import QuarterEffects, counted
from didim.engines.forecasting.panels import Floats, Panel
from didim.engines.forecasting.rules import ForecastRule
from didim.engines.forecasting.scores import deviance
from didim.kernel.quarters import QUARTERS_A_YEAR

_KIND_WEIGHT = 100.0  # expected closings that "like all kinds" weighs


@dataclass(frozen=True, slots=True)
class Levels:
    """The level of each district as known at the end of each quarter: n × t, 1 is the average.

    seen: expected closings behind each, newer ones weighing more: n × t. weight, memory: what was chosen.
    """

    at: Floats
    seen: Floats
    weight: float
    memory: float


def district_levels(panel: Panel, effects: QuarterEffects, rule: ForecastRule) -> Levels:
    """Return the levels; column s uses the quarters up to s alone (and the quarter effects of the panel)."""
    best, least = None, np.inf
    for memory, weight in product(rule.yearly_memories, rule.district_weights):
        tried = _levels(panel, effects, weight, memory, rule)
        missed = _missed(panel, tried, rule.least_mean)
        if best is None or missed < least - 1e-9:
            best, least = tried, missed
    if best is None:
        raise ValueError("the definition names no weight or no memory")
    return best


def _missed(panel: Panel, levels: Levels, least: float) -> float:
    """Return the deviance of each quarter foretold from the one before, its total taken as known."""
    closings, stores = counted(panel)
    closings, stores = closings[:, 1:], stores[:, 1:]
    foretold = stores * levels.at[:, :-1]
    totals = foretold.sum(axis=0)
    foretold = foretold * np.divide(closings.sum(axis=0), totals, out=np.ones_like(totals), where=totals > 0)
    there = stores > 0
    return float(deviance(closings[there], np.maximum(foretold[there], least)).sum())


def _levels(
    panel: Panel, effects: QuarterEffects, weight: float, memory: float, rule: ForecastRule
) -> Levels:
    closings, stores = counted(panel)
    expected = stores * effects.rates
    keeps = memory ** (1 / QUARTERS_A_YEAR)
    kinds, boroughs = _numbers(panel.kinds), _numbers(panel.boroughs)
    found, wanted = np.zeros(len(stores)), np.zeros(len(stores))
    at, seen = np.empty_like(stores), np.empty_like(stores)
    for quarter in range(stores.shape[1]):
        found = keeps * found + closings[:, quarter]
        wanted = keeps * wanted + expected[:, quarter]
        base = _group(found, wanted, np.ones(len(found)), kinds, _KIND_WEIGHT)
        base = _group(found, wanted, base, boroughs, rule.borough_weight)
        at[:, quarter] = (found + weight * base) / (wanted + weight)
        seen[:, quarter] = wanted
    return Levels(at, seen, weight, memory)


def _numbers(words: tuple[str, ...]) -> np.ndarray:
    return np.unique(np.array(words), return_inverse=True)[1]


def _group(found: Floats, wanted: Floats, base: Floats, groups: np.ndarray, weight: float) -> Floats:
    """Return the base level moved to what its group shows, shrunk by `weight` expected closings."""
    closed = np.bincount(groups, weights=found)
    expected = np.bincount(groups, weights=wanted * base)
    moved: Floats = base * ((closed + weight) / (expected + weight))[groups]
    return moved
