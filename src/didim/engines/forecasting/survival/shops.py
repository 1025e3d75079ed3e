"""What is known of a shop on the day it opens: trade, kind, size, day, and how crowded its place is."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from didim.engines.forecasting.panels import Floats
from didim.engines.forecasting.survival.licences import DAYS_A_YEAR, Spells

_EPOCH = np.datetime64("2000-01-01", "D")
_SMALLEST, _LARGEST = 3.0, 30_000.0  # m²: what lies beyond is a slip of the pen

TRAITS = ("opened", "log_area", "log_density", "log_in_region")


@dataclass(frozen=True, slots=True)
class Shops:
    """Traits of n shops on their opening day: n × k in the order of TRAITS, NaN where not known.

    opened: years since 2000. density: shops of the trade open within the definition's distance that day;
    in_region: the same in the whole local government.
    """

    trades: np.ndarray
    kinds: np.ndarray
    traits: Floats

    def only(self, rows: np.ndarray) -> "Shops":
        """Return some of the shops, by flags or numbers."""
        return Shops(self.trades[rows], self.kinds[rows], self.traits[rows])


def describe_shops(spells: Spells, metres: float) -> Shops:
    """Return the traits of every shop; neighbours count as of its opening day, nothing later is used."""
    ends = spells.opened + np.ceil(spells.age * DAYS_A_YEAR).astype("timedelta64[D]")
    ends = np.where(spells.ended, ends, np.datetime64("9999-01-01", "D"))
    near = np.full(len(spells), np.nan)
    around = np.zeros(len(spells))
    for trade in np.unique(spells.trades):
        group = np.flatnonzero(spells.trades == trade)
        near[group] = _neighbours(spells, ends, group, metres)
        for region in np.unique(spells.regions[group]):
            there = group[spells.regions[group] == region]
            opened, ended = np.sort(spells.opened[there]), np.sort(ends[there])
            day = spells.opened[there]
            around[there] = np.searchsorted(opened, day) - np.searchsorted(ended, day, side="right")
    years = (spells.opened - _EPOCH).astype(float) / DAYS_A_YEAR
    area = np.log(np.clip(spells.area, _SMALLEST, _LARGEST))
    traits = np.column_stack([years, area, np.log1p(near), np.log1p(np.maximum(around, 0))])
    return Shops(spells.trades, spells.kinds, traits)


def _neighbours(spells: Spells, ends: np.ndarray, group: np.ndarray, metres: float) -> Floats:
    """Return how many of the group stood within reach on each one's opening day; NaN without a place."""
    places = np.column_stack([spells.x[group], spells.y[group]])
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    counts = np.full(len(group), np.nan)
    if not len(known):
        return counts
    pairs = cKDTree(places[known]).query_pairs(metres, output_type="ndarray")
    one, other = group[known[pairs[:, 0]]], group[known[pairs[:, 1]]]
    numbers = np.zeros(len(spells.age))
    for mine, theirs in ((one, other), (other, one)):
        stood = (spells.opened[theirs] < spells.opened[mine]) & (ends[theirs] > spells.opened[mine])
        numbers += np.bincount(mine[stood], minlength=len(numbers))
    counts[known] = numbers[group[known]]
    return counts
