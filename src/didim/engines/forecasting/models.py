"""The models held against each other: each turns an outlook into mean closings, n districts × horizons."""

from collections.abc import Mapping

import numpy as np

from didim.engines.forecasting.boosting import boosted
from didim.engines.forecasting.common import counted
from didim.engines.forecasting.outlooks import Lessons, Outlook, lessons
from didim.engines.forecasting.panels import Floats, carried_forward
from didim.kernel.quarters import QUARTERS_A_YEAR

PERSISTENCE, SEASONAL, RECENT = "persistence", "seasonal_naive", "recent_mean"
HIERARCHICAL, REGRESSION, LIGHTGBM = "hierarchical", "regression", "lightgbm"
COMBINATION = "combination"
MODELS = (PERSISTENCE, SEASONAL, RECENT, HIERARCHICAL, REGRESSION, LIGHTGBM)
COMBINED = (HIERARCHICAL, REGRESSION, LIGHTGBM)

_FIRST_LESSON = 4  # a year of signals
_FEWEST_LESSONS = 200
_STEPS = 25
_CLOSE = 1e-9
_DISPERSION = 1.2  # of counts about their mean: the information of a lesson is its count over this


def predictions(known: Outlook, seed: int) -> Mapping[str, Floats]:
    """Return the mean closings of every model; one that needs more quarters gives the hierarchical's."""
    hierarchical_means = hierarchical(known)
    trees = boosted(known, seed)
    return {
        PERSISTENCE: persistence(known),
        SEASONAL: seasonal_naive(known),
        RECENT: recent_mean(known),
        HIERARCHICAL: hierarchical_means,
        REGRESSION: regression(known),
        LIGHTGBM: hierarchical_means if trees is None else trees,
    }


def persistence(known: Outlook) -> Floats:
    """Return the last closings known of each district again."""
    last = carried_forward(known.panel.closings)[:, -1:]
    return np.repeat(last, known.rule.horizons, axis=1)


def seasonal_naive(known: Outlook) -> Floats:
    """Return the closings of the same quarter a year before; the last known ones where there are none."""
    filled = carried_forward(known.panel.closings)
    length = filled.shape[1]
    ahead = np.arange(known.rule.horizons)
    places = np.maximum(length - QUARTERS_A_YEAR + ahead % QUARTERS_A_YEAR, 0)
    return filled[:, np.minimum(places, length - 1)]


def recent_mean(known: Outlook) -> Floats:
    """Return the rate of the last four quarters times today's shops."""
    closings, stores = counted(known.panel)
    came, among = (one[:, -QUARTERS_A_YEAR:].sum(axis=1) for one in (closings, stores))
    rate = np.divide(came, among, out=np.zeros_like(came), where=among > 0)
    return np.repeat((known.stores[:, -1] * rate)[:, None], known.rule.horizons, axis=1)


def hierarchical(known: Outlook) -> Floats:
    """Return shops × shrunk level of the district × expected effect of the quarter."""
    share = known.stores[:, -1] * known.levels.at[:, -1]
    return share[:, None] * known.expected.rates


def regression(known: Outlook) -> Floats:
    """Return the hierarchical means moved by a ridge-penalised Poisson regression on the signals.

    One regression for each horizon, on quarters whose total is taken as known: it tells districts from each
    other, and the level of all of them stays that of the quarter effects.
    """
    means = hierarchical(known)
    share = known.stores[:, -1] * known.levels.at[:, -1]
    for at in range(known.rule.horizons):
        past = lessons(known, at + 1, _FIRST_LESSON)
        if len(past.counts) < _FEWEST_LESSONS:
            continue
        moved = np.exp(known.signals.even[-1] @ _effects(known, past))
        total = share.sum()
        if total > 0:
            means[:, at] *= moved * total / (share * moved).sum()
    return means


def _effects(known: Outlook, past: Lessons) -> Floats:
    """Return the effect of each signal by Newton's steps; the total of every quarter stays what it was."""
    seen = known.signals.even[past.quarters, past.districts]
    rows = np.column_stack([np.ones(len(seen)), seen])
    penalty = np.full(rows.shape[1], known.rule.ridge)
    penalty[0] = _CLOSE
    effects = np.zeros(rows.shape[1])
    for _step in range(_STEPS):
        means = past.shares * np.exp(np.clip(rows @ effects, -3, 3))
        slope = rows.T @ (past.counts - means) / _DISPERSION - penalty * effects
        curve = rows.T @ (rows * (means / _DISPERSION)[:, None]) + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        effects = effects + step
        if np.abs(step).max() < _CLOSE:
            break
    return effects[1:]


def combined(means: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Return the weighted geometric mean of several models' means."""
    logs = [weight * np.log(np.maximum(means[name], _CLOSE)) for name, weight in weights.items()]
    mixed: Floats = np.exp(np.sum(logs, axis=0))
    return mixed
