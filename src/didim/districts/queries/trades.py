"""One trade in all districts: its series, its boroughs, and the rows that districts are ranked by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q, Sum

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
from didim.engines.districts.columns import CITY
from didim.engines.districts.ranking import growth_quarters
from didim.engines.districts.rules import IndicatorRule
from didim.kernel.quarters import QUARTERS_A_YEAR

from .editions import indicator_rule, ranking_rule
from .ratios import COLUMNS, Counts, Figure, figures

Columns = dict[str, list[object]]
# Shops, closings and sales (won) of a quarter.
_Quarter = tuple[int | None, int | None, int | None]


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


def ranking_rows(edition: Edition, trade: str) -> Columns:
    """Return the columns of `engines.districts.ranking.TradePlace` for every district with the trade.

    Six queries. Lists of equal length by name, None where not known; `rows_of(columns)` makes the rows.
    The quarter is the last one in which the trade is known in the city. Sales that the publisher filled in
    are not known (the definition "districts_ranking").
    """
    rule = ranking_rule(edition)
    columns: Columns = {name: [] for name in _RANKED}
    rows = QuarterFigures.objects.filter(edition=edition, trade_code=trade)
    last = rows.filter(level=AreaLevel.CITY).order_by("-quarter").values_list("quarter", flat=True).first()
    if last is None:
        return columns
    since = last - max(rule.pooled_quarters, 2 * QUARTERS_A_YEAR)
    window = rows.filter(level=AreaLevel.DISTRICT, quarter__gt=since, quarter__lte=last).order_by()
    by_area: dict[str, dict[int, _Quarter]] = {}
    sold: Counter[int] = Counter()
    for code, at, stores, closings, amount in window.values_list(
        "area_code", "quarter", "stores", "closings", "sales_won"
    ):
        if amount is not None:
            sold[at] += 1
            amount = amount if amount % rule.filled_amount else None  # noqa: PLW2901 - filled in by the publisher
        by_area.setdefault(code, {})[at] = (stores, closings, amount)
    compared = growth_quarters(sold, last)
    people, risks = _people(edition), _risks(edition, trade)
    districts = District.objects.filter(edition=edition, code__in=by_area).order_by("code")
    for code, number, borough, kind, area in districts.values_list(
        "code", "id", "borough_code", "kind", "area_m2"
    ):
        row = _of_district(by_area[code], last, rule.pooled_quarters, compared)
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


def _of_district(counted: dict[int, _Quarter], last: int, pooled: int, compared: int) -> dict[str, object]:
    stores, _closings, amount = counted.get(last, (0, None, None))
    window = [one for at, one in counted.items() if at > last - pooled]
    known = [(shops, ended) for shops, ended, _amount in window if shops is not None and ended is not None]
    recent = range(last - compared + 1, last + 1)
    return {
        "stores": stores,
        "amount": amount,
        "stores_with_sales": stores if amount is not None else None,
        "amount_year": _sold(counted, recent),
        "amount_year_before": _sold(counted, [at - QUARTERS_A_YEAR for at in recent]),
        "growth_quarters": compared,
        "closings": sum(ended for _shops, ended in known) if known else None,
        "store_quarters": sum(shops for shops, _ended in known) if known else None,
    }


def _sold(counted: dict[int, _Quarter], quarters: Sequence[int]) -> int | None:
    """Return the sales of some quarters; None where one of them is not known."""
    added = 0
    for at in quarters:
        amount = counted[at][2] if at in counted else None
        if amount is None:
            return None
        added += amount
    return added if quarters else None


def _people(edition: Edition) -> dict[int, list[int | None]]:
    """Return footfall, workers and residents of districts, each of the last quarter that knows any."""
    kinds = ("total", "workers", "residents")
    rows = Footfall.objects.filter(edition=edition)
    last = rows.aggregate(**{kind: Max("quarter", filter=Q(**{f"{kind}__isnull": False})) for kind in kinds})
    found: dict[int, list[int | None]] = {}
    wanted = rows.filter(quarter__in={at for at in last.values() if at is not None}).order_by()
    for number, at, *counts in wanted.values_list("district", "quarter", *kinds):
        told = found.setdefault(number, [None, None, None])
        for place, kind in enumerate(kinds):
            if last[kind] == at:
                told[place] = counts[place]
    return found


def _risks(edition: Edition, trade: str) -> dict[int, tuple[float | None, int | None, int | None]]:
    """Return the index of districts, and the shops counted for survival where the index uses them."""
    rows = RiskScore.objects.filter(edition=edition, trade_code=trade).order_by()
    found = {}
    for number, index, parts, *lived in rows.values_list(
        "district", "index", "parts", "opened_3", "survived_3"
    ):
        opened, survived = lived if "three_years" in parts else (None, None)
        found[number] = (index, opened, survived)
    return found


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
