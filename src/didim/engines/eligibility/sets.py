"""Which firms fit these calls: the set form over columns.

A verdict of n firms is two bit planes, met and not met (neither bit: unknown), eight firms a byte. Each
distinct test of all rules is answered once for a block of firms; nodes combine planes with a few bitwise
operations.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from didim.engines.eligibility.catalogue import CATALOGUE, Catalogue, PathFact
from didim.engines.eligibility.programs import Program, Step, compile_rules
from didim.engines.eligibility.resolving import (
    ChoiceTest,
    DesignationTest,
    OpenTest,
    PathTest,
    RangeTest,
    Test,
)
from didim.engines.eligibility.rules import Rule
from didim.engines.eligibility.tables import FirmTable, Flags
from didim.engines.eligibility.verdicts import Verdict

T = TypeVar("T")
Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane]

# Firms a block: the planes of a thousand tests of one block stay in the processor's cache.
BLOCK = 1 << 15


@dataclass(frozen=True, slots=True)
class Fit:
    """Who fits one rule: bit planes over a table's firms, the first firm in the first byte's highest bit."""

    size: int
    met: Plane
    not_met: Plane

    def count(self, verdict: Verdict) -> int:
        """Return how many firms have a verdict."""
        met, not_met = int(np.bitwise_count(self.met).sum()), int(np.bitwise_count(self.not_met).sum())
        return {Verdict.MET: met, Verdict.NOT_MET: not_met, Verdict.UNKNOWN: self.size - met - not_met}[
            verdict
        ]

    def mask(self, verdict: Verdict) -> Flags:
        """Return a flag a firm: whether it has the verdict."""
        met = np.unpackbits(self.met, count=self.size).view(np.bool_)
        not_met = np.unpackbits(self.not_met, count=self.size).view(np.bool_)
        return {Verdict.MET: met, Verdict.NOT_MET: not_met, Verdict.UNKNOWN: ~(met | not_met)}[verdict]

    def verdicts(self) -> list[Verdict]:
        """Return every firm's verdict, in the table's order."""
        met, not_met = self.mask(Verdict.MET), self.mask(Verdict.NOT_MET)
        return [
            Verdict.MET if is_met else Verdict.NOT_MET if is_not else Verdict.UNKNOWN
            for is_met, is_not in zip(met.tolist(), not_met.tolist(), strict=True)
        ]


def fits(
    table: FirmTable,
    rules: Iterable[tuple[Rule, date]],
    catalogue: Catalogue = CATALOGUE,
    *,
    threads: int = 1,
) -> list[Fit]:
    """Return who fits each rule, each judged as of its own day: 2 bits a pair of firm and rule."""
    program = compile_rules(rules, catalogue)
    evaluator = _Evaluator(program, table, catalogue)
    width = (table.size + 7) // 8
    met = np.zeros((len(program.roots), width), np.uint8)
    not_met = np.zeros_like(met)

    def fill(start: int) -> None:
        planes = evaluator.run(start)
        at = np.s_[start // 8 : start // 8 + (min(BLOCK, table.size - start) + 7) // 8]
        for row, (met_plane, not_met_plane) in enumerate(planes):
            met[row, at], not_met[row, at] = met_plane, not_met_plane

    _over_blocks(fill, table.size, threads)
    return [Fit(table.size, met[row], not_met[row]) for row in range(len(program.roots))]


def count_fits(
    table: FirmTable,
    rules: Iterable[tuple[Rule, date]],
    catalogue: Catalogue = CATALOGUE,
    *,
    threads: int = 1,
) -> NDArray[np.int64]:
    """Return how many firms are met, unknown and not met by each rule, shape (rules, 3); keeps no planes."""
    program = compile_rules(rules, catalogue)
    evaluator = _Evaluator(program, table, catalogue)

    def count(start: int) -> NDArray[np.int64]:
        planes = np.array(evaluator.run(start), np.uint8).reshape(len(program.roots), 2, -1)
        ones: NDArray[np.int64] = np.bitwise_count(planes).sum(axis=2, dtype=np.int64)
        return ones

    total = np.zeros((len(program.roots), 2), np.int64)
    for part in _over_blocks(count, table.size, threads):
        total += part
    return np.stack([total[:, 0], table.size - total.sum(axis=1), total[:, 1]], axis=1)


def _over_blocks(work: Callable[[int], T], size: int, threads: int) -> list[T]:
    starts = range(0, size, BLOCK)
    if threads == 1:
        return [work(start) for start in starts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, starts))


class _Evaluator:
    """A program made ready for one table: what depends on vocabularies is answered once, not once a block."""

    def __init__(self, program: Program, table: FirmTable, catalogue: Catalogue) -> None:
        self.program = program
        self.table = table
        self.states = vocabulary_states(program.tests, table, catalogue)

    def run(self, start: int) -> list[Planes]:
        """Return the planes of the roots for the block of firms from ``start``."""
        block = self.table.slice(start, start + BLOCK)
        everyone = np.packbits(np.ones(block.size, np.bool_))
        program = self.program
        planes: dict[int, Planes] = {}
        for node, (step, children) in enumerate(zip(program.steps, program.children, strict=True)):
            if step is Step.TEST:
                planes[node] = self.test(children[0], block)
            else:
                planes[node] = _combine(step, [planes[child] for child in children], everyone)
            for spent in program.releases[node]:
                del planes[spent]
        return [planes[root] for root in program.roots]

    def test(self, index: int, block: FirmTable) -> Planes:
        test = self.program.tests[index]
        match test:
            case RangeTest():
                low, high = block.low[test.column], block.high[test.column]
                met = (low >= test.low) & (high <= test.high)
                return np.packbits(met), np.packbits((high < test.low) | (low > test.high))
            case ChoiceTest() | PathTest():
                column = (block.choices if isinstance(test, ChoiceTest) else block.paths)[test.fact]
                met, not_met = self.states[index]
                return np.packbits(met[column.codes]), np.packbits(not_met[column.codes])
            case DesignationTest():
                held = _held(test, block)
                return np.packbits(held), np.packbits(block.complete & ~held)
            case OpenTest():
                nobody = np.zeros((block.size + 7) // 8, np.uint8)
                return nobody, nobody


def _combine(step: Step, parts: list[Planes], everyone: Plane) -> Planes:
    if step is Step.NOT:
        return parts[0][1], parts[0][0]
    if step is Step.LIKELY:
        return parts[0][0], np.zeros_like(everyone)
    if not parts:
        nobody = np.zeros_like(everyone)
        return (everyone, nobody) if step is Step.ALL else (nobody, everyone)
    met, not_met = parts[0]
    both, either = (np.bitwise_and, np.bitwise_or) if step is Step.ALL else (np.bitwise_or, np.bitwise_and)
    for other_met, other_not_met in parts[1:]:
        met, not_met = both(met, other_met), either(not_met, other_not_met)
    return met, not_met


def _held(test: DesignationTest, block: FirmTable) -> Flags:
    held = np.zeros(block.size, np.bool_)
    day = test.day.toordinal()
    for kind in test.kinds:
        for first, last in block.periods.get(kind, ()):
            held |= (first <= day) & (day <= last)
    return held


def vocabulary_states(
    tests: Sequence[Test],
    table: FirmTable,
    catalogue: Catalogue,
) -> dict[int, tuple[Flags, Flags]]:
    """Return, for each test on a coded column, which values of the vocabulary meet it and which do not."""
    states: dict[int, tuple[Flags, Flags]] = {}
    paths = {
        fact.name: PathStates(fact, table.paths[fact.name].vocabulary)
        for fact in (catalogue.region, catalogue.industry)
    }
    for index, test in enumerate(tests):
        if isinstance(test, ChoiceTest):
            vocabulary = table.choices[test.fact].vocabulary
            every = frozenset(catalogue.choices[test.fact].choices)
            possible = [every if value is None else value for value in vocabulary]
            met = np.array([value <= test.allowed for value in possible], np.bool_)
            states[index] = met, np.array([not value & test.allowed for value in possible], np.bool_) & ~met
        elif isinstance(test, PathTest):
            states[index] = paths[test.fact].of(test.codes)
    return states


class PathStates:
    """Which paths of a vocabulary hold a code, or may hold it; each code is looked up once."""

    def __init__(self, fact: PathFact, vocabulary: Sequence[tuple[str, ...] | None]) -> None:
        self.fact = fact
        self.known = np.array([path is not None for path in vocabulary], np.bool_)
        self.holders: dict[str, list[int]] = {}
        self.ends: dict[str, list[int]] = {}
        for at, path in enumerate(vocabulary):
            for code in path or ():
                self.holders.setdefault(code, []).append(at)
            if path:
                self.ends.setdefault(path[-1], []).append(at)
        self.by_code: dict[str, tuple[Flags, Flags]] = {}

    def of(self, codes: frozenset[str]) -> tuple[Flags, Flags]:
        """Return which paths meet "one of the codes" and which do not."""
        met, may = np.zeros_like(self.known), np.zeros_like(self.known)
        for code in codes:
            holds, may_hold = self._of_code(code)
            met |= holds
            may |= may_hold
        return met, self.known & ~met & ~may

    def _of_code(self, code: str) -> tuple[Flags, Flags]:
        if code not in self.by_code:
            holds, may_hold = np.zeros_like(self.known), np.zeros_like(self.known)
            holds[self.holders.get(code, [])] = True
            for end, places in self.ends.items():
                if self.fact.may_contain(end, code):
                    may_hold[places] = True
            self.by_code[code] = holds, may_hold
        return self.by_code[code]
