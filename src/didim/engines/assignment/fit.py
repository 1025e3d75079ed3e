"""How well a reviewer fits an application: trade, expertise in words, region, load so far.

Each part has 0 to 1000 points; the fit is their weighted mean, rounded to a grain. All numbers come from the
dated definition "reviewer-fit", or from the call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from didim.engines.assignment.problem import FULL_FIT, Ints
from didim.engines.eligibility.catalogue import industry_path
from didim.kernel.korean_text import SHORTEST_SPACELESS, search_form
from didim.kernel.wording import Text

PARTS = ("trade", "keywords", "region", "load")


@dataclass(frozen=True, slots=True)
class ReviewerProfile:
    """What a reviewer knows: KSIC codes, expertise in words, region codes, applications judged this year."""

    id: str
    trades: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    judged: int = 0


@dataclass(frozen=True, slots=True)
class ApplicationProfile:
    """What an application is about: KSIC codes, title and summary, region codes of the firm."""

    id: str
    trades: tuple[str, ...] = ()
    text: str = ""
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FitRule:
    """The numbers of the definition "reviewer-fit"; `definition` is the id of its version."""

    weights: Mapping[str, int]
    trade: tuple[int, ...]
    keywords: tuple[int, ...]
    region: tuple[int, ...]
    full_load: int
    grain: int
    definition: str = ""


def load_rule(values: Mapping[str, Any], definition: str = "") -> FitRule:
    """Return the rule of a definition's values; raise KeyError or ValueError where they are wrong."""
    weights = {part: int(values["weights"][part]) for part in PARTS}
    points = {part: tuple(int(one) for one in values[part]) for part in ("trade", "keywords", "region")}
    if any(weight < 0 for weight in weights.values()) or not any(weights.values()):
        raise ValueError("적합도의 비중은 0 이상이고 하나는 0보다 커야 합니다.")
    if any(not 0 <= one <= FULL_FIT for row in points.values() for one in row):
        raise ValueError(f"적합도의 점수는 0에서 {FULL_FIT} 사이여야 합니다.")
    if values["full_load"] < 1 or values["grain"] < 1:
        raise ValueError("full_load와 grain은 1 이상이어야 합니다.")
    full_load, grain = int(values["full_load"]), int(values["grain"])
    return FitRule(
        weights, points["trade"], points["keywords"], points["region"], full_load, grain, definition
    )


