"""Gradient-boosted trees (LightGBM, Poisson) on the signals: the field's usual tool, held against ours."""

import numpy as np

from didim.engines.forecasting.common import counted
from didim.engines.forecasting.outlooks import Outlook, lessons
from didim.engines.forecasting.panels import Floats, PanelError
from didim.kernel.quarters import QUARTERS_A_YEAR

_FIRST = 4  # quarters before the first lesson: a year of signals
_ROUNDS = 150
_WINDOWS = (1, 2, 4, 8)
_FEWEST_LESSONS = 200
_SETTINGS = {
    "objective": "poisson",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 100,
    "lambda_l2": 20.0,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


def boosted(known: Outlook, seed: int) -> Floats | None:
    """Return mean closings, n × horizons, with shops as exposure; None where there are too few lessons."""
    try:
        import lightgbm  # noqa: PLC0415 - loaded when trees are grown: it wants a library of the system
    except OSError as error:
        raise PanelError(
            f"LightGBM을 불러올 수 없습니다({error}). libgomp1을 설치하세요 / install libgomp1"
        ) from error
    seen = _features(known)
    last = known.stores.shape[1] - 1
    stores = np.maximum(known.stores[:, -1], known.rule.least_mean)
    means = []
    for ahead in range(1, known.rule.horizons + 1):
        past = lessons(known, ahead, _FIRST)
        if len(past.counts) < _FEWEST_LESSONS:
            return None
        season = (known.panel.first + past.quarters + ahead) % QUARTERS_A_YEAR
        rows = np.column_stack([seen[past.quarters, past.districts], season])
        exposure = np.log(np.maximum(known.stores[past.districts, past.quarters], known.rule.least_mean))
        overall = np.log(past.counts.sum() / np.exp(exposure).sum())
        data = lightgbm.Dataset(rows, past.counts, init_score=exposure + overall)
        trees = lightgbm.train({**_SETTINGS, "seed": seed}, data, _ROUNDS)
        target = (known.panel.first + last + ahead) % QUARTERS_A_YEAR
        now = np.column_stack([seen[last], np.full(len(stores), target)])
        means.append(stores * np.exp(trees.predict(now, raw_score=True) + overall))
    return np.column_stack(means)


def _features(known: Outlook) -> Floats:
    """Return t × n × k: the signals, rates over windows, kind and borough.

    The city's own rate is left out on purpose: with it the trees learn quarters by heart (deviance 1.70 in
    place of 1.53 a quarter ahead, docs/decisions/0013-forecasting.md).
    """
    closings, stores = counted(known.panel)
    added = []
    for window in _WINDOWS:
        came, among = _window(closings, window), _window(stores, window)
        added.append(np.divide(came, among, out=np.full_like(came, np.nan), where=among > 0))
    for words in (known.panel.kinds, known.panel.boroughs):
        numbers = np.unique(np.array(words), return_inverse=True)[1].astype(float)
        added.append(np.broadcast_to(numbers[:, None], closings.shape))
    return np.concatenate([known.signals.raw, np.stack(added, axis=2).transpose(1, 0, 2)], axis=2)


def _window(table: Floats, window: int) -> Floats:
    summed = np.cumsum(np.pad(table, ((0, 0), (window, 0))), axis=1)
    inside: Floats = summed[:, window:] - summed[:, :-window]
    return inside
