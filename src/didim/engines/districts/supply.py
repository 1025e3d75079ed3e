"""Trades a place has fewer (or more) shops of than districts like it.

The shops of a trade are counts whose mean follows a place's people, area, other shops and kind (ridge
penalised Poisson regression over all places), moved by what its similar districts have against their own
means (gamma prior). What is left scatters more than chance alone: the interval is negative binomial, its
spread taken from all other places by the method of moments, and so wide that it holds as many of them as
it says (conformal: Vovk et al. 2005).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from didim.engines.districts.ranking import RankingError
from didim.engines.districts.ranking_rules import SupplyRule

Floats = NDArray[np.float64]
_ROUNDS, _CLOSE = 60, 1e-9
_LARGEST_STEP, _FARTHEST = 2.0, 20.0  # of the logarithm
_LEAST_SPREAD = 1e-6
_TRAITS = ("footfall", "workers", "residents", "area_m2")
_GROUP = 3  # CS1 food, CS2 services, CS3 retail: the mix of a place


@dataclass(frozen=True, slots=True)
class PlaceStores:
    """A place: its people and area (None: not known) and its shops by trade.

    A trade that is not among the shops of a place has none there; a place without any is not known.
    sales: won of the quarter and the shops they are of, by trade.
    """

    place: str
    kind: str = ""
    footfall: int | None = None
    workers: int | None = None
    residents: int | None = None
    area_m2: float | None = None
    stores: Mapping[str, int] = field(default_factory=dict)
    sales: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class Verdict(StrEnum):
    """How many shops a place has against what is usual."""

    FEWER = "fewer"
    USUAL = "usual"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Supply:
    """Shops of a trade in a place: how many there are, and how many places like it would have.

    low, high: the interval in whole shops. ratio: shops over expected ones, drawn to 1 as chance demands.
    sales_per_store here and in the similar districts (Σ/Σ, won a quarter), None where unknown.
    """

    trade: str
    stores: int
    expected: float
    low: int
    high: int
    ratio: float
    verdict: Verdict
    sales_per_store: float | None
    similar_sales_per_store: float | None


@dataclass(frozen=True, slots=True)
class Undersupplied:
    """The trades of a place, the scarcest first, and the districts it was held against, the likest first.

    compared: places that the means were made from. confidence_percent: of the intervals.
    """

    definition: str
    place: str
    trades: tuple[Supply, ...]
    similar: tuple[str, ...]
    compared: int
    confidence_percent: int


def undersupplied(rows: Iterable[PlaceStores], code: str, rule: SupplyRule) -> Undersupplied:
    """Hold the shops of place `code` against those of similar districts, trade by trade.

    Raises RankingError where the place is not known, has no shops on record, or too few are like it.
    """
    places = sorted((one for one in rows if one.stores), key=lambda one: one.place)
    at = next((number for number, one in enumerate(places) if one.place == code), None)
    if at is None:
        raise RankingError(f"상권 {code}의 점포 자료가 없습니다. 코드를 확인해 주세요.")
    if len(places) - 1 < rule.minimum_similar:
        raise RankingError(
            f"비교할 상권이 {len(places) - 1}곳뿐입니다(표본 부족)."
            f" {rule.minimum_similar}곳 이상이어야 합니다."
        )
    traits, known = _traits(places)
    kinds = np.array([one.kind for one in places])
    near = _nearest(traits, known, kinds, rule)
    trades = sorted({trade for one in places for trade in one.stores})
    counts = np.array([[one.stores.get(trade, 0) for trade in trades] for one in places], dtype=float)
    inputs = _inputs(traits, known, kinds)
    found = []
    for number, trade in enumerate(trades):
        others = np.log1p(counts.sum(axis=1) - counts[:, number])
        supply = _supply(counts[:, number], np.column_stack([inputs, others]), near, at, rule)
        found.append(_told(trade, places, near[at], at, supply))
    found.sort(key=lambda one: (one.ratio, one.trade))
    similar = tuple(places[number].place for number in near[at])
    return Undersupplied(
        rule.definition, code, tuple(found), similar, len(places) - 1, rule.confidence_percent
    )


@dataclass(frozen=True, slots=True)
class _Expectation:
    mean: float
    spread: float
    tail: float
    stores: int


def _traits(places: Sequence[PlaceStores]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return traits (n × m, standardised, 0 where unknown) and which are known."""
    columns = [
        [np.nan if (value := getattr(one, name)) is None else math.log1p(value) for one in places]
        for name in _TRAITS
    ]
    groups = sorted({trade[:_GROUP] for one in places for trade in one.stores})
    columns += [[_share(one, group) for one in places] for group in groups[1:]]  # they add up to one
    values = np.array(columns, dtype=float).T
    known = np.isfinite(values)
    enough = known.sum(axis=0) > 1
    values, known = values[:, enough], known[:, enough]
    mean, spread = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    varied = spread > _LEAST_SPREAD
    values = (values[:, varied] - mean[varied]) / spread[varied]
    return np.where(known[:, varied], values, 0.0), known[:, varied]


def _share(place: PlaceStores, group: str) -> float:
    total = sum(place.stores.values())
    here = sum(number for trade, number in place.stores.items() if trade.startswith(group))
    return here / total if total else float("nan")


