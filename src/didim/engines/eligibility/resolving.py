"""Leaves of a rule brought to the notice's day: tests on columns, equal for equal meaning.

A leaf that asks for an age becomes a range of opening or birth days; so the same question from two calls with
the same day is one test, however it was worded, and is answered once.
"""

from dataclasses import dataclass
from datetime import date

from didim.engines.eligibility.catalogue import (
    CATALOGUE,
    HIGHEST,
    LOWEST,
    Basis,
    Catalogue,
    ChoiceFact,
    NumberFact,
)
from didim.engines.eligibility.rules import (
    Compare,
    HasDesignation,
    IndustryWithin,
    Operator,
    RegionWithin,
    Rule,
    Stated,
)
from didim.engines.eligibility.spans import (
    first_birth_younger_than,
    first_opening_beyond,
    first_opening_reaching,
)


@dataclass(frozen=True, slots=True)
class RangeTest:
    """The column's value lies in [low, high]."""

    column: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ChoiceTest:
    """The fact is one of the allowed choices."""

    fact: str
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class PathTest:
    """The fact's path ("region" or "industry") holds one of the codes."""

    fact: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class DesignationTest:
    """One of the certificates is valid on the day."""

    kinds: frozenset[str]
    day: date


@dataclass(frozen=True, slots=True)
class OpenTest:
    """No fact decides."""


Test = RangeTest | ChoiceTest | PathTest | DesignationTest | OpenTest
Leaf = Compare | RegionWithin | IndustryWithin | HasDesignation | Stated


def resolve(leaf: Rule, day: date, catalogue: Catalogue = CATALOGUE) -> tuple[Test, bool]:
    """Return the test of a leaf as of ``day`` and whether its answer is to be negated.

    Raises KeyError for a fact the catalogue does not have and TypeError for a node with parts.
    """
    if isinstance(leaf, Compare):
        fact = catalogue.facts[leaf.fact]
        if isinstance(fact, ChoiceFact):
            return _choice_test(leaf, fact), False
        low, high = number_bounds(leaf, fact, leaf.as_of or day)
        return RangeTest(fact.column, low, high), leaf.op is Operator.NE
    if isinstance(leaf, RegionWithin):
        return PathTest(catalogue.region.name, frozenset(leaf.codes)), False
    if isinstance(leaf, IndustryWithin):
        return PathTest(catalogue.industry.name, frozenset(leaf.codes)), False
    if isinstance(leaf, HasDesignation):
        return DesignationTest(frozenset(leaf.kinds), leaf.as_of or day), False
    if isinstance(leaf, Stated):
        return OpenTest(), False
    raise TypeError(f"{type(leaf).__name__} is not a leaf")


def _choice_test(leaf: Compare, fact: ChoiceFact) -> ChoiceTest:
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    asked = frozenset(str(value) for value in values)
    if leaf.op is Operator.NE:
        return ChoiceTest(fact.name, frozenset(str(choice) for choice in fact.choices) - asked)
    return ChoiceTest(fact.name, asked)


def number_bounds(leaf: Compare, fact: NumberFact, day: date) -> tuple[int, int]:
    """Return the inclusive bounds on the fact's column; NE gives the bounds of what is excluded."""
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    first, last = _as_number(values[0]), _as_number(values[-1])
    match leaf.op:
        case Operator.LT | Operator.LE:
            return _at_most(fact.basis, first, day, strict=leaf.op is Operator.LT)
        case Operator.GT | Operator.GE:
            return _at_least(fact.basis, first, day, strict=leaf.op is Operator.GT)
        case Operator.EQ | Operator.NE | Operator.BETWEEN:
            low_a, high_a = _at_least(fact.basis, first, day, strict=False)
            low_b, high_b = _at_most(fact.basis, last, day, strict=False)
            return max(low_a, low_b), min(high_a, high_b)
        case _:
            raise ValueError(f"{leaf.op} does not compare numbers")


def _as_number(value: int | date | str) -> int:
    return value.toordinal() if isinstance(value, date) else int(value)


def _at_most(basis: Basis, value: int, day: date, *, strict: bool) -> tuple[int, int]:
    if basis is Basis.ELAPSED_MONTHS:
        first = first_opening_beyond(day, value) if strict else first_opening_reaching(day, value)
        return first.toordinal(), HIGHEST
    if basis is Basis.COMPLETED_YEARS:
        return first_birth_younger_than(day, value if strict else value + 1).toordinal(), HIGHEST
    return LOWEST, value - strict


def _at_least(basis: Basis, value: int, day: date, *, strict: bool) -> tuple[int, int]:
    if basis is Basis.ELAPSED_MONTHS:
        first = first_opening_reaching(day, value) if strict else first_opening_beyond(day, value)
        return LOWEST, first.toordinal() - 1
    if basis is Basis.COMPLETED_YEARS:
        return LOWEST, first_birth_younger_than(day, value + 1 if strict else value).toordinal() - 1
    return value + strict, HIGHEST
