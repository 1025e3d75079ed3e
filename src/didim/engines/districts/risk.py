"""Entry risk of a trade in every district: a published formula, shrunk rates, an interval.

Closings of the pooled quarters are Poisson with the shops as exposure; a district's rate has a gamma prior
whose mean is the rate of the trade in the borough and whose spread is that between its districts (method of
moments). Small districts are so drawn to their borough (Robbins 1956; Marshall 1991).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from didim.engines.districts.rules import NOT_ENOUGH
from didim.kernel.definitions import DefinitionVersion
from didim.kernel.wording import Text

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from didim.engines.districts.running import Engine

Floats = NDArray[np.float64]
_SMALLEST = 1e-12
CLOSINGS_ALONE = Text("폐업률만", "closing rate alone")
WITH_SURVIVAL = Text("폐업률과 3년 생존율", "closing rate and three-year survival")


@dataclass(frozen=True, slots=True)
class RiskRule:
    """Parameters of the definition "districts_risk"."""

    definition: str
    pooled_quarters: int
    along_time: float
    survival_along_time: float
    minimum_stores: int
    minimum_districts: int
    confidence_percent: int
    bands: tuple[int, ...]
    labels: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Survivors:
    """Shops that opened three years ago: how many, how many lived so long, and of which place they are.

    past: the same counts as of the end of each pooled quarter, the newest (these) last.
    """

    opened: int
    survived: int
    place: str = ""
    past: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """Entry risk of a district: index 0–100 with its interval, or None and 표본 부족.

    closing_rate: a quarter's closings of 100 shops as counted; shrunk_rate: as estimated. parts: the z-values
    that the index is the mean of, by name. stores: the mean number of shops over the pooled quarters.
    survivors: three-year survival where licences tell it, shown even where the index does not use it; basis
    says what the index stands on.
    """

    place: str
    definition: str
    index: float | None
    low: float | None
    high: float | None
    label: Text
    closings: int
    stores: float
    closing_rate: float
    shrunk_rate: float
    parts: Mapping[str, float]
    basis: Text = CLOSINGS_ALONE
    survivors: Survivors | None = None


def load_risk(version: DefinitionVersion) -> RiskRule:
    """Return the rule of a version of the definition "districts_risk"."""
    values = version.values
    return RiskRule(
        definition=version.id,
        pooled_quarters=values["pooled_quarters"],
        along_time=float(Decimal(values["along_time"])),
        survival_along_time=float(Decimal(values.get("survival_along_time", "0"))),
        minimum_stores=values["minimum_stores"],
        minimum_districts=values["minimum_districts"],
        confidence_percent=values["confidence_percent"],
        bands=tuple(values["bands"]),
        labels=tuple(Text(ko, en) for ko, en in zip(values["labels"], values["labels_en"], strict=True)),
    )


def shrink(events: Floats, exposure: Floats, groups: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the shrunk rate and its variance for districts of `groups` (boroughs), all of one trade."""
    total, size = np.bincount(groups, events), np.bincount(groups, exposure)
    prior = np.maximum(total / np.maximum(size, _SMALLEST), _SMALLEST)[groups]
    raw = events / np.maximum(exposure, _SMALLEST)
    overall = max(events.sum() / max(exposure.sum(), _SMALLEST), _SMALLEST)
    spread = np.sum(exposure * (raw - prior) ** 2) / max(exposure.sum(), _SMALLEST)
    between = max(spread - overall / max(exposure.mean(), _SMALLEST), 0.0)
    if between <= _SMALLEST:
        return prior, prior / np.maximum(size[groups], 1.0)
    pseudo = prior / between  # shops-quarters that the prior is worth
    shape, inverse = events + prior * pseudo, exposure + pseudo
    return shape / inverse, shape / inverse**2


