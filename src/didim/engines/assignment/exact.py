"""The best draw for some rows, exactly: an integer program (HiGHS), the other rows staying as they are."""

from dataclasses import dataclass

import numpy as np

from didim.engines.assignment.problem import LOTS, Bools, Grid, Ints

_OPTIMAL, _INFEASIBLE = 0, 2


class UndecidedError(Exception):
    """The allowed number of branch-and-bound nodes did not suffice to prove a draw best."""


@dataclass(frozen=True, slots=True)
class Freed:
    """What the integer program may decide: rows, the pairs that may be drawn for them, what columns take.

    `pairs` are (row's place in `rows`, column). `low` and `high` are what is left for these rows.
    """

    rows: Ints
    places: Ints
    columns: Ints
    low: Ints
    high: Ints


def free_all(grid: Grid) -> Freed:
    """Return everything as free."""
    places, columns = np.nonzero(grid.open)
    return Freed(np.arange(len(grid.need)), places, columns, grid.low, grid.high)


def free_rows(grid: Grid, drawn: Bools, rows: Ints, *, best: int) -> Freed:
    """Return some rows as free, with their `best` columns by fit and lot and those they hold now."""
    held = drawn.sum(axis=0) - drawn[rows].sum(axis=0)
    worth = np.where(grid.open[rows], grid.fits[rows] * LOTS + grid.lots[rows], -1)
    allowed = drawn[rows].copy()
    best = min(best, worth.shape[1])
    top = np.argpartition(-worth, best - 1, axis=1)[:, :best]
    np.put_along_axis(allowed, top, np.take_along_axis(grid.open[rows], top, axis=1), axis=1)
    allowed |= drawn[rows]
    places, columns = np.nonzero(allowed)
    return Freed(rows, places, columns, np.maximum(0, grid.low - held), grid.high - held)


def best_draw(grid: Grid, freed: Freed, least: int, *, nodes: int, shortfall: int = 0) -> Bools | None:
    """Return the pairs of the free rows whose total is greatest while every row's fit reaches `least`.

    With `shortfall`, a point of fit missing to `least` costs so many points of the total instead of being
    forbidden. None when no draw exists. Raises UndecidedError after `nodes` branch-and-bound nodes: a limit
    of steps, not of time, so that a draw is repeatable.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_matrix

    many, pairs, columns = len(freed.rows), len(freed.places), len(grid.high)
    slack = many if shortfall else 0
    every = np.arange(pairs)
    fits = grid.fits[freed.rows[freed.places], freed.columns].astype(np.float64)
    lots = grid.lots[freed.rows[freed.places], freed.columns]
    # All lots together weigh less than one point of fit.
    total = max(1, int(grid.need[freed.rows].sum()))
    gains = fits + lots / (LOTS * total * 1.001)
    counts = coo_matrix((np.ones(pairs), (freed.places, every)), (many, pairs + slack))
    loads = coo_matrix((np.ones(pairs), (freed.columns, every)), (columns, pairs + slack))
    sums = coo_matrix(
        (
            np.concatenate([fits, np.ones(slack)]),
            (
                np.concatenate([freed.places, np.arange(slack)]),
                np.concatenate([every, pairs + np.arange(slack)]),
            ),
        ),
        (many, pairs + slack),
    )
    need, base = grid.need[freed.rows], grid.base[freed.rows]
    solved = milp(
        np.concatenate([-gains, np.full(slack, float(shortfall))]),
        constraints=[
            LinearConstraint(counts.tocsr(), need, need),
            LinearConstraint(loads.tocsr(), freed.low, freed.high),
            LinearConstraint(sums.tocsr(), least - base, np.inf),
        ],
        bounds=Bounds(0, np.concatenate([np.ones(pairs), np.full(slack, np.inf)])),
        integrality=np.concatenate([np.ones(pairs), np.zeros(slack)]),
        options={"mip_rel_gap": 1e-4 if shortfall else 0, "node_limit": nodes},
    )
    if solved.status == _INFEASIBLE:
        return None
    if solved.status != _OPTIMAL:
        raise UndecidedError(solved.message)
    drawn = np.zeros((many, columns), np.bool_)
    drawn[freed.places, freed.columns] = solved.x[:pairs] > 1 / 2
    return drawn
