"""The rule tree as JSON, for storage and for editors.

Every node is an object with "kind"; optional "source": {"text", "field", "definition"}.

=============  ==========================================================================
all, any       "parts": nodes
not, likely    "part": node
compare        "fact", "op" (= != < <= > >= between in), "value"; optional "as_of": day
region         "within": region codes
industry       "within": KSIC codes (a section letter or 2 to 5 digits)
designation    "any_of": kinds; optional "as_of": day
stated         "text": the condition in words; optional "text_en": in English
=============  ==========================================================================
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from didim.engines.eligibility.catalogue import CATALOGUE, Basis, Catalogue, ChoiceFact, NumberFact
from didim.engines.eligibility.rules import (
    AllOf,
    AnyOf,
    Compare,
    CompareValue,
    HasDesignation,
    IndustryWithin,
    Likely,
    Not,
    Operator,
    RegionWithin,
    Rule,
    Source,
    Stated,
)

MAX_DEPTH = 24
MAX_NODES = 2000
_PAIR = 2
_LARGEST = {Basis.ELAPSED_MONTHS: 1200, Basis.COMPLETED_YEARS: 150, Basis.PLAIN: 10**15}
_REGION_CODE = re.compile(r"[0-9]{2,10}")
_INDUSTRY_CODE = re.compile(r"[A-U]|[0-9]{2,5}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a rule: the path to the node and a sentence that says how to mend it."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


class RuleFormError(ValueError):
    """A rule's JSON is wrong; ``faults`` lists every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" / ".join(str(fault) for fault in faults))
        self.faults = faults


def dump(rule: Rule) -> dict[str, Any]:
    """Return the JSON form of a rule."""
    content = _content(rule)
    if isinstance(rule, Compare | HasDesignation) and rule.as_of is not None:
        content["as_of"] = rule.as_of.isoformat()
    if rule.source is not None:
        named = {"text": rule.source.text, "field": rule.source.field, "definition": rule.source.definition}
        content["source"] = {key: value for key, value in named.items() if value}
    return content


def _content(rule: Rule) -> dict[str, Any]:
    match rule:
        case AllOf() | AnyOf():
            kind = "all" if isinstance(rule, AllOf) else "any"
            return {"kind": kind, "parts": [dump(part) for part in rule.parts]}
        case Not() | Likely():
            return {"kind": "not" if isinstance(rule, Not) else "likely", "part": dump(rule.part)}
        case Compare():
            value = _plain(rule.value)
            return {"kind": "compare", "fact": rule.fact, "op": rule.op.value, "value": value}
        case RegionWithin() | IndustryWithin():
            kind = "region" if isinstance(rule, RegionWithin) else "industry"
            return {"kind": kind, "within": list(rule.codes)}
        case HasDesignation():
            return {"kind": "designation", "any_of": list(rule.kinds)}
        case Stated():
            english = {"text_en": rule.text_en} if rule.text_en else {}
            return {"kind": "stated", "text": rule.text} | english


def _plain(value: CompareValue) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def load(content: Any, catalogue: Catalogue = CATALOGUE) -> Rule:
    """Return the rule of a JSON form.

    Raises RuleFormError with every fault: the path from the root ("parts[1].part") and a Korean sentence.
    """
    reader = _Reader(catalogue)
    rule = reader.node(content, "", 0)
    if reader.faults:
        raise RuleFormError(reader.faults)
    return rule


