"""Survival models held against each other in a region that none of them has seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from didim.engines.forecasting.panels import Floats, PanelError
from didim.engines.forecasting.survival.curves import Curve
from didim.engines.forecasting.survival.licences import Spells
from didim.engines.forecasting.survival.models import MODELS, Predict, curves_by_trade, fit
from didim.engines.forecasting.survival.rules import SurvivalRule
from didim.engines.forecasting.survival.scores import (
    Calibration,
    brier_scores,
    calibration,
    integrated,
    marginal_brier_scores,
)
from didim.engines.forecasting.survival.shops import Shops, describe_shops
from didim.kernel.wording import Text

_AGES_A_YEAR = 12
TOO_FEW = Text("표본 부족", "Sample too small")


@dataclass(frozen=True, slots=True)
class ModelScore:
    """A model in the region left out: integrated Brier score, Brier score and calibration at each age.

    marginal: the integrated score with weights that do not know the opening day.
    """

    model: str
    integrated: float
    marginal: float
    brier: Mapping[int, float]
    calibrations: tuple[Calibration, ...]


@dataclass(frozen=True, slots=True)
class TradeOutlook:
    """Survival of new shops of a trade elsewhere: by age the share with its band, shops at risk, enough."""

    trade: str
    shops: int
    survival: Mapping[int, tuple[float, float, float]]
    at_risk: Mapping[int, int]
    enough: Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of leaving a region out: how many shops taught and were judged, and every model's scores.

    trades_only_here: trades that no other region has; they were foretold from all trades together.
    """

    definition: str
    region: str
    taught: int
    judged: int
    ended: int
    trades_only_here: tuple[str, ...]
    scores: tuple[ModelScore, ...]
    trades: tuple[TradeOutlook, ...]

    @property
    def best(self) -> str | None:
        """Return the model with the least integrated Brier score; None where nothing could be scored."""
        known = [one for one in self.scores if np.isfinite(one.integrated)]
        return min(known, key=lambda one: one.integrated).model if known else None


def compare(spells: Spells, region: str, rule: SurvivalRule, *, seed: int) -> Comparison:
    """Fit every model on the other regions and score it in `region`.

    Scored are shops followed from their opening. Raises PanelError, with the regions there are, where the
    region is not one of them, is the only one, or has no shop followed from its opening.
    """
    regions = sorted(set(spells.regions.tolist()))
    if region not in regions:
        raise PanelError(
            f"지역 {region}이(가) 파일에 없습니다. 있는 지역: {', '.join(regions)}"
            " / no such region; these are there"
        )
    if len(regions) == 1:
        raise PanelError("지역이 하나뿐이라 남겨 둘 수 없습니다 / there is no other region to learn from")
    shops = describe_shops(spells, rule.density_metres)
    inside = spells.regions == region
    judged = inside & (spells.entry == 0)
    if not judged.any():
        raise PanelError(
            "개업부터 관찰한 점포가 이 지역에 없습니다 / no shop here was followed from its opening"
        )
    teachers = spells.only(~inside)
    models = fit(teachers, shops.only(~inside), rule, seed)
    held, asked = spells.only(judged), shops.only(judged)
    return Comparison(
        definition=rule.definition,
        region=region,
        taught=len(teachers),
        judged=len(held),
        ended=int(held.ended.sum()),
        trades_only_here=tuple(sorted(set(held.trades.tolist()) - set(teachers.trades.tolist()))),
        scores=tuple(_score(name, models[name], held, asked, rule) for name in MODELS),
        trades=tuple(outlooks(curves_by_trade(teachers, rule), teachers, rule)),
    )


def _score(name: str, model: Predict, held: Spells, asked: Shops, rule: SurvivalRule) -> ModelScore:
    ages = np.arange(max(rule.years) * _AGES_A_YEAR + 1) / _AGES_A_YEAR
    told: Floats = model(asked, ages)
    scores = brier_scores(held, told, ages, rule.minimum_shops)
    at = {years: years * _AGES_A_YEAR for years in rule.years}
    return ModelScore(
        model=name,
        integrated=integrated(scores, ages),
        marginal=integrated(marginal_brier_scores(held, told, ages), ages),
        brier={years: float(scores[place]) for years, place in at.items()},
        calibrations=tuple(
            calibration(held, told[:, place], years, rule.calibration_groups, rule.minimum_shops)
            for years, place in at.items()
        ),
    )


def outlooks(curves: Mapping[str, Curve], spells: Spells, rule: SurvivalRule) -> Iterable[TradeOutlook]:
    """Yield the survival of new shops of every trade, with bands, from its curve."""
    for trade, curve in curves.items():
        group = spells.trades == trade
        survival, risk = {}, {}
        for years in rule.years:
            at = np.array([float(years)])
            low, high = curve.band(at)
            survival[years] = (float(curve.at(at)[0]), float(low[0]), float(high[0]))
            risk[years] = int(((spells.entry[group] < years) & (spells.age[group] >= years)).sum())
        enough = {years: risk[years] >= rule.minimum_shops for years in rule.years}
        yield TradeOutlook(trade, int(group.sum()), survival, risk, enough)
