"""Judge one firm: the row form, with the reasons a person reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from didim.engines.eligibility.catalogue import CATALOGUE, Catalogue
from didim.engines.eligibility.changing import change_of
from didim.engines.eligibility.explaining import Speaker
from didim.engines.eligibility.facts import FirmFacts
from didim.engines.eligibility.resolving import (
    ChoiceTest,
    DesignationTest,
    OpenTest,
    PathTest,
    RangeTest,
    Test,
    resolve,
)
from didim.engines.eligibility.rules import AllOf, AnyOf, Likely, Not, Rule, Source, Stated, parts_of
from didim.engines.eligibility.verdicts import Verdict, all_of, any_of, likely, negation
from didim.engines.eligibility.wording import NO_NAMES, Names, Text


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a node and why.

    words: the condition. value: what the firm says to it (None where no fact is asked). source: where the
    condition came from. change: what would change the verdict (None when nothing the firm can do or wait
    for). parts: judgements of the node's parts, in their order.
    """

    verdict: Verdict
    rule: Rule
    words: Text
    value: Text | None
    source: Source | None
    change: Text | None
    parts: tuple["Judgement", ...]

    def conditions(self) -> Iterator["Judgement"]:
        """Yield the conditions to check off one by one: the parts of nested "all", anything else whole."""
        if isinstance(self.rule, AllOf):
            for part in self.parts:
                yield from part.conditions()
        else:
            yield self

    def decisive(self) -> tuple["Judgement", ...]:
        """Return the conditions that gave the whole its verdict."""
        return tuple(part for part in self.conditions() if part.verdict is self.verdict)

    @property
    def unknowns(self) -> int:
        """Return how many conditions are still open."""
        return sum(part.verdict is Verdict.UNKNOWN for part in self.conditions())


def verdict_of(rule: Rule, facts: FirmFacts, day: date, catalogue: Catalogue = CATALOGUE) -> Verdict:
    """Return the verdict on a rule for one firm as of ``day`` (the notice's), without reasons."""
    match rule:
        case AllOf():
            return all_of(verdict_of(part, facts, day, catalogue) for part in rule.parts)
        case AnyOf():
            return any_of(verdict_of(part, facts, day, catalogue) for part in rule.parts)
        case Not():
            return negation(verdict_of(rule.part, facts, day, catalogue))
        case Likely():
            return likely(verdict_of(rule.part, facts, day, catalogue))
        case _:
            test, negated = resolve(rule, day, catalogue)
            verdict = answer(test, facts, catalogue)
            return negation(verdict) if negated else verdict


def answer(test: Test, facts: FirmFacts, catalogue: Catalogue = CATALOGUE) -> Verdict:
    """Return the answer to one test."""
    match test:
        case RangeTest():
            return _answer_range(test, facts, catalogue)
        case ChoiceTest():
            fact = catalogue.choices[test.fact]
            possible = fact.possible(facts)
            return _answer_subset(frozenset(fact.choices) if possible is None else possible, test.allowed)
        case PathTest():
            return _answer_path(test, facts, catalogue)
        case DesignationTest():
            held = any(held.kind in test.kinds and held.holds_on(test.day) for held in facts.designations)
            if held:
                return Verdict.MET
            return Verdict.NOT_MET if facts.designations_complete else Verdict.UNKNOWN
        case OpenTest():
            return Verdict.UNKNOWN


def _answer_range(test: RangeTest, facts: FirmFacts, catalogue: Catalogue) -> Verdict:
    low, high = catalogue.columns[test.column].range_of(facts)
    if test.low <= low and high <= test.high:
        return Verdict.MET
    return Verdict.NOT_MET if high < test.low or low > test.high else Verdict.UNKNOWN


def _answer_subset(possible: frozenset[str], allowed: frozenset[str]) -> Verdict:
    if possible <= allowed:
        return Verdict.MET
    return Verdict.UNKNOWN if possible & allowed else Verdict.NOT_MET


def _answer_path(test: PathTest, facts: FirmFacts, catalogue: Catalogue) -> Verdict:
    fact = catalogue.region if test.fact == catalogue.region.name else catalogue.industry
    path = fact.path_of(facts)
    if not path:
        return Verdict.UNKNOWN
    if not test.codes.isdisjoint(path):
        return Verdict.MET
    may = any(fact.may_contain(path[-1], code) for code in test.codes)
    return Verdict.UNKNOWN if may else Verdict.NOT_MET


def judge(
    rule: Rule,
    facts: FirmFacts,
    day: date,
    names: Names = NO_NAMES,
    catalogue: Catalogue = CATALOGUE,
) -> Judgement:
    """Return the verdict with reasons for one firm as of ``day`` (the notice's).

    names: what region and industry codes are called.
    """
    return _judge(rule, facts, day, Speaker(names, catalogue))


def _judge(rule: Rule, facts: FirmFacts, day: date, speaker: Speaker) -> Judgement:
    parts = tuple(_judge(part, facts, day, speaker) for part in parts_of(rule))
    verdict = _verdict_from_parts(rule, parts, facts, day, speaker.catalogue)
    words = speaker.rule(rule, tuple(part.words for part in parts))
    if isinstance(rule, AllOf | AnyOf | Not | Likely):
        value = speaker.together(tuple(part.value for part in parts if part.value is not None))
    else:
        value = None if isinstance(rule, Stated) else speaker.value(rule, facts, day)
    single = isinstance(rule, Not | Likely)
    changes = tuple(part.change for part in parts if single or part.verdict is verdict)
    change = change_of(rule, verdict, changes, facts, day, speaker)
    return Judgement(verdict, rule, words, value, rule.source, change, parts)


def _verdict_from_parts(
    rule: Rule,
    parts: tuple[Judgement, ...],
    facts: FirmFacts,
    day: date,
    catalogue: Catalogue,
) -> Verdict:
    match rule:
        case AllOf():
            return all_of(part.verdict for part in parts)
        case AnyOf():
            return any_of(part.verdict for part in parts)
        case Not():
            return negation(parts[0].verdict)
        case Likely():
            return likely(parts[0].verdict)
        case _:
            return verdict_of(rule, facts, day, catalogue)
