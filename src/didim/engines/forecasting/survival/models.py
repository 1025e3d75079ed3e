"""Models of how long a shop lasts: by trade alone, Cox with ridge, and boosted hazards."""

import warnings
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from didim.engines.forecasting.panels import Floats, PanelError
from didim.engines.forecasting.survival.curves import Curve, kaplan_meier
from didim.engines.forecasting.survival.licences import Spells
from didim.engines.forecasting.survival.rules import SurvivalRule
from didim.engines.forecasting.survival.shops import TRAITS, Shops

KAPLAN_MEIER, COX, BOOSTED, AVERAGE = "kaplan_meier", "cox", "boosted_hazard", "average"
MODELS = (KAPLAN_MEIER, COX, BOOSTED, AVERAGE)

# Survival of shops at ages: n × len(ages).
Predict = Callable[[Shops, Floats], Floats]

_PIECES_A_YEAR = 4
_WEEKS_A_YEAR = 52
_KNOTS = (20.0, 40.0, 60.0, 80.0)  # percentiles of the opening day at which its effect may bend
_FEWEST_OF_A_KIND = 50
_SETTINGS = {
    "objective": "poisson",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 200,
    "min_sum_hessian_in_leaf": 10.0,
    "lambda_l2": 10.0,
    "feature_fraction": 0.8,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


def fit(spells: Spells, shops: Shops, rule: SurvivalRule, seed: int) -> Mapping[str, Predict]:
    """Return every model, learnt from the spells of the shops (the same rows in the same order)."""
    by_trade = trade_curves(spells, rule)
    cox = _cox(spells, shops, by_trade, rule)
    boosted = _boosted(spells, shops, rule, seed)

    def average(asked: Shops, ages: Floats) -> Floats:
        mean: Floats = (cox(asked, ages) + boosted(asked, ages)) / 2
        return mean

    return {KAPLAN_MEIER: by_trade, COX: cox, BOOSTED: boosted, AVERAGE: average}


def curves_by_trade(spells: Spells, rule: SurvivalRule) -> dict[str, Curve]:
    """Return the Kaplan–Meier curve of every trade."""
    return {
        str(trade): kaplan_meier(
            spells.entry[group],
            spells.age[group],
            spells.ended[group],
            confidence_percent=rule.confidence_percent,
        )
        for trade in np.unique(spells.trades)
        for group in [spells.trades == trade]
    }


def trade_curves(spells: Spells, rule: SurvivalRule) -> Predict:
    """Return the model that knows the trade alone; a trade with too few shops has the curve of all."""
    curves = curves_by_trade(spells, rule)
    everyone = kaplan_meier(spells.entry, spells.age, spells.ended)
    few = {trade for trade in curves if np.sum(spells.trades == trade) < rule.minimum_shops}

    def predict(asked: Shops, ages: Floats) -> Floats:
        told = np.tile(everyone.at(ages), (len(asked.trades), 1))
        for trade in set(curves) - few:
            told[asked.trades == trade] = curves[trade].at(ages)
        return told

    return predict


def _cox(spells: Spells, shops: Shops, otherwise: Predict, rule: SurvivalRule) -> Predict:
    """Return a ridge Cox model for each trade; one with too few ends keeps its Kaplan–Meier curve."""
    from lifelines import CoxPHFitter  # noqa: PLC0415 - a second to import, and only survival wants it

    fitted = {}
    for trade in np.unique(spells.trades):
        group = spells.trades == trade
        design = Design(shops.only(group))
        table = design.table(shops.only(group))
        if spells.ended[group].sum() < rule.minimum_shops or table.empty:
            continue
        # Whole weeks: the partial likelihood is summed over the different ages there are.
        entry = np.floor(spells.entry[group] * _WEEKS_A_YEAR) / _WEEKS_A_YEAR
        age = (np.floor(spells.age[group] * _WEEKS_A_YEAR) + 1) / _WEEKS_A_YEAR
        table = table.assign(age=age, ended=spells.ended[group], entry=entry)
        model = CoxPHFitter(penalizer=rule.cox_penalty)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # advice of lifelines and of the pandas beneath it
            model.fit(table, "age", "ended", entry_col="entry")
        fitted[str(trade)] = design, model

    def predict(asked: Shops, ages: Floats) -> Floats:
        told = otherwise(asked, ages)
        for trade, (design, model) in fitted.items():
            group = asked.trades == trade
            if group.any():
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    frame = model.predict_survival_function(design.table(asked.only(group)), times=ages)
                told[group] = frame.to_numpy().T
        return told

    return predict


class Design:
    """Regressors of shops of one trade: standardised, opening day with bends, flags for what is not known.

    Learnt from the shops given; a shop asked about later is described in the same columns.
    """

    def __init__(self, shops: Shops) -> None:
        self._knots = np.unique(np.nanpercentile(shops.traits[:, TRAITS.index("opened")], _KNOTS))
        kinds, counts = np.unique(shops.kinds, return_counts=True)
        common = kinds[counts >= _FEWEST_OF_A_KIND]
        self._kinds = common[1:] if len(common) > 1 else common[:0]
        rows = self._rows(shops)
        self._mean, spread = rows.mean(axis=0), rows.std(axis=0)
        self._kept = np.flatnonzero(spread > 0)
        self._spread = spread[self._kept]

    def table(self, shops: Shops) -> pd.DataFrame:
        """Return the regressors of the shops, one named column each; none where all shops are alike."""
        rows = (self._rows(shops)[:, self._kept] - self._mean[self._kept]) / self._spread
        return pd.DataFrame(rows, columns=[f"x{at}" for at in self._kept])

    def _rows(self, shops: Shops) -> Floats:
        opened, *others = shops.traits.T
        columns = [opened, *(np.maximum(opened - knot, 0.0) for knot in self._knots)]
        for trait in others:
            known = np.isfinite(trait)
            columns += [np.where(known, trait, 0.0), known.astype(float)]
        columns += [(shops.kinds == kind).astype(float) for kind in self._kinds]
        return np.column_stack(columns)


def _boosted(spells: Spells, shops: Shops, rule: SurvivalRule, seed: int) -> Predict:
    """Return boosted trees of the hazard, the same within a quarter of a year of age.

    Each shop and quarter of age it was followed in is a row: closed or not, with the time followed as
    exposure (piecewise exponential), so that entry and censoring within a quarter count as they are.
    """
    try:
        import lightgbm  # noqa: PLC0415 - loaded when trees are grown: it wants a library of the system
    except OSError as error:
        raise PanelError(
            f"LightGBM을 불러올 수 없습니다({error}). libgomp1을 설치하세요 / install libgomp1"
        ) from error
    pieces = max(rule.years) * _PIECES_A_YEAR
    trades, kinds = np.unique(shops.trades), np.unique(shops.kinds)
    rows, exposure, ends = _pieces(spells, pieces)
    features = _features(shops, trades, kinds)
    overall = np.log((ends.sum() + 1) / exposure.sum())
    data = lightgbm.Dataset(
        np.column_stack([features[rows[:, 0]], rows[:, 1]]), ends, init_score=np.log(exposure) + overall
    )
    trees = lightgbm.train({**_SETTINGS, "seed": seed}, data, rule.hazard_trees)

    def predict(asked: Shops, ages: Floats) -> Floats:
        seen = _features(asked, trades, kinds)
        hazard = np.column_stack(
            [
                np.exp(
                    trees.predict(np.column_stack([seen, np.full(len(seen), piece)]), raw_score=True)
                    + overall
                )
                for piece in range(pieces)
            ]
        )
        cumulative = np.concatenate(
            [np.zeros((len(seen), 1)), np.cumsum(hazard / _PIECES_A_YEAR, axis=1)], axis=1
        )
        at = np.minimum(ages * _PIECES_A_YEAR, pieces)
        whole = np.minimum(at.astype(int), pieces - 1)
        passed = cumulative[:, whole] + (at - whole) * hazard[:, whole] / _PIECES_A_YEAR
        survival: Floats = np.exp(-passed)
        return survival

    return predict


def _features(shops: Shops, trades: np.ndarray, kinds: np.ndarray) -> Floats:
    """Return the traits and numbers of trade and kind; NaN for a trade or kind never learnt."""
    numbered = []
    for words, known in ((shops.trades, trades), (shops.kinds, kinds)):
        at = np.minimum(np.searchsorted(known, words), len(known) - 1)
        numbered.append(np.where(known[at] == words, at, np.nan))
    return np.column_stack([shops.traits, *numbered])


def _pieces(spells: Spells, pieces: int) -> tuple[np.ndarray, Floats, Floats]:
    """Return (shop, quarter of age) pairs in which shops were followed, for how long, whether they ended."""
    edges = np.arange(pieces) / _PIECES_A_YEAR
    starts = np.maximum(spells.entry[:, None], edges)
    stops = np.minimum(spells.age[:, None], edges + 1 / _PIECES_A_YEAR)
    there = stops > starts
    rows = np.argwhere(there)
    last = spells.age[rows[:, 0]] <= edges[rows[:, 1]] + 1 / _PIECES_A_YEAR
    return rows, (stops - starts)[there], (last & spells.ended[rows[:, 0]]).astype(float)
