"""What the map shows: every district with its outline, and what it is coloured by."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum

from didim.districts.enums import AreaLevel, ChangeCode, MapMeasure, MapShapeKind
from didim.districts.models import (
    ChangeClass,
    ClosingForecast,
    District,
    Edition,
    Footfall,
    MapShape,
    QuarterFigures,
    RiskScore,
)
from didim.engines.districts.places import from_wgs84
from didim.engines.districts.risk import RiskRule
from didim.kernel.wording import Text

from .editions import indicator_rule, risk_rule
from .ratios import COLUMNS, Counts, Number, figure

BANDS = 5
_RATIOS = frozenset({"closing_rate", "opening_rate", "franchise_share", "sales_per_store", "density"})
_CODES = tuple(ChangeCode)


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline behind the districts, as SVG path data."""

    code: str
    name: str
    outline: str


@dataclass(frozen=True, slots=True)
class MapDistrict:
    """A district on the map. band: 0 … of the legend; None where nothing is shown (`few`: 표본 부족).

    value: a number, or the code of a change class.
    """

    code: str
    name: str
    kind: str
    borough_code: str
    borough_name: str
    dong_name: str
    x: int
    y: int
    outline: str
    value: float | str | None
    numerator: Number | None
    denominator: Number | None
    band: int | None
    few: bool


@dataclass(frozen=True, slots=True)
class Band:
    """An entry of the legend: values from `low` to `high` (None: open), or a class with its label."""

    band: int
    low: float | None
    high: float | None
    label: Text | None
    districts: int


@dataclass(frozen=True, slots=True)
class DistrictMap:
    """The whole map: size of the view box, shapes behind, districts by code, legend.

    quarter: of the values; None where nothing is known. definition: id of the rule they were made by.
    """

    edition: Edition
    measure: MapMeasure
    trade: str
    quarter: int | None
    unit: str
    definition: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    districts: tuple[MapDistrict, ...]
    legend: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    value: float | str | None
    numerator: Number | None = None
    denominator: Number | None = None
    few: bool = False


_NOTHING = _Value(None)


def quarters_of(edition: Edition, trade: str = "") -> list[int]:
    """Return the quarters in which shops of a trade are known, newest first: one query."""
    return list(
        QuarterFigures.objects.filter(edition=edition, level=AreaLevel.CITY, trade_code=trade)
        .order_by("-quarter")
        .values_list("quarter", flat=True)
    )


def districts_on_map(
    edition: Edition,
    trade: str = "",
    measure: MapMeasure = MapMeasure.CLOSING_RATE,
    *,
    quarter: int | None = None,
    dongs: bool = False,
) -> DistrictMap:
    """Return every district with its outline and the value of a measure: at most four queries.

    trade "" is all trades. quarter None: the last one in which the measure is known. dongs: draw dongs
    behind, too. Footfall and change classes know no trade; risk and forecasts are those of the edition's
    last quarter.
    """
    found, at, unit, definition = _values(edition, trade, measure, quarter)
    rows = District.objects.filter(edition=edition).order_by("code")
    columns = (
        "id", "code", "name", "kind", "borough_code", "borough_name", "dong_name", "x", "y", "outline",
    )  # fmt: skip
    placed = list(rows.values_list(*columns))
    shown = [found.get(row[0], _NOTHING) for row in placed]
    bands, legend = _legend(measure, shown, risk_rule(edition))
    shapes = MapShape.objects.filter(edition=edition).order_by("kind", "code")
    if not dongs:
        shapes = shapes.filter(kind=MapShapeKind.BOROUGH)
    return DistrictMap(
        edition=edition,
        measure=measure,
        trade=trade,
        quarter=at,
        unit=unit,
        definition=definition,
        width=edition.map_width,
        height=edition.map_height,
        shapes=tuple(Shape(*row) for row in shapes.values_list("code", "name", "outline")),
        districts=tuple(
            MapDistrict(*row[1:], one.value, one.numerator, one.denominator, band, one.few)
            for row, one, band in zip(placed, shown, bands, strict=True)
        ),
        legend=legend,
    )


def on_map(edition: Edition, lon: float, lat: float) -> tuple[float, float]:
    """Return where a point (WGS84) lies in an edition's view box; it may lie outside."""
    x, y = from_wgs84([lon], [lat])
    unit = edition.map_metres_per_unit
    return (float(x[0]) - edition.map_left) / unit, (edition.map_top - float(y[0])) / unit


def _values(
    edition: Edition, trade: str, measure: MapMeasure, quarter: int | None
) -> tuple[dict[int, _Value], int | None, str, str]:
    """Return values by district id, their quarter, unit and definition."""
    if measure in _RATIOS or measure in {MapMeasure.STORES, MapMeasure.SALES_TREND}:
        return _of_counts(edition, trade, measure, quarter)
    if measure is MapMeasure.FOOTFALL:
        return _of_footfall(edition, quarter)
    if measure is MapMeasure.CHANGE_CLASS:
        return _of_classes(edition, quarter)
    if measure is MapMeasure.RISK:
        return _of_risk(edition, trade)
    return _of_forecasts(edition)


