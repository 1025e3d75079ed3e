"""What to open where: districts ranked for a trade, with weights in the reader's hand and reasons.

A measure's score is the share of the compared districts that it is better than (equal ones count half): it
does not lean on outliers, and a better figure never lowers a district. Sums come in, rates are made here.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, overload

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


class Listed(Sequence[Ranked]):
    """Districts of a ranking in their order, by code; each is put together when it is looked at."""

    def __init__(self, codes: Sequence[str], make: Callable[[int], Ranked]) -> None:
        self.codes = tuple(codes)
        self._make = make

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> Ranked: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Ranked, ...]: ...
    def __getitem__(self, at: int | slice) -> Ranked | tuple[Ranked, ...]:
        """Return the district at a place of the order, or those of a slice."""
        there = range(len(self.codes))[at]
        return self._make(there) if isinstance(there, int) else tuple(self._make(one) for one in there)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Listed) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self.codes)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Districts, best first, and those not ranked, by code. weights: shares of the parts (sum 1)."""

    definition: str
    weights: Mapping[str, float]
    ranked: Listed
    not_ranked: Listed


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
    scored = _scored(compared, shares, rule)
    order = np.flatnonzero(np.isfinite(scored.whole))
    order = order[np.lexsort((order, -scored.whole[order]))]
    known = scored.whole[order]
    ranks = 1 + np.searchsorted(-known, -known, side="left")
    left_out = [one for one, is_enough in zip(places, enough, strict=True) if not is_enough]
    rest: list[tuple[str, TradePlace | int]] = [(one.place, one) for one in left_out]
    rest += [(compared[at].place, int(at)) for at in np.flatnonzero(np.isnan(scored.whole))]
    rest.sort(key=lambda one: one[0])

    def not_ranked(at: int) -> Ranked:
        one = rest[at][1]
        return scored.ranked(one, None) if isinstance(one, int) else _left_out(one)

    return Ranking(
        rule.definition,
        shares,
        Listed(
            [compared[at].place for at in order], lambda at: scored.ranked(int(order[at]), int(ranks[at]))
        ),
        Listed([code for code, _one in rest], not_ranked),
    )


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
    found_at = {
        code: (listed, at)
        for listed in (ranking.ranked, ranking.not_ranked)
        for at, code in enumerate(listed.codes)
    }
    lacking = [code for code in codes if code not in found_at]
    if lacking:
        raise RankingError(f"이 업종의 자료에 없는 상권입니다: {', '.join(lacking)}")
    chosen = tuple(listed[at] for listed, at in (found_at[code] for code in codes))
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


@dataclass(frozen=True, slots=True)
class _Column:
    """A measure of all compared districts: n values, their sums (below None: no denominator) and scores."""

    measure: Measure
    value: Floats
    above: Floats
    below: Floats | None
    score: Floats
    median: float | None
    districts: int

    def at(self, place: int) -> Measured:
        return Measured(
            measure=self.measure.id,
            definition=self.measure.definition,
            value=_or_none(self.value[place]),
            numerator=_or_none(self.above[place]),
            denominator=None if self.below is None else _or_none(self.below[place]),
            score=_or_none(self.score[place]),
            median=self.median,
            districts=self.districts,
            weight=self.measure.weight,
        )


@dataclass(frozen=True, slots=True)
class _Scored:
    """The compared districts: scores of the parts (p × n, NaN unknown) and of the whole (NaN: not ranked)."""

    rule: RankingRule
    shares: Mapping[str, float]
    places: Sequence[TradePlace]
    columns: Mapping[str, Sequence[_Column]]
    parts: Floats
    whole: Floats

    def ranked(self, at: int, rank: int | None) -> Ranked:
        """Put a district together, with its reasons."""
        place, enough = self.places[at], bool(np.isfinite(self.whole[at]))
        scores = [_or_none(one) for one in self.parts[:, at]]
        there = math.fsum(
            self.shares[part.id]
            for part, score in zip(self.rule.parts, scores, strict=True)
            if score is not None
        )
        parts = tuple(
            PartScore(
                part.id,
                part.definition,
                score,
                self.shares[part.id] / there if score is not None and there else 0.0,
                tuple(one.at(at) for one in self.columns[part.id]),
            )
            for part, score in zip(self.rule.parts, scores, strict=True)
        )
        return Ranked(
            place=place.place,
            rank=rank,
            score=float(self.whole[at]) if enough else None,
            parts=parts,
            reasons=_reasons(parts, self.rule) if enough else (),
            missing=tuple(one.part for one in parts if self.shares[one.part] > 0 and one.score is None),
            stores=place.stores,
            risk_index=place.risk_index,
            note=None if enough else NOT_ENOUGH,
        )


def _scored(places: Sequence[TradePlace], shares: Mapping[str, float], rule: RankingRule) -> _Scored:
    """Score all districts among each other, measure by measure, part by part, and as a whole."""
    boroughs = np.unique([one.borough for one in places], return_inverse=True)[1]
    columns = {
        part.id: tuple(_measured(places, one, boroughs) for one in rule.of_part(part.id))
        for part in rule.parts
    }
    parts = np.array([_mean(columns[part.id], len(places)) for part in rule.parts])
    weights = np.array([shares[part.id] for part in rule.parts])
    known = np.isfinite(parts)
    there = weights @ known
    whole = np.full(len(places), np.nan)
    enough = (there > 0) & (100 * there >= rule.minimum_weight_percent - 1e-9)
    whole[enough] = (weights @ np.where(known, parts, 0.0))[enough] / there[enough]
    return _Scored(rule, shares, places, columns, parts, np.round(whole, _DIGITS))


def _mean(columns: Sequence[_Column], size: int) -> Floats:
    """Return the mean of the known scores of a part's measures, weighted; NaN where none is known."""
    added, weights = np.zeros(size), np.zeros(size)
    for one in columns:
        known = np.isfinite(one.score)
        added[known] += one.measure.weight * one.score[known]
        weights[known] += one.measure.weight
    mean: Floats = np.divide(added, weights, out=np.full(size, np.nan), where=weights > 0)
    return mean


def _measured(places: Sequence[TradePlace], measure: Measure, boroughs: NDArray[np.int64]) -> _Column:
    above = _column(places, measure.numerator)
    below = _column(places, measure.denominator) if measure.denominator else None
    value = _value(measure, above, np.ones(len(places)) if below is None else below, boroughs)
    known = np.isfinite(value)
    score = np.full(len(places), np.nan)
    score[known] = _percentiles(value[known] if measure.higher_is_better else -value[known])
    median = float(np.median(value[known])) if known.any() else None
    return _Column(measure, value, above, below, score, median, int(known.sum()))


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
