"""Rounds as JSON, as a call's revision keeps them: a list, first round first.

Numbers are written as text ("0.5") or as whole numbers, never as fractions of JSON: those are not exact.

==========  ====================================================================================
key         a name of its own, a-z 0-9 _ ("written")
name        in Korean; optional "name_en"
kind        written | presentation | site_visit
criteria    list of {"key", "label", optional "label_en", "max", optional "weight": "1"}
trim_from   reviews from which the highest and the lowest are dropped; null: never
decimals    digits kept of a mean, 0 to 8
rounding    half_up | half_even | down | up
quorum      "2/3"
cutoff      points, or null
cutoff_on   base (the mean) | score (with bonus); optional, base
bonus_cap   most bonus points; optional, 0; more than 0 in a written round only
weight      of this round in the final total; optional, 1
shortlist   "2": twice the places go on; null: all above the cut-off; null in the last round
step        points come in multiples of it; optional, 1
tie_break   list of "criterion:KEY", "round:KEY", "base", "received", "lot"; optional, ["lot"]
definitions ids of the dated definitions it was made from; optional
reviewers   how many judge one application; optional, of no account for the scores
panel       an object: what is hidden and shown, challenges; of no account for the scores
==========  ====================================================================================
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from didim.engines.scoring.rounding import Rounding
from didim.engines.scoring.rules import (
    ONE,
    Criterion,
    CutoffOn,
    RoundKind,
    RoundRule,
    TieBreak,
    TieKind,
)
from didim.kernel.hash_chains import decimal_text
from didim.kernel.refusals import Problem, RefusedError
from didim.kernel.wording import Text

SMALLEST_PANEL_TRIMMED = 3  # dropping two must leave one
MOST_DECIMALS = 8
LARGEST = Decimal(10_000)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
# "reviewers" and "panel" say who judges and how (selection's); scoring leaves them alone.
_FIELDS = frozenset({*RoundRule.__dataclass_fields__, "name_en", "reviewers", "panel"})
_ChoiceT = TypeVar("_ChoiceT", bound=StrEnum)


class RoundFormError(RefusedError):
    """The JSON of a call's rounds is wrong; `problems` names each path and how to mend it."""


def dump_rounds(rounds: Sequence[RoundRule]) -> list[dict[str, Any]]:
    """Return the JSON form of rounds; `load_rounds` gives them back."""
    return [dump_round(one) for one in rounds]


def dump_round(rule: RoundRule) -> dict[str, Any]:
    """Return the JSON form of one round, every parameter written out."""
    return {
        "key": rule.key,
        "name": rule.name.ko,
        "name_en": rule.name.en,
        "kind": rule.kind.value,
        "criteria": [
            {
                "key": one.key,
                "label": one.label.ko,
                "label_en": one.label.en,
                "max": decimal_text(one.max),
                "weight": decimal_text(one.weight),
            }
            for one in rule.criteria
        ],
        "trim_from": rule.trim_from,
        "decimals": rule.decimals,
        "rounding": rule.rounding.value,
        "quorum": str(rule.quorum),
        "cutoff": _optional(rule.cutoff),
        "cutoff_on": rule.cutoff_on.value,
        "bonus_cap": decimal_text(rule.bonus_cap),
        "weight": decimal_text(rule.weight),
        "shortlist": _optional(rule.shortlist),
        "step": decimal_text(rule.step),
        "tie_break": [str(one) for one in rule.tie_break],
        "definitions": list(rule.definitions),
    }


