"""Kaplan–Meier: the share of shops still open at an age, with a band."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from didim.engines.forecasting.panels import Flags, Floats


@dataclass(frozen=True, slots=True)
class Curve:
    """Survival after each age at which a shop ended, with the bounds of its band and the shops at risk.

    ages ascend. The band is Greenwood's on the log-log scale (Kalbfleisch and Prentice 1980): it stays
    within 0 and 1.
    """

    ages: Floats
    survival: Floats
    low: Floats
    high: Floats
    at_risk: Floats

    def at(self, ages: Floats) -> Floats:
        """Return survival at any ages."""
        return _step(self.ages, self.survival, ages, 1.0)

    def band(self, ages: Floats) -> tuple[Floats, Floats]:
        """Return the band at any ages."""
        return _step(self.ages, self.low, ages, 1.0), _step(self.ages, self.high, ages, 1.0)


def kaplan_meier(entry: Floats, age: Floats, ended: Flags, *, confidence_percent: int = 95) -> Curve:
    """Return the curve of shops followed from `entry` (age when first observed) to `age`; entry < age."""
    at = np.unique(age[ended])
    entries, ages = np.sort(entry), np.sort(age)
    # At risk: entered before, not yet gone; who ends at this very age still counts.
    risk = np.searchsorted(entries, at, side="left") - np.searchsorted(ages, at, side="left")
    ends = np.searchsorted(np.sort(age[ended]), at, side="right") - np.searchsorted(
        np.sort(age[ended]), at, side="left"
    )
    survival = np.cumprod(1 - ends / risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ends / (risk * (risk - ends).astype(float)))
        log = np.log(survival)
        reach = norm.ppf(0.5 + confidence_percent / 200) * np.sqrt(greenwood) / log
        low, high = survival ** np.exp(-reach), survival ** np.exp(reach)
    gone = survival <= 0
    low, high = np.where(gone, 0.0, np.minimum(low, high)), np.where(gone, 0.0, np.maximum(low, high))
    return Curve(at, survival, low, high, risk.astype(float))


def _step(ages: Floats, values: Floats, wanted: Floats, before: float) -> Floats:
    places = np.searchsorted(ages, wanted, side="right")
    stepped: Floats = np.concatenate([[before], values])[places]
    return stepped