def _nearest(
    traits: Floats, known: NDArray[np.bool_], kinds: NDArray[np.str_], rule: SupplyRule
) -> NDArray[np.int64]:
    """Return the numbers of the most similar places of each place, the likest first (n × k).

    The squared distance is the mean over the traits known of both, plus that between kinds.
    """
    there = known.astype(float)
    shared = there @ there.T
    squares = traits**2 @ there.T + there @ (traits**2).T - 2 * traits @ traits.T
    mean = np.where(shared > 0, squares / np.maximum(shared, 1), np.inf)
    mean = np.round(mean + rule.kind_distance**2 * (kinds[:, None] != kinds[None, :]), 9)
    np.fill_diagonal(mean, np.inf)
    most = min(rule.similar, len(kinds) - 1)
    near = np.sort(np.argpartition(mean, most - 1, axis=1)[:, :most], axis=1)
    order = np.argsort(np.take_along_axis(mean, near, axis=1), axis=1, kind="stable")
    return np.take_along_axis(near, order, axis=1)


def _inputs(traits: Floats, known: NDArray[np.bool_], kinds: NDArray[np.str_]) -> Floats:
    """Return what means follow from: traits, whether they are unknown, kinds."""
    unknown = (~known).astype(float)
    dummies = np.array([kinds == kind for kind in sorted(set(kinds))[1:]], dtype=float).T
    parts = [traits, unknown[:, unknown.any(axis=0) & ~unknown.all(axis=0)]]
    return np.column_stack([*parts, dummies]) if dummies.size else np.column_stack(parts)


def _supply(
    counts: Floats, inputs: Floats, near: NDArray[np.int64], at: int, rule: SupplyRule
) -> _Expectation:
    """Return the expected shops of place `at`: mean, spread (variance = mean + spread × mean²), tail.

    Its own shops have no part in what is expected of it.
    """
    others = np.arange(len(counts)) != at
    mean, used = _regression(counts, inputs, others, rule.ridge)
    above, below = counts[near].sum(axis=1), mean[near].sum(axis=1)
    ratio = above / below
    chance = 1 / below
    # What scatters between places without reason scatters less between means of many places.
    alone = _overdispersion(counts[others], mean[others], used)
    weight = (mean[near] ** 2).sum(axis=1) / below**2
    between = max(float(np.mean(((ratio - 1) ** 2 - chance - alone * weight)[others])), 0.0)
    pull = between / (between + chance + alone * weight)
    moved = mean * (1 + pull * (ratio - 1))
    spread = _overdispersion(counts[others], moved[others], used)
    tail = _tail(counts[others], moved[others], spread, rule.confidence_percent)
    return _Expectation(float(moved[at]), spread, tail, int(counts[at]))


def _tail(counts: Floats, mean: Floats, spread: float, confidence_percent: int) -> float:
    """Return the probability to leave out on either side for the interval to hold that share of `counts`."""
    from scipy.stats import nbinom

    size = 1 / spread
    chance = size / (size + mean)
    below, above = nbinom.cdf(counts, size, chance), nbinom.sf(counts - 1, size, chance)
    return float(np.quantile(np.minimum(below, above), 1 - confidence_percent / 100))


def _overdispersion(counts: Floats, mean: Floats, used: int) -> float:
    """Return by how much squares of the mean the variance exceeds the mean (method of moments)."""
    free = len(counts) / max(len(counts) - used, 1)
    excess = float(np.sum((counts - mean) ** 2 * free - mean) / np.sum(mean**2))
    return max(excess, _LEAST_SPREAD)


def _regression(
    counts: Floats, inputs: Floats, taught: NDArray[np.bool_], ridge: float
) -> tuple[Floats, int]:
    """Return the means by a ridge-penalised Poisson regression on `taught`, and how many numbers it has."""
    spread = inputs[taught].std(axis=0)
    varied = spread > _LEAST_SPREAD
    scaled = (inputs[:, varied] - inputs[taught][:, varied].mean(axis=0)) / spread[varied]
    design = np.column_stack([np.ones(len(counts)), scaled])
    rows, known = design[taught], counts[taught]
    penalty = np.diag([0.0, *[ridge] * scaled.shape[1]])
    factors = np.zeros(design.shape[1])
    factors[0] = math.log(max(known.mean(), _LEAST_SPREAD))
    for _round in range(_ROUNDS):
        mean = np.exp(np.clip(rows @ factors, -_FARTHEST, _FARTHEST))
        gradient = rows.T @ (known - mean) - penalty @ factors
        step = np.linalg.solve(rows.T @ (rows * mean[:, None]) + penalty, gradient)
        largest = float(np.abs(step).max())
        factors += step * min(1.0, _LARGEST_STEP / max(largest, _CLOSE))
        if largest < _CLOSE:
            break
    return np.exp(np.clip(design @ factors, -_FARTHEST, _FARTHEST)), design.shape[1]


def _told(
    trade: str,
    places: Sequence[PlaceStores],
    near: NDArray[np.int64],
    at: int,
    found: _Expectation,
) -> Supply:
    from scipy.stats import nbinom

    size = 1 / found.spread
    chance = size / (size + found.mean)
    low, high = int(nbinom.ppf(found.tail, size, chance)), int(nbinom.isf(found.tail, size, chance))
    verdict = Verdict.FEWER if found.stores < low else Verdict.MORE if found.stores > high else Verdict.USUAL
    return Supply(
        trade=trade,
        stores=found.stores,
        expected=found.mean,
        low=low,
        high=high,
        ratio=(found.stores + size) / (found.mean + size),
        verdict=verdict,
        sales_per_store=_per_store([places[at]], trade),
        similar_sales_per_store=_per_store([places[number] for number in near], trade),
    )


def _per_store(places: Sequence[PlaceStores], trade: str) -> float | None:
    known = [one.sales[trade] for one in places if trade in one.sales]
    stores = sum(number for _amount, number in known)
    return sum(amount for amount, _number in known) / stores if stores else None