def _optional(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(number)


def load_rounds(content: Any) -> tuple[RoundRule, ...]:
    """Return the rounds of a JSON form; raise RoundFormError with every problem found."""
    if not isinstance(content, list):
        raise RoundFormError([Problem("", Text("평가 단계는 목록이어야 합니다.", "Rounds must be a list."))])
    reader = _Reader()
    rounds = tuple(reader.round(item, f"[{at}]") for at, item in enumerate(content))
    if not reader.problems:
        reader.check_together(rounds)
    if reader.problems:
        raise RoundFormError(reader.problems)
    return rounds


class _Reader:
    """Reads rounds and collects problems; a faulty value is read as a stand-in that no caller ever sees."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, path: str, ko: str, en: str) -> None:
        self.problems.append(Problem(path, Text(ko, en)))

    def round(self, content: Any, path: str) -> RoundRule:
        if not isinstance(content, Mapping):
            self.problem(path, "평가 단계는 {…} 꼴의 객체여야 합니다.", "A round must be an object {…}.")
            content = {}
        for name in sorted(set(content) - _FIELDS, key=str):
            self.problem(f"{path}.{name}", "모르는 항목입니다. 지우세요.", "Unknown field. Remove it.")
        kind = self.choice(content.get("kind"), RoundKind, f"{path}.kind")
        cutoff, shortlist = content.get("cutoff"), content.get("shortlist")
        return RoundRule(
            key=self.key(content.get("key"), f"{path}.key"),
            name=self.text(content, "name", path),
            kind=kind,
            criteria=self.criteria(content.get("criteria"), f"{path}.criteria"),
            trim_from=self.trim_from(content.get("trim_from"), f"{path}.trim_from"),
            decimals=self.decimals(content.get("decimals"), f"{path}.decimals"),
            rounding=self.choice(content.get("rounding"), Rounding, f"{path}.rounding"),
            quorum=self.quorum(content.get("quorum"), f"{path}.quorum"),
            cutoff=None if cutoff is None else self.number(cutoff, f"{path}.cutoff"),
            cutoff_on=self.choice(content.get("cutoff_on", "base"), CutoffOn, f"{path}.cutoff_on"),
            bonus_cap=self.number(content.get("bonus_cap", 0), f"{path}.bonus_cap"),
            weight=self.number(content.get("weight", 1), f"{path}.weight"),
            shortlist=None if shortlist is None else self.at_least_one(shortlist, f"{path}.shortlist"),
            step=self.positive(content.get("step", 1), f"{path}.step"),
            tie_break=self.tie_break(content.get("tie_break", ["lot"]), f"{path}.tie_break"),
            definitions=self.names(content.get("definitions", []), f"{path}.definitions"),
        )

    def key(self, value: Any, path: str) -> str:
        if isinstance(value, str) and _KEY.fullmatch(value):
            return value
        self.problem(
            path, "소문자로 시작하는 영문·숫자·_로 적으세요.", "Use a-z, 0-9, _ with a letter first."
        )
        return ""

    def text(self, content: Mapping[str, Any], field: str, path: str) -> Text:
        ko = content.get(field)
        if not isinstance(ko, str) or not ko.strip():
            self.problem(f"{path}.{field}", "이름을 적으세요.", "Enter a name.")
            return Text("", "")
        en = content.get(f"{field}_en", "")
        if not isinstance(en, str):
            self.problem(
                f"{path}.{field}_en", "영문 이름을 문자열로 적으세요.", "Enter the English name as text."
            )
            en = ""
        return Text(ko, en or ko)

    def choice(self, value: Any, choices: type[_ChoiceT], path: str) -> _ChoiceT:
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(choices)
            self.problem(path, f"{known} 가운데 하나를 고르세요.", f"Choose one of {known}.")
            return next(iter(choices))

    def number(self, value: Any, path: str) -> Decimal:
        """Return a decimal of 0 to 10,000 with at most six digits after the point."""
        if type(value) in (int, str) and _NUMBER.fullmatch(str(value)) and Decimal(value) <= LARGEST:
            return Decimal(value)
        self.problem(
            path,
            f'0 이상 {LARGEST:,} 이하의 수를 "0.5"처럼 문자열이나 정수로 적으세요.',
            f'Enter a number from 0 to {LARGEST:,} as text like "0.5" or as a whole number.',
        )
        return ONE

    def positive(self, value: Any, path: str) -> Decimal:
        number = self.number(value, path)
        if number > 0:
            return number
        self.problem(path, "0보다 큰 수를 적으세요.", "Enter a number above 0.")
        return ONE

    def at_least_one(self, value: Any, path: str) -> Decimal:
        number = self.number(value, path)
        if number >= 1:
            return number
        self.problem(path, "1배수 이상을 적으세요.", "Enter a multiple of 1 or more.")
        return ONE

    def criteria(self, value: Any, path: str) -> tuple[Criterion, ...]:
        if not isinstance(value, list) or not value:
            self.problem(path, "평가 항목을 하나 이상 적으세요.", "Enter at least one criterion.")
            return ()
        criteria = tuple(self.criterion(item, f"{path}[{at}]") for at, item in enumerate(value))
        self.once([one.key for one in criteria], path)
        return criteria

    def criterion(self, content: Any, path: str) -> Criterion:
        if not isinstance(content, Mapping):
            self.problem(path, "평가 항목은 {…} 꼴의 객체여야 합니다.", "A criterion must be an object {…}.")
            content = {}
        return Criterion(
            key=self.key(content.get("key"), f"{path}.key"),
            label=self.text(content, "label", path),
            max=self.positive(content.get("max"), f"{path}.max"),
            weight=self.positive(content.get("weight", 1), f"{path}.weight"),
        )

    def once(self, keys: Sequence[str], path: str) -> None:
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            self.problem(path, f"'{key}'이(가) 두 번 있습니다.", f"'{key}' is there twice.")

    def trim_from(self, value: Any, path: str) -> int | None:
        if value is None:
            return None
        if type(value) is int and SMALLEST_PANEL_TRIMMED <= value <= LARGEST:
            return value
        least = SMALLEST_PANEL_TRIMMED
        self.problem(
            path,
            f"최고·최저를 빼려면 {least}명 이상이어야 합니다. 빼지 않으려면 비워 두세요(null).",
            f"Dropping the highest and the lowest needs {least} reviews or more; null drops none.",
        )
        return None

    def decimals(self, value: Any, path: str) -> int:
        if type(value) is int and 0 <= value <= MOST_DECIMALS:
            return value
        self.problem(
            path,
            f"소수 자릿수를 0에서 {MOST_DECIMALS} 사이의 정수로 적으세요.",
            f"Enter the digits kept, 0 to {MOST_DECIMALS}.",
        )
        return 0

    def quorum(self, value: Any, path: str) -> Fraction:
        try:
            quorum = Fraction(value) if isinstance(value, str) else Fraction(0)
        except (ValueError, ZeroDivisionError):
            quorum = Fraction(0)
        if 0 < quorum <= 1:
            return quorum
        self.problem(path, '정족수를 "2/3"처럼 적으세요(0 초과 1 이하).', 'Enter the quorum as "2/3".')
        return Fraction(1)

    def tie_break(self, value: Any, path: str) -> tuple[TieBreak, ...]:
        if not isinstance(value, list):
            self.problem(path, "동점 처리 순서를 목록으로 적으세요.", "Enter the order of ties as a list.")
            return ()
        steps = tuple(self.tie_step(item, f"{path}[{at}]") for at, item in enumerate(value))
        self.once([str(step) for step in steps], path)
        return steps

    def tie_step(self, value: Any, path: str) -> TieBreak:
        kind, _, key = value.partition(":") if isinstance(value, str) else ("", "", "")
        needs_key = kind in (TieKind.CRITERION, TieKind.ROUND)
        if kind in set(TieKind) and bool(key) == needs_key:
            return TieBreak(TieKind(kind), key)
        self.problem(
            path,
            "criterion:항목, round:단계, base, received, lot 가운데 하나를 적으세요.",
            "Enter criterion:KEY, round:KEY, base, received or lot.",
        )
        return TieBreak(TieKind.LOT)

    def names(self, value: Any, path: str) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.problem(
            path, "정의 id를 문자열 목록으로 적으세요.", "Enter ids of definitions as a list of texts."
        )
        return ()

    # ── what only several values together show

    def check_together(self, rounds: tuple[RoundRule, ...]) -> None:
        self.once([one.key for one in rounds], "")
        if rounds and not any(one.weight for one in rounds):
            self.problem(
                "",
                "마지막 총점에 들어가는 단계가 없습니다. 한 단계 이상의 반영 비율을 0보다 크게 적으세요.",
                "No round counts in the final total. Give at least one a weight above 0.",
            )
        for at, one in enumerate(rounds):
            self.check_round(one, f"[{at}]", rounds[: at + 1], is_last=at == len(rounds) - 1)

    def check_round(self, one: RoundRule, path: str, so_far: tuple[RoundRule, ...], *, is_last: bool) -> None:
        if one.cutoff is not None and one.cutoff > one.full_marks:
            self.problem(
                f"{path}.cutoff",
                f"과락 점수가 만점({decimal_text(one.full_marks)}점)보다 높습니다.",
                f"The cut-off is above full marks ({decimal_text(one.full_marks)}).",
            )
        if one.bonus_cap and one.kind is not RoundKind.WRITTEN:
            self.problem(
                f"{path}.bonus_cap",
                "가점은 서류평가에서만 줄 수 있습니다. 0으로 적으세요.",
                "Bonus points belong to the written round only. Enter 0.",
            )
        if is_last and one.shortlist is not None:
            self.problem(
                f"{path}.shortlist",
                "마지막 단계는 선정 규모로 정합니다. 배수를 비우세요.",
                "The last round is decided by the places. Leave the multiple empty.",
            )
        known = {
            TieKind.CRITERION: {criterion.key for criterion in one.criteria},
            TieKind.ROUND: {before.key for before in so_far},
        }
        for at, step in enumerate(one.tie_break):
            if step.key not in known.get(step.kind, {""}):
                self.problem(
                    f"{path}.tie_break[{at}]",
                    f"'{step.key}'은(는) 이 단계에 없는 항목이거나 앞선 단계가 아닙니다.",
                    f"'{step.key}' is no criterion of this round and no earlier round.",
                )
