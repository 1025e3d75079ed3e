"""What no draw can exceed: bounds for the least fit of an application."""

import numpy as np

from didim.engines.assignment.problem import Grid, Ints


def ceiling(grid: Grid) -> int:
    """Return the least of what each row could reach with all columns to itself."""
    best = -np.sort(-np.where(grid.open, grid.fits, 0), axis=1)
    taken = np.arange(best.shape[1])[None, :] < grid.need[:, None]
    return int((grid.base + np.where(taken, best, 0).sum(axis=1)).min())


def bound_of_rows(grid: Grid, rows: Ints) -> int:
    """Return the greatest least fit that some rows could have in fractions, the other rows left out.

    A linear program (HiGHS): leaving rows and least loads out and allowing fractions can only raise it.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix, csr_matrix, hstack, vstack

    many, columns = len(rows), len(grid.high)
    places, chosen = np.nonzero(grid.open[rows])
    pairs = len(places)
    every = np.arange(pairs)
    counts = coo_matrix((np.ones(pairs), (places, every)), (many, pairs + 1))
    loads = coo_matrix((np.ones(pairs), (chosen, every)), (columns, pairs + 1))
    fits = coo_matrix((-grid.fits[rows[places], chosen].astype(np.float64), (places, every)), (many, pairs))
    solved = linprog(
        np.concatenate([np.zeros(pairs), [-1.0]]),
        A_ub=vstack([counts, loads, hstack([fits, csr_matrix(np.ones((many, 1)))])]).tocsr(),
        b_ub=np.concatenate([grid.need[rows], grid.high, grid.base[rows]]),
        bounds=[(0, 1)] * pairs + [(0, ceiling(grid))],
        method="highs-ds",
    )
    # The solver works to about seven digits; sums of fits are whole numbers.
    return int(np.floor(-solved.fun + 1e-3)) if solved.status == 0 else ceiling(grid)
