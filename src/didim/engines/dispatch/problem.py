"""What a plan is made from: requests with visits by month, experts with what is free, fits, the seed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.kernel.wording import Text

FULL_FIT = 1000  # fits are whole numbers from 0 to this: sums are exact, so a plan is repeatable
LOTS = 1024  # a pair's lot is from 0 to LOTS - 1; the greater is taken where all else is equal

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
PairId = tuple[str, str]  # request, expert


@dataclass(frozen=True, slots=True)
class Job:
    """A request: its visits in the month planned and in each month after it, and how it weighs.

    A request of weight 2 is served rather than one of weight 1 where both cannot be.
    """

    id: str
    loads: tuple[int, ...] = (1,)
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Doctor:
    """An expert: visits still free in the month planned and in each month after it.

    `capacity` is what a full month holds, `taken` what the month planned holds already.
    """

    id: str
    free: tuple[int, ...]
    capacity: int
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """What a visit costs in points once an expert's month is filled to a share: ((50, 60), (80, 150)).

    Shares are per cent of a full month; below the first one a visit costs nothing.
    """

    steps: tuple[tuple[int, int], ...] = ()

    def cost(self, at: int, capacity: int) -> int:
        """Return what the visit costs that comes on top of `at` others."""
        return max((cost for share, cost in self.steps if at * 100 >= share * capacity), default=0)


@dataclass(frozen=True, eq=False)
class Problem:
    """A plan's input; rows and columns stand in the order of their ids, whatever the order they came in.

    `fits[row, column]` from 0 to FULL_FIT. `barred[row, column]` is 0 where the pair may be, else the number
    (from 1) of one of `reasons`. `standing` are the pairs of an earlier plan: `replan` keeps as many as can
    be; `fixed` ones are part of every plan.
    """

    jobs: tuple[Job, ...]
    doctors: tuple[Doctor, ...]
    fits: Ints
    seed: int
    balance: Balance
    barred: Ints
    reasons: tuple[Text, ...] = ()
    standing: frozenset[PairId] = frozenset()
    fixed: frozenset[PairId] = frozenset()

    def row(self) -> dict[str, int]:
        """Return the row of each request."""
        return {job.id: at for at, job in enumerate(self.jobs)}

    def column(self) -> dict[str, int]:
        """Return the column of each expert."""
        return {doctor.id: at for at, doctor in enumerate(self.doctors)}

    def bar(self, row: int, column: int) -> Text | None:
        """Return why a pair may not be; None where it may."""
        code = int(self.barred[row, column])
        return self.reasons[code - 1] if code else None

    def as_json(self) -> dict[str, Any]:
        """Return everything the plan is made from; `load_problem` gives it back."""
        return {
            "requests": [[job.id, list(job.loads), job.weight] for job in self.jobs],
            "experts": [[one.id, list(one.free), one.capacity, one.taken] for one in self.doctors],
            "fits": self.fits.tolist(),
            "seed": self.seed,
            "balance": [list(step) for step in self.balance.steps],
            "barred": self.barred.tolist(),
            "reasons": [[reason.ko, reason.en] for reason in self.reasons],
            "standing": [list(pair) for pair in sorted(self.standing)],
            "fixed": [list(pair) for pair in sorted(self.fixed)],
        }

    def canonical(self) -> bytes:
        """Return the one text of the input: with it the plan can be made again."""
        return canonical_json(self.as_json())

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical text."""
        return sha256_hex(self.canonical())


