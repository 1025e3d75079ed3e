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
_FAR = 0.02  # of the logarithm: so far one step is as good as a regression
_HIGHEST_WEIGHT = 0.99
_SAME_SPREAD = 0.01
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
    sold: won of the quarter and the shops they are of; similar_sold: of the similar districts together. None
    where unknown.
    """

    trade: str
    stores: int
    expected: float
    low: int
    high: int
    ratio: float
    verdict: Verdict
    sold: tuple[int, int] | None
    similar_sold: tuple[int, int] | None

    @property
    def sales_per_store(self) -> float | None:
        """Sales of a shop here (Σ/Σ, won a quarter); None where unknown."""
        return self.sold[0] / self.sold[1] if self.sold else None

    @property
    def similar_sales_per_store(self) -> float | None:
        """Sales of a shop in the similar districts (Σ/Σ, won a quarter); None where unknown."""
        return self.similar_sold[0] / self.similar_sold[1] if self.similar_sold else None


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


@dataclass(frozen=True, slots=True)
class _TradeSupply:
    """One trade in n places: shops, what is expected of each without itself, interval, ratio."""

    stores: Floats
    expected: Floats
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    ratio: Floats


@dataclass(frozen=True, slots=True)
class CitySupply:
    """The trades of all places, each held against the places like it. near: numbers of these (n × k)."""

    definition: str
    confidence_percent: int
    places: tuple[PlaceStores, ...]
    near: NDArray[np.int64]
    trades: Mapping[str, _TradeSupply]

    def of(self, code: str) -> Undersupplied:
        """Return the trades of a place; RankingError where it has no shops on record."""
        at = next((number for number, one in enumerate(self.places) if one.place == code), None)
        if at is None:
            raise RankingError(f"상권 {code}의 점포 자료가 없습니다. 코드를 확인해 주세요.")
        alike = [self.places[number] for number in self.near[at]]
        found = [self._told(trade, at, alike) for trade in self.trades]
        found.sort(key=lambda one: (one.ratio, one.trade))
        return Undersupplied(
            self.definition,
            code,
            tuple(found),
            tuple(one.place for one in alike),
            len(self.places) - 1,
            self.confidence_percent,
        )

    def _told(self, trade: str, at: int, alike: Sequence[PlaceStores]) -> Supply:
        one = self.trades[trade]
        stores, low, high = int(one.stores[at]), int(one.low[at]), int(one.high[at])
        verdict = Verdict.FEWER if stores < low else Verdict.MORE if stores > high else Verdict.USUAL
        return Supply(
            trade=trade,
            stores=stores,
            expected=float(one.expected[at]),
            low=low,
            high=high,
            ratio=float(one.ratio[at]),
            verdict=verdict,
            sold=_sold([self.places[at]], trade),
            similar_sold=_sold(alike, trade),
        )


def undersupplied(rows: Iterable[PlaceStores], code: str, rule: SupplyRule) -> Undersupplied:
    """Hold the shops of place `code` against those of similar districts, trade by trade.

    Raises RankingError where the place is not known, has no shops on record, or too few are like it.
    """
    return supply_of_all(rows, rule).of(code)


def supply_of_all(rows: Iterable[PlaceStores], rule: SupplyRule) -> CitySupply:
    """Hold the shops of every place against those of similar districts, trade by trade.

    Places without any shop on record are left out. Raises RankingError where too few are left.
    """
    places = sorted((one for one in rows if one.stores), key=lambda one: one.place)
    if len(places) - 1 < rule.minimum_similar:
        raise RankingError(
            f"비교할 상권이 {max(len(places) - 1, 0)}곳뿐입니다(표본 부족)."
            f" {rule.minimum_similar}곳 이상이어야 합니다."
        )
    traits, known = _traits(places)
    kinds = np.array([one.kind for one in places])
    near = _nearest(traits, known, kinds, rule)
    trades = sorted({trade for one in places for trade in one.stores})
    counts = np.array([[one.stores.get(trade, 0) for trade in trades] for one in places], dtype=float)
    inputs = _inputs(traits, known, kinds)
    found = {}
    for number, trade in enumerate(trades):
        others = np.log1p(counts.sum(axis=1) - counts[:, number])
        found[trade] = _supply(counts[:, number], np.column_stack([inputs, others]), near, rule)
    return CitySupply(rule.definition, rule.confidence_percent, tuple(places), near, found)


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


def _supply(counts: Floats, inputs: Floats, near: NDArray[np.int64], rule: SupplyRule) -> _TradeSupply:
    """Return what is expected of each place; its own shops have no part in it.

    Means of a place and of those like it come from a regression without the place. What scatters between
    places without reason scatters less between means of many places, so a place is moved towards those like
    it by as much as these differ from their own means for a reason.
    """
    from scipy.stats import nbinom

    mean, around = _without_each(counts, inputs, near, rule.ridge)
    above, below = counts[near].sum(axis=1), around.sum(axis=1)
    ratio, chance = above / below, 1 / below
    alone = _overdispersion(counts, mean)
    by_chance = chance + alone * (around**2).sum(axis=1) / below**2
    excess = (ratio - 1) ** 2 - by_chance
    between = np.maximum((excess.sum() - excess) / (len(excess) - 1), 0.0)
    moved = mean * (1 + between / (between + by_chance) * (ratio - 1))
    spread = _overdispersion(counts, moved)
    size = 1 / spread
    share = size / (size + moved)
    tail = _tails(counts, moved, spread, 1 - rule.confidence_percent / 100)
    return _TradeSupply(
        stores=counts,
        expected=moved,
        low=nbinom.ppf(tail, size, share).astype(np.int64),
        high=nbinom.isf(tail, size, share).astype(np.int64),
        ratio=(counts + size) / (moved + size),
    )


def _tails(counts: Floats, mean: Floats, spread: Floats, outside: float) -> Floats:
    """Return for each place the probability to leave out on either side, for the interval to hold the others.

    `outside` of the other places shall lie outside. A place that moves the spread itself is judged by the
    spread without it.
    """
    usual = float(np.median(spread))
    ordered = np.sort(_rarity(counts, mean, usual))
    rank = np.searchsorted(ordered, _rarity(counts, mean, usual))
    found = _quantile_without(ordered, rank, outside)
    for at in np.flatnonzero(np.abs(spread / usual - 1) > _SAME_SPREAD):
        others = np.arange(len(counts)) != at
        found[at] = np.quantile(_rarity(counts[others], mean[others], float(spread[at])), outside)
    return found


def _rarity(counts: Floats, mean: Floats, spread: float) -> Floats:
    """Return how much probability lies at a count and beyond it, on the nearer side."""
    from scipy.stats import nbinom

    size = 1 / spread
    chance = size / (size + mean)
    rare: Floats = np.minimum(nbinom.cdf(counts, size, chance), nbinom.sf(counts - 1, size, chance))
    return rare


def _quantile_without(ordered: Floats, rank: NDArray[np.int64], share: float) -> Floats:
    """Return for each rank the quantile of rising values without the value of that rank."""
    at = share * (len(ordered) - 2)
    first = int(at)
    second = min(first + 1, len(ordered) - 2)
    low, high = ordered[first + (first >= rank)], ordered[second + (second >= rank)]
    found: Floats = low + (at - first) * (high - low)
    return found


def _overdispersion(counts: Floats, mean: Floats) -> Floats:
    """Return by how much squares of the mean the variance of the other places exceeds their mean.

    mean: of each place without itself, so that nothing is lost to fitting (method of moments).
    """
    excess, squares = (counts - mean) ** 2 - mean, mean**2
    found: Floats = (excess.sum() - excess) / (squares.sum() - squares)
    return np.maximum(found, _LEAST_SPREAD)


def _without_each(
    counts: Floats, inputs: Floats, near: NDArray[np.int64], ridge: float
) -> tuple[Floats, Floats]:
    """Return the mean of each place (n), and of those near it (n × k), by a regression without the place.

    A ridge-penalised Poisson regression on all places, less one Newton step that takes the place out; a place
    that moves its own mean far by this is taken out by a regression of its own.
    """
    spread = inputs.std(axis=0)
    varied = spread > _LEAST_SPREAD
    design = np.column_stack(
        [np.ones(len(counts)), (inputs - inputs.mean(axis=0))[:, varied] / spread[varied]]
    )
    penalty = np.diag([0.0, *[ridge] * (design.shape[1] - 1)])
    start = np.zeros(design.shape[1])
    start[0] = math.log(max(counts.mean(), _LEAST_SPREAD))
    factors = _fitted(design, counts, penalty, start)
    mean = _means(design @ factors)
    pulls = np.linalg.solve(design.T @ (design * mean[:, None]) + penalty, design.T).T
    weight = np.minimum(mean * np.einsum("ij,ij->i", design, pulls), _HIGHEST_WEIGHT)
    steps = pulls * ((counts - mean) / (1 - weight))[:, None]
    moved = np.einsum("ij,ij->i", design, steps)
    for at in np.flatnonzero(np.abs(moved) > _FAR):
        others = np.arange(len(counts)) != at
        steps[at] = factors - _fitted(design[others], counts[others], penalty, factors)
    own = _means(design @ factors - np.einsum("ij,ij->i", design, steps))
    around = _means((design @ factors)[near] - np.einsum("ikj,ij->ik", design[near], steps))
    return own, around


def _fitted(design: Floats, counts: Floats, penalty: Floats, factors: Floats) -> Floats:
    """Return the factors of a ridge-penalised Poisson regression, by Newton's steps from `factors` on."""
    for _round in range(_ROUNDS):
        mean = _means(design @ factors)
        gradient = design.T @ (counts - mean) - penalty @ factors
        step = np.linalg.solve(design.T @ (design * mean[:, None]) + penalty, gradient)
        largest = float(np.abs(step).max())
        factors = factors + step * min(1.0, _LARGEST_STEP / max(largest, _CLOSE))
        if largest < _CLOSE:
            break
    return factors


def _means(logs: Floats) -> Floats:
    means: Floats = np.exp(np.clip(logs, -_FARTHEST, _FARTHEST))
    return means


def _sold(places: Sequence[PlaceStores], trade: str) -> tuple[int, int] | None:
    """Return the sales of places (won) and the shops they are of; None where none are known."""
    known = [one.sales[trade] for one in places if trade in one.sales]
    stores = sum(number for _amount, number in known)
    return (sum(amount for amount, _number in known), stores) if stores else None
