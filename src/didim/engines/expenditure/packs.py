"""A rule pack: budget lines with their sub-items, kinds of evidence, and the rules over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from didim.engines.expenditure.facts import Case
from didim.engines.expenditure.findings import Citation, Judgement
from didim.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a key and a name: a sub-item, a kind of evidence, a mark, an approval."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line (비목) and its sub-items (세목)."""

    key: str
    label: Text
    sub_items: tuple[Named, ...]

    def sub_item(self, key: str) -> Named | None:
        """Return a sub-item of this line, or None."""
        return next((one for one in self.sub_items if one.key == key), None)


class Condition(Protocol):
    """What a rule demands."""

    def judge(self, case: Case) -> Judgement | None:
        """Say whether it is kept; None where it has nothing to say about this expenditure."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule is about: budget lines and sub-items; empty means all."""

    lines: frozenset[str] = frozenset()
    sub_items: frozenset[str] = frozenset()

    def covers(self, line: str, sub_item: str) -> bool:
        """Tell whether an expenditure on this line and sub-item is meant."""
        return (not self.lines or line in self.lines) and (not self.sub_items or sub_item in self.sub_items)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it demands, of what, since when, and where it is written."""

    key: str
    label: Text
    citation: Citation
    scope: Scope
    condition: Condition
    valid_from: date
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the rule holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class RulePack:
    """One version of a pack; `id` ("startup-funds@2024-01-01") is what agreements and checks keep."""

    id: str
    name: Text
    source: str
    lines: tuple[Line, ...]
    evidence: Mapping[str, Text]
    marks: Mapping[str, Text]
    approvals: Mapping[str, Text]
    means: Mapping[str, Text]
    rules: tuple[Rule, ...]

    def line(self, key: str) -> Line | None:
        """Return a budget line, or None."""
        return next((one for one in self.lines if one.key == key), None)

    def rule(self, key: str) -> Rule | None:
        """Return a rule, or None."""
        return next((one for one in self.rules if one.key == key), None)

    def rules_for(self, line: str, sub_item: str, day: date) -> tuple[Rule, ...]:
        """Return the rules in force on a day that concern a line and sub-item, in the pack's order."""
        return tuple(one for one in self.rules if one.in_force(day) and one.scope.covers(line, sub_item))
