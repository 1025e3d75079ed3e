"""Made-up districts whose true rates are known: what forecasts and intervals are held against."""

from dataclasses import dataclass

import numpy as np

from didim.engines.forecasting.panels import Floats, Panel
from didim.kernel.quarters import QUARTERS_A_YEAR


@dataclass(frozen=True, slots=True)
class City:
    """How many districts over how many quarters, and how they differ.

    stores: the middle size. spread: of districts' lasting levels (log). drift: of a level in a quarter.
    shock: of what moves all together in a quarter; season: height of its yearly wave. own: extra scatter
    of a count (variance of its log). gaps: share of rows that are missing.
    """

    districts: int = 200
    quarters: int = 24
    first: int = 2019 * QUARTERS_A_YEAR
    stores: float = 200.0
    rate: float = 0.03
    spread: float = 0.2
    drift: float = 0.03
    shock: float = 0.1
    season: float = 0.05
    own: float = 0.02
    gaps: float = 0.0


def simulated(city: City, seed: int) -> tuple[Panel, Floats]:
    """Return a made-up panel and its true mean closings (n × t, known shocks included)."""
    chance = np.random.default_rng(seed)
    shape = (city.districts, city.quarters)
    stores = np.round(
        city.stores * np.exp(chance.normal(0, 0.6, (city.districts, 1))) + chance.normal(0, 2, shape)
    )
    stores = np.maximum(stores, 5.0)
    levels = chance.normal(0, city.spread, (city.districts, 1))
    levels = levels + np.cumsum(chance.normal(0, city.drift, shape), axis=1)
    together = chance.normal(0, city.shock, city.quarters)
    together = together + city.season * np.cos(np.pi / 2 * np.arange(city.quarters))
    means = stores * city.rate * np.exp(levels + together)
    scatter = chance.gamma(1 / city.own, city.own, shape) if city.own > 0 else np.ones(shape)
    closings = chance.poisson(means * scatter).astype(float)
    openings = chance.poisson(stores * city.rate).astype(float)
    missing = chance.random(shape) < city.gaps
    tables = {
        "stores": stores,
        "closings": closings,
        "openings": openings,
        "sales": stores * np.exp(chance.normal(17, 0.5, shape)),
        "visitors": np.exp(chance.normal(13, 0.5, shape)),
        "workers": np.exp(chance.normal(7, 0.5, shape)),
        "residents": np.exp(chance.normal(8, 0.5, shape)),
    }
    panel = Panel(
        codes=tuple(f"{3_110_001 + at}" for at in range(city.districts)),
        names=tuple(f"상권 {at + 1}" for at in range(city.districts)),
        kinds=tuple("골목상권" if at % 4 else "발달상권" for at in range(city.districts)),
        boroughs=tuple(f"{11_110 + at % 5}" for at in range(city.districts)),
        first=city.first,
        area=np.exp(chance.normal(-2, 0.4, city.districts)),
        **{name: np.where(missing, np.nan, table) for name, table in tables.items()},
    )
    return panel, means
