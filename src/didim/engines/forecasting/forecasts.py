"""A forecast as people read it: each district's closings of the next quarters, with the error behind them."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from didim.engines.forecasting.backtest import CHOSEN, Backtest, Score
from didim.engines.forecasting.intervals import LEVELS, bounds
from didim.kernel.quarters import quarter_code, quarter_name
from didim.kernel.wording import Text

OUT_COLUMNS = ("quarter", "district", "mean", "lo90", "hi90")
TOO_FEW = Text("표본 부족", "Sample too small")


@dataclass(frozen=True, slots=True)
class DistrictForecast:
    """Closings expected in one district and quarter: mean, and bounds by level (50, 80, 90 %).

    enough: False where the sample is below the definition's minimum: pages then show `TOO_FEW`, not figures.
    """

    district: str
    name: str
    quarter: int
    mean: float
    bounds: Mapping[int, tuple[int, int]]
    enough: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is foretold from the data up to `known_until`, and how wrong the same way of foretelling was.

    errors: the chosen model's score of each horizon in the backtest; none where the data are too short.
    """

    definition: str
    model: str
    known_until: int
    errors: tuple[Score, ...]
    rows: tuple[DistrictForecast, ...]

    def note(self, quarter: int) -> Text:
        """Return the sentence that stands beside a prediction of that quarter."""
        until = quarter_name(self.known_until)
        ahead = quarter - self.known_until
        error = next((one for one in self.errors if one.horizon == ahead), None)
        if error is None:
            return Text(
                f"{until.ko}까지의 자료. 과거 오차를 잴 만큼 분기가 많지 않습니다({TOO_FEW.ko}).",
                f"Data until {until.en}. Too few quarters to measure past errors ({TOO_FEW.en}).",
            )
        held = round(100 * error.coverage[90])
        return Text(
            f"{until.ko}까지의 자료. 지난 {error.origins}개 시점에서 {ahead}분기 뒤를 예측했을 때 평균"
            f" {error.mae:.1f}곳 빗나갔고, 90% 구간에 {held}%가 들었습니다.",
            f"Data until {until.en}. Forecasts {ahead} quarter(s) ahead from {error.origins} past dates were"
            f" off by {error.mae:.1f} shops on average; the 90% interval held {held}%.",
        )


def forecast(done: Backtest) -> Forecast:
    """Return the forecast of the model chosen from all that is known, for every district ever seen."""
    rule, panel, now = done.rule, done.panel, done.now
    stores = panel.latest_stores
    quarters_known = (~np.isnan(panel.closings)).sum(axis=1)
    enough = (stores >= rule.minimum_stores) & (quarters_known >= rule.minimum_quarters)
    seen = np.flatnonzero((~np.isnan(panel.stores)).any(axis=1))
    rows: list[DistrictForecast] = []
    for ahead in range(1, rule.horizons + 1):
        means = np.maximum(now.means[now.choice][seen, ahead - 1], rule.least_mean)
        spread = now.spreads[now.choice][ahead - 1]
        held = {level: bounds(means, spread, level) for level in LEVELS}
        rows += [
            DistrictForecast(
                district=panel.codes[place],
                name=panel.names[place],
                quarter=panel.last + ahead,
                mean=float(means[at]),
                bounds={level: (int(low[at]), int(high[at])) for level, (low, high) in held.items()},
                enough=bool(enough[place]),
            )
            for at, place in enumerate(seen)
        ]
    errors = tuple(one for one in done.scores if one.model == CHOSEN)
    return Forecast(rule.definition, now.choice, panel.last, errors, tuple(rows))


def as_csv(told: Forecast) -> str:
    """Return the forecast as a file: quarter, district, mean, lo90, hi90; one line a district and quarter."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(OUT_COLUMNS)
    lines.writerows(
        (quarter_code(one.quarter), one.district, f"{one.mean:.4f}", *one.bounds[90]) for one in told.rows
    )
    return out.getvalue()
