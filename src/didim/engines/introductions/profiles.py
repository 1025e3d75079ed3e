"""What recommendations are made from, their rule, and what they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from didim.kernel.wording import Text

FULL = 1000
PARTS = ("words", "trade", "history")
_WHOLE = (
    "no_trade", "no_words", "full_likeness", "history_levels", "history_prior", "history_usual", "least",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """A participant: what it offers and seeks in its own words, KSIC codes of its trades and those sought."""

    id: str
    offers: str = ""
    seeks: str = ""
    trades: tuple[str, ...] = ()
    sought: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier answer of a participant: to a firm of these trades it said yes (it met, wanted more) or no.

    `other` is who it was, "" where that one is not here today.
    """

    by: str
    trades: tuple[str, ...]
    liked: bool
    other: str = ""


@dataclass(frozen=True, slots=True)
class IntroductionRule:
    """The numbers of the definition "meeting-fit"; `definition` is the id of its version."""

    weights: Mapping[str, int]
    trade: tuple[int, ...]
    no_trade: int
    no_words: int
    full_likeness: int
    history_levels: int
    history_prior: int
    history_usual: int
    least: int
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a recommendation: points (0 to 1000), its weight, and what they rest on."""

    key: str
    points: int
    weight: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Introduction:
    """That two should meet: 0 to 1000, with the parts it is made of."""

    other: str
    value: int
    parts: tuple[Part, ...]

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Return what speaks for it, the weightiest first."""
        telling = sorted(self.parts, key=lambda part: -part.points * part.weight)
        return tuple(part.reason for part in telling if part.points * 2 >= FULL)


def load_rule(values: Mapping[str, Any], definition: str = "") -> IntroductionRule:
    """Return the rule of a definition's values; raise KeyError or ValueError where they are wrong."""
    rule = IntroductionRule(
        weights={part: int(values["weights"][part]) for part in PARTS},
        trade=tuple(int(one) for one in values["trade"]),
        definition=definition,
        **{name: int(values[name]) for name in _WHOLE},
    )
    if any(weight < 0 for weight in rule.weights.values()) or not any(rule.weights.values()):
        raise ValueError("추천의 비중은 0 이상이고 하나는 0보다 커야 합니다.")
    points = (*rule.trade, rule.no_trade, rule.no_words, rule.history_usual, rule.least)
    if any(not 0 <= one <= FULL for one in points):
        raise ValueError(f"추천의 점수는 0에서 {FULL} 사이여야 합니다.")
    if not rule.trade or min(rule.full_likeness, rule.history_prior, rule.history_levels) < 1:
        raise ValueError("trade, full_likeness, history_prior, history_levels는 1 이상이어야 합니다.")
    return rule
