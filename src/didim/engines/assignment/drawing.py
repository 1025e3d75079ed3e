"""The draw as others use it: pairs with their bounds, or why there is none; a new draw with least change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from didim.engines.assignment.bounds import ceiling
from didim.engines.assignment.flow import best_pairs
from didim.engines.assignment.problem import LOTS, Bools, Grid, PairId, Problem, make_grid
from didim.engines.assignment.searching import Found, search, sums_of
from didim.engines.assignment.shortages import Shortage, shortages

VERSION = "assignment/1"  # of the calculation; a draw says which one made it


@dataclass(frozen=True, slots=True)
class Pair:
    """A reviewer judges an application; `fixed` where that stood before the draw."""

    application: str
    reviewer: str
    fit: int
    fixed: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw and how far it is from the best there could be.

    `least` is the smallest sum of fits an application has, `total` the sum over all; no draw reaches more
    than `least_bound`, and none with this least fit reaches more than `total_bound`. `weakest` are the
    applications with the smallest sum. `exact`: proved best in both.
    """

    pairs: tuple[Pair, ...]
    least: int
    least_bound: int
    total: int
    total_bound: int
    exact: bool
    weakest: tuple[str, ...]
    seed: int
    problem_hash: str

    @property
    def least_gap(self) -> float:
        """How far the least fit is from its bound, as a share of the bound."""
        return _gap(self.least, self.least_bound)

    @property
    def total_gap(self) -> float:
        """How far the total is from its bound, as a share of the bound."""
        return _gap(self.total, self.total_bound)

    def loads(self) -> dict[str, int]:
        """Return how many applications each reviewer with at least one has."""
        loads: dict[str, int] = {}
        for pair in self.pairs:
            loads[pair.reviewer] = loads.get(pair.reviewer, 0) + 1
        return loads

    def as_json(self) -> dict[str, Any]:
        """Return the draw as JSON, in whole numbers and text: equal draws, equal canonical bytes."""
        return {
            "version": VERSION,
            "seed": self.seed,
            "problem_hash": self.problem_hash,
            "least": self.least,
            "least_bound": self.least_bound,
            "least_gap": f"{self.least_gap:.6f}",
            "total": self.total,
            "total_bound": self.total_bound,
            "total_gap": f"{self.total_gap:.6f}",
            "exact": self.exact,
            "weakest": list(self.weakest),
            "pairs": [[pair.application, pair.reviewer, pair.fit, pair.fixed] for pair in self.pairs],
        }


def _gap(value: int, bound: int) -> float:
    return (bound - value) / bound if bound else 0.0


@dataclass(frozen=True, slots=True)
class Impossible:
    """There is no draw; `shortages` say why, in sentences."""

    shortages: tuple[Shortage, ...]

    def __str__(self) -> str:
        return " ".join(str(one) for one in self.shortages)


def assign(problem: Problem) -> Draw | Impossible:
    """Return the draw of a problem: the greatest least fit first, then the greatest total, then the lots.

    The same problem and seed give the same draw, whatever the order in which applications and reviewers came.
    """
    missing = shortages(problem)
    if missing:
        return Impossible(missing)
    grid = make_grid(problem)
    found = search(grid) if problem.entries else _nothing(grid)
    if found is None:
        raise AssertionError("a draw without a shortage exists")
    return _draw(problem, found)


def _nothing(grid: Grid) -> Found:
    return Found(np.zeros_like(grid.open), 0, 0, 0, 0, exact=True)


def _draw(problem: Problem, found: Found) -> Draw:
    grid = make_grid(problem)
    sums = sums_of(grid, found.drawn)
    return Draw(
        _pairs(problem, found.drawn),
        found.least,
        found.least_bound,
        found.total,
        found.total_bound,
        found.exact,
        tuple(problem.entries[at].id for at in np.flatnonzero(sums == found.least)),
        problem.seed,
        problem.hash,
    )


def _pairs(problem: Problem, drawn: Bools) -> tuple[Pair, ...]:
    row, column = problem.row(), problem.column()
    pairs = [
        Pair(problem.entries[at].id, problem.seats[to].id, int(problem.fits[at, to]), fixed=False)
        for at, to in zip(*np.nonzero(drawn), strict=True)
    ]
    pairs += [
        Pair(application, reviewer, int(problem.fits[row[application], column[reviewer]]), fixed=True)
        for application, reviewer in problem.fixed
    ]
    return tuple(sorted(pairs, key=lambda pair: (pair.application, pair.reviewer)))


@dataclass(frozen=True, slots=True)
class Redraw:
    """A draw after a change, and what became of the pairs before it."""

    draw: Draw
    kept: tuple[PairId, ...]
    added: tuple[PairId, ...]
    removed: tuple[PairId, ...]


def reassign(problem: Problem, before: Iterable[PairId]) -> Redraw | Impossible:
    """Return a draw that keeps as many of the pairs before as can be, then has the greatest total.

    `problem` is the draw as it is now: without whoever dropped out, with new exclusions, with begun reviews
    fixed. Pairs of applications and reviewers it does not know count as removed. The fewest changes are
    proved (one flow of least cost); the bounds are those of every draw, changed or not.
    """
    missing = shortages(problem)
    if missing:
        return Impossible(missing)
    grid = make_grid(problem)
    row, column = problem.row(), problem.column()
    old = frozenset(before)
    kept = np.zeros_like(grid.open)
    for application, reviewer in old:
        if application in row and reviewer in column:
            kept[row[application], column[reviewer]] = True
    free = _most_kept(grid, kept)
    unbound = _most_kept(grid, np.zeros_like(kept))
    sums = sums_of(grid, free)
    best = int(sums_of(grid, unbound).sum())
    least = int(sums.min()) if len(sums) else 0
    highest = ceiling(grid) if len(sums) else 0
    draw = _draw(problem, Found(free, least, highest, int(sums.sum()), best, exact=False))
    now = frozenset((pair.application, pair.reviewer) for pair in draw.pairs)
    return Redraw(draw, tuple(sorted(now & old)), tuple(sorted(now - old)), tuple(sorted(old - now)))


def _most_kept(grid: Grid, kept: Bools) -> Bools:
    """Return the draw with the most pairs of `kept`, then the greatest total, then the lots."""
    rows, columns = np.nonzero(grid.open)
    needed = max(1, int(grid.need.sum()))
    scale = LOTS * needed
    worth = grid.fits[rows, columns] + kept[rows, columns] * (int(grid.fits.max(initial=0)) * needed + 1)
    taken = best_pairs(grid, rows, columns, worth * scale + grid.lots[rows, columns])
    if taken is None:
        raise AssertionError("a draw without a shortage exists")
    drawn = np.zeros_like(grid.open)
    drawn[rows[taken], columns[taken]] = True
    return drawn
