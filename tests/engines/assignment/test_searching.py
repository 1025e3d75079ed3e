"""The search for large draws, held against the proved optimum of draws that are just small enough for it."""

import numpy as np
import pytest

from didim.engines.assignment import Entry, Problem, Seat
from didim.engines.assignment.bounds import bound_of_rows, ceiling
from didim.engines.assignment.exact import UndecidedError, best_draw, free_all
from didim.engines.assignment.problem import checked, make_grid
from didim.engines.assignment.searching import (
    PRICE_UNIT,
    _Arcs,
    _Search,
    _search_exactly,
    sums_of,
)
from tests.engines.assignment.building import TIED


def scarce(seed, rows=60, columns=15, each=3) -> Problem:
    """A quarter fit nobody well, loads leave little slack, one pair in seven is excluded."""
    random = np.random.default_rng(seed)
    fits = random.integers(0, 41, (rows, columns)) * 25
    fits[: rows // 4] //= 3
    most = rows * each // columns + 1
    entries = tuple(Entry(f"a{at:03}") for at in range(rows))
    seats = tuple(Seat(f"r{at:03}", most, most - 2) for at in range(columns))
    tied = np.argwhere(random.random(fits.shape) < 1 / 7).tolist()
    forbidden = {(entries[row].id, seats[column].id): (TIED,) for row, column in tied}
    return checked(Problem(entries, seats, fits, each, seed, forbidden, frozenset()))


def searched(grid):
    everything = _Arcs(grid, grid.open)
    start = everything.draw(np.full(len(grid.need), PRICE_UNIT))
    return start, _Search(grid, everything, start).found()


@pytest.mark.parametrize("seed", range(6))
def test_search_keeps_the_rules_and_its_bounds_hold_for_the_optimum(seed):
    grid = make_grid(scarce(seed))
    start, found = searched(grid)
    best = _search_exactly(grid, start)
    loads = found.drawn.sum(axis=0)
    assert not (found.drawn & ~grid.open).any()
    assert (found.drawn.sum(axis=1) == grid.need).all()
    assert ((grid.low <= loads) & (loads <= grid.high)).all()
    sums = sums_of(grid, found.drawn)
    assert (found.least, found.total) == (sums.min(), sums.sum())
    assert sums_of(grid, start).min() <= found.least <= best.least <= found.least_bound
    if found.least == best.least:
        assert found.total <= best.total <= found.total_bound
    assert searched(grid)[1].drawn.tolist() == found.drawn.tolist()


@pytest.mark.parametrize("seed", range(3))
def test_bound_of_hard_rows_holds_for_the_optimum(seed):
    grid = make_grid(scarce(seed, rows=30, columns=8))
    start, _found = searched(grid)
    best = _search_exactly(grid, start)
    assert (
        best.least
        <= bound_of_rows(grid, np.arange(30))
        <= bound_of_rows(grid, np.arange(10))
        <= ceiling(grid)
    )


def test_exact_draw_gives_up_after_its_steps_instead_of_guessing():
    grid = make_grid(scarce(1))
    with pytest.raises(UndecidedError):
        best_draw(grid, free_all(grid), 550, nodes=0)


def test_exact_draw_says_when_an_aim_cannot_be_reached():
    grid = make_grid(scarce(1))
    assert best_draw(grid, free_all(grid), ceiling(grid) + 1, nodes=500) is None