def entry_risk(
    engine: "Engine",
    stores: "Table",
    areas: "Table",
    rule: RiskRule,
    *,
    trade: str,
    quarter: int,
    survivors: Mapping[str, Survivors] | None = None,
) -> tuple[Risk, ...]:
    """Return the entry risk of a trade in every district that has it, in the quarter given (20244).

    survivors: by the code of a district or, for all its districts, of a borough.
    """
    from didim.engines.districts.indicators import ordinal

    rows = stores.filter((stores.unit == "district") & (stores.trade == trade))
    at = quarter // 10 * 4 + quarter % 10 - 1
    number = ordinal(rows.quarter)
    window = rows.filter((number <= at) & (number > at - rule.pooled_quarters))
    placed = window.join(areas.select("place", "borough"), "place")
    found = engine.rows(
        placed.select("place", "borough", "quarter", "stores", "closings").order_by("place", "quarter")
    )
    if not found.num_rows:
        return ()
    return index_of(found.to_pydict(), rule, survivors or {})


def index_of(
    rows: Mapping[str, Sequence[object]], rule: RiskRule, survivors: Mapping[str, Survivors]
) -> tuple[Risk, ...]:
    """Return the risks from rows of one trade: place, borough, quarter, stores, closings."""
    places, at = np.unique(np.array(rows["place"], dtype=str), return_inverse=True)
    stores, closings = np.array(rows["stores"], float), np.array(rows["closings"], float)
    borough = np.empty(len(places), dtype=object)
    borough[at] = np.array(rows["borough"], dtype=object)
    groups = np.unique(borough.astype(str), return_inverse=True)[1]
    exposure: Floats = np.bincount(at, stores).astype(np.float64)
    events: Floats = np.bincount(at, closings).astype(np.float64)
    mean_stores = exposure / np.bincount(at)
    rate, variance = shrink(events, exposure, groups)
    known = mean_stores >= rule.minimum_stores
    parts: dict[str, Floats] = {}
    noise: dict[str, Floats] = {}
    _add(parts, noise, "closing", rate, variance, known, 1.0)
    own = _against_own_past(at, len(places), np.array(rows["quarter"]), stores, closings)
    parts["closing_own_past"] = rule.along_time * own
    noise["closing_own_past"] = np.zeros(len(places))
    lived = _survivors(places, borough, survivors, rule)
    _add_survival(parts, noise, lived, groups, known, rule)
    shown = known & (known.sum() >= rule.minimum_districts)
    return _risks(places, shown, events, exposure, mean_stores, rate, parts, noise, rule, lived)


def _survivors(
    places: NDArray[np.str_],
    boroughs: NDArray[np.object_],
    survivors: Mapping[str, Survivors],
    rule: RiskRule,
) -> list[Survivors | None]:
    """Return what is known of each district: its own shops where they are enough, else its borough's."""
    found: list[Survivors | None] = []
    for place, borough in zip(places, boroughs, strict=True):
        given = (survivors.get(str(place)), survivors.get(str(borough)))
        enough = (one for one in given if one is not None and one.opened >= rule.minimum_stores)
        found.append(next(enough, None))
    return found


def _add_survival(
    parts: dict[str, Floats],
    noise: dict[str, Floats],
    lived: Sequence[Survivors | None],
    groups: NDArray[np.int64],
    known: NDArray[np.bool_],
    rule: RiskRule,
) -> None:
    """Add three-year survival, standardised; left out where too few different counts are to be compared.

    A borough's count that stands for several districts is one count; districts' own are drawn to the borough.
    """
    enough = known & np.array([one is not None for one in lived])
    counts = {
        (one.place, one.opened, one.survived) if one.place else at for at, one in enumerate(lived) if one
    }
    if min(int(enough.sum()), len(counts)) < rule.minimum_districts:
        return
    opened = np.array([one.opened if one else 0 for one in lived], float)
    died = opened - np.array([one.survived if one else 0 for one in lived], float)
    rate, variance = shrink(died, opened, groups)
    shared = np.array([bool(one and one.place) for one in lived])
    own = died / np.maximum(opened, 1.0)
    rate = np.where(shared, own, rate)
    variance = np.where(shared, own * (1 - own) / np.maximum(opened, 1.0), variance)
    _add(parts, noise, "three_years", rate, variance, enough, 1.0)
    if rule.survival_along_time:
        own_past = np.array([_died_against_own_past(one, rule.minimum_stores) for one in lived])
        parts["three_years_own_past"] = np.where(enough, rule.survival_along_time * own_past, np.nan)
        noise["three_years_own_past"] = np.zeros(len(own_past))


