"""Small draws for the tests of assignment, and brute force over all of them."""

from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st

from didim.engines.assignment import Entry, Problem, Seat, make_problem
from didim.engines.assignment.problem import make_grid
from didim.kernel.wording import Text

TIED = Text("같은 기관에 있었습니다.", "They worked for the same institution.")


def problem_of(fits, *, each=1, loads=None, seed=1, **options) -> Problem:
    """A draw from rows of fits: applications a0, a1, …; reviewers r0, r1, … with (least, most) loads."""
    columns = len(fits[0]) if fits else 0
    loads = loads or [(0, len(fits))] * columns
    seats = [Seat(f"r{at}", high, low) for at, (low, high) in enumerate(loads)]
    entries = [Entry(f"a{at}") for at in range(len(fits))]
    known = {(f"a{row}", f"r{at}"): fit for row, line in enumerate(fits) for at, fit in enumerate(line)}
    return make_problem(entries, seats, known, reviewers_each=each, seed=seed, **options)


def all_draws(problem: Problem):
    """Every draw that keeps the rules, as rows of columns, the fixed pairs left out."""
    grid = make_grid(problem)
    if (grid.need < 0).any() or (grid.high < 0).any():
        return
    choices = [
        list(combinations(np.flatnonzero(grid.open[row]).tolist(), int(grid.need[row])))
        for row in range(len(grid.need))
    ]
    for chosen in product(*choices):
        loads = np.bincount([column for row in chosen for column in row], minlength=len(grid.high))
        if (loads >= grid.low).all() and (loads <= grid.high).all():
            yield chosen


def best_by_brute_force(problem: Problem) -> tuple[int, int] | None:
    """The greatest least fit and, with it, the greatest total; None where there is no draw."""
    grid = make_grid(problem)
    ranks = []
    for chosen in all_draws(problem):
        sums = [
            int(grid.base[row]) + sum(int(grid.fits[row, column]) for column in columns)
            for row, columns in enumerate(chosen)
        ]
        ranks.append((min(sums), sum(sums)))
    return max(ranks, default=None)


@st.composite
def problems(draw, most_rows=4, most_columns=4) -> Problem:
    """Draws small enough for brute force, often tight: equal fits, exclusions, fixed pairs, least loads."""
    rows = draw(st.integers(1, most_rows))
    columns = draw(st.integers(1, most_columns))
    fit = st.sampled_from([0, 100, 250, 500, 501, 1000])
    fits = draw(st.lists(st.lists(fit, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    each = draw(st.integers(1, min(2, columns)))
    loads = draw(
        st.lists(st.tuples(st.integers(0, 1), st.integers(1, rows)), min_size=columns, max_size=columns)
    )
    pairs = st.tuples(
        st.integers(0, rows - 1).map(lambda at: f"a{at}"),
        st.integers(0, columns - 1).map(lambda at: f"r{at}"),
    )
    forbidden = dict.fromkeys(draw(st.sets(pairs, max_size=3)), (TIED,))
    fixed = draw(st.sets(pairs, max_size=1)) - forbidden.keys()
    return problem_of(
        fits, each=each, loads=loads, seed=draw(st.integers(0, 99)), forbidden=forbidden, fixed=fixed
    )
