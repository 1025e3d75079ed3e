"""Rolling origins: each model forecasts from a quarter with what was known then and is scored on what came.

Choice, weights of the combination and width of intervals at an origin come from forecasts that had come
true by then; the first origins only serve that, and scores are of the later ones.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from didim.engines.forecasting.intervals import LEVELS, Proved, Spread, bounds, learn_spread
from didim.engines.forecasting.models import (
    COMBINATION,
    COMBINED,
    HIERARCHICAL,
    LIGHTGBM,
    MODELS,
    PERSISTENCE,
    combined,
    predictions,
)
from didim.engines.forecasting.outlooks import outlook
from didim.engines.forecasting.panels import Floats, Panel, PanelError
from didim.engines.forecasting.rules import ForecastRule
from didim.engines.forecasting.scores import deviance

CHOSEN = "chosen"
CANDIDATES = (*MODELS, COMBINATION)
SCORED = (*CANDIDATES, CHOSEN)
_QUARTERS_OF_WEIGHT = 4
_MINIMUM_QUARTERS = 2

Follow = Callable[[Iterable[int]], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Foretold:
    """What every model said at the end of a quarter: means n × horizons (NaN: district not seen until then).

    expected: variance of the shared error that the quarter effects alone let expect, one a horizon.
    spreads: by model, one a horizon. weights: of the combination. choice: the model to be used from here.
    """

    origin: int
    means: Mapping[str, Floats]
    expected: Floats
    spreads: Mapping[str, tuple[Spread, ...]]
    weights: Mapping[str, float]
    choice: str


@dataclass(frozen=True, slots=True)
class Score:
    """How a model did at a horizon: mean deviance and absolute error a district, coverage by level (share).

    width: mean width of the 90 % interval. shared: the shared error (log) of each origin scored.
    """

    model: str
    horizon: int
    origins: int
    rows: int
    deviance: float
    mae: float
    coverage: Mapping[int, float]
    width: float
    shared: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A place where the chosen model does not beat a rival."""

    horizon: int
    measure: str
    rival: str
    chosen_value: float
    rival_value: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores of every model over the later origins; none where there were too few.

    now: what is foretold from the panel's last quarter. origins: those scored; choices: the model used there.
    """

    rule: ForecastRule
    panel: Panel
    now: Foretold
    origins: tuple[int, ...]
    choices: Mapping[int, str]
    scores: tuple[Score, ...]

    def score(self, model: str, horizon: int) -> Score | None:
        """Return one score; None where the panel was too short for it."""
        return next((one for one in self.scores if (one.model, one.horizon) == (model, horizon)), None)

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Return where the chosen model does not beat persistence or LightGBM."""
        found = []
        for horizon, rival in product(range(1, self.rule.horizons + 1), (PERSISTENCE, LIGHTGBM)):
            ours, theirs = self.score(CHOSEN, horizon), self.score(rival, horizon)
            if ours is None or theirs is None:
                continue
            for measure in ("deviance", "mae"):
                mine, other = getattr(ours, measure), getattr(theirs, measure)
                if mine >= other:
                    found.append(Shortfall(horizon, measure, rival, mine, other))
        return tuple(found)


def backtest(
    panel: Panel,
    rule: ForecastRule,
    *,
    seed: int,
    scored: Sequence[str] = SCORED,
    follow: Follow = lambda items: items,
) -> Backtest:
    """Forecast from every origin and score what came; `follow` may show how far it is.

    scored: the models whose scores are wanted; a forecast needs those of CHOSEN alone, which is a third of
    the work saved. Raises PanelError where the panel holds fewer than two quarters.
    """
    if len(panel.quarters) < _MINIMUM_QUARTERS:
        raise PanelError("예측에는 두 분기 이상의 자료가 필요합니다 / two quarters at least are needed")
    panel = panel.only(np.argsort(np.array(panel.codes)))  # the order of a file's rows changes nothing
    first = min(panel.first + rule.first_origin - 1, panel.last)
    told: list[Foretold] = []
    for origin in follow(range(first, panel.last + 1)):
        told.append(_foretell(panel, rule, origin, told, seed))
    later = told[rule.choosing_origins : -1]
    if len(later) < rule.minimum_origins:
        later = []
    scores = tuple(_scores(panel, rule, later, scored)) if later else ()
    return Backtest(
        rule=rule,
        panel=panel,
        now=told[-1],
        origins=tuple(one.origin for one in later),
        choices={one.origin: one.choice for one in later},
        scores=scores,
    )


def scores_after(done: Backtest, whole: Panel) -> tuple[Score, ...]:
    """Return how the last forecast did where `whole`, the panel before it was cut, knows what came."""
    whole = whole.only(np.argsort(np.array(whole.codes)))
    return tuple(_scores(whole, done.rule, [done.now]))


