"""What to open where: districts ranked for a trade, with weights in the reader's hand and reasons.

A measure's score is the share of the compared districts that it is better than (equal ones count half): it
does not lean on outliers, and a better figure never lowers a district. Sums come in, rates are made here.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didim.engines.districts.ranking_rules import Measure, RankingRule
from didim.engines.districts.reports import DistrictsError
from didim.engines.districts.risk import shrink
from didim.engines.districts.rules import NOT_ENOUGH
from didim.kernel.quarters import QUARTERS_A_YEAR
from didim.kernel.wording import Text

Floats = NDArray[np.float64]
_DIGITS = 9  # scores are equal when they are to so many digits; then the code decides
_MIDDLE = 50.0


class RankingError(DistrictsError):
    """Weights or codes that cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class TradePlace:
    """What is known of a trade in a district; None is "not known" (0 is none).

    stores: of the last quarter. amount: won of that quarter, of `stores_with_sales` shops. amount_year: won
    of the last quarters (four at most, `growth_quarters`), amount_year_before: of the same ones a year
    before. closings over store_quarters: pooled quarters. opened_3, survived_3: shops by licences that
    opened three years ago and lived. footfall, workers, residents: people of the quarter. rent: won a month
    and 3.3 m². risk_index: entry risk 0–100, shown beside and not counted.
    """

    place: str
    borough: str = ""
    kind: str = ""
    stores: int | None = None
    amount: int | None = None
    stores_with_sales: int | None = None
    amount_year: int | None = None
    amount_year_before: int | None = None
    growth_quarters: int = 0
    closings: int | None = None
    store_quarters: int | None = None
    opened_3: int | None = None
    survived_3: int | None = None
    footfall: int | None = None
    workers: int | None = None
    residents: int | None = None
    area_m2: float | None = None
    rent: float | None = None
    risk_index: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of a district: value, its two sums, score 0–100, weight in its part, what it is held against.

    value, score: None where unknown. For a shrunk measure value is the estimate; numerator and denominator
    are what was counted.
    """

    measure: str
    definition: str
    value: float | None
    numerator: float | None
    denominator: float | None
    score: float | None
    median: float | None
    districts: int
    weight: float


@dataclass(frozen=True, slots=True)
class PartScore:
    """A part of a district: score 0–100 (None: unknown) and the share of the whole it has here (0–1)."""

    part: str
    definition: str
    score: float | None
    share: float
    measures: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """What lifts (lifts=True) or lowers a district. points: how far it moves the score from the middle."""

    part: str
    measure: str
    lifts: bool
    value: float
    median: float
    score: float
    districts: int
    points: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A district: rank (equal scores share it; None: not ranked, `note` says why), score, parts, reasons.

    missing: parts with a weight of which nothing is known; the others then weigh more.
    """

    place: str
    rank: int | None
    score: float | None
    parts: tuple[PartScore, ...]
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    stores: int | None
    risk_index: float | None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Districts, best first, and those not ranked, by code. weights: shares of the parts (sum 1)."""

    definition: str
    weights: Mapping[str, float]
    ranked: tuple[Ranked, ...]
    not_ranked: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Up to six districts beside each other in the order asked, and the best of them in each measure."""

    definition: str
    weights: Mapping[str, float]
    places: tuple[Ranked, ...]
    best: Mapping[str, tuple[str, ...]]
    compared_with: int


def rows_of(columns: Mapping[str, Sequence[object]]) -> tuple[TradePlace, ...]:
    """Return rows from columns by the names of TradePlace (pyarrow's to_pydict, Polars' to_dict).

    Columns that TradePlace does not know are left out; NaN is not known.
    """
    names = [name for name in TradePlace.__slots__ if name in columns]
    found = []
    for row in zip(*(columns[name] for name in names), strict=True):
        values: dict[str, Any] = {
            name: None if _is_nan(value) else value for name, value in zip(names, row, strict=True)
        }
        found.append(TradePlace(**values))
    return tuple(found)


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def growth_quarters(districts: Mapping[int, int], last: int) -> int:
    """Return of how many of the last four quarters sales are known, and of the same ones a year before.

    districts: by quarter (year × 4 + quarter − 1) the number of districts whose sales are known; a quarter
    with less than half as many as the fullest (a file of one neighbourhood) counts as not known.
    """
    least = max(districts.values(), default=0) / 2
    there = {quarter for quarter, number in districts.items() if number >= least}
    wanted = ({last - back, last - back - QUARTERS_A_YEAR} for back in range(QUARTERS_A_YEAR))
    return next((back for back, pair in enumerate(wanted) if not pair <= there), QUARTERS_A_YEAR)


