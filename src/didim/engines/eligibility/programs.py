"""Many rules as one program: equal tests and equal subtrees stand once, children before parents."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from didim.engines.eligibility.catalogue import CATALOGUE, Catalogue
from didim.engines.eligibility.resolving import OpenTest, Test, resolve
from didim.engines.eligibility.rules import (
    AllOf,
    AnyOf,
    Compare,
    HasDesignation,
    Likely,
    Not,
    Rule,
)

NodeKey = tuple["Step", tuple[int, ...]]


class Step(IntEnum):
    """What a node of a program does with its children."""

    TEST = 0
    ALL = 1
    ANY = 2
    NOT = 3
    LIKELY = 4


@dataclass(slots=True)
class Program:
    """Tests, nodes and one root a rule.

    tests: the distinct tests. steps, children: one entry a node; a TEST node's only "child" is the index of
    its test, other nodes name earlier nodes. roots: the node of each rule, in the order given. levels: 0 for
    tests and for nodes without children, else one more than the highest child. releases: the nodes, roots
    excepted, that no node after this one needs.
    """

    tests: list[Test] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    children: list[tuple[int, ...]] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    roots: list[int] = field(default_factory=list)
    releases: list[list[int]] = field(default_factory=list)


def compile_rules(rules: Iterable[tuple[Rule, date]], catalogue: Catalogue = CATALOGUE) -> Program:
    """Return the program of rules, each judged as of its own (notice's) day."""
    compiler = _Compiler(catalogue)
    compiler.program.roots = [compiler.node(rule, day) for rule, day in rules]
    compiler.program.releases = _releases(compiler.program)
    return compiler.program


def _releases(program: Program) -> list[list[int]]:
    last_use = {
        child: node
        for node, (step, children) in enumerate(zip(program.steps, program.children, strict=True))
        if step is not Step.TEST
        for child in children
    }
    releases: list[list[int]] = [[] for _ in program.steps]
    for child in last_use.keys() - set(program.roots):
        releases[last_use[child]].append(child)
    return releases


class _Compiler:
    """Puts rules into a program, each distinct test and node once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.program = Program()
        self.test_at: dict[Test, int] = {}
        self.node_at: dict[NodeKey, int] = {}
        self.leaf_at: dict[tuple[object, ...], int] = {}

    def node(self, rule: Rule, day: date) -> int:
        match rule:
            case AllOf():
                return self.gather(Step.ALL, rule.parts, day)
            case AnyOf():
                return self.gather(Step.ANY, rule.parts, day)
            case Not():
                return self.add(Step.NOT, (self.node(rule.part, day),))
            case Likely():
                return self.add(Step.LIKELY, (self.node(rule.part, day),))
            case _:
                return self.leaf(rule, day)

    def gather(self, step: Step, parts: tuple[Rule, ...], day: date) -> int:
        """Add "all" or "any": order and repetition do not matter, a single part stands for itself."""
        children = tuple(sorted({self.node(part, day) for part in parts}))
        return children[0] if len(children) == 1 else self.add(step, children)

    def leaf(self, leaf: Rule, day: date) -> int:
        key = _leaf_key(leaf, day)
        known = self.leaf_at.get(key)
        if known is not None:
            return known
        test, negated = resolve(leaf, day, self.catalogue)
        index = self.test_at.get(test)
        if index is None:
            index = self.test_at[test] = len(self.program.tests)
            self.program.tests.append(test)
        node = self.add(Step.TEST, (index,))
        if negated:
            node = self.add(Step.NOT, (node,))
        self.leaf_at[key] = node
        return node

    def add(self, step: Step, children: tuple[int, ...]) -> int:
        key = (step, children)
        known = self.node_at.get(key)
        if known is not None:
            return known
        program = self.program
        node = self.node_at[key] = len(program.steps)
        below = -1 if step is Step.TEST else max((program.levels[child] for child in children), default=-1)
        program.steps.append(step)
        program.children.append(children)
        program.levels.append(below + 1)
        return node


def _leaf_key(leaf: Rule, day: date) -> tuple[object, ...]:
    """Return what a leaf asks without where it came from, so that equal questions resolve once."""
    match leaf:
        case Compare():
            return (leaf.fact, leaf.op, leaf.value, leaf.as_of or day)
        case HasDesignation():
            return (HasDesignation, leaf.kinds, leaf.as_of or day)
        case AllOf() | AnyOf() | Not() | Likely():
            raise TypeError(f"{type(leaf).__name__} is not a leaf")
        case _:
            return (type(leaf), getattr(leaf, "codes", OpenTest))