def _of_counts(
    edition: Edition, trade: str, measure: MapMeasure, quarter: int | None
) -> tuple[dict[int, _Value], int | None, str, str]:
    rule = indicator_rule(edition)
    if quarter is None:
        quarter = next(iter(quarters_of(edition, trade)[:1]), None)
    if quarter is None:
        return {}, None, "", rule.definition
    rows = QuarterFigures.objects.filter(
        edition=edition, trade_code=trade, level=AreaLevel.DISTRICT, quarter=quarter
    ).values_list("area_code", *COLUMNS)
    counted = {code: Counts(*rest) for code, *rest in rows.order_by()}
    areas = District.objects.filter(edition=edition).order_by().values_list("id", "code", "area_m2")
    found = {}
    for number, code, area in areas:
        counts = counted.get(code)
        if counts is None:
            continue
        if measure in _RATIOS:
            one = figure(counts, rule.ratio(measure), area_m2=area)
            found[number] = _Value(one.value, one.numerator, one.denominator, one.few)
        elif measure is MapMeasure.STORES:
            found[number] = _Value(counts.stores, counts.stores)
        else:
            found[number] = _Value(counts.sales_trend_percent, counts.sales_won)
    unit = (
        rule.ratio(measure).unit if measure in _RATIOS else "%" if measure is MapMeasure.SALES_TREND else "개"
    )
    definition = rule.ratio(measure).definition if measure in _RATIOS else f"{rule.definition}/{measure}"
    return found, quarter, unit, definition


def _of_footfall(edition: Edition, quarter: int | None) -> tuple[dict[int, _Value], int | None, str, str]:
    rows = Footfall.objects.filter(edition=edition, total__isnull=False)
    if quarter is None:
        quarter = rows.order_by("-quarter").values_list("quarter", flat=True).first()
    found = rows.filter(quarter=quarter).order_by().values_list("district", "total")
    definition = f"{edition.definitions['districts_indicators']}/footfall"
    return {number: _Value(total, total) for number, total in found}, quarter, "명", definition


def _of_classes(edition: Edition, quarter: int | None) -> tuple[dict[int, _Value], int | None, str, str]:
    rows = ChangeClass.objects.filter(edition=edition)
    if quarter is None:
        quarter = rows.order_by("-quarter").values_list("quarter", flat=True).first()
    found = rows.filter(quarter=quarter).order_by()
    values = {
        number: _Value(code, operating, city)
        for number, code, operating, city in found.values_list(
            "district", "code", "operating_months", "city_operating_months"
        )
    }
    return values, quarter, "", f"{edition.definitions['districts_indicators']}/change_class"


def _of_risk(edition: Edition, trade: str) -> tuple[dict[int, _Value], int | None, str, str]:
    rows = RiskScore.objects.filter(edition=edition, trade_code=trade).order_by()
    values, quarter = {}, None
    for number, index, closings, stores, enough, at in rows.values_list(
        "district", "index", "closings", "stores", "enough", "quarter"
    ):
        values[number] = _Value(index, closings, stores, not enough)
        quarter = at
    return values, quarter, "", edition.definitions["districts_risk"]


def _of_forecasts(edition: Edition) -> tuple[dict[int, _Value], int | None, str, str]:
    """Return the closings foretold for the next quarters over as many quarters' shops, in percent."""
    definition = edition.definitions.get("forecasting", "")
    rows = list(
        ClosingForecast.objects.filter(edition=edition, trade_code="")
        .order_by()
        .values_list("district", "district__code", "enough", "trained_until")
        .annotate(total=Sum("mean"), quarters=Count("horizon"))
    )
    if not rows:
        return {}, None, "%", definition
    until = rows[0][3]
    shops = QuarterFigures.objects.filter(
        edition=edition, trade_code="", level=AreaLevel.DISTRICT, quarter=until
    ).order_by()
    stores = dict(shops.values_list("area_code", "stores"))
    values = {}
    for number, code, enough, _until, total, quarters in rows:
        there = quarters * (stores.get(code) or 0)
        rate = 100 * total / there if enough and there else None
        values[number] = _Value(rate, total, there or None, not enough)
    return values, until, "%", definition


def _legend(
    measure: MapMeasure, shown: Sequence[_Value], rule: RiskRule
) -> tuple[list[int | None], tuple[Band, ...]]:
    if measure is MapMeasure.CHANGE_CLASS:
        bands = [None if one.value is None else _CODES.index(ChangeCode(one.value)) for one in shown]
        names = [Text(str(one.value), str(one.value)) for one in _CODES]
        return bands, _classes(bands, names, [])
    numbers = sorted(float(one.value) for one in shown if isinstance(one.value, int | float))
    if measure is MapMeasure.RISK:
        breaks: list[float] = [float(one) for one in rule.bands]
        labels: Sequence[Text | None] = rule.labels
    else:
        breaks = quantile_breaks(numbers)
        labels = [None] * (len(breaks) + 1)
    bands = [
        bisect_right(breaks, float(one.value)) if isinstance(one.value, int | float) else None
        for one in shown
    ]
    return bands, _classes(bands, labels, breaks) if numbers else ()


def quantile_breaks(values: Sequence[float], bands: int = BANDS) -> list[float]:
    """Return inner bounds of bands with about equally many of the ascending `values`; equal ones merge."""
    if not values:
        return []
    found = {values[len(values) * at // bands] for at in range(1, bands)}
    return sorted(one for one in found if one > values[0])


def _classes(
    bands: Sequence[int | None], labels: Sequence[Text | None], breaks: Sequence[float]
) -> tuple[Band, ...]:
    bounds = [None, *breaks, None]
    return tuple(
        Band(
            band=at,
            low=bounds[at] if breaks else None,
            high=bounds[at + 1] if breaks else None,
            label=label,
            districts=bands.count(at),
        )
        for at, label in enumerate(labels)
    )
