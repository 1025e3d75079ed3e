"""One trade in all districts: its series, its boroughs, and the rows that districts are ranked by."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from didim.districts.enums import AreaLevel
from didim.districts.models import (
    District,
    Edition,
    Footfall,
    QuarterFigures,
    RiskScore,
    SurvivalCurve,
    Trade,
)
from didim.engines.districts.indicators import CITY
from didim.engines.districts.rules import IndicatorRule
from didim.kernel.quarters import QUARTERS_A_YEAR

from .editions import indicator_rule
from .ratios import COLUMNS, Counts, Figure, figures

POOLED_QUARTERS = 8
Columns = dict[str, list[object]]


@dataclass(frozen=True, slots=True)
class BoroughRow:
    """A borough in the last quarter of a trade: counts and rates."""

    code: str
    name: str
    counts: Counts
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class TradeCard:
    """A trade as its page shows it: the city's counts by quarter and the boroughs of the last one."""

    edition: Edition
    trade: Trade
    rule: IndicatorRule
    counts: tuple[Counts, ...]
    latest: dict[str, Figure]
    boroughs: tuple[BoroughRow, ...]
    survival: tuple[SurvivalCurve, ...]


def known_trades(edition: Edition) -> dict[str, Trade]:
    """Return the trades of an edition by code, in the order of the codes: one query."""
    return {one.code: one for one in Trade.objects.filter(edition=edition).order_by("code")}


def boroughs_of(edition: Edition) -> list[tuple[str, str, int]]:
    """Return the boroughs of an edition: code, name and the area of their districts (m²): one query."""
    rows = District.objects.filter(edition=edition).values("borough_code", "borough_name")
    areas = rows.annotate(area=Sum("area_m2")).order_by("borough_code")
    return list(areas.values_list("borough_code", "borough_name", "area"))


def trade_card(edition: Edition, trade: str) -> TradeCard | None:
    """Return everything known about a trade: five queries. None for a trade the edition does not have."""
    found = Trade.objects.filter(edition=edition, code=trade).first()
    if found is None:
        return None
    rule = indicator_rule(edition)
    boroughs = boroughs_of(edition)
    rows = QuarterFigures.objects.filter(
        edition=edition, trade_code=trade, level__in=[AreaLevel.CITY, AreaLevel.BOROUGH]
    ).order_by("quarter")
    by_area: dict[str, list[Counts]] = {}
    for code, *rest in rows.values_list("area_code", *COLUMNS):
        by_area.setdefault(code, []).append(Counts(*rest))
    city = by_area.get(CITY, [])
    whole = sum(area for _code, _name, area in boroughs)
    return TradeCard(
        edition=edition,
        trade=found,
        rule=rule,
        counts=tuple(city),
        latest=figures(city[-1], rule, area_m2=whole) if city else {},
        boroughs=tuple(
            BoroughRow(code, name, by_area[code][-1], figures(by_area[code][-1], rule, area_m2=area))
            for code, name, area in boroughs
            if code in by_area
        ),
        survival=tuple(SurvivalCurve.objects.filter(edition=edition, trade_code=trade).order_by("area_code")),
    )


