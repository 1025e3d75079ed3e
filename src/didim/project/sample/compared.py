"""The figures the five accounts state (published.toml), set beside what the rows of the sample region give.

This is the only place where a published value is read: no figure is made from it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from typing import Any

from didim.registry.models import Agency, Enterprise, Network
from didim.reports.catalogue import figure
from didim.reports.queries.measuring import Measured, measure
from didim.reports.queries.scoping import agency_scope, firm_scope, nation_scope, network_scope
from didim.reports.scopes import Period, Scope
from didim.reports.units import PERCENT

FIRST_DAY = date(2000, 1, 1)
AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure and what the rows say; `parts` names each value compared and whether it is equal."""

    source: str
    whose: str
    measured: Measured
    parts: tuple[tuple[str, str, str, bool], ...]

    @property
    def is_equal(self) -> bool:
        """Whether every published value is what the rows give."""
        return all(equal for *_, equal in self.parts)


def compared_figures(*, today: date) -> Iterator[Compared]:
    """Measure every published figure by its definition and compare; missing rows make it unequal."""
    text = resources.files("didim.project.sample").joinpath("published.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["published"]:
        yield _compare(row, today)


def _compare(row: Mapping[str, Any], today: date) -> Compared:
    period = Period(row.get("start", FIRST_DAY), row.get("end", today))
    baseline = Period(row["baseline_start"], row["baseline_end"]) if "baseline_start" in row else None
    definition = figure(row["figure"], on=period.end)
    scope, whose = _scope(row, period)
    found = measure(definition, scope=scope, period=period, baseline=baseline)
    unit = definition.unit
    value = found.value
    if "part" in row:
        value = next((part.value for part in found.parts if part.key == row["part"]), None)
    parts = [_part("value", row["value"], value, unit.scale, row.get("bound", ""))]
    if "change" in row:
        parts.append(_part("change", row["change"], found.change, PERCENT.scale, ""))
    if "target" in row:
        parts.append(_part("target", row["target"], found.target, unit.scale, ""))
    return Compared(row.get("source", ""), whose, found, tuple(parts))


def _part(
    name: str, published: str, value: Decimal | None, scale: Decimal, bound: str
) -> tuple[str, str, str, bool]:
    """Compare to as many places as the account prints."""
    said = Decimal(published.replace(",", ""))
    if value is None:
        return name, published, "", False
    ours = (value / scale).quantize(said, rounding=ROUND_HALF_UP)
    return name, published, f"{ours:,f}", ours >= said if bound == AT_LEAST else ours == said


def _scope(row: Mapping[str, Any], period: Period) -> tuple[Scope, str]:
    programmes = tuple(row.get("programmes", ()))
    if "network" in row:
        network = Network.objects.get(name=row["network"])
        return network_scope(network, on=period.end, programmes=programmes), network.name
    if "agency" not in row:
        return nation_scope(programmes=programmes), ""
    agency = Agency.objects.get(name=row["agency"])
    if "firm" in row:
        firm = Enterprise.objects.get(name=row["firm"], merged_into=None)
        return firm_scope(firm, agency=agency, programmes=programmes), firm.name
    return agency_scope(agency, programmes=programmes), agency.name
