"""Everything about one district, and up to six beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum

from didim.districts.enums import AreaLevel, ChangeCode
from didim.districts.models import (
    ChangeClass,
    ClosingForecast,
    District,
    Edition,
    Footfall,
    QuarterFigures,
    RiskScore,
    SurvivalCurve,
)
from didim.engines.districts.indicators import CITY
from didim.engines.districts.rules import IndicatorRule
from didim.kernel.wording import Text

from .editions import indicator_rule, risk_rule
from .ratios import COLUMNS, Counts, Figure, Mix, figures, mix
from .trades import known_trades

COMPARED_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class AreaSeries:
    """A place and its counts, oldest quarter first; `latest` are the rates of the last one."""

    level: AreaLevel
    code: str
    name: str
    counts: tuple[Counts, ...]
    latest: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class ChangeAt:
    """The change class of a quarter: recomputed, as published, and the months it follows from."""

    quarter: int
    code: ChangeCode
    published_code: ChangeCode
    operating_months: int
    closed_months: int
    city_operating_months: int
    city_closed_months: int


@dataclass(frozen=True, slots=True)
class DistrictCard:
    """A district as its page shows it. What is not known is None or empty.

    series: the district itself first, then its dong, borough and the city, for the trade asked. trades: the
    counts of the last quarter by trade code, most shops first. forecasts: by quarter ahead.
    """

    edition: Edition
    district: District
    trade: str
    trade_name: str
    rule: IndicatorRule
    series: tuple[AreaSeries, ...]
    mix: Mix | None
    trades: tuple[tuple[str, Counts], ...]
    footfalls: tuple[Footfall, ...]
    changes: tuple[ChangeAt, ...]
    risk: RiskScore | None
    risk_label: Text | None
    forecasts: tuple[ClosingForecast, ...]
    survival: tuple[SurvivalCurve, ...]

    @property
    def own(self) -> AreaSeries:
        """The series of the district itself."""
        return self.series[0]

    @property
    def footfall(self) -> Footfall | None:
        """The last quarter whose passers-by are known."""
        return next((one for one in reversed(self.footfalls) if one.total is not None), None)


def district_of(edition: Edition, code: str) -> District | None:
    """Return a district of an edition by its code; None for no such."""
    return District.objects.filter(edition=edition, code=code).first()


def district_card(edition: Edition, code: str, trade: str = "") -> DistrictCard | None:
    """Return everything known about a district and a trade ("": all trades): nine queries.

    None for a district that the edition does not have.
    """
    district = district_of(edition, code)
    if district is None:
        return None
    rule = indicator_rule(edition)
    names = known_trades(edition)
    places = (
        (AreaLevel.DISTRICT, district.code, district.name),
        (AreaLevel.DONG, district.dong_code, district.dong_name),
        (AreaLevel.BOROUGH, district.borough_code, district.borough_name),
        (AreaLevel.CITY, CITY, edition.city_name),
    )
    areas = _areas_of(edition, district)
    series = tuple(
        _series(level, area, name, counts, rule, areas[level])
        for (level, area, name), counts in zip(places, _counts(edition, places, trade), strict=True)
    )
    forecasts = ClosingForecast.objects.filter(edition=edition, trade_code="", district=district)
    risk = RiskScore.objects.filter(edition=edition, trade_code=trade, district=district).first()
    by_trade = _by_trade(edition, code)
    return DistrictCard(
        edition=edition,
        district=district,
        trade=trade,
        trade_name=names[trade].name if trade in names else "",
        rule=rule,
        series=series,
        mix=mix(by_trade[""]) if "" in by_trade else None,
        trades=tuple(
            sorted(
                ((name, counts) for name, counts in by_trade.items() if name),
                key=lambda pair: (-(pair[1].stores or 0), pair[0]),
            )
        ),
        footfalls=tuple(Footfall.objects.filter(edition=edition, district=district).order_by("quarter")),
        changes=_changes(edition, district),
        risk=risk,
        risk_label=risk_label(edition, risk),
        forecasts=tuple(forecasts.order_by("horizon")),
        survival=survival_of(edition, trade, district.borough_code),
    )


def compare(edition: Edition, codes: Sequence[str], trade: str = "") -> list[DistrictCard]:
    """Return the cards of up to six districts in the order asked; codes that are not there are left out."""
    wanted = list(dict.fromkeys(codes))[:COMPARED_AT_MOST]
    cards = (district_card(edition, code, trade) for code in wanted)
    return [one for one in cards if one is not None]


def risk_label(edition: Edition, risk: RiskScore | None) -> Text | None:
    """Return the label of a risk's band; None where the sample is too small or nothing is known."""
    return None if risk is None or risk.band is None else risk_rule(edition).labels[risk.band]


def survival_of(edition: Edition, trade: str, borough: str = "") -> tuple[SurvivalCurve, ...]:
    """Return the curves of a trade, the borough's before the city's; of all services for all trades."""
    rows = SurvivalCurve.objects.filter(edition=edition, area_code__in=[borough, CITY])
    if trade:
        rows = rows.filter(trade_code=trade)
    return tuple(rows.order_by("service", "-level", "area_code"))


def _areas_of(edition: Edition, district: District) -> dict[AreaLevel, int]:
    """Return the area (m²) of the districts of each place a district lies in."""
    rows = District.objects.filter(edition=edition).order_by()
    found = {AreaLevel.DISTRICT: district.area_m2}
    sums = rows.aggregate(
        **{
            AreaLevel.DONG.value: Sum("area_m2", filter=Q(dong_code=district.dong_code)),
            AreaLevel.BOROUGH.value: Sum("area_m2", filter=Q(borough_code=district.borough_code)),
            AreaLevel.CITY.value: Sum("area_m2"),
        }
    )
    return found | {AreaLevel(level): area for level, area in sums.items()}


def _counts(edition: Edition, places: Sequence[tuple[AreaLevel, str, str]], trade: str) -> list[list[Counts]]:
    wanted = Q()
    for level, code, _name in places:
        wanted |= Q(level=level, area_code=code)
    rows = QuarterFigures.objects.filter(wanted, edition=edition, trade_code=trade).order_by("quarter")
    found: dict[tuple[str, str], list[Counts]] = {}
    for level, code, *rest in rows.values_list("level", "area_code", *COLUMNS):
        found.setdefault((level, code), []).append(Counts(*rest))
    return [found.get((level, code), []) for level, code, _name in places]


def _series(
    level: AreaLevel, code: str, name: str, counts: list[Counts], rule: IndicatorRule, area: int
) -> AreaSeries:
    latest = figures(counts[-1], rule, area_m2=area) if counts else {}
    return AreaSeries(level, code, name, tuple(counts), latest)


def _by_trade(edition: Edition, code: str) -> dict[str, Counts]:
    """Return the counts of a district's last known quarter of each trade."""
    rows = (
        QuarterFigures.objects.filter(edition=edition, level=AreaLevel.DISTRICT, area_code=code)
        .order_by("trade_code", "-quarter")
        .distinct("trade_code")
        .values_list("trade_code", *COLUMNS)
    )
    return {trade: Counts(*rest) for trade, *rest in rows}


def _changes(edition: Edition, district: District) -> tuple[ChangeAt, ...]:
    rows = ChangeClass.objects.filter(edition=edition, district=district).order_by("quarter")
    return tuple(
        ChangeAt(at, ChangeCode(code), ChangeCode(published), *months)
        for at, code, published, *months in rows.values_list(*ChangeAt.__slots__)
    )