def shares_of(weights: Mapping[str, float] | None, rule: RankingRule) -> dict[str, float]:
    """Return the share of each part (sum 1); a part that is not named weighs 1.

    Raises RankingError for an unknown part, a negative or endless weight, and for nothing but zeros.
    """
    given = dict(weights or {})
    known = {one.id: one for one in rule.parts}
    for name, weight in given.items():
        if name not in known:
            raise RankingError(
                f"'{name}'은(는) 모르는 항목입니다. {', '.join(known)} 가운데에서 골라 주세요."
            )
        if not math.isfinite(weight) or weight < 0:
            raise RankingError(f"'{known[name].name.ko}'의 가중치는 0 이상의 수여야 합니다.")
    whole = {name: float(given.get(name, 1.0)) for name in known}
    largest = max(whole.values())
    if largest <= 0:
        raise RankingError("가중치가 모두 0입니다. 하나라도 0보다 크게 정해 주세요.")
    scaled = {
        name: weight / largest for name, weight in whole.items()
    }  # the sum of very large ones is finite
    total = sum(scaled.values())
    return {name: weight / total for name, weight in scaled.items()}


def rank_districts(
    rows: Iterable[TradePlace], rule: RankingRule, weights: Mapping[str, float] | None = None
) -> Ranking:
    """Rank the districts of one trade. rows: one a district. weights: by part ("market": 2), any scale.

    Not ranked (표본 부족) are districts with fewer shops than the minimum, those of whose weighted parts less
    than `minimum_weight_percent` is known, and all where fewer than `minimum_districts` are left.
    """
    shares = shares_of(weights, rule)
    places = sorted(rows, key=lambda one: one.place)
    doubled = {one.place for one, other in pairwise(places) if one.place == other.place}
    if doubled:
        raise RankingError(f"같은 상권이 두 번 있습니다: {', '.join(sorted(doubled))}")
    enough = [(one.stores or 0) >= rule.minimum_stores for one in places]
    if sum(enough) < rule.minimum_districts:
        enough = [False] * len(places)
    compared = [one for one, is_enough in zip(places, enough, strict=True) if is_enough]
    measured = _measured(compared, rule)
    found = [_scored(one, measured[at], shares, rule) for at, one in enumerate(compared)]
    ranked = sorted((one for one in found if one.score is not None), key=_order)
    ranked = _numbered(ranked)
    rest = [one for one in found if one.score is None]
    rest += [_left_out(one) for one, is_enough in zip(places, enough, strict=True) if not is_enough]
    return Ranking(rule.definition, shares, tuple(ranked), tuple(sorted(rest, key=lambda one: one.place)))


def compare(
    rows: Iterable[TradePlace],
    codes: Sequence[str],
    rule: RankingRule,
    weights: Mapping[str, float] | None = None,
) -> Compared:
    """Return up to six districts as they stand among all `rows`, in the order of `codes`.

    Raises RankingError for none, for too many, for one named twice and for one that is not in `rows`.
    """
    if not codes or len(codes) > rule.compared_at_most:
        raise RankingError(f"상권은 1곳에서 {rule.compared_at_most}곳까지 비교할 수 있습니다.")
    if len(set(codes)) < len(codes):
        raise RankingError("같은 상권을 두 번 골랐습니다.")
    ranking = rank_districts(rows, rule, weights)
    by_place = {one.place: one for one in (*ranking.ranked, *ranking.not_ranked)}
    lacking = [code for code in codes if code not in by_place]
    if lacking:
        raise RankingError(f"이 업종의 자료에 없는 상권입니다: {', '.join(lacking)}")
    chosen = tuple(by_place[code] for code in codes)
    best = {}
    for measure in rule.measures:
        scores = {
            one.place: found.score
            for one in chosen
            for part in one.parts
            for found in part.measures
            if found.measure == measure.id and found.score is not None
        }
        if scores:
            top = max(scores.values())
            best[measure.id] = tuple(code for code in codes if scores.get(code) == top)
    return Compared(rule.definition, ranking.weights, chosen, best, len(ranking.ranked))


def sentence(reason: Reason, rule: RankingRule) -> Text:
    """Return a reason as a sentence in both languages."""
    measure = rule.measure(reason.measure)
    value, median = (_shown(one) for one in (reason.value, reason.median))
    share = max(round(100 - reason.score if reason.lifts else reason.score), 1)
    return Text(
        f"{measure.name.ko} {value}{measure.unit.ko} (중앙값 {median}{measure.unit.ko}):"
        f" 비교한 {reason.districts:,}곳 가운데 {'좋은' if reason.lifts else '나쁜'} 쪽 {share}% 안",
        f"{measure.name.en} {value} {measure.unit.en} (median {median} {measure.unit.en}):"
        f" among the {'best' if reason.lifts else 'worst'} {share}% of {reason.districts:,} districts",
    )


def _shown(value: float) -> str:
    """Write a number with three digits that say something; whole numbers from 100 on."""
    if abs(value) >= 100:  # noqa: PLR2004 - three digits
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"  # noqa: PLR2004 - three digits


def _column(places: Sequence[TradePlace], name: str) -> Floats:
    values = (getattr(one, name) for one in places)
    return np.array([np.nan if value is None else float(value) for value in values])


