"""What moves all districts together: the effect of each quarter, and what to expect of the next ones.

A Gaussian process over quarters: a level that lasts, one that fades (over 2, 6 or 20 quarters), a season
and chance, weighed by how well each mixture explains the quarters known (Bayesian averaging). With few
quarters the definition's prior speaks; the longer the series, the more it does.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from didim.engines.forecasting.panels import Floats, Panel
from didim.engines.forecasting.rules import ForecastRule
from didim.kernel.quarters import QUARTERS_A_YEAR

_ROUNDS = 8
_OWN_WEIGHT = 20.0  # expected closings that "like all others" weighs while quarters are told from districts
_VAGUE = 4.0  # variance of the lasting level in units of the spread squared: hardly any prior
_LASTING = (0.0, 0.2, 0.4, 0.6, 0.8)
_FADES = (2.0, 6.0, 20.0)
_SEASONS = (0.0, 0.1, 0.25, 0.5)
_MOST = 0.95
_SPREADS = tuple(np.exp(np.linspace(-1.8, 1.8, 9)))
_EMPTY = 0.5


@dataclass(frozen=True, slots=True)
class QuarterEffects:
    """Log closings a shop in each quarter, districts held alike: t values, NaN where nothing is known.

    variance: what chance alone gives the log of each quarter's count.
    """

    log: Floats
    variance: Floats

    @property
    def rates(self) -> Floats:
        """Return closings a shop of an average district: t values; the middle one where not known."""
        middle = np.nanmedian(self.log)
        rates: Floats = np.exp(np.where(np.isnan(self.log), middle, self.log))
        return rates


@dataclass(frozen=True, slots=True)
class Expected:
    """The quarter effects to come: mean and variance of the log, one for each horizon."""

    log: Floats
    variance: Floats

    @property
    def rates(self) -> Floats:
        """Return expected closings a shop (the mean, not the median)."""
        rates: Floats = np.exp(self.log + self.variance / 2)
        return rates


def counted(panel: Panel) -> tuple[Floats, Floats]:
    """Return closings and the shops they are counted among; both 0 where closings or shops are not known."""
    known = ~(np.isnan(panel.closings) | np.isnan(panel.stores))
    return np.where(known, panel.closings, 0.0), np.where(known, panel.stores, 0.0)


def quarter_effects(panel: Panel) -> QuarterEffects:
    """Return the effect of each quarter: districts may come and go without moving it."""
    closings, stores = counted(panel)
    level = np.ones(len(stores))
    total = closings.sum(axis=0)
    overall = (closings.sum() + _EMPTY) / max(stores.sum(), 1.0)
    rates = np.full(stores.shape[1], overall)
    for _round in range(_ROUNDS):
        weight = (stores * level[:, None]).sum(axis=0)
        rates = np.where(weight > 0, (total + _EMPTY) / (weight + _EMPTY / overall), overall)
        level = (closings.sum(axis=1) + _OWN_WEIGHT) / (stores @ rates + _OWN_WEIGHT)
        level /= np.average(level, weights=stores.sum(axis=1) + 1e-9)
    known = stores.sum(axis=0) > 0
    return QuarterEffects(np.where(known, np.log(rates), np.nan), 1 / (total + _EMPTY))


def expected_effects(effects: QuarterEffects, rule: ForecastRule) -> Expected:
    """Return what to expect of the next quarters; works from one known quarter on."""
    known = np.flatnonzero(~np.isnan(effects.log))
    ahead = np.arange(len(effects.log), len(effects.log) + rule.horizons)
    places = np.concatenate([known, ahead])
    values = effects.log[known]
    middle = float(values.mean())
    covariance, prior = _mixtures(places, rule)
    old = len(known)
    noisy = covariance[:, :old, :old] + np.diag(effects.variance[known] + 1e-9)
    lower = np.linalg.cholesky(noisy)
    centred = np.broadcast_to((values - middle)[None, :, None], (len(prior), old, 1))
    scaled = np.linalg.solve(lower, centred)
    towards = np.linalg.solve(lower, covariance[:, :old, old:])
    means = middle + (towards.transpose(0, 2, 1) @ scaled)[:, :, 0]
    spread = np.diagonal(covariance[:, old:, old:], axis1=1, axis2=2) - (towards**2).sum(axis=1)
    fit = -0.5 * (scaled[:, :, 0] ** 2).sum(axis=1)
    fit = fit - np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1) + prior
    weights = np.exp(fit - fit.max())
    weights /= weights.sum()
    mean = weights @ means
    return Expected(mean, weights @ (spread + (means - mean) ** 2))


def _mixtures(places: Floats | np.ndarray, rule: ForecastRule) -> tuple[Floats, Floats]:
    """Return the covariance of every mixture tried over the places, and the log of its prior weight."""
    apart = np.abs(places[:, None] - places[None, :])
    same = (apart % QUARTERS_A_YEAR == 0) - 1 / QUARTERS_A_YEAR
    shapes = []
    for lasting, fade, season in product(_LASTING, _FADES, _SEASONS):
        if lasting + season <= _MOST:
            chance = (1 - lasting - season) * (apart == 0)
            shapes.append(_VAGUE + lasting * np.exp(-apart / fade) + season * same * 4 / 3 + chance)
    shape = np.array(shapes)
    log_spreads = np.log(_SPREADS)
    covariance = np.concatenate([shape * (rule.shock_spread * spread) ** 2 for spread in _SPREADS])
    prior = np.repeat(-0.5 * (log_spreads / rule.shock_spread_doubt) ** 2, len(shape))
    return covariance, prior
