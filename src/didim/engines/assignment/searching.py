"""Finding the draw: the greatest least fit of an application first, then the greatest total.

Small draws are solved exactly. Large ones by prices: an application below the aim gets a price on its fit,
the flow of least cost is solved again with prices, applications still below exchange reviewers with others,
and the few left are helped by integer programs over them and those who can give way. Prices also bound the
total (Lagrange). Every limit below is a number of steps or rows, never of seconds: a draw is the same on
any machine.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from didim.engines.assignment.bounds import bound_of_rows, ceiling
from didim.engines.assignment.exact import UndecidedError, best_draw, free_all, free_rows
from didim.engines.assignment.flow import best_pairs
from didim.engines.assignment.problem import FULL_FIT, LOTS, Bools, Grid, Ints

SMALL = 15_000  # pairs that are solved exactly
NODES = 500
PRICE_UNIT = 64  # prices are whole 64ths
PRICE_STEP, MOST_PRICE = 0.6, 30  # within it gains stay in 63 bits up to 20,000 applications
PRICED_FLOWS = 3
ATTEMPTS = 5
BEST_COLUMNS = 60
EXCHANGE_ROUNDS = 4
HELPERS, HELP_ROUNDS, HELP_COLUMNS, HELP_NODES, MOST_HELPED, MOST_FREED = 4, 4, 30, 100, 25, 120
SHORTFALL = 10  # a point of fit missing to the aim costs as much as so many points of the total
BOUND_FLOWS, CLOSE = 8, 5e-4  # prices are not sought for a bound that is as close as this already
REFINE_ROUNDS, MOST_REFINED = 3, 150
MOST_BOUND = 400


@dataclass(frozen=True, eq=False)
class Found:
    """A draw with what bounds it: no draw has a greater least fit than `least_bound`.

    No draw with this one's least fit has a greater total than `total_bound`.
    """

    drawn: Bools
    least: int
    least_bound: int
    total: int
    total_bound: int
    exact: bool


def sums_of(grid: Grid, drawn: Bools) -> Ints:
    """Return each row's fit: of its fixed and its drawn pairs."""
    sums: Ints = grid.base + np.where(drawn, grid.fits, 0).sum(axis=1)
    return sums


def search(grid: Grid) -> Found | None:
    """Return the best draw found; None when there is none at all."""
    everything = _Arcs(grid, grid.open)
    start = everything.draw(np.full(len(grid.need), PRICE_UNIT))
    if start is None:
        return None
    if grid.open.size <= SMALL:
        try:
            return _search_exactly(grid, start)
        except UndecidedError:
            pass
    return _Search(grid, everything, start).found()