def make_problem(
    jobs: Iterable[Job],
    doctors: Iterable[Doctor],
    fits: Mapping[PairId, int],
    *,
    seed: int,
    balance: Balance = Balance(),
    forbidden: Mapping[PairId, Text] | None = None,
    standing: Iterable[PairId] = (),
    fixed: Iterable[PairId] = (),
) -> Problem:
    """Return a problem; a pair without a fit has fit 0, exclusions of unknown ids are left out.

    Raises ValueError for what contradicts itself.
    """
    rows = tuple(sorted(jobs, key=lambda one: one.id))
    columns = tuple(sorted(doctors, key=lambda one: one.id))
    row = {one.id: at for at, one in enumerate(rows)}
    column = {one.id: at for at, one in enumerate(columns)}
    matrix = np.zeros((len(rows), len(columns)), np.int64)
    for (request, expert), fit in fits.items():
        if request in row and expert in column:
            matrix[row[request], column[expert]] = fit
    reasons = tuple(dict.fromkeys((forbidden or {}).values()))
    barred = np.zeros_like(matrix)
    for (request, expert), reason in (forbidden or {}).items():
        if request in row and expert in column:
            barred[row[request], column[expert]] = 1 + reasons.index(reason)
    stood = frozenset(pair for pair in standing if pair[0] in row and pair[1] in column)
    return checked(Problem(rows, columns, matrix, seed, balance, barred, reasons, stood, frozenset(fixed)))


def checked(problem: Problem) -> Problem:
    """Return the problem; raise ValueError where it contradicts itself in a way no plan could mean."""
    row, column = problem.row(), problem.column()
    if len(row) < len(problem.jobs) or len(column) < len(problem.doctors):
        raise ValueError("같은 요청이나 전문가가 두 번 있습니다.")
    if list(row) != sorted(row) or list(column) != sorted(column):
        raise ValueError("요청과 전문가는 id 순서여야 합니다.")
    _check_numbers(problem)
    if problem.fits.shape != (len(row), len(column)) or problem.barred.shape != problem.fits.shape:
        raise ValueError("적합도 표의 크기가 요청과 전문가의 수와 다릅니다.")
    if problem.barred.size and not 0 <= problem.barred.min() <= problem.barred.max() <= len(problem.reasons):
        raise ValueError("제외 사유의 번호가 사유의 수와 맞지 않습니다.")
    if problem.fits.size and not (problem.fits.min() >= 0 and problem.fits.max() <= FULL_FIT):
        raise ValueError(f"적합도는 0에서 {FULL_FIT} 사이의 정수여야 합니다.")
    if any(request not in row or expert not in column for request, expert in problem.fixed):
        raise ValueError("정해 둔 배정에 모르는 요청이나 전문가가 있습니다.")
    if len({request for request, _expert in problem.fixed}) < len(problem.fixed):
        raise ValueError("한 요청에 정해 둔 전문가가 둘입니다.")
    return problem


def _check_numbers(problem: Problem) -> None:
    if any(not job.loads or job.loads[0] < 1 or min(job.loads) < 0 for job in problem.jobs):
        raise ValueError("요청은 배정하는 달에 방문이 한 번 이상 있어야 합니다.")
    if any(job.weight < 1 for job in problem.jobs):
        raise ValueError("요청의 무게는 1 이상이어야 합니다.")
    if any(min((*one.free, one.capacity, one.taken)) < 0 for one in problem.doctors):
        raise ValueError("전문가의 방문 수는 0 이상이어야 합니다.")
    costs = [cost for _share, cost in problem.balance.steps]
    if sorted(problem.balance.steps) != list(problem.balance.steps) or sorted(costs) != costs:
        raise ValueError("부담을 고르게 하는 값은 차츰 커져야 합니다.")


def load_problem(content: Mapping[str, Any]) -> Problem:
    """Return a problem from its JSON; raise KeyError, TypeError or ValueError where it is none of ours."""
    jobs = tuple(Job(name, tuple(loads), weight) for name, loads, weight in content["requests"])
    doctors = tuple(
        Doctor(name, tuple(free), capacity, taken) for name, free, capacity, taken in content["experts"]
    )
    return checked(
        Problem(
            jobs,
            doctors,
            np.array(content["fits"], np.int64).reshape(len(jobs), len(doctors)),
            content["seed"],
            Balance(tuple((share, cost) for share, cost in content["balance"])),
            np.array(content["barred"], np.int64).reshape(len(jobs), len(doctors)),
            tuple(Text(ko, en) for ko, en in content["reasons"]),
            frozenset((request, expert) for request, expert in content["standing"]),
            frozenset((request, expert) for request, expert in content["fixed"]),
        )
    )


