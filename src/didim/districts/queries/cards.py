"""Everything about one district, and up to six beside each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q

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
from didim.engines.districts.columns import CITY
from didim.engines.districts.rules import IndicatorRule
from didim.kernel.wording import Text

from .editions import indicator_rule, risk_rule
from .ratios import COLUMNS, Counts, Figure, Mix, figures, mix
from .trades import known_trades

COMPARED_AT_MOST = 6
Place = tuple[AreaLevel, str, str]
RowT = TypeVar("RowT", Footfall, ChangeClass, RiskScore, ClosingForecast)


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
    """Return everything known about a district and a trade ("": all trades): ten queries.

    None for a district that the edition does not have.
    """
    return next(iter(_cards(edition, [code], trade)), None)


def compare(edition: Edition, codes: Sequence[str], trade: str = "") -> list[DistrictCard]:
    """Return the cards of up to six districts in the order asked: ten queries however many.

    Codes that the edition does not have are left out.
    """
    return _cards(edition, list(dict.fromkeys(codes))[:COMPARED_AT_MOST], trade)


def risk_label(edition: Edition, risk: RiskScore | None) -> Text | None:
    """Return the label of a risk's band; None where the sample is too small or nothing is known."""
    return None if risk is None or risk.band is None else risk_rule(edition).labels[risk.band]


def _cards(edition: Edition, codes: Sequence[str], trade: str) -> list[DistrictCard]:
    by_code = {one.code: one for one in District.objects.filter(edition=edition, code__in=codes)}
    districts = [by_code[code] for code in codes if code in by_code]
    if not districts:
        return []
    rule, names, areas = indicator_rule(edition), known_trades(edition), _areas(edition)
    counts, by_trade = _counts(edition, districts, trade), _by_trade(edition, districts)
    of_one = {"edition": edition, "district__in": districts}
    footfalls = _grouped(Footfall.objects.filter(**of_one).order_by("quarter"))
    changes = _grouped(ChangeClass.objects.filter(**of_one).order_by("quarter"))
    risks = _grouped(RiskScore.objects.filter(**of_one, trade_code=trade))
    forecasts = _grouped(ClosingForecast.objects.filter(**of_one, trade_code="").order_by("horizon"))
    curves = SurvivalCurve.objects.filter(
        edition=edition, area_code__in=[CITY, *(one.borough_code for one in districts)]
    )
    if trade:
        curves = curves.filter(trade_code=trade)
    survival = list(curves.order_by("service", "level"))
    cards = []
    for one in districts:
        found = by_trade.get(one.code, {})
        risk = next(iter(risks.get(one.pk, [])), None)
        cards.append(
            DistrictCard(
                edition=edition,
                district=one,
                trade=trade,
                trade_name=names[trade].name if trade in names else "",
                rule=rule,
                series=tuple(
                    _series(place, counts.get(place[:2], []), rule, areas.get(place[:2]))
                    for place in _places(edition, one)
                ),
                mix=mix(found[""]) if "" in found else None,
                trades=tuple(sorted(_single(found), key=lambda pair: (-(pair[1].stores or 0), pair[0]))),
                footfalls=tuple(footfalls.get(one.pk, [])),
                changes=tuple(_change(row) for row in changes.get(one.pk, [])),
                risk=risk,
                risk_label=risk_label(edition, risk),
                forecasts=tuple(forecasts.get(one.pk, [])),
                survival=tuple(row for row in survival if row.area_code in {CITY, one.borough_code}),
            )
        )
    return cards


def _grouped(rows: Iterable[RowT]) -> dict[int, list[RowT]]:
    found: dict[int, list[RowT]] = {}
    for row in rows:
        found.setdefault(row.district_id, []).append(row)
    return found


def _single(found: Mapping[str, Counts]) -> list[tuple[str, Counts]]:
    return [(trade, counts) for trade, counts in found.items() if trade]


def _places(edition: Edition, district: District) -> tuple[Place, ...]:
    return (
        (AreaLevel.DISTRICT, district.code, district.name),
        (AreaLevel.DONG, district.dong_code, district.dong_name),
        (AreaLevel.BOROUGH, district.borough_code, district.borough_name),
        (AreaLevel.CITY, CITY, edition.city_name),
    )


def _areas(edition: Edition) -> dict[tuple[AreaLevel, str], int]:
    """Return the area (m²) of the districts of every place."""
    found: dict[tuple[AreaLevel, str], int] = {}
    rows = District.objects.filter(edition=edition).order_by()
    for code, dong, borough, area in rows.values_list("code", "dong_code", "borough_code", "area_m2"):
        for key in (
            (AreaLevel.DISTRICT, code),
            (AreaLevel.DONG, dong),
            (AreaLevel.BOROUGH, borough),
            (AreaLevel.CITY, CITY),
        ):
            found[key] = found.get(key, 0) + area
    return found


def _counts(
    edition: Edition, districts: Sequence[District], trade: str
) -> dict[tuple[AreaLevel, str], list[Counts]]:
    wanted = Q()
    for level, code, _name in {place for one in districts for place in _places(edition, one)}:
        wanted |= Q(level=level, area_code=code)
    rows = QuarterFigures.objects.filter(wanted, edition=edition, trade_code=trade).order_by("quarter")
    found: dict[tuple[AreaLevel, str], list[Counts]] = {}
    for level, code, *rest in rows.values_list("level", "area_code", *COLUMNS):
        found.setdefault((AreaLevel(level), code), []).append(Counts(*rest))
    return found


def _series(place: Place, counts: list[Counts], rule: IndicatorRule, area: int | None) -> AreaSeries:
    latest = figures(counts[-1], rule, area_m2=area) if counts else {}
    return AreaSeries(*place, tuple(counts), latest)


def _by_trade(edition: Edition, districts: Sequence[District]) -> dict[str, dict[str, Counts]]:
    """Return the counts of each district's last known quarter of each trade."""
    rows = (
        QuarterFigures.objects.filter(
            edition=edition, level=AreaLevel.DISTRICT, area_code__in=[one.code for one in districts]
        )
        .order_by("area_code", "trade_code", "-quarter")
        .distinct("area_code", "trade_code")
        .values_list("area_code", "trade_code", *COLUMNS)
    )
    found: dict[str, dict[str, Counts]] = {}
    for code, trade, *rest in rows:
        found.setdefault(code, {})[trade] = Counts(*rest)
    return found


def _change(row: ChangeClass) -> ChangeAt:
    return ChangeAt(
        row.quarter,
        ChangeCode(row.code),
        ChangeCode(row.published_code),
        row.operating_months,
        row.closed_months,
        row.city_operating_months,
        row.city_closed_months,
    )