def _search_exactly(grid: Grid, start: Bools) -> Found:
    """Return the best draw, proved: the least fit by bisection, each step with the exact total."""
    low, high = int(sums_of(grid, start).min()), ceiling(grid)
    freed = free_all(grid)
    drawn, aim = start, high
    while low < high:
        better = best_draw(grid, freed, aim, nodes=NODES)
        if better is None:
            high = aim - 1
        else:
            drawn, low = better, int(sums_of(grid, better).min())
        aim = -(-(low + high) // 2)
    total = int(sums_of(grid, drawn).sum())
    return Found(drawn, low, low, total, total, exact=True)


class _Arcs:
    """Some of the open pairs, on which flows are solved with changing weights of the rows."""

    def __init__(self, grid: Grid, open_: Bools) -> None:
        self.grid = grid
        self.rows, self.columns = np.nonzero(open_)
        self.fits = grid.fits[self.rows, self.columns]
        self.lots = grid.lots[self.rows, self.columns]
        self.scale = LOTS * max(1, int(grid.need.sum()))  # a point of fit outweighs all lots

    def draw(self, weights: Ints) -> Bools | None:
        """Return the draw whose fit, weighted by row, is greatest; None when there is none."""
        if (weights == PRICE_UNIT).all():
            weights = np.ones_like(weights)
        gains = self.fits * weights[self.rows] * self.scale + self.lots
        taken = best_pairs(self.grid, self.rows, self.columns, gains)
        if taken is None:
            return None
        drawn = np.zeros_like(self.grid.open)
        drawn[self.rows[taken], self.columns[taken]] = True
        return drawn


class _Search:
    """A large draw, from the greatest total on: prices, help for the rows still short, a better total."""

    def __init__(self, grid: Grid, everything: _Arcs, start: Bools) -> None:
        self.grid = grid
        self.everything = everything
        self.start = start
        worth = np.where(grid.open, grid.fits * LOTS + grid.lots, -1)
        near = start.copy()
        best = min(BEST_COLUMNS, worth.shape[1])
        top = np.argpartition(-worth, best - 1, axis=1)[:, :best]
        np.put_along_axis(near, top, np.take_along_axis(grid.open, top, axis=1), axis=1)
        self.near = _Arcs(grid, near | start)

    def found(self) -> Found:
        """Return the best draw found with its bounds."""
        best, low = self.start, self._rank(self.start)[0]
        least_bound = high = aim = ceiling(self.grid)
        # Sums move in these steps: an aim between two of them is the upper one.
        step = max(1, int(np.gcd.reduce(self.grid.fits, axis=None)))
        hard = self._short(self.start, aim)
        for attempt in range(ATTEMPTS):
            if low >= high:
                break
            drawn = self._attempt(self.start if attempt else self._priced(aim), aim)
            hard += self._short(drawn, aim)
            if self._rank(drawn) > self._rank(best):
                best, low = drawn, self._rank(drawn)[0]
            if low < aim:
                high = aim - step
            aim = low + -(-(high - low) // (2 * step)) * step
        if low < least_bound:
            rows = np.argsort(-hard, kind="stable")[: min(MOST_BOUND, np.count_nonzero(hard))]
            least_bound = bound_of_rows(self.grid, rows)
        best = self._refine(best, low)
        low, total = self._rank(best)
        most = self._total_bound(low, total)
        return Found(best, low, least_bound, total, most, exact=low == least_bound and total == most)

    def _total_bound(self, least: int, total: int) -> int:
        """Return a bound for the total of all draws that reach `least`, from prices (Lagrange).

        With prices on the fits of rows, the best draw's priced fit less the prices of `least` bounds the
        total; without prices it is the greatest total of all. Prices move over the near pairs, by Polyak's
        steps halved whenever they overshoot (Held and Karp 1971); the best ones bound over all open pairs.
        """
        bound = int(sums_of(self.grid, self.start).sum())
        prices = best = np.zeros(len(self.grid.need))
        drawn, here, lowest, stride = self.start, bound, bound, 1.0
        for _ in range(BOUND_FLOWS):
            lack = (least - sums_of(self.grid, drawn)).astype(np.float64)
            lack[(prices == 0) & (lack < 0)] = 0
            if here - total <= CLOSE * total or not lack.any():
                break
            prices = np.clip(prices + stride * (here - total) / (lack @ lack) * lack, 0, MOST_PRICE)
            priced = self.near.draw(_weights(prices))
            if priced is None:
                break
            drawn, here = priced, self._priced_total(priced, _weights(prices), least)
            if here < lowest:
                lowest, best = here, prices
            else:
                stride /= 2
        weights = _weights(best)
        everywhere = self.everything.draw(weights) if best.any() else None
        return bound if everywhere is None else min(bound, self._priced_total(everywhere, weights, least))

    def _priced_total(self, drawn: Bools, weights: Ints, least: int) -> int:
        """Return the priced fit of the best draw under the weights, less the prices of `least`."""
        over = weights - PRICE_UNIT
        sums = sums_of(self.grid, drawn)
        return int(sums.sum()) + int((over * (sums - least)).sum()) // PRICE_UNIT

    def _rank(self, drawn: Bools) -> tuple[int, int]:
        sums = sums_of(self.grid, drawn)
        return int(sums.min()), int(sums.sum())

    def _short(self, drawn: Bools, aim: int) -> Ints:
        """Return how many points each row lacks to the aim."""
        short: Ints = np.maximum(0, aim - sums_of(self.grid, drawn))
        return short

    def _attempt(self, drawn: Bools, aim: int) -> Bools:
        """Return a draw that reaches the aim, or comes near, from one that does not."""
        drawn = self._exchange(drawn, aim)
        helpers = HELPERS
        for _ in range(HELP_ROUNDS):
            short = self._short(drawn, aim)
            if not short.any():
                break
            helped = self._help(drawn, short, aim, helpers)
            helpers += HELPERS
            drawn = self._exchange(helped, aim)
        return drawn

    def _priced(self, aim: int) -> Bools:
        """Return the draw with the fewest points missing to the aim among a few priced flows."""
        prices = np.zeros(len(self.grid.need))
        drawn = best = self.start
        for step in range(PRICED_FLOWS):
            gap = aim - sums_of(self.grid, drawn)
            prices = np.clip(prices + PRICE_STEP / (1 + step) * gap / max(1, aim), 0, MOST_PRICE)
            priced = self.near.draw(_weights(prices))
            if priced is None:
                break
            drawn = priced
            best = min(best, drawn, key=lambda one: int(self._short(one, aim).sum()))
        return best

    def _exchange(self, drawn: Bools, aim: int) -> Bools:
        """Let short rows exchange a column with a row that stays above the aim, the best exchange each."""
        drawn = drawn.copy()
        sums = sums_of(self.grid, drawn)
        for _ in range(EXCHANGE_ROUNDS):
            before = int(np.minimum(sums, aim).sum())
            for row in np.flatnonzero(sums < aim):
                self._exchange_row(drawn, sums, int(row), aim)
            if int(np.minimum(sums, aim).sum()) == before:
                break
        return drawn

    def _exchange_row(self, drawn: Bools, sums: Ints, row: int, aim: int) -> None:
        """Make, in place, the exchange that brings a row nearest to the aim and costs the total least."""
        fits, open_ = self.grid.fits, self.grid.open
        best = (0, 0, -1, -1, -1)
        for held in np.flatnonzero(drawn[row]).tolist():
            wanted = np.flatnonzero(open_[row] & ~drawn[row] & (fits[row] > fits[row, held]))
            others, at = np.nonzero(drawn[:, wanted] & (open_[:, held] & ~drawn[:, held])[:, None])
            columns = wanted[at]
            gain = fits[row, columns] - fits[row, held]
            change = fits[others, held] - fits[others, columns]
            allowed = sums[others] + change >= np.minimum(aim, sums[others])
            if not allowed.any():
                continue
            others, columns, gain, change = others[allowed], columns[allowed], gain[allowed], change[allowed]
            reached = np.minimum(gain, aim - sums[row])
            first = int(np.lexsort((others, columns, -(gain + change), -reached))[0])
            move = (int(reached[first]), int(gain[first] + change[first]), held)
            if move[:2] > best[:2]:
                best = (*move, int(others[first]), int(columns[first]))
        _reached, _change, held, other, column = best
        if other >= 0:
            drawn[row, held] = drawn[other, column] = False
            drawn[row, column] = drawn[other, held] = True
            sums[row] += fits[row, column] - fits[row, held]
            sums[other] += fits[other, held] - fits[other, column]

    def _help(self, drawn: Bools, short: Ints, aim: int, helpers: int) -> Bools:
        """Bring the rows that lack most to the aim, by an integer program over them and a few others."""
        rows = self._around(drawn, short, aim, helpers)
        freed = free_rows(self.grid, drawn, rows, best=HELP_COLUMNS)
        try:
            better = best_draw(self.grid, freed, aim, nodes=HELP_NODES, shortfall=SHORTFALL)
        except UndecidedError:
            better = None
        if better is None:
            return drawn
        helped = drawn.copy()
        helped[rows] = better
        return helped

    def _around(self, drawn: Bools, short: Ints, aim: int, helpers: int) -> Ints:
        """Return the rows that lack most, and for each those that could best give it a column."""
        grid, sums = self.grid, sums_of(self.grid, drawn)
        needy = np.argsort(-short, kind="stable")[: min(MOST_HELPED, np.count_nonzero(short))].tolist()
        each = min(helpers, max(2, (MOST_FREED - len(needy)) // len(needy)))
        rows = set(needy)
        for row in needy:
            held = np.flatnonzero(drawn[row])
            if not len(held):
                continue
            worst = held[np.argmin(grid.fits[row, held])]
            gain = np.where(grid.open[row] & ~drawn[row], grid.fits[row] - grid.fits[row, worst], 0)
            wanted = np.flatnonzero(gain > 0)
            others, at = np.nonzero(drawn[:, wanted])
            columns = wanted[at]
            given = np.where(grid.open[others, worst] & ~drawn[others, worst], grid.fits[others, worst], 0)
            change = given - grid.fits[others, columns]
            worth = np.where(sums[others] + change >= aim, gain[columns] + change, -FULL_FIT)
            order = np.argsort(-worth, kind="stable")
            rows.update(list(dict.fromkeys(others[order].tolist()))[:each])
        return np.array(sorted(rows))

    def _refine(self, drawn: Bools, least: int) -> Bools:
        """Return a draw with no smaller least fit and a greater total where one is found.

        By integer programs over the rows that lost most against the greatest total, and over those who hold
        what they lost.
        """
        for refining in range(REFINE_ROUNDS):
            loss = sums_of(self.grid, self.start) - sums_of(self.grid, drawn)
            worst = np.argsort(-loss, kind="stable")[: np.count_nonzero(loss > 0)]
            at = refining % 2 * MOST_REFINED
            rows = self._with_holders(drawn, worst[at : at + MOST_REFINED], loss)
            if not len(rows):
                continue
            freed = free_rows(self.grid, drawn, rows, best=HELP_COLUMNS)
            try:
                better = best_draw(self.grid, freed, least, nodes=HELP_NODES)
            except UndecidedError:
                continue
            if better is not None:
                drawn = drawn.copy()
                drawn[rows] = better
        return drawn

    def _with_holders(self, drawn: Bools, rows: Ints, loss: Ints) -> Ints:
        """Return the rows and, for each column they lost, the row that gained most by it."""
        found = set(rows.tolist())
        for row in rows:
            for column in np.flatnonzero(self.start[row] & ~drawn[row]):
                holders = np.flatnonzero(drawn[:, column] & ~self.start[:, column])
                found.update(holders[np.argsort(loss[holders], kind="stable")[:1]].tolist())
        return np.array(sorted(found), np.int64)


def _weights(prices: npt.NDArray[np.float64]) -> Ints:
    return PRICE_UNIT + np.rint(PRICE_UNIT * prices).astype(np.int64)
