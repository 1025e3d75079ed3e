"""One trade in all districts: its series, its boroughs, and the rows that districts are ranked by."""

from dataclasses import dataclass

from django.db.models import Sum

from didim.districts.enums import AreaLevel
from didim.districts.models import (
    District,
    Edition,
    QuarterFigures,
    SimilarDistricts,
    SurvivalCurve,
    Trade,
    TradeStanding,
    TradeSupply,
)
from didim.engines.districts.columns import CITY
from didim.engines.districts.rules import IndicatorRule

from .editions import indicator_rule
from .ratios import COLUMNS, Counts, Figure, figures

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


def ranking_rows(edition: Edition, trade: str) -> Columns:
    """Return the columns of `engines.districts.ranking.TradePlace` for every district with the trade.

    One query. Lists of equal length by name, None where not known, made when the edition was published;
    `rows_of(columns)` makes the rows. Empty for a trade whose shops nobody told.
    """
    found = TradeStanding.objects.filter(edition=edition, trade_code=trade).order_by()
    columns: Columns = found.values_list("columns", flat=True).first() or {}
    return columns


@dataclass(frozen=True, slots=True)
class DistrictSupply:
    """The trades of a district against those of districts like it, the scarcest first.

    similar: these districts, the likest first. quarter and version: of the counts and of the formula.
    """

    quarter: int
    version: str
    confidence_percent: int
    compared: int
    trades: tuple[TradeSupply, ...]
    similar: tuple[str, ...]


def supply_of(edition: Edition, district: District) -> DistrictSupply | None:
    """Return what a district has too few or too many shops of: two queries.

    None where its shops are not told, or too few districts are to be compared (표본 부족).
    """
    like = SimilarDistricts.objects.filter(edition=edition, district=district).first()
    if like is None:
        return None
    rows = TradeSupply.objects.filter(edition=edition, district=district).order_by("ratio", "trade_code")
    return DistrictSupply(
        quarter=like.quarter,
        version=like.version,
        confidence_percent=like.confidence_percent,
        compared=like.compared,
        trades=tuple(rows),
        similar=tuple(like.codes),
    )
