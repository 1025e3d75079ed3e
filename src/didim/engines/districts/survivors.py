"""Survival of shops by borough and trade, from licences: what the entry risk and rankings add to closings."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from didim.engines.districts.indicators import survival
from didim.engines.districts.risk import Survivors
from didim.engines.districts.rules import IndicatorRule
from didim.engines.districts.running import Engine
from didim.engines.forecasting.survival import LicenceReport, Spells
from didim.kernel.definitions import DefinitionVersion
from didim.kernel.quarters import last_day, parse_quarter
from didim.kernel.wording import Text

YEARS = 3
MONTHS_A_QUARTER = 3
DAYS_A_YEAR = 365.25
SCHEMA = pa.schema([("borough", pa.string()), ("opened", pa.date32()), ("closed", pa.date32())])


@dataclass(frozen=True, slots=True)
class LicenceRule:
    """Which licences are of which trade and borough: the definition "districts_licences"."""

    definition: str
    source: str
    services: Mapping[str, tuple[str, Text]]
    boroughs: Mapping[str, str]

    def service(self, trade: str) -> tuple[str, Text] | None:
        """Return what the service of a trade begins with and how the two differ; None without licences."""
        found = ((name, text) for name, (code, text) in self.services.items() if code == trade)
        return next(found, None)


def load_licences(version: DefinitionVersion) -> LicenceRule:
    """Return the rule of a version of the definition "districts_licences"."""
    return LicenceRule(
        definition=version.id,
        source=version.source,
        services={
            name: (one["trade"], Text(one["differs"], one["differs_en"]))
            for name, one in version.values["services"].items()
        },
        boroughs=dict(version.values["boroughs"]),
    )


@dataclass(frozen=True, slots=True)
class LicenceSurvival:
    """Shops of a trade by borough that opened three years before `until`, and how many lived so long."""

    trade: str
    until: date
    boroughs: Mapping[str, Survivors]
    differs: Text


def licence_rows(spells: Spells, rule: LicenceRule, trade: str) -> pa.Table:
    """Return the shops of a trade in the boroughs known: borough, opened, closed (null while open)."""
    service = rule.service(trade)
    if service is None:
        return SCHEMA.empty_table()
    boroughs = np.array([rule.boroughs.get(str(one), "") for one in spells.regions])
    here = np.char.startswith(spells.trades.astype(str), service[0]) & (boroughs != "")
    opened = spells.opened[here]
    days = np.floor(spells.age[here] * DAYS_A_YEAR + 0.25).astype("timedelta64[D]")
    closed = np.where(spells.ended[here], opened + days, np.datetime64("NaT"))
    return pa.table([boroughs[here].tolist(), opened, closed.astype("datetime64[D]")], schema=SCHEMA)


def licence_survival(
    engine: Engine,
    licences: Table,
    rule: IndicatorRule,
    trade: str,
    until: date,
    differs: Text,
    *,
    quarters: int = 1,
) -> LicenceSurvival:
    """Count three-year survival by borough as of the day `until`: what came later is not known then.

    quarters: as of so many days, three months apart, of which `until` is the last; they are the past.
    """
    past: dict[str, list[tuple[int, int]]] = {}
    for back in reversed(range(quarters)):
        day = _months_before(until, back * MONTHS_A_QUARTER)
        counted = _counted(engine, licences, rule, day)
        for borough in {*past, *counted}:
            series = past.setdefault(borough, [(0, 0)] * (quarters - 1 - back))
            series.append(counted.get(borough, (0, 0)))
    found = {
        borough: Survivors(*series[-1], borough, tuple(series))
        for borough, series in sorted(past.items())
        if series[-1][0]
    }
    return LicenceSurvival(trade, until, found, differs)


def _counted(engine: Engine, licences: Table, rule: IndicatorRule, day: date) -> dict[str, tuple[int, int]]:
    """Return by borough how many shops opened three years before a day, and how many of them lived."""
    counts = survival(licences, rule, day.isoformat(), ["borough"])
    rows = engine.rows(counts.select("borough", f"opened_{YEARS}", f"survived_{YEARS}")).to_pylist()
    return {row["borough"]: (row[f"opened_{YEARS}"], row[f"survived_{YEARS}"]) for row in rows}


def _months_before(day: date, months: int) -> date:
    """Return the same day some months before, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def known_until(report: LicenceReport, service: str, quarter: int) -> date | None:
    """Return the day as of which survival is counted: the quarter's end, or the last day of the records."""
    days = [day for name, day in report.seen_until.items() if name.startswith(service)]
    return min(*days, last_day(parse_quarter(str(quarter)))) if days else None