def ranking_rows(edition: Edition, trade: str, *, pooled_quarters: int = POOLED_QUARTERS) -> Columns:
    """Return the columns of `engines.districts.ranking.TradePlace` for every district with the trade.

    Four queries. Lists of equal length by name, None where not known; `rows_of(columns)` makes the rows.
    The quarter is the last one in which the trade is known in the city.
    """
    rows = QuarterFigures.objects.filter(edition=edition, trade_code=trade)
    last = rows.filter(level=AreaLevel.CITY).order_by("-quarter").values_list("quarter", flat=True).first()
    columns: Columns = {name: [] for name in _RANKED}
    if last is None:
        return columns
    window = rows.filter(
        level=AreaLevel.DISTRICT,
        quarter__gt=last - max(pooled_quarters, 2 * QUARTERS_A_YEAR),
        quarter__lte=last,
    )
    by_area: dict[str, dict[int, Counts]] = {}
    for code, *rest in window.order_by().values_list("area_code", *COLUMNS):
        counts = Counts(*rest)
        by_area.setdefault(code, {})[counts.quarter] = counts
    people = _people(edition)
    risks = _risks(edition, trade)
    for code, number, borough, kind, area in (
        District.objects.filter(edition=edition)
        .order_by("code")
        .values_list("code", "id", "borough_code", "kind", "area_m2")
    ):
        counted = by_area.get(code)
        if not counted or last not in counted:
            continue
        row = _of_district(counted, last, pooled_quarters)
        risk, opened, survived = risks.get(number, (None, None, None))
        footfall, workers, residents = people.get(number, (None, None, None))
        row |= {
            "place": code, "borough": borough, "kind": kind, "area_m2": float(area), "footfall": footfall,
            "workers": workers, "residents": residents, "risk_index": risk, "opened_3": opened,
            "survived_3": survived,
        }  # fmt: skip
        for name in _RANKED:
            columns[name].append(row[name])
    return columns


_RANKED = (
    "place", "borough", "kind", "stores", "amount", "stores_with_sales", "amount_year", "amount_year_before",
    "growth_quarters", "closings", "store_quarters", "opened_3", "survived_3", "footfall", "workers",
    "residents", "area_m2", "risk_index",
)  # fmt: skip


def _of_district(counted: dict[int, Counts], last: int, pooled: int) -> dict[str, object]:
    now = counted[last]
    window = [one for at, one in counted.items() if at > last - pooled]
    known = [one for one in window if one.closings is not None and one.stores is not None]
    year, before, quarters = _growth(counted, last)
    return {
        "stores": now.stores,
        "amount": now.sales_won,
        "stores_with_sales": now.sales_stores,
        "amount_year": year,
        "amount_year_before": before,
        "growth_quarters": quarters,
        "closings": sum(one.closings or 0 for one in known) if known else None,
        "store_quarters": sum(one.stores or 0 for one in known) if known else None,
    }


def _growth(counted: dict[int, Counts], last: int) -> tuple[object, object, int]:
    """Return sales of the last quarters (four at most) and of the same ones a year before, and how many."""
    pairs = []
    for at in range(last, last - QUARTERS_A_YEAR, -1):
        now, then = counted.get(at), counted.get(at - QUARTERS_A_YEAR)
        if now is None or then is None or now.sales_won is None or then.sales_won is None:
            break
        pairs.append((now.sales_won, then.sales_won))
    if not pairs:
        return None, None, 0
    return sum(one for one, _then in pairs), sum(then for _one, then in pairs), len(pairs)


def _people(edition: Edition) -> dict[int, tuple[int | None, int | None, int | None]]:
    """Return footfall, workers and residents of districts, each of the last quarter that knows them."""
    rows = (
        Footfall.objects.filter(edition=edition, total__isnull=False)
        .order_by("district", "-quarter")
        .distinct("district")
        .values_list("district", "total", "workers", "residents")
    )
    return {number: tuple(rest) for number, *rest in rows}


def _risks(edition: Edition, trade: str) -> dict[int, tuple[float | None, int | None, int | None]]:
    rows = RiskScore.objects.filter(edition=edition, trade_code=trade).order_by()
    return {
        number: tuple(rest)
        for number, *rest in rows.values_list("district", "index", "opened_3", "survived_3")
    }


def trades_of_place(edition: Edition, codes: Sequence[str]) -> dict[str, dict[str, Counts]]:
    """Return the counts of districts by code and trade, in the edition's last quarter: one query.

    The rows that under-supplied trades are looked for in (`engines.districts.ranking`).
    """
    rows = QuarterFigures.objects.filter(
        edition=edition, level=AreaLevel.DISTRICT, quarter=edition.last_quarter, area_code__in=codes
    ).exclude(trade_code="")
    found: dict[str, dict[str, Counts]] = {}
    for code, trade, *rest in rows.order_by().values_list("area_code", "trade_code", *COLUMNS):
        found.setdefault(code, {})[trade] = Counts(*rest)
    return found