@dataclass(frozen=True, slots=True)
class FitPart:
    """One part of a fit: points (0 to 1000), its weight, and what they rest on."""

    key: str
    points: int
    weight: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Fit:
    """A fit (0 to 1000) and its parts."""

    value: int
    parts: tuple[FitPart, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the fit as JSON, to be kept with the pair."""
        return {
            "value": self.value,
            "parts": [
                {
                    "key": part.key,
                    "points": part.points,
                    "weight": part.weight,
                    "reason": {"ko": part.reason.ko, "en": part.reason.en},
                }
                for part in self.parts
            ],
        }


def fit(reviewer: ReviewerProfile, application: ApplicationProfile, rule: FitRule) -> Fit:
    """Return how well a reviewer fits an application, with every part and its reason."""
    points = {
        "trade": _trade(reviewer, application, rule),
        "keywords": _keywords(reviewer, application, rule),
        "region": _region(reviewer, application, rule),
        "load": _load(reviewer, rule),
    }
    parts = tuple(FitPart(key, points[key][0], rule.weights[key], points[key][1]) for key in PARTS)
    return Fit(_value(sum(part.points * part.weight for part in parts), rule), parts)


def _value(weighted: int, rule: FitRule) -> int:
    """Return the weighted sum as a fit, rounded half up to the grain."""
    unit = sum(rule.weights.values()) * rule.grain
    return min(FULL_FIT, (2 * weighted + unit) // (2 * unit) * rule.grain)


@lru_cache(maxsize=4096)
def _path(code: str) -> tuple[str, ...]:
    return industry_path(code) if code[:1].isalpha() or code[:2].isdigit() else ()


@lru_cache(maxsize=65536)
def shared_levels(one: str, other: str) -> int:
    """Return how many levels two KSIC codes share: 1 for the section, 5 for the subclass."""
    levels = 0
    for a, b in zip(_path(one), _path(other), strict=False):
        if a != b or not a:
            break
        levels += 1
    return levels


def _trade(reviewer: ReviewerProfile, application: ApplicationProfile, rule: FitRule) -> tuple[int, Text]:
    pairs = [
        (shared_levels(mine, asked), mine, asked)
        for mine in sorted(reviewer.trades)
        for asked in sorted(application.trades)
    ]
    if not pairs:
        return 0, Text("업종이 적혀 있지 않습니다.", "No trade is known.")
    levels, mine, asked = max(pairs, key=lambda pair: pair[0])
    if not levels:
        return 0, Text("업종이 다릅니다.", "The trades differ.")
    where = (
        ("대분류", "section"),
        ("중분류", "division"),
        ("소분류", "group"),
        ("세분류", "class"),
        ("세세분류", "subclass"),
    )
    ko, en = where[min(levels, len(where)) - 1]
    reason = Text(
        f"업종 {mine}와(과) {asked}의 {ko}가 같습니다.", f"Trades {mine} and {asked} share their {en}."
    )
    return _step(rule.trade, levels), reason


def _step(points: Sequence[int], count: int) -> int:
    """Return the points for a count: the last ones for more than there are."""
    return points[min(count, len(points)) - 1] if count and points else 0


def _keywords(reviewer: ReviewerProfile, application: ApplicationProfile, rule: FitRule) -> tuple[int, Text]:
    text = search_form(application.text)
    spaceless = text.replace(" ", "")
    found = [word for word in _distinct(reviewer) if _stands_in(_terms(word), text, spaceless)]
    if not found:
        return 0, Text("전문 분야가 신청 내용에 나오지 않습니다.", "No expertise stands in the application.")
    words = ", ".join(found)
    reason = Text(f"전문 분야가 신청 내용에 나옵니다: {words}.", f"Expertise in the application: {words}.")
    return _step(rule.keywords, len(found)), reason


def _distinct(reviewer: ReviewerProfile) -> list[str]:
    """Return the reviewer's keywords, each once however it is written."""
    seen: dict[str, str] = {}
    for word in sorted(reviewer.keywords):
        if terms := _terms(word):
            seen.setdefault("".join(terms), word)
    return list(seen.values())


@lru_cache(maxsize=16384)
def _terms(keyword: str) -> tuple[str, ...]:
    return tuple(search_form(keyword).split())


def _stands_in(terms: Sequence[str], text: str, spaceless: str) -> bool:
    """Say whether all words of a keyword stand in a text; long ones also where spaces divide them."""
    return all(term in (spaceless if len(term) >= SHORTEST_SPACELESS else text) for term in terms)


def _region(reviewer: ReviewerProfile, application: ApplicationProfile, rule: FitRule) -> tuple[int, Text]:
    levels = _region_levels(reviewer.regions, application.regions)
    if not levels:
        return 0, Text("지역이 다르거나 적혀 있지 않습니다.", "The regions differ or are not known.")
    ko, en = ("시·군·구", "district") if levels > 1 else ("시·도", "province")
    return _step(rule.region, levels), Text(f"같은 {ko}입니다.", f"The same {en}.")


_PROVINCE, _DISTRICT = 2, 5  # digits of a region code


def _region_levels(one: Sequence[str], other: Sequence[str]) -> int:
    return max(
        (
            sum(len(a) >= size and a[:size] == b[:size] for size in (_PROVINCE, _DISTRICT))
            for a in one
            for b in other
        ),
        default=0,
    )


def _load(reviewer: ReviewerProfile, rule: FitRule) -> tuple[int, Text]:
    judged = reviewer.judged
    points = FULL_FIT * max(0, rule.full_load - judged) // rule.full_load
    return points, Text(f"올해 {judged}건을 평가했습니다.", f"{judged} applications judged this year.")


def fit_matrix(
    applications: Sequence[ApplicationProfile], reviewers: Sequence[ReviewerProfile], rule: FitRule
) -> Ints:
    """Return the values of `fit` for all pairs, [application, reviewer], in the order given."""
    weights = rule.weights
    total = weights["trade"] * _trade_points(applications, reviewers, rule)
    total += weights["keywords"] * _keyword_points(applications, reviewers, rule)
    total += weights["region"] * _region_points(applications, reviewers, rule)
    total += weights["load"] * np.array([_load(one, rule)[0] for one in reviewers], np.int64)[None, :]
    unit = sum(weights.values()) * rule.grain
    values: Ints = np.minimum(FULL_FIT, (2 * total + unit) // (2 * unit) * rule.grain)
    return values


def _by_kind(rows: Sequence[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], Ints]:
    """Return the different values and which one each row has."""
    kinds = {kind: at for at, kind in enumerate(dict.fromkeys(rows))}
    return list(kinds), np.array([kinds[row] for row in rows], np.int64)


def _trade_points(
    applications: Sequence[ApplicationProfile], reviewers: Sequence[ReviewerProfile], rule: FitRule
) -> Ints:
    asked, asked_at = _by_kind([one.trades for one in applications])
    mine, mine_at = _by_kind([one.trades for one in reviewers])
    table = np.array(
        [
            [
                _step(rule.trade, max((shared_levels(a, b) for a in one for b in other), default=0))
                for other in mine
            ]
            for one in asked
        ],
        np.int64,
    ).reshape(len(asked), len(mine))
    points: Ints = table[np.ix_(asked_at, mine_at)]
    return points


def _region_points(
    applications: Sequence[ApplicationProfile], reviewers: Sequence[ReviewerProfile], rule: FitRule
) -> Ints:
    asked, asked_at = _by_kind([one.regions for one in applications])
    mine, mine_at = _by_kind([one.regions for one in reviewers])
    table = np.array(
        [[_step(rule.region, _region_levels(other, one)) for other in mine] for one in asked], np.int64
    ).reshape(len(asked), len(mine))
    points: Ints = table[np.ix_(asked_at, mine_at)]
    return points


def _keyword_points(
    applications: Sequence[ApplicationProfile], reviewers: Sequence[ReviewerProfile], rule: FitRule
) -> Ints:
    words = [[_terms(word) for word in _distinct(one)] for one in reviewers]
    known = {terms: at for at, terms in enumerate(dict.fromkeys(terms for row in words for terms in row))}
    knows = np.zeros((len(known), len(reviewers)), np.int64)
    for column, row in enumerate(words):
        for terms in row:
            knows[known[terms], column] = 1
    holds = np.zeros((len(applications), len(known)), np.int64)
    for at, application in enumerate(applications):
        text = search_form(application.text)
        spaceless = text.replace(" ", "")
        holds[at] = [_stands_in(terms, text, spaceless) for terms in known]
    counts = holds.astype(np.float32) @ knows.astype(np.float32)
    steps = np.array([0, *rule.keywords] if rule.keywords else [0], np.int64)
    points: Ints = steps[np.minimum(np.rint(counts).astype(np.int64), len(steps) - 1)]
    return points
