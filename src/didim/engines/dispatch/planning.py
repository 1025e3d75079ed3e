"""The plan as others use it: who goes where, how far from the bound; a new plan with least change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from didim.engines.dispatch.flow import divided
from didim.engines.dispatch.problem import Bools, Grid, Ints, PairId, Problem, make_grid

VERSION = "dispatch/1"  # of the calculation; a plan says which one made it
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Plan:
    """Who goes where, and how far that is from the best there could be.

    `pairs` says the expert of each request served. `objective` counts serving first, then (in a new plan)
    keeping, then points: fits less what full months cost; no plan has more than `bound`. `exact`: none is
    better. `points` and `points_bound` are the same without what serving and keeping count.
    """

    pairs: Mapping[str, str]
    unserved: tuple[str, ...]
    objective: int
    bound: int
    points: int
    points_bound: int
    kept: int
    moved: tuple[str, ...]
    seed: int
    problem_hash: str

    @property
    def exact(self) -> bool:
        """Whether it is proved that no plan is better."""
        return self.objective == self.bound

    @property
    def gap(self) -> float:
        """How far the points may be from the best, as a share of their bound."""
        return (self.points_bound - self.points) / self.points_bound if self.points_bound > 0 else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the plan as JSON, in whole numbers and text: equal plans, equal canonical bytes."""
        return {
            "version": VERSION,
            "seed": self.seed,
            "problem_hash": self.problem_hash,
            "objective": self.objective,
            "bound": self.bound,
            "points": self.points,
            "points_bound": self.points_bound,
            "gap": f"{self.gap:.6f}",
            "exact": self.exact,
            "kept": self.kept,
            "moved": list(self.moved),
            "pairs": [list(pair) for pair in sorted(self.pairs.items())],
            "unserved": list(self.unserved),
        }


def load_plan(content: Mapping[str, Any]) -> Plan:
    """Return a plan from its JSON; raise KeyError where that is none of ours."""
    return Plan(
        pairs=dict(content["pairs"]),
        unserved=tuple(content["unserved"]),
        objective=content["objective"],
        bound=content["bound"],
        points=content["points"],
        points_bound=content["points_bound"],
        kept=content["kept"],
        moved=tuple(content["moved"]),
        seed=content["seed"],
        problem_hash=content["problem_hash"],
    )


def plan(problem: Problem) -> Plan:
    """Return the plan of a problem: the most requests by weight, then the most points, then the lots.

    The same problem and seed give the same plan, whatever the order in which requests and experts came.
    """
    return _Search(problem, keep=False).run()


def replan(problem: Problem) -> Plan:
    """Return a new plan: the most requests by weight, then the most `standing` pairs, points, lots."""
    return _Search(problem, keep=True).run()


def with_pair(problem: Problem, request: str, expert: str) -> Problem:
    """Return the problem in which a pair is fixed: its plan says what that pair costs all the others."""
    others = {pair for pair in problem.fixed if pair[0] != request}
    return replace(problem, fixed=frozenset({*others, (request, expert)}))


