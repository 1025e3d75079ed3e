"""Closings of the next quarters in every district, all trades together."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from didim.engines.forecasting import Panel, backtest, forecast
from didim.engines.forecasting.backtest import CHOSEN
from didim.engines.forecasting.panels import PanelError
from didim.engines.forecasting.rules import ForecastRule

from .people import Key

SEED = 1
_TABLES = {"stores": "stores", "closings": "closings", "openings": "openings", "sales": "sales_won"}
_PEOPLE = {"visitors": "total", "workers": "workers", "residents": "residents"}


def panel_of(
    figures: pa.Table, places: Mapping[str, Mapping[str, Any]], people: Mapping[Key, Mapping[str, Any]]
) -> Panel | None:
    """Return the panel of districts whose closings of all trades are known; None for fewer than two quarters.

    figures: rows of QuarterFigures. places: rows of areas by district. people: by district and quarter.
    """
    mask = pc.and_(
        pc.and_(pc.equal(figures["level"], "district"), pc.equal(figures["trade_code"], "")),
        pc.and_(pc.is_valid(figures["stores"]), pc.is_valid(figures["closings"])),
    )
    rows = figures.filter(mask).to_pylist()
    quarters = {row["quarter"] for row in rows}
    if len(quarters) < 2:  # noqa: PLR2004 - the engine's own least
        return None
    first = min(quarters)
    codes = sorted({row["area_code"] for row in rows})
    at = {code: number for number, code in enumerate(codes)}
    shape = (len(codes), max(quarters) - first + 1)
    tables = {name: np.full(shape, np.nan) for name in (*_TABLES, *_PEOPLE)}
    for row in rows:
        place = at[row["area_code"]], row["quarter"] - first
        for name, column in _TABLES.items():
            if row[column] is not None:
                tables[name][place] = row[column]
        counted = people.get((row["area_code"], row["quarter"]), {})
        for name, column in _PEOPLE.items():
            if counted.get(column) is not None:
                tables[name][place] = counted[column]
    return Panel(
        codes=tuple(codes),
        names=tuple(places[code]["place_name"] or "" for code in codes),
        kinds=tuple(places[code]["kind_name"] or places[code]["kind"] or "" for code in codes),
        boroughs=tuple(places[code]["borough"] for code in codes),
        first=first,
        area=np.array([places[code]["area_m2"] / 1e6 for code in codes]),
        **tables,
    )


def gather_forecasts(panel: Panel | None, rule: ForecastRule) -> list[dict[str, Any]]:
    """Return the rows of ClosingForecast: the model chosen by rolling origins, and how wrong it was before.

    Empty where there is no panel, or one that no forecast can be made from.
    """
    if panel is None:
        return []
    try:
        told = forecast(backtest(panel, rule, seed=SEED, scored=(CHOSEN,)))
    except PanelError:
        return []
    errors = {one.horizon: one for one in told.errors}
    found = []
    for row in told.rows:
        ahead = row.quarter - told.known_until
        error = errors.get(ahead)
        found.append(
            {
                "trade_code": "",
                "place": row.district,
                "horizon": ahead,
                "quarter": row.quarter,
                "mean": row.mean,
                **{f"lo{level}": bounds[0] for level, bounds in row.bounds.items()},
                **{f"hi{level}": bounds[1] for level, bounds in row.bounds.items()},
                "enough": row.enough,
                "model": told.model,
                "error_origins": error.origins if error else None,
                "error_deviance": error.deviance if error else None,
                "error_mae": error.mae if error else None,
                **{f"coverage{level}": error.coverage[level] if error else None for level in row.bounds},
                "trained_until": told.known_until,
                "version": told.definition,
            }
        )
    return found
