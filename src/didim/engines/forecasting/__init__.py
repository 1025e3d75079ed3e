"""What closings to expect in a district, and how long a new shop lasts, with the error of every prediction.

`read_panel` reads districts over quarters; `backtest` holds the models against each other from rolling
origins and keeps the outlook from the last quarter; `forecast` turns that into figures with their error.
"""

from didim.engines.forecasting.backtest import (
    CHOSEN,
    Backtest,
    Foretold,
    Score,
    Shortfall,
    backtest,
    scores_after,
)
from didim.engines.forecasting.forecasts import TOO_FEW, DistrictForecast, Forecast, as_csv, forecast
from didim.engines.forecasting.intervals import LEVELS
from didim.engines.forecasting.panels import Panel, PanelError
from didim.engines.forecasting.reading import Problem, Report, parse_panel, read_panel
from didim.engines.forecasting.rules import ForecastRule, load_rule

__all__ = [
    "CHOSEN",
    "LEVELS",
    "TOO_FEW",
    "Backtest",
    "DistrictForecast",
    "Forecast",
    "ForecastRule",
    "Foretold",
    "Panel",
    "PanelError",
    "Problem",
    "Report",
    "Score",
    "Shortfall",
    "as_csv",
    "backtest",
    "forecast",
    "load_rule",
    "parse_panel",
    "read_panel",
    "scores_after",
]