def _measured(places: Sequence[TradePlace], rule: RankingRule) -> list[dict[str, Measured]]:
    """Return the measures of each place, scored among all of them."""
    found: list[dict[str, Measured]] = [{} for _place in places]
    boroughs = np.unique([one.borough for one in places], return_inverse=True)[1]
    for measure in rule.measures:
        above = _column(places, measure.numerator)
        below = _column(places, measure.denominator) if measure.denominator else np.ones(len(places))
        value = _value(measure, above, below, boroughs)
        known = np.isfinite(value)
        score = np.full(len(places), np.nan)
        score[known] = _percentiles(value[known] if measure.higher_is_better else -value[known])
        median = float(np.median(value[known])) if known.any() else None
        for at, one in enumerate(found):
            one[measure.id] = Measured(
                measure=measure.id,
                definition=measure.definition,
                value=_or_none(value[at]),
                numerator=_or_none(above[at]),
                denominator=_or_none(below[at]) if measure.denominator else None,
                score=_or_none(score[at]),
                median=median,
                districts=int(known.sum()),
                weight=measure.weight,
            )
    return found


def _value(measure: Measure, above: Floats, below: Floats, boroughs: NDArray[np.int64]) -> Floats:
    known = np.isfinite(above) & np.isfinite(below) & (below >= measure.minimum) & (below > 0)
    value = np.full(len(above), np.nan)
    if not known.any():
        return value
    rate = (
        shrink(above[known], below[known], boroughs[known])[0]
        if measure.shrunk
        else above[known] / below[known]
    )
    value[known] = rate * measure.scale + measure.offset
    return value


def _percentiles(values: Floats) -> Floats:
    """Return the share (0–100) of the other values below each one; equal ones count half, one alone is 50."""
    if len(values) < 2:  # noqa: PLR2004 - nobody to compare with
        return np.full(len(values), _MIDDLE)
    order = np.sort(values)
    less = np.searchsorted(order, values, side="left")
    equal = np.searchsorted(order, values, side="right") - less - 1
    return 100.0 * (less + equal / 2) / (len(values) - 1)


def _or_none(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _scored(
    place: TradePlace, measured: Mapping[str, Measured], shares: Mapping[str, float], rule: RankingRule
) -> Ranked:
    scores: dict[str, float] = {}
    for part in rule.parts:
        found = [measured[one.id] for one in rule.of_part(part.id)]
        known = [(one.weight, one.score) for one in found if one.score is not None]
        if known:
            weight = math.fsum(one for one, _score in known)
            scores[part.id] = math.fsum(one * score for one, score in known) / weight
    there = math.fsum(shares[name] for name in scores)
    enough = there > 0 and 100 * there >= rule.minimum_weight_percent - 1e-9
    here = {one.id: shares[one.id] / there if one.id in scores and there else 0.0 for one in rule.parts}
    parts = tuple(
        PartScore(
            one.id,
            one.definition,
            scores.get(one.id),
            here[one.id],
            tuple(measured[measure.id] for measure in rule.of_part(one.id)),
        )
        for one in rule.parts
    )
    return Ranked(
        place=place.place,
        rank=None,
        score=round(math.fsum(scores[name] * here[name] for name in scores), _DIGITS) if enough else None,
        parts=parts,
        reasons=_reasons(parts, rule) if enough else (),
        missing=tuple(one.id for one in rule.parts if shares[one.id] > 0 and one.id not in scores),
        stores=place.stores,
        risk_index=place.risk_index,
        note=None if enough else NOT_ENOUGH,
    )


def _reasons(parts: Sequence[PartScore], rule: RankingRule) -> tuple[Reason, ...]:
    """Return what lifts and lowers, the strongest first."""
    reasons = []
    for part in parts:
        known = math.fsum(one.weight for one in part.measures if one.score is not None)
        for one in part.measures:
            if one.score is None or one.value is None or one.median is None or not part.share:
                continue
            if rule.lowering < one.score < rule.lifting:
                continue
            points = part.share * (one.score - _MIDDLE) * one.weight / known
            lifts = one.score >= rule.lifting
            reasons.append(
                Reason(part.part, one.measure, lifts, one.value, one.median, one.score, one.districts, points)
            )
    return tuple(sorted(reasons, key=lambda one: (-abs(one.points), one.measure)))


def _left_out(place: TradePlace) -> Ranked:
    return Ranked(place.place, None, None, (), (), (), place.stores, place.risk_index, NOT_ENOUGH)


def _order(one: Ranked) -> tuple[float, str]:
    return (-(one.score or 0.0), one.place)


def _numbered(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Give districts that stand in order their ranks; equal scores share the rank of the first."""
    numbered: list[Ranked] = []
    for at, one in enumerate(ranked):
        equal = numbered and numbered[-1].score == one.score
        numbered.append(replace(one, rank=numbered[-1].rank if equal else at + 1))
    return numbered
