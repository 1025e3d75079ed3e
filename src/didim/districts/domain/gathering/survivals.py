"""How long licensed shops last: curves by service and borough, and counts by district for entry risk."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from didim.engines.districts.columns import CITY
from didim.engines.districts.indicators import survival
from didim.engines.districts.places import LICENCE_PLANE, Polygons, to_wgs84
from didim.engines.districts.risk import Survivors
from didim.engines.districts.rules import IndicatorRule
from didim.engines.districts.running import Engine
from didim.engines.districts.survivors import LicenceRule, known_until, licence_rows, licence_survival
from didim.engines.forecasting.survival import LicenceReport, Spells, SurvivalRule, kaplan_meier
from didim.engines.forecasting.survival.licences import DAYS_A_YEAR

_MONTHS = 12
_FOLLOWED_YEARS = 10


@dataclass(frozen=True, slots=True)
class Survivals:
    """Rows of SurvivalCurve, and the survivors after three years by trade and borough."""

    curves: list[dict[str, Any]]
    survivors: Mapping[str, Mapping[str, Survivors]]


@dataclass(frozen=True, slots=True)
class SurvivalRules:
    """What curves, counts and trades follow from."""

    curves: SurvivalRule
    counts: IndicatorRule
    licences: LicenceRule
    # Of how many quarters a place's own past is made, to the last.
    quarters: int


def gather_survivals(
    engine: Engine,
    licences: tuple[Spells, LicenceReport],
    polygons: Polygons,
    places: tuple[Mapping[str, str], int],
    rules: SurvivalRules,
) -> Survivals:
    """Return curves, and survivors as of the end of a quarter, from licences and the outlines of districts.

    A local government is the borough that the definition names or, else, in whose districts most of its
    shops lie; one none of whose shops lies in a district is of another city and left out. places: the borough
    of each district, and the quarter (20244).
    """
    spells, report = licences
    boroughs, quarter = places
    shop, place = _placed(spells, polygons)
    codes = np.array(polygons.codes)[place]
    found = _boroughs_of_regions(spells.regions[shop], codes, boroughs)
    here = set(boroughs.values())
    named = {region: code for region, code in rules.licences.boroughs.items() if code in here}
    rule = replace(rules.licences, boroughs={**found, **named})
    area = np.array([rule.boroughs.get(region, "") for region in spells.regions.tolist()])
    curves: list[dict[str, Any]] = []
    for service in sorted(set(spells.trades[area != ""].tolist())):
        chosen = (spells.trades == service) & (area != "")
        years = _years(engine, spells, chosen, area, rules.counts, report.seen_until[service].isoformat())
        for code in [CITY, *sorted(set(area[chosen].tolist()))]:
            group = spells.only(chosen if code == CITY else chosen & (area == code))
            curves.append(_curve(service, code, group, years[code], report, rules))
    survivors: dict[str, Mapping[str, Survivors]] = {}
    for begins, (trade, differs) in rule.services.items():
        until = known_until(report, begins, quarter)
        if until is not None:
            rows = ibis.memtable(licence_rows(spells, rule, trade))
            told = licence_survival(
                engine, rows, rules.counts, trade, until, differs, quarters=rules.quarters
            )
            survivors[trade] = told.boroughs
    return Survivals(curves, survivors)


def trade_of(service: str, rule: LicenceRule) -> str:
    """Return the trade of districts beside a licensed service; "" where none is."""
    return next((trade for begins, (trade, _text) in rule.services.items() if service.startswith(begins)), "")


def _placed(spells: Spells, polygons: Polygons) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs: number of a shop, number of a district it lies in."""
    known = np.flatnonzero(np.isfinite(spells.x) & np.isfinite(spells.y))
    lon, lat = to_wgs84(spells.x[known], spells.y[known], LICENCE_PLANE)
    at, place = polygons.containing(lon, lat)
    return known[at], place


def _boroughs_of_regions(
    regions: np.ndarray, codes: np.ndarray, boroughs: Mapping[str, str]
) -> dict[str, str]:
    counted: dict[str, Counter[str]] = {}
    for region, code in zip(regions.tolist(), codes.tolist(), strict=True):
        if code in boroughs:
            counted.setdefault(region, Counter())[boroughs[code]] += 1
    return {
        region: min(counts, key=lambda one: (-counts[one], one)) for region, counts in sorted(counted.items())
    }


def _table(spells: Spells, shops: np.ndarray, keys: Mapping[str, np.ndarray]) -> Any:
    """Return shops as the engine's survival takes them: opened, closed (null while open) and the keys."""
    opened = spells.opened[shops]
    days = np.floor(spells.age[shops] * DAYS_A_YEAR + 1e-6).astype("timedelta64[D]")
    closed = np.where(spells.ended[shops], opened + days, np.datetime64("NaT"))
    return ibis.memtable(
        pa.table(
            {
                "opened": pa.array(opened, pa.date32()),
                "closed": pa.array(closed.astype("datetime64[D]"), pa.date32()),
                **{name: pa.array(values.tolist(), pa.string()) for name, values in keys.items()},
            }
        )
    )


def _years(
    engine: Engine, spells: Spells, here: np.ndarray, area: np.ndarray, rule: IndicatorRule, day: str
) -> dict[str, dict[str, Any]]:
    """Return the counts of survival by borough, and of the city, of one service."""
    shops = np.flatnonzero(here)
    found: dict[str, dict[str, Any]] = {}
    for values in (area[shops], np.full(len(shops), CITY)):
        rows = survival(_table(spells, shops, {"area": values}), rule, day, ["area"])
        found |= {row["area"]: row for row in engine.rows(rows).to_pylist()}
    return found


def _curve(
    service: str,
    code: str,
    spells: Spells,
    years: Mapping[str, Any],
    report: LicenceReport,
    rules: SurvivalRules,
) -> dict[str, Any]:
    months = np.arange(0, _FOLLOWED_YEARS * _MONTHS + 1, dtype=float)
    ages = months / _MONTHS
    curve = kaplan_meier(
        spells.entry, spells.age, spells.ended, confidence_percent=rules.curves.confidence_percent
    )
    low, high = curve.band(ages)
    risk = np.array([int(((spells.entry <= one) & (spells.age >= one)).sum()) for one in ages])
    # Nothing is told of ages that no shop has been followed to.
    told = int((risk > 0).sum())
    asked = max(rules.curves.years)
    return {
        "trade_code": trade_of(service, rules.licences),
        "service": service,
        "level": "city" if code == CITY else "borough",
        "area_code": code,
        "ages": [int(one) for one in months[:told]],
        "survival": [round(float(one), 6) for one in curve.at(ages)[:told]],
        "low": [round(float(one), 6) for one in low[:told]],
        "high": [round(float(one), 6) for one in high[:told]],
        "at_risk": risk[:told].tolist(),
        "shops": len(spells),
        "ended": int(spells.ended.sum()),
        "years": {
            str(one): {"opened": years[f"opened_{one}"], "survived": years[f"survived_{one}"]}
            for one in rules.counts.survival_years
        },
        "open_shops": years["open"],
        "open_days": years["open_days"],
        "closed_shops": years["closed"],
        "closed_days": years["closed_days"],
        "cut_off": report.seen_until[service].isoformat(),
        "register_begins": report.register_begins[service].isoformat(),
        "enough": bool(risk[asked * _MONTHS] >= rules.curves.minimum_shops),
        "version": rules.curves.definition,
    }
