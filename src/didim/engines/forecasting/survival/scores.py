"""How good foretold survival is: Brier score under censoring, and foretold against observed in groups.

Shops are censored by the end of the data alone: given its opening day, it is known until which age a shop
could have been followed. The score at an age is therefore taken over the shops that could have been followed
to it (the inverse-probability weights given the opening day are 1 for these and 0 for others). The usual
weights, which take censoring to have nothing to do with the opening day, are given beside it: where young
shops last longer than old ones did, they count the young ones' closings and not their survivors.
"""

from dataclasses import dataclass

import numpy as np

from didim.engines.forecasting.panels import Floats
from didim.engines.forecasting.survival.curves import kaplan_meier
from didim.engines.forecasting.survival.licences import Spells

_LEAST_WEIGHT = 0.02  # share not yet censored below which an age is not scored: one shop would count as fifty


@dataclass(frozen=True, slots=True)
class Group:
    """Shops foretold alike: how many, and their survival at an age, foretold and observed with its band.

    enough: False where there are fewer shops than the definition's minimum.
    """

    name: str
    shops: int
    foretold: float
    observed: float
    low: float
    high: float
    enough: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """Foretold against observed survival at an age: groups by what was foretold, and by trade.

    miss: mean distance of foretold from observed over groups with enough shops, weighed by shops.
    """

    years: int
    groups: tuple[Group, ...]
    trades: tuple[Group, ...]
    miss: float


def brier_scores(spells: Spells, survival: Floats, ages: Floats, minimum: int = 1) -> Floats:
    """Return the Brier score at each age over the shops that could have been followed to it.

    survival: n × len(ages). Shops must have been followed from their opening. NaN at ages to which fewer
    than `minimum` shops could have been followed.
    """
    scores = np.full(len(ages), np.nan)
    for at, wanted in enumerate(ages):
        followed = spells.reach >= wanted
        if followed.sum() >= minimum:
            open_still = ~(spells.ended & (spells.age <= wanted))
            scores[at] = np.mean((survival[followed, at] - open_still[followed]) ** 2)
    return scores


def marginal_brier_scores(spells: Spells, survival: Floats, ages: Floats) -> Floats:
    """Return the Brier score with weights that know the trade alone (Graf and others 1999).

    Censoring is estimated by trade: each has its own last day. NaN at ages to which no trade was followed.
    """
    errors, weights = np.zeros(len(ages)), np.zeros(len(ages))
    for trade in np.unique(spells.trades):
        group = spells.trades == trade
        age, ended = spells.age[group], spells.ended[group]
        censoring = kaplan_meier(np.zeros(len(age)), age, ~ended)
        kept_at_end = np.maximum(censoring.at(np.nextafter(age, 0)), _LEAST_WEIGHT)
        kept = censoring.at(ages)
        for at, wanted in enumerate(ages):
            if kept[at] < _LEAST_WEIGHT:
                continue
            gone = (age <= wanted) & ended
            open_still = age > wanted
            told = survival[group, at]
            errors[at] += (told[gone] ** 2 / kept_at_end[gone]).sum()
            errors[at] += ((1 - told[open_still]) ** 2).sum() / kept[at]
            weights[at] += group.sum()
    scores: Floats = np.divide(errors, weights, out=np.full(len(ages), np.nan), where=weights > 0)
    return scores


def integrated(scores: Floats, ages: Floats) -> float:
    """Return the mean score over the ages scored (trapezoids); NaN where there are not two."""
    known = np.flatnonzero(np.isfinite(scores))
    if len(known) < 2:  # noqa: PLR2004 - an area has two ends
        return float("nan")
    width = ages[known[-1]] - ages[known[0]]
    return float(np.trapezoid(scores[known], ages[known]) / width)


def calibration(spells: Spells, survival: Floats, years: int, groups: int, minimum: int) -> Calibration:
    """Hold survival foretold at an age (n values) against what came, in groups and by trade.

    Taken are the shops that could have been followed to that age.
    """
    followed = spells.reach >= years
    spells, survival = spells.only(followed), survival[followed]
    # Shops foretold the same stay in one group: what order they have in the file must not part them.
    cuts = np.arange(1, groups) / groups
    edges: Floats = np.unique(np.quantile(survival, cuts)) if len(survival) else np.zeros(0)
    part = np.searchsorted(edges, survival)
    by_risk = tuple(
        _group(f"{number + 1}", spells, survival, np.flatnonzero(part == at), years, minimum)
        for number, at in enumerate(np.unique(part))
    )
    by_trade = tuple(
        _group(str(trade), spells, survival, np.flatnonzero(spells.trades == trade), years, minimum)
        for trade in np.unique(spells.trades)
    )
    sure = [one for one in by_risk if one.enough]
    total = sum(one.shops for one in sure)
    miss = (
        sum(one.shops * abs(one.foretold - one.observed) for one in sure) / total if total else float("nan")
    )
    return Calibration(years, by_risk, by_trade, miss)


def _group(name: str, spells: Spells, survival: Floats, rows: np.ndarray, years: int, minimum: int) -> Group:
    curve = kaplan_meier(spells.entry[rows], spells.age[rows], spells.ended[rows])
    at = np.array([float(years)])
    low, high = curve.band(at)
    return Group(
        name=name,
        shops=len(rows),
        foretold=float(survival[rows].mean()),
        observed=float(curve.at(at)[0]),
        low=float(low[0]),
        high=float(high[0]),
        enough=len(rows) >= minimum,
    )