@dataclass(frozen=True, eq=False)
class Grid:
    """A problem as arrays: rows are requests, columns experts, a third axis the months.

    `open`: pairs that may be planned (one alone fits into what is free). `worth`: points of a pair, with what
    serving the request and keeping a standing pair is worth. `steps[c]`: costs of the visits that column c
    can still take in the first month, the next one first, never falling. `unit`: what loads divide.
    """

    loads: Ints
    free: Ints
    open: Bools
    worth: Ints
    lots: Ints
    steps: tuple[Ints, ...]
    unit: int


def make_grid(problem: Problem, *, keep: bool) -> Grid:
    """Return the arrays of a problem; with `keep`, a standing pair counts more than any points can."""
    jobs, doctors = problem.jobs, problem.doctors
    months = max((len(job.loads) for job in jobs), default=1)
    loads = np.array([[*job.loads, *([0] * (months - len(job.loads)))] for job in jobs], np.int64)
    free = np.array([_by_month(one.free, months) for one in doctors], np.int64)
    loads, free = loads.reshape(len(jobs), months), free.reshape(len(doctors), months)
    row, column = problem.row(), problem.column()
    open_: Bools = (loads[:, None, :] <= free[None, :, :]).all(axis=2) & (problem.barred == 0)
    for request, expert in problem.fixed:
        # What is fixed stands, whatever else is said of it.
        open_[row[request], :] = False
        open_[row[request], column[expert]] = True
    steps = tuple(_steps(one, room[0], problem.balance) for one, room in zip(doctors, free, strict=True))
    standing = np.zeros(open_.shape, np.bool_)
    for request, expert in problem.standing:
        standing[row[request], column[expert]] = True
    return Grid(
        loads, free, open_, _worth(problem, loads, standing, keep=keep), _lots(problem), steps, _unit(loads)
    )


def _by_month(free: tuple[int, ...], months: int) -> list[int]:
    # A month of which nothing is said holds what the last one said holds.
    last = free[-1] if free else 0
    return [*free[:months], *([last] * (months - len(free)))]


def _steps(doctor: Doctor, room: int, balance: Balance) -> Ints:
    costs = [balance.cost(doctor.taken + at, doctor.capacity) for at in range(int(room))]
    return np.array(costs, np.int64)


def _unit(loads: Ints) -> int:
    return lcm(*(int(load) for load in np.unique(loads[:, 0]))) if len(loads) else 1


def _worth(problem: Problem, loads: Ints, standing: Bools, *, keep: bool) -> Ints:
    """Return points so that serving a request outweighs all points, and keeping a pair all fits."""
    dearest = max((cost for _share, cost in problem.balance.steps), default=0)
    points = int((FULL_FIT + dearest * loads[:, 0]).sum()) + 1 if len(loads) else 1
    kept = points if keep else 0
    served = (kept + FULL_FIT) * (len(loads) + 1) + points
    weights = np.array([job.weight for job in problem.jobs], np.int64)
    return problem.fits + kept * standing + served * weights[:, None]


def _lots(problem: Problem) -> Ints:
    """Return the lot of every pair, from the seed and the two ids alone (as in engines.assignment)."""
    rows = _numbers(f"{problem.seed}|request", (one.id for one in problem.jobs))
    columns = _numbers(f"{problem.seed}|expert", (one.id for one in problem.doctors))
    stirred = rows[:, None] + columns[None, :]
    stirred = (stirred ^ (stirred >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    stirred = (stirred ^ (stirred >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    stirred ^= stirred >> np.uint64(31)
    return (stirred % np.uint64(LOTS)).astype(np.int64)


def _numbers(seed: str, ids: Iterable[str]) -> npt.NDArray[np.uint64]:
    digests = (hashlib.sha256(f"{seed}|{one}".encode()).digest()[:8] for one in ids)
    return np.array([int.from_bytes(digest) for digest in digests], np.uint64)
