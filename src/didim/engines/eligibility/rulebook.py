"""Which calls fit this firm: many rules flattened once, evaluated level by level for one firm at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from didim.engines.eligibility.catalogue import CATALOGUE, Catalogue, PathFact
from didim.engines.eligibility.facts import FirmFacts
from didim.engines.eligibility.judging import answer
from didim.engines.eligibility.programs import Program, Step, compile_rules
from didim.engines.eligibility.resolving import ChoiceTest, DesignationTest, PathTest, RangeTest, Test
from didim.engines.eligibility.rules import ANYONE, Rule, conditions_of, expected
from didim.engines.eligibility.verdicts import Verdict

Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
Whole = NDArray[np.int64]

_NO, _MAY, _YES = 0, 1, 2


@dataclass(frozen=True, slots=True)
class FirmVerdicts:
    """One firm's verdicts on every rule of a book, in the book's order; all arrays of shape (rules,).

    unknowns, mets: how many conditions of a rule are open, and met. unlikely: open, but not met once what
    was read as likely is taken as certain.
    """

    met: Flags
    not_met: Flags
    unknowns: Whole
    mets: Whole
    unlikely: Flags

    def __getitem__(self, at: int) -> Verdict:
        if self.met[at]:
            return Verdict.MET
        return Verdict.NOT_MET if self.not_met[at] else Verdict.UNKNOWN

    def __len__(self) -> int:
        return len(self.met)


class RuleBook:
    """Rules of many calls, each with the day it is judged as of.

    Building takes some microseconds a node; a look-up afterwards evaluates each distinct test and subtree
    once.
    """

    def __init__(self, rules: Iterable[tuple[Rule, date]], catalogue: Catalogue = CATALOGUE) -> None:
        dated = list(rules)
        groups = [(list(conditions_of(rule)), day) for rule, day in dated]
        conditions = [(condition, day) for group, day in groups for condition in group]
        probable = [(expected(rule) or ANYONE, day) for rule, day in dated]
        program = compile_rules([*dated, *probable, *conditions], catalogue)
        self._catalogue = catalogue
        self._roots, self._expected, self._conditions = np.split(
            np.array(program.roots, np.intp),
            [len(dated), 2 * len(dated)],
        )
        self._owner = np.repeat(np.arange(len(dated)), [len(group) for group, _ in groups])
        self._count = len(program.steps)
        self._tests = _Tests(program, catalogue)
        self._layers = _layers(program)

    def __len__(self) -> int:
        return len(self._roots)

    def verdicts(self, facts: FirmFacts) -> FirmVerdicts:
        """Return the firm's verdict on every rule."""
        met, not_met = np.zeros(self._count, np.bool_), np.zeros(self._count, np.bool_)
        self._tests.answer(facts, met, not_met)
        for layer in self._layers:
            layer.apply(met, not_met)
        still_open = ~(met | not_met)
        unknowns = np.bincount(self._owner[still_open[self._conditions]], minlength=len(self))
        mets = np.bincount(self._owner[met[self._conditions]], minlength=len(self))
        unlikely = still_open[self._roots] & not_met[self._expected]
        return FirmVerdicts(met[self._roots], not_met[self._roots], unknowns, mets, unlikely)


@dataclass(frozen=True, slots=True)
class _Layer:
    """Nodes of one step on one level; ``children`` flattened, ``starts`` where each node's begin."""

    step: Step
    nodes: Places
    children: Places
    starts: Places

    def apply(self, met: Flags, not_met: Flags) -> None:
        of_met, of_not = met[self.children], not_met[self.children]
        match self.step:
            case Step.NOT:
                met[self.nodes], not_met[self.nodes] = of_not, of_met
            case Step.LIKELY:
                met[self.nodes] = of_met
            case Step.ALL:
                met[self.nodes] = np.logical_and.reduceat(of_met, self.starts)
                not_met[self.nodes] = np.logical_or.reduceat(of_not, self.starts)
            case _:
                met[self.nodes] = np.logical_or.reduceat(of_met, self.starts)
                not_met[self.nodes] = np.logical_and.reduceat(of_not, self.starts)


@dataclass(frozen=True, slots=True)
class _Constant:
    """Nodes without children: "all" of nothing is met, "any" of nothing is not."""

    met: Places
    not_met: Places

    def apply(self, met: Flags, not_met: Flags) -> None:
        met[self.met] = True
        not_met[self.not_met] = True


def _layers(program: Program) -> list[_Constant | _Layer]:
    groups: dict[tuple[int, Step], list[int]] = {}
    for node, (level, step) in enumerate(zip(program.levels, program.steps, strict=True)):
        if step is not Step.TEST:
            groups.setdefault((level, step), []).append(node)
    layers: list[_Constant | _Layer] = [
        _Constant(_places(groups.pop((0, Step.ALL), [])), _places(groups.pop((0, Step.ANY), []))),
    ]
    for (_level, step), nodes in sorted(groups.items()):
        children = [program.children[node] for node in nodes]
        layers.append(_Layer(step, _places(nodes), _flat(children), _starts(children)))
    return layers


