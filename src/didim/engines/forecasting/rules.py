"""Parameters of a forecast, from the dated definition "forecasting"."""

from dataclasses import dataclass

from didim.kernel.definitions import DefinitionVersion


@dataclass(frozen=True, slots=True)
class ForecastRule:
    """How closings are forecast, chosen and shown.

    horizons: quarters ahead. minimum_stores, minimum_quarters: below them a district shows "표본 부족".
    first_origin: quarters known at the first rolling origin. choosing_origins: the first origins serve the
    choice of a model only. minimum_origins: below it no backtest error is stated. least_mean: the least
    count a forecast is scored with. district_weights, borough_weight: expected closings that the level of
    kind and borough weighs against the district's own. yearly_memories: what a closing of a year ago still
    weighs. ridge: expected closings that "no effect" weighs. shock_spread: standard deviation (log) of a
    quarter's common movement before the data speak, shock_spread_doubt: the same of its logarithm.
    """

    definition: str
    source: str
    horizons: int
    minimum_stores: int
    minimum_quarters: int
    first_origin: int
    choosing_origins: int
    minimum_origins: int
    least_mean: float
    district_weights: tuple[float, ...]
    borough_weight: float
    yearly_memories: tuple[float, ...]
    ridge: float
    shock_spread: float
    shock_spread_doubt: float


def load_rule(version: DefinitionVersion) -> ForecastRule:
    """Return the rule of a version of the definition "forecasting"."""
    values = version.values
    return ForecastRule(
        definition=version.id,
        source=version.source,
        horizons=values["horizons"],
        minimum_stores=values["minimum_stores"],
        minimum_quarters=values["minimum_quarters"],
        first_origin=values["first_origin"],
        choosing_origins=values["choosing_origins"],
        minimum_origins=values["minimum_origins"],
        least_mean=float(values["least_mean"]),
        district_weights=tuple(float(one) for one in values["district_weights"]),
        borough_weight=float(values["borough_weight"]),
        yearly_memories=tuple(float(one) for one in values["yearly_memories"]),
        ridge=float(values["ridge"]),
        shock_spread=float(values["shock_spread"]),
        shock_spread_doubt=float(values["shock_spread_doubt"]),
    )
