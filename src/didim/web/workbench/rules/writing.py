"""From a draft to a rule: what was typed becomes the JSON form, and every fault goes back to its node."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from didim.engines.eligibility import Operator, Rule
from didim.engines.eligibility.catalogue import CATALOGUE, Basis, ChoiceFact, NumberFact
from didim.engines.eligibility.jsonform import RuleFormError, load

from .drafts import GROUPS, ROOT, WRAPPERS, Draft

_AGE = re.compile(r"(?:(\d+)\s*년)?\s*(?:(\d+)\s*(?:개월|달))?")
_UNITS = {"조": 10**12, "억": 10**8, "만": 10**4, "천": 10**3}
_STEP = re.compile(r"parts\[(\d+)\]|part(?![\w\[])")

Faults = dict[str, list[str]]


@dataclass(frozen=True)
class Written:
    """What became of a draft: its JSON form, the rule (None while something is wrong), faults by path."""

    content: dict[str, Any]
    rule: Rule | None
    faults: Faults


def write(draft: Draft) -> Written:
    """Return the rule that a draft stands for, or what is wrong with it, node by node."""
    faults: Faults = defaultdict(list)
    content = _content(draft, faults)
    rule = None
    try:
        rule = load(content)
    except RuleFormError as error:
        for fault in error.faults:
            path = _path_of(fault.path)
            if path not in faults:
                faults[path].append(fault.sentence)
    return Written(content, None if faults else rule, dict(faults))


def _path_of(place: str) -> str:
    """Return the draft's path of a place in the JSON form ("parts[1].part.value[0]" → "r_1_0")."""
    return "_".join([ROOT, *((match[1] or "0") for match in _STEP.finditer(place))])


def _content(draft: Draft, faults: Faults) -> dict[str, Any]:
    content: dict[str, Any] = {"kind": draft.kind}
    if draft.source:
        content["source"] = draft.source
    if draft.as_of and draft.kind in {"compare", "designation"}:
        content["as_of"] = draft.as_of
    if draft.adding:
        sentence = _("'%(name)s'을(를) 찾지 못했습니다. 목록에 있는 이름이나 코드로 적어 주세요.")
        faults[draft.path].append(sentence % {"name": draft.adding})
    if draft.kind in GROUPS or draft.kind in WRAPPERS:
        return content | _inner(draft, faults)
    if draft.kind == "compare":
        return content | {"fact": draft.fact, "op": draft.op, "value": _value(draft, faults)}
    if draft.kind == "stated":
        if not draft.text:
            faults[draft.path].append(_("조건을 문장으로 적어 주세요."))
        return content | {"text": draft.text}
    if not draft.codes and not draft.adding:
        faults[draft.path].append(
            {
                "region": _("지역을 하나 이상 넣어 주세요."),
                "industry": _("업종을 하나 이상 넣어 주세요."),
                "designation": _("인증·확인을 하나 이상 골라 주세요."),
            }[draft.kind]
        )
    return content | {"any_of" if draft.kind == "designation" else "within": draft.codes}


def _inner(draft: Draft, faults: Faults) -> dict[str, Any]:
    parts = [_content(part, faults) for part in draft.parts]
    if draft.kind in GROUPS:
        if not parts and draft.path != ROOT:
            faults[draft.path].append(_("빈 묶음입니다. 조건을 넣거나 묶음을 지워 주세요."))
        return {"parts": parts}
    if not parts:
        faults[draft.path].append(_("제외할 조건을 넣거나 이 줄을 지워 주세요."))
    return {"part": parts[0] if parts else None}


def _value(draft: Draft, faults: Faults) -> Any:
    fact = CATALOGUE.facts.get(draft.fact)
    if isinstance(fact, ChoiceFact):
        if not draft.codes:
            faults[draft.path].append(_("하나 이상 골라 주세요."))
        return draft.codes if draft.op == Operator.IN else next(iter(draft.codes), None)
    if not isinstance(fact, NumberFact):
        return None
    wanted = 2 if draft.op == Operator.BETWEEN else 1
    values = [number_typed(typed, fact.basis) for typed in draft.values[:wanted]]
    if None in values:
        faults[draft.path].append(_how_to_type(fact))
    elif wanted > 1:
        low, high = (_ordered(value) for value in values)
        if low > high:
            faults[draft.path].append(_("앞의 값이 뒤의 값보다 큽니다. 두 값을 바꿔 주세요."))
    return values if wanted > 1 else values[0]


def _how_to_type(fact: NumberFact) -> str:
    if fact.basis is Basis.DAY:
        return _("날짜를 2026-01-31처럼 적어 주세요.")
    if fact.basis is Basis.ELAPSED_MONTHS:
        return _("개월 수를 84처럼, 또는 7년 6개월처럼 적어 주세요.")
    if fact.basis is Basis.COMPLETED_YEARS:
        return _("만 나이를 39처럼 숫자로 적어 주세요.")
    return _("값을 1,200 또는 12억 5천만처럼 적어 주세요.")


def _ordered(value: Any) -> int:
    return date.fromisoformat(value).toordinal() if isinstance(value, str) else int(value)


def number_typed(typed: str, basis: Basis) -> int | str | None:
    """Return the number or day somebody typed, None when it is neither.

    Ages of firms may be typed in years and months ("7년 6개월" is 90), amounts with Korean units ("12억
    5,000만"). Days come back in ISO form.
    """
    text = "".join(typed.split()).replace(",", "")
    if basis is Basis.DAY:
        try:
            return date.fromisoformat(text.strip(".").replace(".", "-").replace("/", "-")).isoformat()
        except ValueError:
            return None
    for unit in ("원", "명", "세", "개월" if text.removesuffix("개월").isdigit() else "원"):
        text = text.removesuffix(unit)
    if text.isascii() and text.isdigit():
        return int(text)
    if basis is Basis.ELAPSED_MONTHS:
        match = _AGE.fullmatch(text)
        return 12 * int(match[1] or 0) + int(match[2] or 0) if text and match else None
    return _amount(text) if basis is Basis.PLAIN else None


def _amount(text: str) -> int | None:
    """Return what an amount with Korean units means: 조, 억, 만 and 천 take what stands before them."""
    total, part, digits = 0, 0, ""
    for letter in text:
        if letter.isascii() and letter.isdigit():
            digits += letter
        elif letter == "천":
            part, digits = part + int(digits or 1) * _UNITS[letter], ""
        elif letter in _UNITS and (digits or part):
            total, part, digits = total + (part + int(digits or 0)) * _UNITS[letter], 0, ""
        else:
            return None
    return total + part + int(digits or 0) if text else None


def sentences(faults: Faults) -> list[tuple[str, str]]:
    """Return every fault as (path, sentence), from top to bottom."""

    def place(path: str) -> tuple[int, ...]:
        return tuple(int(step) for step in path.split("_")[1:])

    return [(path, sentence) for path in sorted(faults, key=place) for sentence in faults[path]]
