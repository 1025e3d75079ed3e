"""A drawn area: shares of districts, added up like every other place."""

from collections.abc import Mapping
from dataclasses import dataclass

from didim.districts.enums import AreaLevel
from didim.districts.models import District, Edition, Footfall, QuarterFigures
from didim.engines.districts.rules import IndicatorRule

from .editions import indicator_rule
from .ratios import ADDED, COLUMNS, Counts, Figure, Number, figures


@dataclass(frozen=True, slots=True)
class AreaSum:
    """A drawn area: its area (m²), the districts it takes parts of, counts by quarter (oldest first), rates.

    Shops are taken to lie evenly over a district, so counts need not be whole. footfall: people of the last
    quarter known in all of the districts that know any. without: districts of which the trade is not known.
    """

    edition: Edition
    trade: str
    rule: IndicatorRule
    shares: Mapping[str, float]
    area_m2: float
    counts: tuple[Counts, ...]
    latest: Mapping[str, Figure]
    footfall: float | None
    footfall_quarter: int | None
    without: tuple[str, ...]


def area_sum(edition: Edition, shares: Mapping[str, float], trade: str = "") -> AreaSum:
    """Add up shares (0–1] of districts: three queries. Codes the edition does not have are left out."""
    areas = dict(
        District.objects.filter(edition=edition, code__in=shares).order_by().values_list("code", "area_m2")
    )
    taken = {code: min(max(shares[code], 0.0), 1.0) for code in sorted(areas) if shares[code] > 0}
    rule = indicator_rule(edition)
    rows = QuarterFigures.objects.filter(
        edition=edition, level=AreaLevel.DISTRICT, trade_code=trade, area_code__in=taken
    ).order_by("quarter", "area_code")
    by_quarter: dict[int, list[tuple[float, Counts]]] = {}
    known: set[str] = set()
    for code, *rest in rows.values_list("area_code", *COLUMNS):
        counts = Counts(*rest)
        known.add(code)
        by_quarter.setdefault(counts.quarter, []).append((taken[code], counts))
    counted = tuple(_added(quarter, parts) for quarter, parts in sorted(by_quarter.items()))
    area = sum(areas[code] * share for code, share in taken.items())
    footfall, at = _footfall(edition, taken)
    return AreaSum(
        edition=edition,
        trade=trade,
        rule=rule,
        shares=taken,
        area_m2=area,
        counts=counted,
        latest=figures(counted[-1], rule, area_m2=area) if counted else {},
        footfall=footfall,
        footfall_quarter=at,
        without=tuple(code for code in taken if code not in known),
    )


def _added(quarter: int, parts: list[tuple[float, Counts]]) -> Counts:
    """Add shares up; sums of sales leave districts out whose sales are not published, as the engine's do.

    Districts of which sales alone are told are left out too, unless nothing else is told of any.
    """
    parts = [one for one in parts if one[1].stores is not None] or parts
    added: dict[str, Number | None] = {}
    for name in ADDED:
        values = [(share, getattr(one, name)) for share, one in parts]
        there = [share * value for share, value in values if value is not None]
        added[name] = sum(there) if there else None
    return Counts(quarter, len(parts), **added)  # type: ignore[arg-type]


def _footfall(edition: Edition, shares: Mapping[str, float]) -> tuple[float | None, int | None]:
    rows = Footfall.objects.filter(
        edition=edition, total__isnull=False, district__code__in=shares, district__edition=edition
    )
    found = list(rows.order_by("-quarter").values_list("quarter", "district__code", "total"))
    if not found:
        return None, None
    last = found[0][0]
    return sum(shares[code] * total for quarter, code, total in found if quarter == last), last
