"""Firms and what became of them: who was supported when, what they are like, an outcome year by year."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]
_TWO_DIMENSIONS = 2


class PanelError(ValueError):
    """The arrays of a panel contradict each other; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Panel:
    """n firms over t periods.

    supported: n flags. cells: n numbers, the same for firms of one industry, region and size (compared only
    with each other). traits: n × k values (age …) that should be alike. outcome: n × t values, the periods
    before the support first. before: how many of the t periods lie before it, at least two (level and trend).
    """

    supported: Flags
    cells: Places
    traits: Floats
    outcome: Floats
    before: int

    def __post_init__(self) -> None:
        firms = len(self.supported)
        if self.outcome.ndim != _TWO_DIMENSIONS or self.traits.ndim != _TWO_DIMENSIONS:
            raise PanelError("traits and outcomes are tables: one row a firm")
        if not len(self.cells) == len(self.traits) == len(self.outcome) == firms:
            raise PanelError("every array has one row a firm")
        if not _TWO_DIMENSIONS <= self.before < self.outcome.shape[1]:
            raise PanelError("two periods before the support and one after it are needed")
        if not (np.isfinite(self.traits).all() and np.isfinite(self.outcome).all()):
            raise PanelError("a firm with a missing value is left out before, not guessed")

    @property
    def level(self) -> Floats:
        """Return the outcome of the last period before the support: n values."""
        return self.outcome[:, self.before - 1]

    @property
    def trend(self) -> Floats:
        """Return how the outcome changed over the last two periods before the support: n values."""
        return self.level - self.outcome[:, self.before - 2]

    @property
    def alike(self) -> Floats:
        """Return what matched firms should be alike in: traits, level and trend; n × (k + 2)."""
        return np.column_stack([self.traits, self.level, self.trend])

    @property
    def change(self) -> Floats:
        """Return the mean outcome after the support less the level before it: n values."""
        after: Floats = self.outcome[:, self.before :].mean(axis=1)
        return after - self.level

    @property
    def earlier_change(self) -> Floats | None:
        """Return the change of a time before the trend, when no support can have worked; None if unknown."""
        if self.before <= _TWO_DIMENSIONS:
            return None
        earlier: Floats = self.outcome[:, self.before - 2] - self.outcome[:, self.before - 3]
        return earlier
