"""Intervals for counts: how far earlier forecasts of the model were off, together and each on its own.

A count scatters about its mean m with variance φ m + (α + v) m²: φ and α are what districts did on their
own in earlier forecasts, v what they did together. The distribution is negative binomial; bounds are whole
numbers of shops, and the tails are such that the average interval holds what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import nbinom

from didim.engines.forecasting.panels import Floats

LEVELS = (50, 80, 90)
_PRIOR_CHANCE, _PRIOR_OWN = 1.1, 0.02  # what counts of shops usually do, before a forecast was proved
_PRIOR_ROWS = 300.0
_PRIOR_QUARTERS = 6.0  # errors of whole quarters that the expected variance weighs
_LEAST_EXCESS = 0.001
_HALF = 0.5
_STEPS = 10
_LOOKED_AT = 96  # districts, evenly spaced by mean, over which the average is held


@dataclass(frozen=True, slots=True)
class Proved:
    """An earlier forecast that has come true: counts and means of the districts of one quarter."""

    counts: Floats
    means: Floats

    @property
    def together(self) -> float:
        """Return the error all districts shared: log of total closings over the total foretold."""
        return float(np.log((self.counts.sum() + _HALF) / (self.means.sum() + _HALF)))


@dataclass(frozen=True, slots=True)
class Spread:
    """Variance of a count about its mean m: chance × m + (own + together) × m²."""

    chance: float
    own: float
    together: float

    def variance(self, means: Floats) -> Floats:
        """Return the variance of each count, above its mean."""
        spread: Floats = self.chance * means + (self.own + self.together) * means**2
        return np.maximum(spread, means * (1 + _LEAST_EXCESS))


def learn_spread(proved: Sequence[Proved], expected: float) -> Spread:
    """Return the spread earlier forecasts of one horizon show; `expected`: variance of the shared error."""
    errors = np.array([one.together for one in proved])
    together = float((_PRIOR_QUARTERS * expected + (errors**2).sum()) / (_PRIOR_QUARTERS + len(errors)))
    if not proved:
        return Spread(_PRIOR_CHANCE, _PRIOR_OWN, together)
    means = np.concatenate([one.means * np.exp(one.together) for one in proved])
    counts = np.concatenate([one.counts for one in proved])
    seen = means > 0
    means, counts = means[seen], counts[seen]
    squares = (counts - means) ** 2 / means
    chance, own = _PRIOR_CHANCE, _PRIOR_OWN
    for _round in range(3):
        weight = 1 / (chance + own * means) ** 2
        design = np.column_stack([np.ones_like(means), means])
        prior = np.diag([_PRIOR_ROWS, _PRIOR_ROWS * max(float(np.mean(means**2)), 1.0) / 10])
        pull = prior @ np.array([_PRIOR_CHANCE, _PRIOR_OWN])
        found = np.linalg.solve(
            design.T @ (design * weight[:, None]) + prior, design.T @ (squares * weight) + pull
        )
        chance, own = max(float(found[0]), 1.0), max(float(found[1]), 0.0)
    return Spread(chance, own, together)


def bounds(means: Floats, spread: Spread, level: int) -> tuple[Floats, Floats]:
    """Return the lower and upper bound of each district, whole numbers; nested over levels.

    Whole bounds hold more than they say where counts are small. The tails are therefore widened as far as
    the average of all districts still holds `level` percent.
    """
    low, high = np.zeros_like(means), np.zeros_like(means)
    there = means > 0
    if not there.any():
        return low, high
    ordered = np.sort(means[there])
    places = np.linspace(0, len(ordered) - 1, min(len(ordered), _LOOKED_AT)).round().astype(int)
    size, chance = _shape(ordered[places], spread)
    wanted = level / 100
    least, most = (1 - wanted) / 2, min(1 - wanted, _HALF)
    for _step in range(_STEPS):
        tail = (least + most) / 2
        if _held(size, chance, tail) >= wanted:
            least = tail
        else:
            most = tail
    size, chance = _shape(means[there], spread)
    low[there], high[there] = nbinom.ppf(least, size, chance), nbinom.ppf(1 - least, size, chance)
    return low, high


def _shape(means: Floats, spread: Spread) -> tuple[Floats, Floats]:
    variance = spread.variance(means)
    return means**2 / (variance - means), means / variance


def _held(size: Floats, chance: Floats, tail: float) -> float:
    low, high = nbinom.ppf(tail, size, chance), nbinom.ppf(1 - tail, size, chance)
    return float(np.mean(nbinom.cdf(high, size, chance) - nbinom.cdf(low - 1, size, chance)))
