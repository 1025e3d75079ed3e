"""The rule tree: what a call asks of a firm. Nodes are immutable values; judging them is done elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Operator(StrEnum):
    """How a fact is compared. BETWEEN includes both ends; IN asks for one of several."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    BETWEEN = "between"
    IN = "in"


CompareValue = int | date | str | tuple[int | date | str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a condition came from.

    text: the sentence or article, word for word. field: the field it stood in (e.g. "target_text").
    definition: id of the dated definition that gave its numbers (e.g. "startup@2022-06-29").
    """

    text: str = ""
    field: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must be met. Without parts: anyone."""

    parts: tuple["Rule", ...]
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must be met."""

    parts: tuple["Rule", ...]
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not be met: an exclusion."""

    part: "Rule"
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Likely:
    """The part decides only in the firm's favour: read with less than certainty, so a miss stays unknown."""

    part: "Rule"
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact of the catalogue against a value.

    value: a number in the fact's unit (months for ages of firms, completed years for people, won, persons),
    a date, a choice, or a tuple of two (BETWEEN) or several (IN). as_of: the day that ages are counted at;
    None means the notice's own day.
    """

    fact: str
    op: Operator
    value: CompareValue
    as_of: date | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class RegionWithin:
    """The firm lies within one of the regions (codes of any level)."""

    codes: tuple[str, ...]
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class IndustryWithin:
    """The firm's KSIC code begins with one of the codes (section letter or 2 to 5 digits)."""

    codes: tuple[str, ...]
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class HasDesignation:
    """The firm holds one of the certificates on the day (as_of; None: the notice's own day)."""

    kinds: tuple[str, ...]
    as_of: date | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition in words that no fact decides: always unknown, shown to be checked by a person.

    text_en: the same in English where there is one ("": only the Korean words).
    """

    text: str
    source: Source | None = None
    text_en: str = ""


Rule = AllOf | AnyOf | Not | Likely | Compare | RegionWithin | IndustryWithin | HasDesignation | Stated

ANYONE = AllOf(())


def parts_of(rule: Rule) -> tuple[Rule, ...]:
    """Return the direct parts of a node; a leaf has none."""
    if isinstance(rule, AllOf | AnyOf):
        return rule.parts
    if isinstance(rule, Not | Likely):
        return (rule.part,)
    return ()


def leaves_of(rule: Rule) -> Iterator[Rule]:
    """Yield the leaves from left to right."""
    parts = parts_of(rule)
    if not parts and not isinstance(rule, AllOf | AnyOf):
        yield rule
    for part in parts:
        yield from leaves_of(part)


def conditions_of(rule: Rule) -> Iterator[Rule]:
    """Yield the conditions a person checks off one by one: the parts of nested "all", anything else whole."""
    if isinstance(rule, AllOf):
        for part in rule.parts:
            yield from conditions_of(part)
    else:
        yield rule


def expected(rule: Rule) -> Rule | None:
    """Return the rule as it probably stands: what is likely taken as certain, what no fact decides left out.

    None when nothing is left. It tells a firm how probable an open verdict is; it never replaces the verdict.
    """
    match rule:
        case Stated():
            return None
        case Likely():
            return expected(rule.part)
        case Not():
            part = expected(rule.part)
            return None if part is None else Not(part)
        case AllOf() | AnyOf():
            kept = tuple(part for part in map(expected, rule.parts) if part is not None)
            return None if rule.parts and not kept else type(rule)(kept)
        case _:
            return rule