class _Search:
    """The plan while it is being made: what is settled, and what is left."""

    def __init__(self, problem: Problem, *, keep: bool) -> None:
        self.problem = problem
        self.grid: Grid = make_grid(problem, keep=keep)
        self.chosen = np.full(len(problem.jobs), _NOBODY)
        self.room = self.grid.free.copy()
        self.used = np.zeros(len(problem.doctors), np.int64)
        row, column = problem.row(), problem.column()
        for request, expert in sorted(problem.fixed):
            self._settle(row[request], column[expert])

    def run(self) -> Plan:
        """Divide; settle what came out divided or does not fit later months; divide the rest."""
        bound = None
        left = np.flatnonzero(self.chosen == _NOBODY)
        standing = self._points()
        while True:
            open_ = self._still_open()
            found = divided(self.grid, left, open_, self.room[:, 0], self.used)
            bound = standing + found.points if bound is None else bound
            parts = found.visits
            whole = (parts == self.grid.loads[left, :1]) & (parts > 0)
            unclear = self._unclear(left, parts, whole)
            if not len(unclear):
                self._accept(left, whole)
                break
            for at in unclear:
                self._place(int(left[at]), parts[at], open_)
            placed = set(left[unclear].tolist())
            left = np.array([at for at in left.tolist() if at not in placed], np.int64)
        self._improve()
        return self._plan(bound)

    def _still_open(self) -> Bools:
        fits = (self.grid.loads[:, None, :] <= self.room[None, :, :]).all(axis=2)
        open_: Bools = self.grid.open & fits
        return open_

    def _unclear(self, left: Ints, parts: Ints, whole: Bools) -> Ints:
        """Return the places in `left` that came out divided, or with whom a later month would be too full."""
        some = parts.sum(axis=1) > 0
        unclear: Bools = some & ~whole.any(axis=1)
        room = self.room.copy()
        for at in np.flatnonzero(whole.any(axis=1)):
            column = int(np.argmax(whole[at]))
            loads = self.grid.loads[left[at]]
            if (loads[1:] > room[column, 1:]).any():
                unclear[at] = True
            else:
                room[column] -= loads
        places = np.flatnonzero(unclear)
        # The heaviest first: they are the hardest to place.
        order = np.lexsort(
            (
                left[places],
                -self.grid.loads[left[places]].sum(axis=1),
                -self.grid.worth[left[places]].max(axis=1, initial=0),
            )
        )
        ordered: Ints = places[order]
        return ordered

    def _place(self, row: int, parts: Ints, open_: Bools) -> None:
        """Settle a request with the expert who took most of it, if there is room, or with the best other."""
        fits = open_[row] & (self.grid.loads[row][None, :] <= self.room).all(axis=1)
        if not fits.any():
            return
        worth = self.grid.worth[row] - self._cost(row)
        order = np.lexsort((-self.grid.lots[row], -worth, -parts))
        self._settle(row, int(next(column for column in order if fits[column])))

    def _cost(self, row: int) -> Ints:
        """Return what the visits of a request would cost with each expert, as full as they are now."""
        load = int(self.grid.loads[row, 0])
        return np.array(
            [
                int(steps[int(used) : int(used) + load].sum())
                for steps, used in zip(self.grid.steps, self.used, strict=True)
            ],
            np.int64,
        )

    def _settle(self, row: int, column: int) -> None:
        self.chosen[row] = column
        self.room[column] -= self.grid.loads[row]
        self.used[column] += self.grid.loads[row, 0]

    def _lift(self, row: int) -> None:
        column = self.chosen[row]
        self.chosen[row] = _NOBODY
        self.room[column] += self.grid.loads[row]
        self.used[column] -= self.grid.loads[row, 0]

    def _accept(self, left: Ints, whole: Bools) -> None:
        for at in np.flatnonzero(whole.any(axis=1)):
            self._settle(int(left[at]), int(np.argmax(whole[at])))

    def _improve(self) -> None:
        """Give what nobody has, and what has several visits, the best expert with room, while it helps."""
        fixed = {self.problem.row()[request] for request, _expert in self.problem.fixed}
        movable = [
            row
            for row in range(len(self.chosen))
            if row not in fixed and (self.grid.loads[row].sum() > 1 or self.chosen[row] == _NOBODY)
        ]
        moving = True
        while moving:
            moving = False
            for row in movable:
                moving |= self._move(row)

    def _move(self, row: int) -> bool:
        before = int(self.chosen[row])
        if before != _NOBODY:
            self._lift(row)
        fits = self.grid.open[row] & (self.grid.loads[row][None, :] <= self.room).all(axis=1)
        worth = np.where(fits, self.grid.worth[row] - self._cost(row), -1)
        best = int(np.argmax(worth)) if fits.any() else _NOBODY
        if before != _NOBODY and (best == _NOBODY or worth[best] <= worth[before]):
            best = before
        if best != _NOBODY:
            self._settle(row, best)
        return best != before

    def _points(self) -> int:
        rows = np.flatnonzero(self.chosen != _NOBODY)
        worth = int(self.grid.worth[rows, self.chosen[rows]].sum())
        return worth - sum(
            int(steps[: int(used)].sum()) for steps, used in zip(self.grid.steps, self.used, strict=True)
        )

    def _plan(self, bound: int) -> Plan:
        jobs, doctors = self.problem.jobs, self.problem.doctors
        rows = np.flatnonzero(self.chosen != _NOBODY)
        pairs = {jobs[at].id: doctors[self.chosen[at]].id for at in rows.tolist()}
        objective = self._points()
        counted = int(
            (self.grid.worth[rows, self.chosen[rows]] - self.problem.fits[rows, self.chosen[rows]]).sum()
        )
        stood: dict[str, str] = dict(sorted(self.problem.standing))
        kept = sum(pairs.get(request) == expert for request, expert in stood.items())
        moved = tuple(sorted(request for request, expert in stood.items() if pairs.get(request) != expert))
        return Plan(
            pairs,
            tuple(jobs[at].id for at in np.flatnonzero(self.chosen == _NOBODY).tolist()),
            objective,
            max(bound, objective),
            objective - counted,
            max(bound, objective) - counted,
            kept,
            moved,
            self.problem.seed,
            self.problem.hash,
        )


def loads_of(problem: Problem, pairs: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the visits a plan gives each expert with any, by month."""
    months = max((len(job.loads) for job in problem.jobs), default=1)
    loads: dict[str, list[int]] = {}
    for job in problem.jobs:
        if (expert := pairs.get(job.id)) is not None:
            mine = loads.setdefault(expert, [0] * months)
            for at, load in enumerate(job.loads):
                mine[at] += load
    return loads


def pairs_of(plan: Plan) -> frozenset[PairId]:
    """Return the pairs of a plan."""
    return frozenset(plan.pairs.items())
