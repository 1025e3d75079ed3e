"""What a draw is made from: applications, reviewers with loads, fits, exclusions, fixed pairs, the seed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.kernel.wording import Text

FULL_FIT = 1000  # fits are whole numbers from 0 to this: exact, so that a draw is repeatable

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
PairId = tuple[str, str]  # application, reviewer


@dataclass(frozen=True, slots=True)
class Entry:
    """An application in the draw; with a panel, only that panel's reviewers may judge it."""

    id: str
    panel: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A reviewer in the draw with the fewest and the most applications; without a panel, for every panel."""

    id: str
    max_load: int
    min_load: int = 0
    panel: str = ""


@dataclass(frozen=True, eq=False)
class Problem:
    """A draw, its rows and columns in the order of their ids: the order of what came in plays no part.

    `fits[row, column]` says how well a reviewer (column) fits an application (row), 0 to FULL_FIT.
    `forbidden` keeps why a pair may not be, `fixed` are pairs that stand before the draw (begun reviews).
    """

    entries: tuple[Entry, ...]
    seats: tuple[Seat, ...]
    fits: Ints
    reviewers_each: int
    seed: int
    forbidden: Mapping[PairId, tuple[Text, ...]]
    fixed: frozenset[PairId]

    def row(self) -> dict[str, int]:
        """Return the row of each application."""
        return {entry.id: at for at, entry in enumerate(self.entries)}

    def column(self) -> dict[str, int]:
        """Return the column of each reviewer."""
        return {seat.id: at for at, seat in enumerate(self.seats)}

    def as_json(self) -> dict[str, Any]:
        """Return everything the draw is made from; `load_problem` gives it back."""
        return {
            "applications": [{"id": one.id, "panel": one.panel} for one in self.entries],
            "reviewers": [
                {"id": one.id, "panel": one.panel, "min_load": one.min_load, "max_load": one.max_load}
                for one in self.seats
            ],
            "fits": self.fits.tolist(),
            "reviewers_each": self.reviewers_each,
            "seed": self.seed,
            "forbidden": [
                {
                    "application": pair[0],
                    "reviewer": pair[1],
                    "reasons": [{"ko": reason.ko, "en": reason.en} for reason in self.forbidden[pair]],
                }
                for pair in sorted(self.forbidden)
            ],
            "fixed": [list(pair) for pair in sorted(self.fixed)],
        }

    def canonical(self) -> bytes:
        """Return the one text of the draw's input: with it the draw can be made again."""
        return canonical_json(self.as_json())

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical text."""
        return sha256_hex(self.canonical())


def make_problem(
    entries: Iterable[Entry],
    seats: Iterable[Seat],
    fits: Mapping[PairId, int],
    *,
    reviewers_each: int,
    seed: int,
    forbidden: Mapping[PairId, Iterable[Text]] | None = None,
    fixed: Iterable[PairId] = (),
) -> Problem:
    """Return a draw; a pair without a fit has fit 0, exclusions of unknown ids are left out.

    Raises ValueError for an id that stands twice, for loads, fits or numbers that cannot be, and for a fixed
    pair of unknown ids.
    """
    rows = tuple(sorted(entries, key=lambda one: one.id))
    columns = tuple(sorted(seats, key=lambda one: one.id))
    row = {one.id: at for at, one in enumerate(rows)}
    column = {one.id: at for at, one in enumerate(columns)}
    matrix = np.zeros((len(rows), len(columns)), np.int64)
    for (application, reviewer), fit in fits.items():
        if application in row and reviewer in column:
            matrix[row[application], column[reviewer]] = fit
    known = {
        pair: tuple(reasons)
        for pair, reasons in (forbidden or {}).items()
        if pair[0] in row and pair[1] in column
    }
    return checked(Problem(rows, columns, matrix, reviewers_each, seed, known, frozenset(fixed)))


def checked(problem: Problem) -> Problem:
    """Return the problem; raise ValueError where it contradicts itself in a way no draw could mean."""
    row, column = problem.row(), problem.column()
    if len(row) < len(problem.entries) or len(column) < len(problem.seats):
        raise ValueError("같은 신청이나 위원이 두 번 있습니다.")
    if list(row) != sorted(row) or list(column) != sorted(column):
        raise ValueError("신청과 위원은 id 순서여야 합니다.")
    if problem.reviewers_each < 1:
        raise ValueError("신청마다 위원이 한 명 이상이어야 합니다.")
    if any(not 0 <= seat.min_load <= seat.max_load for seat in problem.seats):
        raise ValueError("위원의 최소 건수는 0 이상, 최대 건수 이하여야 합니다.")
    if problem.fits.shape != (len(row), len(column)):
        raise ValueError("적합도 표의 크기가 신청과 위원의 수와 다릅니다.")
    if problem.fits.size and not (problem.fits.min() >= 0 and problem.fits.max() <= FULL_FIT):
        raise ValueError(f"적합도는 0에서 {FULL_FIT} 사이의 정수여야 합니다.")
    if any(application not in row or reviewer not in column for application, reviewer in problem.fixed):
        raise ValueError("이미 정한 배정에 모르는 신청이나 위원이 있습니다.")
    return problem


def load_problem(content: Mapping[str, Any]) -> Problem:
    """Return a draw from its JSON; raise KeyError, TypeError or ValueError where that is not one of ours."""
    forbidden = {
        (one["application"], one["reviewer"]): tuple(
            Text(reason["ko"], reason["en"]) for reason in one["reasons"]
        )
        for one in content["forbidden"]
    }
    entries = tuple(Entry(one["id"], one["panel"]) for one in content["applications"])
    seats = tuple(
        Seat(one["id"], one["max_load"], one["min_load"], one["panel"]) for one in content["reviewers"]
    )
    return checked(
        Problem(
            entries,
            seats,
            np.array(content["fits"], np.int64).reshape(len(entries), len(seats)),
            content["reviewers_each"],
            content["seed"],
            forbidden,
            frozenset((application, reviewer) for application, reviewer in content["fixed"]),
        )
    )


@dataclass(frozen=True, eq=False)
class Grid:
    """What is left to draw, as arrays: rows are applications, columns reviewers.

    `open`: pairs that may be drawn. `need`: reviewers still to be drawn of a row. `low`, `high`: what a
    column must and may still take. `base`: fit of the fixed pairs of a row. `lots`: the seeded lot of a
    pair, from 0 to LOTS - 1; the greater is drawn where fits are equal.
    """

    fits: Ints
    open: Bools
    need: Ints
    low: Ints
    high: Ints
    base: Ints
    lots: Ints


LOTS = 1024


def make_grid(problem: Problem) -> Grid:
    """Return what is left to draw of a problem."""
    row, column = problem.row(), problem.column()
    shape = (len(problem.entries), len(problem.seats))
    open_ = _same_panel(problem)
    for application, reviewer in problem.forbidden:
        open_[row[application], column[reviewer]] = False
    fixed = np.zeros(shape, np.bool_)
    for application, reviewer in problem.fixed:
        fixed[row[application], column[reviewer]] = True
    taken = fixed.sum(axis=0)
    return Grid(
        problem.fits,
        open_ & ~fixed,
        problem.reviewers_each - fixed.sum(axis=1),
        np.maximum(0, np.array([seat.min_load for seat in problem.seats], np.int64) - taken),
        np.array([seat.max_load for seat in problem.seats], np.int64) - taken,
        np.where(fixed, problem.fits, 0).sum(axis=1),
        _lots(problem),
    )


def _same_panel(problem: Problem) -> Bools:
    numbers: dict[str, int] = {"": 0}
    rows = np.array([numbers.setdefault(one.panel, len(numbers)) for one in problem.entries], np.int64)
    columns = np.array([numbers.setdefault(one.panel, len(numbers)) for one in problem.seats], np.int64)
    equal: Bools = rows[:, None] == columns[None, :]
    same: Bools = equal | (rows == 0)[:, None] | (columns == 0)[None, :]
    return same


def _lots(problem: Problem) -> Ints:
    """Return the lot of every pair, from the seed and the two ids alone.

    SHA-256 of seed and id gives each row and each column a number; their sum is stirred as in SplitMix64
    (Steele, Lea, Flood 2014). Neither library versions nor other rows change a lot.
    """
    rows = _numbers(f"{problem.seed}|application", (one.id for one in problem.entries))
    columns = _numbers(f"{problem.seed}|reviewer", (one.id for one in problem.seats))
    stirred = rows[:, None] + columns[None, :]
    stirred = (stirred ^ (stirred >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    stirred = (stirred ^ (stirred >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    stirred ^= stirred >> np.uint64(31)
    return (stirred % np.uint64(LOTS)).astype(np.int64)


def _numbers(seed: str, ids: Iterable[str]) -> npt.NDArray[np.uint64]:
    digests = (hashlib.sha256(f"{seed}|{one}".encode()).digest()[:8] for one in ids)
    return np.array([int.from_bytes(digest) for digest in digests], np.uint64)