class _Tests:
    """The distinct tests of a program in arrays by kind."""

    def __init__(self, program: Program, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        node_of = {
            children[0]: node for node, children in enumerate(program.children) if _is_test(program, node)
        }
        by_kind: dict[type[Test], list[tuple[int, Test]]] = {}
        for index, test in enumerate(program.tests):
            by_kind.setdefault(type(test), []).append((node_of[index], test))
        self.columns = list(catalogue.columns)
        self.ranges = _Ranges.of(by_kind.get(RangeTest, []), self.columns)
        self.paths = [
            _Paths(fact, by_kind.get(PathTest, [])) for fact in (catalogue.region, catalogue.industry)
        ]
        self.designations = _Designations(by_kind.get(DesignationTest, []))
        self.choices = by_kind.get(ChoiceTest, [])

    def answer(self, facts: FirmFacts, met: Flags, not_met: Flags) -> None:
        self.ranges.answer(
            [self.catalogue.columns[name].range_of(facts) for name in self.columns], met, not_met
        )
        for paths in self.paths:
            paths.answer(facts, met, not_met)
        self.designations.answer(facts, met, not_met)
        for node, test in self.choices:
            verdict = answer(test, facts, self.catalogue)
            met[node], not_met[node] = verdict is Verdict.MET, verdict is Verdict.NOT_MET


@dataclass(frozen=True, slots=True)
class _Ranges:
    nodes: Places
    column: Places
    low: Whole
    high: Whole

    @classmethod
    def of(cls, tests: Sequence[tuple[int, Test]], columns: Sequence[str]) -> "_Ranges":
        ranges = [(node, test) for node, test in tests if isinstance(test, RangeTest)]
        return cls(
            _places([node for node, _ in ranges]),
            _places([columns.index(test.column) for _, test in ranges]),
            np.array([test.low for _, test in ranges], np.int64),
            np.array([test.high for _, test in ranges], np.int64),
        )

    def answer(self, bounds: Sequence[tuple[int, int]], met: Flags, not_met: Flags) -> None:
        values = np.array(bounds, np.int64).reshape(-1, 2)[self.column]
        low, high = values[:, 0], values[:, 1]
        met[self.nodes] = (low >= self.low) & (high <= self.high)
        not_met[self.nodes] = (high < self.low) | (low > self.high)


class _Paths:
    """Tests on one path fact: each distinct code is looked up once for all tests that ask for it."""

    def __init__(self, fact: PathFact, tests: Sequence[tuple[int, Test]]) -> None:
        own = [(node, t) for node, t in tests if isinstance(t, PathTest) and t.fact == fact.name]
        self.fact = fact
        self.codes = sorted({code for _, test in own for code in test.codes})
        place = {code: at for at, code in enumerate(self.codes)}
        lists = [tuple(place[code] for code in test.codes) for _, test in own if test.codes]
        self.nodes = _places([node for node, test in own if test.codes])
        self.without_codes = _places([node for node, test in own if not test.codes])
        self.children, self.starts = _flat(lists), _starts(lists)

    def answer(self, facts: FirmFacts, met: Flags, not_met: Flags) -> None:
        path = self.fact.path_of(facts)
        if not path:
            return
        not_met[self.without_codes] = True
        if not len(self.nodes):
            return
        states = np.array([self._state(code, path) for code in self.codes], np.int8)
        best = np.maximum.reduceat(states[self.children], self.starts)
        met[self.nodes] = best == _YES
        not_met[self.nodes] = best == _NO

    def _state(self, code: str, path: tuple[str, ...]) -> int:
        if code in path:
            return _YES
        return _MAY if self.fact.may_contain(path[-1], code) else _NO


class _Designations:
    """Tests on certificates as rows of (kind, day), several rows a test."""

    def __init__(self, tests: Sequence[tuple[int, Test]]) -> None:
        wanted = [(node, test) for node, test in tests if isinstance(test, DesignationTest)]
        self.empty = _places([node for node, test in wanted if not test.kinds])
        wanted = [(node, test) for node, test in wanted if test.kinds]
        self.nodes = _places([node for node, _ in wanted])
        kinds = [tuple(sorted(test.kinds)) for _, test in wanted]
        self.kinds = np.array([kind for group in kinds for kind in group], np.str_)
        self.days = np.array([test.day.toordinal() for _, test in wanted for _ in test.kinds], np.int64)
        self.starts = _starts([tuple(range(len(group))) for group in kinds])

    def answer(self, facts: FirmFacts, met: Flags, not_met: Flags) -> None:
        not_met[self.empty] = facts.designations_complete
        if not len(self.nodes):
            return
        rows = np.zeros(len(self.kinds), np.bool_)
        for held in facts.designations:
            first = held.valid_from.toordinal() if held.valid_from else 0
            last = held.valid_to.toordinal() if held.valid_to else date.max.toordinal()
            rows |= (self.kinds == held.kind) & (first <= self.days) & (self.days <= last)
        holds = np.logical_or.reduceat(rows, self.starts)
        met[self.nodes] = holds
        not_met[self.nodes] = ~holds & facts.designations_complete


def _is_test(program: Program, node: int) -> bool:
    return program.steps[node] is Step.TEST


def _places(values: Sequence[int]) -> Places:
    return np.array(values, np.intp)


def _flat(lists: Sequence[Sequence[int]]) -> Places:
    return _places([item for items in lists for item in items])


def _starts(lists: Sequence[Sequence[int]]) -> Places:
    lengths = np.array([0, *(len(items) for items in lists)], np.intp)
    return np.cumsum(lengths)[:-1]