class _Reader:
    """Reads nodes and collects faults; a faulty node is read as a stand-in that no caller ever sees."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.faults: list[Fault] = []
        self.nodes = 0
        self.kinds: dict[str, Callable[[Mapping[str, Any], str, int], Rule]] = {
            "all": lambda content, path, depth: AllOf(
                self.parts(content, path, depth), self.source(content, path)
            ),
            "any": lambda content, path, depth: AnyOf(
                self.parts(content, path, depth), self.source(content, path)
            ),
            "not": lambda content, path, depth: Not(
                self.part(content, path, depth), self.source(content, path)
            ),
            "likely": lambda content, path, depth: Likely(
                self.part(content, path, depth),
                self.source(content, path),
            ),
            "compare": self.compare,
            "region": self.region,
            "industry": self.industry,
            "designation": self.designation,
            "stated": self.stated,
        }

    def fault(self, path: str, sentence: str) -> None:
        self.faults.append(Fault(path or "(처음)", sentence))

    def node(self, content: Any, path: str, depth: int) -> Rule:
        self.nodes += 1
        if self.nodes == MAX_NODES + 1:
            self.fault(path, f"조건이 {MAX_NODES:,}개를 넘습니다. 조건을 줄이거나 묶으세요.")
        if self.nodes > MAX_NODES:
            return Stated("")
        if depth > MAX_DEPTH:
            self.fault(path, f"조건이 {MAX_DEPTH}단계보다 깊습니다. 묶음을 풀어 주세요.")
            return Stated("")
        if not isinstance(content, Mapping):
            self.fault(path, "조건은 {…} 꼴의 객체여야 합니다.")
            return Stated("")
        read = self.kinds.get(content.get("kind", "")) if isinstance(content.get("kind", ""), str) else None
        if read is None:
            self.fault(path, f"'kind'는 {', '.join(self.kinds)} 가운데 하나여야 합니다.")
            return Stated("")
        return read(content, path, depth)

    def parts(self, content: Mapping[str, Any], path: str, depth: int) -> tuple[Rule, ...]:
        parts = content.get("parts")
        if not isinstance(parts, list):
            self.fault(path, "'parts'에 조건 목록을 적으세요.")
            return ()
        return tuple(
            self.node(part, _below(path, f"parts[{at}]"), depth + 1) for at, part in enumerate(parts)
        )

    def part(self, content: Mapping[str, Any], path: str, depth: int) -> Rule:
        return self.node(content.get("part"), _below(path, "part"), depth + 1)

    def source(self, content: Mapping[str, Any], path: str) -> Source | None:
        source = content.get("source")
        if source is None:
            return None
        names = ("text", "field", "definition")
        if not isinstance(source, Mapping) or not all(
            isinstance(source.get(name, ""), str) for name in names
        ):
            self.fault(_below(path, "source"), "'source'에는 text, field, definition을 문자열로 적으세요.")
            return None
        return Source(*(source.get(name, "") for name in names))

    def day(self, value: Any, path: str) -> date | None:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(path, "날짜를 2026-01-31처럼 적으세요.")
            return None

    def as_of(self, content: Mapping[str, Any], path: str) -> date | None:
        value = content.get("as_of")
        return None if value is None else self.day(value, _below(path, "as_of"))

    def compare(self, content: Mapping[str, Any], path: str, _depth: int) -> Rule:
        name = content.get("fact")
        fact = self.catalogue.facts.get(name) if isinstance(name, str) else None
        if fact is None:
            known = ", ".join(self.catalogue.facts)
            self.fault(path, f"'fact' 항목 {name!r}을(를) 모릅니다. 쓸 수 있는 항목: {known}.")
            return Stated("")
        try:
            op = Operator(content.get("op", ""))
        except ValueError:
            self.fault(path, f"'op'는 {', '.join(Operator)} 가운데 하나여야 합니다.")
            return Stated("")
        value: CompareValue | None
        if isinstance(fact, ChoiceFact):
            value = self.choices(content, path, fact, op)
        else:
            value = self.numbers(content, path, fact, op)
        if value is None:
            return Stated("")
        return Compare(fact.name, op, value, self.as_of(content, path), self.source(content, path))

    def choices(
        self,
        content: Mapping[str, Any],
        path: str,
        fact: ChoiceFact,
        op: Operator,
    ) -> str | tuple[str, ...] | None:
        if op not in (Operator.EQ, Operator.NE, Operator.IN):
            self.fault(path, f"{fact.label.ko}은(는) =, !=, in 으로만 비교할 수 있습니다.")
            return None
        value = content.get("value")
        values = value if op is Operator.IN else [value]
        if not isinstance(values, list) or not values or not all(_is_choice(item, fact) for item in values):
            self.fault(
                _below(path, "value"), f"{fact.label.ko}의 값은 {', '.join(fact.choices)} 가운데서 고르세요."
            )
            return None
        return tuple(values) if op is Operator.IN else str(value)

    def numbers(
        self,
        content: Mapping[str, Any],
        path: str,
        fact: NumberFact,
        op: Operator,
    ) -> int | date | tuple[int | date, ...] | None:
        if op is Operator.IN:
            self.fault(path, f"{fact.label.ko}은(는) in 으로 비교할 수 없습니다. between을 쓰세요.")
            return None
        value = content.get("value")
        if op is not Operator.BETWEEN:
            return self.number(value, _below(path, "value"), fact)
        if not isinstance(value, list) or len(value) != _PAIR:
            self.fault(_below(path, "value"), "between의 값은 [최소, 최대] 두 개여야 합니다.")
            return None
        ends = [self.number(item, _below(path, f"value[{at}]"), fact) for at, item in enumerate(value)]
        low, high = ends
        if low is None or high is None:
            return None
        if _ordered(low) > _ordered(high):
            self.fault(_below(path, "value"), "최솟값이 최댓값보다 큽니다. 두 값을 바꾸세요.")
            return None
        return low, high

    def number(self, value: Any, path: str, fact: NumberFact) -> int | date | None:
        if fact.basis is Basis.DAY:
            return self.day(value, path)
        largest = _LARGEST[fact.basis]
        if type(value) is not int or not 0 <= value <= largest:
            unit = f"({fact.unit.ko})" if fact.unit.ko else ""
            self.fault(path, f"{fact.label.ko}{unit}은(는) 0 이상 {largest:,} 이하의 정수로 적으세요.")
            return None
        return value

    def codes(
        self, content: Mapping[str, Any], path: str, pattern: re.Pattern[str], what: str
    ) -> tuple[str, ...]:
        codes = content.get("within")
        valid = isinstance(codes, list) and bool(codes)
        if not valid or not all(isinstance(code, str) and pattern.fullmatch(code) for code in codes or ()):
            self.fault(_below(path, "within"), what)
            return ()
        return tuple(codes or ())

    def region(self, content: Mapping[str, Any], path: str, _depth: int) -> Rule:
        what = "지역 코드(숫자 2~10자리)를 하나 이상 적으세요."
        return RegionWithin(self.codes(content, path, _REGION_CODE, what), self.source(content, path))

    def industry(self, content: Mapping[str, Any], path: str, _depth: int) -> Rule:
        what = "업종 코드(대분류 글자 또는 숫자 2~5자리)를 하나 이상 적으세요."
        return IndustryWithin(self.codes(content, path, _INDUSTRY_CODE, what), self.source(content, path))

    def designation(self, content: Mapping[str, Any], path: str, _depth: int) -> Rule:
        kinds = content.get("any_of")
        known = self.catalogue.designations
        if (
            not isinstance(kinds, list)
            or not kinds
            or not all(isinstance(k, str) and k in known for k in kinds)
        ):
            self.fault(_below(path, "any_of"), f"인증·확인은 {', '.join(known)} 가운데서 고르세요.")
            return Stated("")
        return HasDesignation(tuple(kinds), self.as_of(content, path), self.source(content, path))

    def stated(self, content: Mapping[str, Any], path: str, _depth: int) -> Rule:
        text = content.get("text")
        if not isinstance(text, str) or not text.strip():
            self.fault(_below(path, "text"), "조건을 문장으로 적으세요.")
            return Stated("")
        english = content.get("text_en", "")
        if not isinstance(english, str):
            self.fault(_below(path, "text_en"), "영문 문장을 문자열로 적으세요.")
            english = ""
        return Stated(text, self.source(content, path), english)


def _below(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _is_choice(value: Any, fact: ChoiceFact) -> bool:
    return isinstance(value, str) and value in fact.choices


def _ordered(value: int | date) -> int:
    return value.toordinal() if isinstance(value, date) else value
