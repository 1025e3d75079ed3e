"""Regions with an effect that is known: what the estimate is held against.

Firms grow by what their cell, age and last growth make of them, and by chance. Agencies support those that
are younger, smaller and have just grown more: who is supported would have changed otherwise in any case, and
a plain comparison is wrong. Given what is seen before the support, chance alone decides.
"""

from dataclasses import dataclass

import numpy as np

from didim.engines.effects.panels import Panel

BEFORE, AFTER = 3, 2
_KEEPS = 0.4


@dataclass(frozen=True, slots=True)
class Region:
    """How many firms, in how many cells, about what part is supported, and what support does (log points)."""

    firms: int = 1_200
    cells: int = 8
    supported_percent: int = 7
    effect: float = 0.10
    noise: float = 0.15


def simulated(region: Region, seed: int) -> Panel:
    """Return a made-up region as a panel; the same seed gives the same one."""
    chance = np.random.default_rng(seed)
    cells = chance.integers(0, region.cells, region.firms)
    age = chance.gamma(2.0, 4.0, region.firms)
    drift = chance.normal(0.03, 0.03, region.cells)[cells]
    growth = drift - 0.004 * (age - age.mean()) + chance.normal(0, region.noise, region.firms)
    level = chance.normal(5.5, 0.8, region.firms)
    outcome = [level]
    for _period in range(BEFORE - 1):
        growth = drift - 0.004 * (age - age.mean()) + _KEEPS * (growth - drift)
        growth = growth + chance.normal(0, region.noise, region.firms)
        outcome.append(outcome[-1] + growth)
    score = 2.0 * growth - 0.05 * age - 0.3 * (outcome[-1] - outcome[-1].mean())
    cut = np.log(region.supported_percent / (100 - region.supported_percent))
    likely = 1 / (1 + np.exp(-(cut + score - score.mean())))
    supported = chance.random(region.firms) < likely
    for period in range(AFTER):
        growth = drift - 0.004 * (age - age.mean()) + _KEEPS * (growth - drift)
        growth = growth + chance.normal(0, region.noise, region.firms)
        helped = supported * region.effect if period == 0 else 0.0
        outcome.append(outcome[-1] + growth + helped)
    return Panel(
        supported=supported,
        cells=cells.astype(np.int64),
        traits=age[:, None],
        outcome=np.column_stack(outcome),
        before=BEFORE,
    )