def _foretell(
    panel: Panel, rule: ForecastRule, origin: int, earlier: Sequence[Foretold], seed: int
) -> Foretold:
    cut = panel.until(origin)
    seen = np.flatnonzero((~np.isnan(cut.stores)).any(axis=1))
    known = outlook(cut.only(seen), rule)
    means: dict[str, Floats] = {}
    for name, found in predictions(known, seed).items():
        means[name] = np.full((len(panel.codes), rule.horizons), np.nan)
        means[name][seen] = found
    weights = _weights(cut, earlier, rule)
    means[COMBINATION] = combined(means, weights)
    spreads = {
        name: tuple(
            learn_spread(list(_proved(cut, earlier, name, ahead)), float(known.expected.variance[ahead - 1]))
            for ahead in range(1, rule.horizons + 1)
        )
        for name in CANDIDATES
    }
    choice = _choice(cut, earlier, rule)
    return Foretold(origin, means, known.expected.variance, spreads, weights, choice)


def _proved(panel: Panel, told: Sequence[Foretold], model: str, ahead: int) -> Iterator[Proved]:
    """Yield the forecasts of a model so far ahead whose quarter the panel holds."""
    for one in told:
        place = one.origin + ahead - panel.first
        if place >= panel.closings.shape[1]:
            continue
        counts, means = panel.closings[:, place], one.means[model][:, ahead - 1]
        there = ~(np.isnan(counts) | np.isnan(means))
        if there.any():
            yield Proved(counts[there], means[there])


def _weights(panel: Panel, told: Sequence[Foretold], rule: ForecastRule) -> dict[str, float]:
    """Return the weights, in quarters, with which the combination would have done best so far."""
    parts = range(_QUARTERS_OF_WEIGHT + 1)
    tried = [one for one in product(parts, repeat=len(COMBINED)) if sum(one) == _QUARTERS_OF_WEIGHT]
    equal = dict.fromkeys(COMBINED, 1 / len(COMBINED))
    counts: list[Floats] = []
    logs: list[Floats] = []
    for ahead in range(1, rule.horizons + 1):
        cases = zip(*(_proved(panel, told, name, ahead) for name in COMBINED), strict=True)
        for case in cases:
            counts.append(case[0].counts)
            logs.append(np.log(np.maximum([one.means for one in case], rule.least_mean)))
    if not counts:
        return equal
    came, said = np.concatenate(counts), np.concatenate(logs, axis=1)
    missed = [deviance(came, np.exp(np.array(one) / _QUARTERS_OF_WEIGHT @ said)).sum() for one in tried]
    best = tried[int(np.argmin(missed))]
    return {name: part / _QUARTERS_OF_WEIGHT for name, part in zip(COMBINED, best, strict=True)}


def _choice(panel: Panel, told: Sequence[Foretold], rule: ForecastRule) -> str:
    """Return the model with the least deviance over all horizons that have come true; at first ours."""
    missed = {}
    for name in CANDIDATES:
        proved = [one for ahead in range(1, rule.horizons + 1) for one in _proved(panel, told, name, ahead)]
        if len(proved) < rule.minimum_origins:
            return HIERARCHICAL
        missed[name] = np.mean(
            [deviance(one.counts, np.maximum(one.means, rule.least_mean)).mean() for one in proved]
        )
    return min(missed, key=lambda name: float(missed[name]))


def _scores(
    panel: Panel, rule: ForecastRule, later: Sequence[Foretold], models: Sequence[str] = SCORED
) -> Iterator[Score]:
    for model in models:
        for ahead in range(1, rule.horizons + 1):
            score = _score(panel, rule, later, model, ahead)
            if score is not None:
                yield score


def _score(
    panel: Panel, rule: ForecastRule, later: Sequence[Foretold], model: str, ahead: int
) -> Score | None:
    missed, wrong, wide, shared = [], [], [], []
    held: dict[int, list[Floats]] = {level: [] for level in LEVELS}
    for one in later:
        name = one.choice if model == CHOSEN else model
        for proved in _proved(panel, [one], name, ahead):
            means = np.maximum(proved.means, rule.least_mean)
            missed.append(deviance(proved.counts, means))
            wrong.append(np.abs(proved.counts - means))
            shared.append(Proved(proved.counts, means).together)
            for level in LEVELS:
                low, high = bounds(means, one.spreads[name][ahead - 1], level)
                held[level].append(((low <= proved.counts) & (proved.counts <= high)).astype(float))
            wide.append(high - low)
    if not missed:
        return None
    # An origin weighs as much as another, however many districts it had.
    return Score(
        model=model,
        horizon=ahead,
        origins=len(missed),
        rows=sum(len(one) for one in missed),
        deviance=float(np.mean([one.mean() for one in missed])),
        mae=float(np.mean([one.mean() for one in wrong])),
        coverage={level: float(np.mean([one.mean() for one in each])) for level, each in held.items()},
        width=float(np.mean([one.mean() for one in wide])),
        shared=tuple(shared),
    )
