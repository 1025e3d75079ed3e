"""The fewest changes to a published plan, as a linear programme in whole numbers (HiGHS through SciPy).

Per meeting and slot "lies there", 0 or 1. A lost meeting costs more than all could move, a moved one costs
one. The programme's relaxation is nearly always whole by itself, so a plan and its proof come together.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from didim.engines.scheduling.board import Board
from didim.engines.scheduling.fairs import Asked, slots_of

MOST_STATEMENTS = 16_000  # meetings times slots up to which the second holds
_NODES = 20  # of the search tree; a number and not seconds, so that the answer is the same everywhere


@dataclass(frozen=True, slots=True)
class Fewest:
    """New slots of the meetings that still take place; how few are lost at least, and then moved at least."""

    slots: dict[int, int]
    lost_bound: int
    moved_bound: int


def weight(board: Board, number: int) -> int:
    """Return how much it matters who loses a meeting: both asked 2, the partner 1."""
    return {Asked.BOTH: 2, Asked.PARTNER: 1}.get(board.fair.wishes[number].asked, 0)


def fewest_changes(
    board: Board, old: Mapping[int, int], numbers: Collection[int], stay: Collection[int] = ()
) -> Fewest | None:
    """Return the slots of these meetings with the fewest lost, then the fewest moved; None: too large.

    Among as few, those are lost that the firm alone asked for, then those of the partner. Those that `stay`
    keep their old slot whatever it costs others; together they must be able to.

    `old` are the published slots. Of the board the slots allowed to each, places and interpreters count.
    """
    keys = [
        (number, slot)
        for number in sorted(numbers)
        for slot in ([old[number]] if number in stay else slots_of(board.allowed[number]))
    ]
    if not keys or len(keys) > MOST_STATEMENTS:
        return None
    rows = _Rows()
    for column, (number, slot) in enumerate(keys):
        wish = board.fair.wishes[number]
        rows.at_most(("meeting", number), 1, column)
        rows.at_most((wish.partner, slot), 1, column)
        rows.at_most((wish.firm, slot), 1, column)
        rows.at_most((wish.video, slot), board.limits[wish.video][slot], column)
    columns = _interpreters(board, keys, rows)
    _orders(board, keys, rows, frozenset(numbers))
    lost = len(numbers) + 1
    cost = np.zeros(columns)
    rank = {number: weight(board, number) / (2 * lost) for number in numbers}  # less than one in all
    cost[: len(keys)] = [(old[number] != slot) - lost - rank[number] for number, slot in keys]
    whole, least = np.zeros(columns), np.zeros(columns)
    whole[: len(keys)] = 1
    least[: len(keys)] = [number in stay for number, _slot in keys]
    found = milp(
        cost,
        integrality=whole,
        bounds=Bounds(least, 1),
        constraints=rows.constraint(columns),
        options={
            "node_limit": _NODES,
            "mip_rel_gap": 0,
            "presolve": False,
        },  # with presolve half as long again
    )
    if found.x is None:
        return None
    slots = {
        number: slot
        for (number, slot), value in zip(keys, found.x[: len(keys)], strict=True)
        if value > 1 / 2
    }
    # All ranks together are less than one: without them what is lost and moved is this whole number at least.
    cheapest = math.ceil(found.mip_dual_bound + lost * len(numbers) - 1e-6)
    without = len(numbers) - len(slots)
    return Fewest(
        slots,
        max(0, -(-(cheapest - len(numbers)) // lost)),
        max(0, cheapest - lost * without),
    )


class _Rows:
    """Rows "the sum of these is at most so much", by name."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[object, ...], int] = {}
        self.most: list[int] = []
        self.entries: list[tuple[int, int, int]] = []

    def at_most(self, name: tuple[object, ...], most: int, column: int, factor: int = 1) -> None:
        if name not in self.numbers:
            self.numbers[name] = len(self.most)
            self.most.append(most)
        self.entries.append((self.numbers[name], column, factor))

    def constraint(self, columns: int) -> LinearConstraint:
        row, column, factor = (np.array(part) for part in zip(*self.entries, strict=True))
        shape = (len(self.most), columns)
        matrix = csr_array((factor.astype(float), (row, column)), shape=shape)
        return LinearConstraint(matrix, ub=np.array(self.most, float))


def _interpreters(board: Board, keys: list[tuple[int, int]], rows: _Rows) -> int:
    """Share out interpreters, each to one language a slot; return how many columns there are then."""
    needed: dict[int, set[str]] = {}
    for column, (number, slot) in enumerate(keys):
        language = board.fair.wishes[number].language
        if language:
            needed.setdefault(slot, set()).add(language)
            rows.at_most(("language", language, slot), 0, column)
    columns = len(keys)
    for slot, languages in sorted(needed.items()):
        for one in board.there[slot]:
            for language in sorted(languages & one.languages):
                rows.at_most(("language", language, slot), 0, columns, -1)
                rows.at_most(("interpreter", one.id, slot), 1, columns)
                columns += 1
    return columns


def _orders(board: Board, keys: list[tuple[int, int]], rows: _Rows, numbers: frozenset[int]) -> None:
    """Where a meeting must come after another, it lies in no slot up to that of the other."""
    if not numbers & board.earlier.keys():
        return
    held: dict[int, list[tuple[int, int]]] = {}
    for column, (number, slot) in enumerate(keys):
        held.setdefault(number, []).append((slot, column))
    for number in sorted(numbers & board.earlier.keys()):
        for before in board.earlier[number]:
            for slot, column in held.get(number, []) if before in held else []:
                name = ("order", before, number, slot)
                rows.at_most(name, 1, column)
                for other, its in held[before]:
                    if other >= slot:
                        rows.at_most(name, 1, its)
