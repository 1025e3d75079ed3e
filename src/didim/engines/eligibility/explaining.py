"""Rules and firms' values in words, Korean and English."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from didim.engines.eligibility.catalogue import ABSENT, Basis, Catalogue, ChoiceFact, NumberFact
from didim.engines.eligibility.facts import FirmFacts, HeldDesignation
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
from didim.engines.eligibility.spans import completed_years, elapsed
from didim.engines.eligibility.wording import Names, Text

NOT_KNOWN = Text("입력되지 않음", "Not entered")
_MONTHS_IN_YEAR = 12
_EOK = 100_000_000
_MAN = 10_000
_BOUNDS = {
    Operator.LT: Text("{} 미만", "less than {}"),
    Operator.LE: Text("{} 이하", "at most {}"),
    Operator.GT: Text("{} 초과", "more than {}"),
    Operator.GE: Text("{} 이상", "at least {}"),
    Operator.EQ: Text("{}", "{}"),
    Operator.NE: Text("{} 아님", "not {}"),
}
_DAY_BOUNDS = {
    Operator.LT: Text("{} 전", "before {}"),
    Operator.LE: Text("{} 이전", "on or before {}"),
    Operator.GT: Text("{} 후", "after {}"),
    Operator.GE: Text("{} 이후", "on or after {}"),
    Operator.EQ: Text("{}", "{}"),
    Operator.NE: Text("{} 아님", "not {}"),
}


def months_in_words(months: int) -> Text:
    """Return a length of time in years and months."""
    years, rest = divmod(months, _MONTHS_IN_YEAR)
    ko = " ".join(part for part in (f"{years}년" if years else "", f"{rest}개월" if rest else "") if part)
    en_years = f"{years} year{'s' if years != 1 else ''}" if years else ""
    en_months = f"{rest} month{'s' if rest != 1 else ''}" if rest else ""
    en = " ".join(part for part in (en_years, en_months) if part)
    return Text(ko or "0개월", en or "0 months")


def won_in_words(won: int) -> Text:
    """Return an amount of money, in 억 and 만 where it is a round number of them."""
    en = f"KRW {won:,}"
    if won and won % _MAN == 0:
        eok, man = divmod(won // _MAN, _EOK // _MAN)
        ko = " ".join(part for part in (f"{eok:,}억" if eok else "", f"{man:,}만" if man else "") if part)
        return Text(f"{ko} 원", en)
    return Text(f"{won:,}원", en)


def joined(texts: Sequence[Text], ko: str, en: str) -> Text:
    """Return texts put together with a word between them."""
    return Text(ko.join(text.ko for text in texts), en.join(text.en for text in texts))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Puts rules and values into words, with names for codes."""

    names: Names
    catalogue: Catalogue

    def rule(self, rule: Rule, parts: tuple[Text, ...]) -> Text:
        """Return a condition in words; ``parts`` are the words of its parts."""
        match rule:
            case AllOf():
                return joined(parts, " 그리고 ", " and ") if parts else Text("누구나", "Anyone")
            case AnyOf():
                return joined(parts, " 또는 ", " or ") if parts else Text("아무도 해당하지 않음", "No one")
            case Not():
                return Text(f"다음에 해당하지 않을 것: {parts[0].ko}", f"None of this: {parts[0].en}")
            case Likely():
                return Text(f"{parts[0].ko} (공고문에서 추정)", f"{parts[0].en} (inferred from the notice)")
            case _:
                return self.leaf(rule)

    def leaf(self, leaf: Rule) -> Text:
        """Return a leaf in words."""
        match leaf:
            case Compare():
                return self._compare(leaf)
            case RegionWithin():
                places = joined([self.names.region(code) for code in leaf.codes], "·", ", ")
                return Text(f"소재지: {places.ko}", f"Located in {places.en}")
            case IndustryWithin():
                industries = joined([self.names.industry(code) for code in leaf.codes], "·", ", ")
                return Text(f"업종: {industries.ko}", f"Industry: {industries.en}")
            case HasDesignation():
                kinds = joined([self.catalogue.designations[kind] for kind in leaf.kinds], "·", " or ")
                return Text(f"{kinds.ko} 확인·인증", f"Certified as {kinds.en}")
            case Stated():
                return Text(leaf.text, leaf.text_en or leaf.text)
            case _:
                raise TypeError(f"{type(leaf).__name__} is not a leaf")

    def _compare(self, leaf: Compare) -> Text:
        fact = self.catalogue.facts[leaf.fact]
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        if isinstance(fact, ChoiceFact):
            names = joined([fact.choices[str(value)] for value in values], "·", " or ")
            if leaf.op is Operator.NE:
                return Text(f"{fact.label.ko}: {names.ko} 아님", f"{fact.label.en}: not {names.en}")
            return Text(f"{fact.label.ko}: {names.ko}", f"{fact.label.en}: {names.en}")
        amounts = [self.amount(fact, value) for value in values]
        if leaf.op is Operator.BETWEEN:
            low, high = amounts
            bound = Text(f"{low.ko} 이상 {high.ko} 이하", f"from {low.en} to {high.en}")
        else:
            pattern = (_DAY_BOUNDS if fact.basis is Basis.DAY else _BOUNDS)[leaf.op]
            bound = Text(pattern.ko.format(amounts[0].ko), pattern.en.format(amounts[0].en))
        on = Text("", "") if leaf.as_of is None else Text(f"({leaf.as_of} 기준)", f" (as of {leaf.as_of})")
        return Text(f"{fact.label.ko} {bound.ko}{on.ko}", f"{fact.label.en}: {bound.en}{on.en}")

    def amount(self, fact: NumberFact, value: int | date | str) -> Text:
        """Return a rule's number in the fact's unit."""
        if isinstance(value, date):
            return Text(value.isoformat(), value.isoformat())
        number = int(value)
        if fact.basis is Basis.ELAPSED_MONTHS:
            return months_in_words(number)
        if fact.basis is Basis.COMPLETED_YEARS:
            return Text(f"만 {number}세", f"{number} years")
        if fact.unit.en == "won":
            return won_in_words(number)
        return Text(f"{number:,}{fact.unit.ko}", f"{number:,} {fact.unit.en}".strip())

    def value(self, leaf: Rule, facts: FirmFacts, day: date) -> Text:
        """Return what the firm's facts say to a leaf, as of the notice's day."""
        match leaf:
            case Compare():
                fact = self.catalogue.facts[leaf.fact]
                if isinstance(fact, ChoiceFact):
                    return self._choice_value(fact, facts)
                return self.number_value(fact, facts, leaf.as_of or day)
            case RegionWithin():
                path = self.catalogue.region.path_of(facts)
                return NOT_KNOWN if not path else self.names.region(path[-1])
            case IndustryWithin():
                return NOT_KNOWN if facts.industry is None else self._industry(facts.industry)
            case HasDesignation():
                return self._designation_value(leaf, facts, leaf.as_of or day)
            case _:
                return NOT_KNOWN

    def _choice_value(self, fact: ChoiceFact, facts: FirmFacts) -> Text:
        possible = fact.possible(facts)
        if possible is None:
            return NOT_KNOWN
        return joined([text for choice, text in fact.choices.items() if choice in possible], " 또는 ", " or ")

    def number_value(self, fact: NumberFact, facts: FirmFacts, day: date) -> Text:
        """Return the firm's number in words, ages as of ``day``."""
        low, high = fact.range_of(facts)
        if low == high == ABSENT:
            return Text("예비창업자(사업개시 전)", "Pre-founder (not opened yet)")
        if low <= ABSENT + 1:
            return NOT_KNOWN
        if fact.basis is Basis.PLAIN:
            return self.amount(fact, low)
        return _day_value(fact.basis, date.fromordinal(low), date.fromordinal(high), day)

    def _industry(self, code: str) -> Text:
        name = self.names.industry(code)
        return name if name.ko == code else Text(f"{name.ko}({code})", f"{name.en} ({code})")

    def _designation_value(self, leaf: HasDesignation, facts: FirmFacts, day: date) -> Text:
        of_kind = [held for held in facts.designations if held.kind in leaf.kinds]
        if of_kind:
            return joined([self._held(held, day) for held in of_kind], ", ", ", ")
        return Text("없음", "None") if facts.designations_complete else NOT_KNOWN

    def _held(self, held: HeldDesignation, day: date) -> Text:
        name = self.catalogue.designations[held.kind]
        if held.holds_on(day):
            return Text(f"{name.ko}({day} 유효)", f"{name.en} (valid on {day})")
        if held.valid_to is not None and held.valid_to < day:
            return Text(f"{name.ko}({held.valid_to} 만료)", f"{name.en} (expired {held.valid_to})")
        return Text(f"{name.ko}({held.valid_from}부터)", f"{name.en} (from {held.valid_from})")

    @staticmethod
    def together(values: tuple[Text, ...]) -> Text | None:
        """Return the values of several leaves, each once; what is known before what is not."""
        known = list(dict.fromkeys(value for value in values if value != NOT_KNOWN))
        if not known:
            return NOT_KNOWN if values else None
        return joined(known, ", ", ", ")


def _day_value(basis: Basis, first: date, last: date, day: date) -> Text:
    """Return an opening or birth day (it lies from ``first`` to ``last``) as a day, a length or an age."""
    if basis is Basis.ELAPSED_MONTHS:
        years, months = elapsed(first, day)
        length = months_in_words(years * _MONTHS_IN_YEAR + months)
        return Text(f"{length.ko} ({first} 개시)", f"{length.en} (opened {first})")
    if basis is Basis.DAY:
        return Text(f"{first}", f"{first}") if first == last else Text(f"{first.year}년", f"{first.year}")
    old, young = completed_years(first, day), completed_years(last, day)
    if old == young:
        return Text(f"만 {old}세", f"{old} years")
    return Text(
        f"만 {young}세 또는 {old}세 ({first.year}년생)", f"{young} or {old} years (born {first.year})"
    )
