"""What would change a verdict: a fact to enter, a day to wait for, a step to take."""

from collections.abc import Sequence
from datetime import date, timedelta

from didim.engines.eligibility.catalogue import HIGHEST, LOWEST, Basis, ChoiceFact, NumberFact
from didim.engines.eligibility.explaining import Speaker, joined
from didim.engines.eligibility.facts import FirmFacts
from didim.engines.eligibility.resolving import number_bounds
from didim.engines.eligibility.rules import (
    AllOf,
    AnyOf,
    Compare,
    HasDesignation,
    IndustryWithin,
    Likely,
    Not,
    Operator,
    RegionWithin,
    Rule,
    Stated,
)
from didim.engines.eligibility.spans import add_months, birthday
from didim.engines.eligibility.verdicts import Verdict
from didim.engines.eligibility.wording import Text

_ASK = Text(
    "공고문에서 짐작한 조건입니다. 기관에 확인하세요.",
    "This condition is inferred from the notice. Ask the agency.",
)
_CHECK = Text("공고문의 이 조건을 직접 확인하세요.", "Check this condition in the notice yourself.")
_LEAVE = Text("이 제외 조건에서 벗어나야 합니다.", "The firm must no longer fall under this exclusion.")
_FINER_REGION = Text(
    "더 자세한 소재지를 입력하면 판정됩니다.", "Enter a more precise location to decide this."
)
_FINER_INDUSTRY = Text(
    "더 자세한 업종 코드를 입력하면 판정됩니다.", "Enter a more precise industry code to decide this."
)
_BIRTH_DATE = Text(
    "대표자의 생년월일을 입력하면 판정됩니다.", "Enter the representative's birth date to decide this."
)


def change_of(
    rule: Rule,
    verdict: Verdict,
    of_parts: Sequence[Text | None],
    facts: FirmFacts,
    day: date,
    speaker: Speaker,
) -> Text | None:
    """Return what would change the verdict on a node, None when nothing the firm can do or wait for.

    of_parts: the same for the node's parts.
    """
    match rule:
        case AllOf() | AnyOf():
            kept = list(dict.fromkeys(text for text in of_parts if text is not None))
            return joined(kept, " ", " ") if kept and verdict is not Verdict.MET else None
        case Not():
            known = next((text for text in of_parts if text is not None), None)
            return {Verdict.NOT_MET: _LEAVE, Verdict.UNKNOWN: known, Verdict.MET: None}[verdict]
        case Likely():
            known = next((text for text in of_parts if text is not None), None)
            return None if verdict is Verdict.MET else known or _ASK
        case Stated():
            return _CHECK
        case Compare():
            return _change_of_comparison(rule, verdict, facts, day, speaker)
        case _:
            return None if verdict is Verdict.MET else _change_of_membership(rule, verdict, facts, speaker)


def _enter(what: Text) -> Text:
    return Text(f"{what.ko}: 입력하면 판정됩니다.", f"Enter this to decide: {what.en}.")


def _change_of_membership(rule: Rule, verdict: Verdict, facts: FirmFacts, speaker: Speaker) -> Text | None:
    missed = verdict is Verdict.NOT_MET
    match rule:
        case RegionWithin():
            places = joined([speaker.names.region(code) for code in rule.codes], "·", " or ")
            move = Text(f"{places.ko}(으)로 옮기면 충족합니다.", f"Met once the firm moves to {places.en}.")
            enter = _FINER_REGION if facts.region_path else _enter(speaker.catalogue.region.label)
            return move if missed else enter
        case IndustryWithin():
            register = Text(
                "해당 업종을 등록하면 충족합니다.", "Met once the firm registers such an industry."
            )
            enter = _FINER_INDUSTRY if facts.industry else _enter(speaker.catalogue.industry.label)
            return register if missed else enter
        case HasDesignation():
            kinds = joined([speaker.catalogue.designations[kind] for kind in rule.kinds], "·", " or ")
            certify = Text(f"{kinds.ko} 확인을 받으면 충족합니다.", f"Met once certified as {kinds.en}.")
            enter = Text(f"{kinds.ko} 확인서를 등록하면 판정됩니다.", f"Enter the certificate: {kinds.en}.")
            return certify if missed else enter
        case _:
            return None


def _change_of_comparison(
    leaf: Compare,
    verdict: Verdict,
    facts: FirmFacts,
    day: date,
    speaker: Speaker,
) -> Text | None:
    fact = speaker.catalogue.facts[leaf.fact]
    if isinstance(fact, ChoiceFact):
        return _enter(fact.label) if verdict is Verdict.UNKNOWN else None
    low, high = fact.range_of(facts)
    if verdict is Verdict.UNKNOWN:
        half_known = fact.basis is Basis.COMPLETED_YEARS and low > LOWEST
        return _BIRTH_DATE if half_known else _enter(fact.label)
    if low != high or low <= LOWEST:
        return None
    if fact.basis in (Basis.ELAPSED_MONTHS, Basis.COMPLETED_YEARS):
        return _change_with_time(leaf, fact, verdict, date.fromordinal(low), leaf.as_of or day)
    if fact.basis is Basis.PLAIN and verdict is Verdict.NOT_MET:
        words = speaker.leaf(leaf)
        return Text(f"{words.ko}이(가) 되면 충족합니다.", f"Met once this holds: {words.en}.")
    return None


def _change_with_time(
    leaf: Compare, fact: NumberFact, verdict: Verdict, since: date, day: date
) -> Text | None:
    """Say from which notice day on an age is met, or no longer."""
    if leaf.op is Operator.NE:
        return None
    low, high = number_bounds(leaf, fact, day)
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    if verdict is Verdict.MET and low > LOWEST:
        strict = leaf.op is Operator.LT
        until = _day_of_age(fact, since, int(str(values[-1])), past=not strict)
        return Text(
            f"공고일이 {until} 이후이면 {fact.label.ko} 요건을 넘습니다.",
            f"No longer met for notices from {until} on ({fact.label.en}).",
        )
    if verdict is Verdict.NOT_MET and high < HIGHEST and since.toordinal() > high:
        start = _day_of_age(fact, since, int(str(values[0])), past=leaf.op is Operator.GT)
        return Text(
            f"공고일이 {start} 이후이면 충족합니다({fact.label.ko}).",
            f"Met for notices from {start} on ({fact.label.en}).",
        )
    return None


def _day_of_age(fact: NumberFact, since: date, age: int, *, past: bool) -> date:
    """Return the first day on which the age is reached, or passed."""
    if fact.basis is Basis.ELAPSED_MONTHS:
        reached = add_months(since, age)
        return reached + timedelta(days=1) if past else reached
    return birthday(since, age + 1 if past else age)
