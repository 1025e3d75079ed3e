"""Counts of places as rows, a page at a time, with what their rates want: names, areas, trades."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from didim.districts.enums import AreaLevel
from didim.districts.models import District, Edition, QuarterFigures
from didim.engines.districts.indicators import CITY

from .editions import indicator_rule
from .ratios import COLUMNS, Counts, Figure, figures

_COLUMNS = {
    AreaLevel.DISTRICT: ("code", "name"),
    AreaLevel.DONG: ("dong_code", "dong_name"),
    AreaLevel.BOROUGH: ("borough_code", "borough_name"),
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The counts of a place, a trade ("": all together) and a quarter, and the rates made of them."""

    level: AreaLevel
    area_code: str
    area_name: str
    trade_code: str
    counts: Counts
    figures: tuple[Figure, ...]


def counted(
    edition: Edition, *, level: AreaLevel, trade: str | None, quarter: int | None, area: str
) -> QuerySet[QuarterFigures]:
    """Return the counts of a level by place, trade and quarter; None and "" narrow nothing."""
    rows = QuarterFigures.objects.filter(edition=edition, level=level)
    if trade is not None:
        rows = rows.filter(trade_code=trade)
    if quarter is not None:
        rows = rows.filter(quarter=quarter)
    if area:
        rows = rows.filter(area_code=area)
    return rows.order_by("area_code", "trade_code", "quarter")


def figure_rows(edition: Edition, level: AreaLevel, rows: Iterable[QuarterFigures]) -> list[FigureRow]:
    """Return counts with their rates: one query for the places, however many rows."""
    found = list(rows)
    places = _places(edition, level, {one.area_code for one in found})
    rule = indicator_rule(edition)
    made = []
    for one in found:
        name, area = places.get(one.area_code, ("", None))
        counts = Counts(*(getattr(one, column) for column in COLUMNS))
        rates = figures(counts, rule, area_m2=area)
        made.append(FigureRow(level, one.area_code, name, one.trade_code, counts, tuple(rates.values())))
    return made


def _places(edition: Edition, level: AreaLevel, codes: set[str]) -> dict[str, tuple[str, int | None]]:
    """Return the name and area (m²) of places by code."""
    districts = District.objects.filter(edition=edition)
    if level is AreaLevel.CITY:
        return {CITY: (edition.city_name, districts.aggregate(area=Sum("area_m2"))["area"])}
    code, name = _COLUMNS[level]
    rows = districts.filter(**{f"{code}__in": codes}).values(code, name).annotate(area=Sum("area_m2"))
    return {one: (text, area) for one, text, area in rows.order_by().values_list(code, name, "area")}