def _died_against_own_past(lived: Survivors | None, fewest: int) -> float:
    """Return how far the share that died lies from its mean over the pooled quarters, in deviations.

    NaN (not known) where one of the quarters has too few shops, or all are alike.
    """
    if lived is None or len(lived.past) < 2 or any(opened < fewest for opened, _ in lived.past):  # noqa: PLR2004 - a past
        return math.nan
    died = np.array([1 - survived / opened for opened, survived in lived.past])
    spread = died.std()
    return float((died[-1] - died.mean()) / spread) if spread > _SMALLEST else math.nan


def _add(
    parts: dict[str, Floats],
    noise: dict[str, Floats],
    name: str,
    values: Floats,
    variance: Floats,
    known: NDArray[np.bool_],
    sign: float,
) -> None:
    """Standardise values over the known districts; a part that is alike everywhere says 0."""
    if not known.any():
        return
    mean, spread = values[known].mean(), values[known].std()
    scale = spread if spread > _SMALLEST else np.inf
    parts[name] = np.where(known, sign * (values - mean) / scale, np.nan)
    noise[name] = np.sqrt(variance) / scale


def _against_own_past(
    at: NDArray[np.int64], size: int, quarters: NDArray[np.int64], stores: Floats, closings: Floats
) -> Floats:
    """Return how far the last quarter's rate lies from the district's mean, in standard deviations."""
    rates = closings / np.maximum(stores, 1.0)
    count = np.maximum(np.bincount(at, minlength=size), 1)
    mean = np.bincount(at, rates, size) / count
    spread = np.sqrt(np.maximum(np.bincount(at, rates**2, size) / count - mean**2, 0.0))
    last = np.full(size, np.nan)
    newest = quarters == quarters.max()
    last[at[newest]] = rates[newest]
    usable = (spread > _SMALLEST) & (count > 1)
    return np.where(usable, (last - mean) / np.where(usable, spread, 1.0), np.nan)


def _risks(
    places: NDArray[np.str_],
    shown: NDArray[np.bool_],
    events: Floats,
    exposure: Floats,
    mean_stores: Floats,
    rate: Floats,
    parts: Mapping[str, Floats],
    noise: Mapping[str, Floats],
    rule: RiskRule,
    lived: Sequence[Survivors | None],
) -> tuple[Risk, ...]:
    from scipy.stats import norm

    names = list(parts)
    values = np.array([parts[name] for name in names])
    there = ~np.isnan(values)
    used = np.maximum(there.sum(axis=0), 1)
    raw = np.where(there, values, 0).sum(axis=0) / used
    spread = np.sqrt((np.where(there, np.array([noise[name] for name in names]), 0) ** 2).sum(axis=0)) / used
    reach = norm.ppf(0.5 + rule.confidence_percent / 200) * spread
    index, low, high = (100 * norm.cdf(one) for one in (raw, raw - reach, raw + reach))
    labels = np.searchsorted(rule.bands, index, side="right")
    return tuple(
        Risk(
            place=str(place),
            definition=rule.definition,
            index=float(index[at]) if shown[at] else None,
            low=float(low[at]) if shown[at] else None,
            high=float(high[at]) if shown[at] else None,
            label=rule.labels[labels[at]] if shown[at] else NOT_ENOUGH,
            closings=int(events[at]),
            stores=float(mean_stores[at]),
            closing_rate=float(100 * events[at] / exposure[at]) if exposure[at] else 0.0,
            shrunk_rate=float(100 * rate[at]),
            parts={name: float(parts[name][at]) for name in names if not np.isnan(parts[name][at])},
            basis=WITH_SURVIVAL
            if "three_years" in names and not np.isnan(parts["three_years"][at])
            else CLOSINGS_ALONE,
            survivors=lived[at],
        )
        for at, place in enumerate(places)
    )
