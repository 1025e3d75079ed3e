"""A small edition of district statistics: eight districts in two boroughs, three trades, twelve quarters."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from didim.districts.enums import AreaLevel, DistrictKind, MapShapeKind, TradeGroup
from didim.districts.models import (
    ChangeClass,
    ClosingForecast,
    District,
    Edition,
    Footfall,
    MapShape,
    QuarterFigures,
    RiskScore,
    SurvivalCurve,
    Trade,
)
from didim.engines.districts.columns import CITY
from didim.kernel.definitions import shipped_definitions

DAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)
LAST = 2025 * 4 + 3
QUARTERS = range(LAST - 11, LAST + 1)
CAFE = "CS100010"
TRADES = (
    (CAFE, "커피-음료", TradeGroup.FOOD),
    ("CS200028", "미용실", TradeGroup.SERVICE),
    ("CS300002", "편의점", TradeGroup.RETAIL),
)
BOROUGHS = (("11010", "한가람구", 20), ("11020", "두레구", 520))
NAMES = ("느티나무길", "솔밭시장", "역앞로", "샛강골목", "배꽃길", "물레시장", "큰샘로", "달빛거리")
DEFINITIONS = (
    "districts_indicators", "districts_licences", "districts_ranking", "districts_revival", "districts_risk",
    "forecasting", "forecasting_survival",
)  # fmt: skip
HOURS = ("00_06", "06_11", "11_14", "14_17", "17_21", "21_24")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AGES = ("10", "20", "30", "40", "50", "60")


def definition(name: str) -> str:
    return shipped_definitions().as_of(name, DAY).id


def make_edition(
    *, number: int = 1, districts: int = len(NAMES), sample: bool = False, current: bool = True
) -> Edition:
    """Return a current edition; the last district has too few shops for any rate."""
    edition = Edition.objects.create(
        number=number,
        city_name="한빛시",
        first_quarter=QUARTERS[0],
        last_quarter=LAST,
        sources=[
            {
                "data_set": "stores",
                "title": {"ko": "점포(상권)", "en": "Stores of districts"},
                "publisher": {"ko": "한빛시", "en": "Hanbit City"},
                "rows": 1200,
                "quarters": [QUARTERS[0], LAST],
            }
        ],
        definitions={name: definition(name) for name in DEFINITIONS},
        map_width=1000,
        map_height=600,
        map_left=0,
        map_top=10_000,
        map_metres_per_unit=10,
        source_digest=f"{number:064}",
        digest=f"{number:064}",
        is_sample=sample,
        is_current=current,
        published_at=NOW,
    )
    Trade.objects.bulk_create(
        Trade(edition=edition, code=code, name=name, group=group) for code, name, group in TRADES
    )
    MapShape.objects.bulk_create(
        MapShape(
            edition=edition,
            kind=MapShapeKind.BOROUGH,
            code=code,
            name=name,
            outline=f"m{left} 20l460 0 0 560-460 0z",
        )
        for code, name, left in BOROUGHS
    )
    made = [make_district(edition, at) for at in range(districts)]
    QuarterFigures.objects.bulk_create(_figures(edition, made))
    make_outlooks(edition, made)
    return edition


def make_district(edition: Edition, at: int) -> District:
    code, name, left = BOROUGHS[at % 2]
    x, y = left + 40 + 110 * (at // 4), 60 + 130 * (at % 4)
    return District.objects.create(
        edition=edition,
        code=f"{3_110_001 + at}",
        name=NAMES[at],
        kind=list(DistrictKind)[at % 4],
        dong_code=f"{code}{at:03d}",
        dong_name=f"{name[0]}{at + 1}동",
        borough_code=code,
        borough_name=name,
        area_m2=810_000,
        x=x + 45,
        y=y + 45,
        outline=f"m{x} {y}l90 0 0 90-90 0z",
    )


def _figures(edition: Edition, districts: list[District]) -> Iterator[QuarterFigures]:
    for trade, few in (("", 1), *((code, 3) for code, _name, _group in TRADES)):
        for quarter in QUARTERS:
            season = (0, 3, 1, 2)[quarter % 4]
            rows = []
            for at, district in enumerate(districts):
                stores = 4 if at == len(NAMES) - 1 else (60 + 20 * at) // few
                counts = {
                    "stores": stores,
                    "franchise_stores": stores // 5,
                    "openings": (at + season) % 4,
                    "closings": (at + season + 1) % 5,
                    "sales_won": stores * 30_000_000 + season * 10_000_000,
                    "sales_stores": stores,
                    "sales_count": stores * 900,
                }
                rows.append((district, counts))
                yield _row(edition, AreaLevel.DISTRICT, district.code, trade, quarter, [counts])
            everybody = [counts for _district, counts in rows]
            yield _row(edition, AreaLevel.CITY, CITY, trade, quarter, everybody)
            for code in {one.borough_code for one in districts}:
                inside = [counts for district, counts in rows if district.borough_code == code]
                yield _row(edition, AreaLevel.BOROUGH, code, trade, quarter, inside)
            for district, counts in rows:
                yield _row(edition, AreaLevel.DONG, district.dong_code, trade, quarter, [counts])


def _row(
    edition: Edition, level: AreaLevel, code: str, trade: str, quarter: int, parts: list[dict[str, int]]
) -> QuarterFigures:
    added = {name: sum(part[name] for part in parts) for name in parts[0]}
    known = {"trades": 3, "store_squares": added["stores"] ** 2 // 3} if not trade else {}
    return QuarterFigures(
        edition=edition,
        level=level,
        area_code=code,
        trade_code=trade,
        quarter=quarter,
        districts=len(parts),
        sales_adjusted=float(added["sales_won"]),
        sales_trend_percent=1.5 if quarter - QUARTERS[0] >= 7 else None,
        published_closing_rate=round(100 * added["closings"] / added["stores"])
        if level == AreaLevel.DISTRICT
        else None,
        **added,
        **known,
    )


def make_outlooks(edition: Edition, districts: list[District]) -> None:
    """Write footfall, change classes, risks, forecasts and a curve of survival."""
    for at, district in enumerate(districts):
        total = 100_000 + 7_000 * at
        Footfall.objects.create(
            edition=edition, district=district, quarter=LAST, total=total, workers=900, residents=4_000,
            bands={
                "hour": {name: total // 6 + place for place, name in enumerate(HOURS)},
                "day": {name: total // 7 + place for place, name in enumerate(DAYS)},
                "sex": {"male": total // 2, "female": total - total // 2},
                "age": dict.fromkeys(AGES, total // 6),
            },
        )  # fmt: skip
        code = ("LL", "LH", "HL", "HH")[at % 4]
        ChangeClass.objects.create(
            edition=edition, district=district, quarter=LAST, code=code, published_code=code,
            operating_months=100 + at, closed_months=50 + at, city_operating_months=103,
            city_closed_months=53,
        )  # fmt: skip
        enough = at < len(NAMES) - 1
        for trade in ("", CAFE):
            RiskScore.objects.create(
                edition=edition, district=district, trade_code=trade, quarter=LAST,
                index=12.0 * (at + 1) if enough else None, lo=5.0 if enough else None,
                hi=95.0 if enough else None, band=min(3, at // 2) if enough else None,
                parts={"closing": 0.4, "closing_own_past": -0.1} if enough else {},
                closings=20, stores=60.0, closing_rate=4.1, shrunk_rate=3.9, enough=enough,
                version=edition.definitions["districts_risk"],
                **_survivors(),
            )  # fmt: skip
        for ahead in range(1, 5):
            ClosingForecast.objects.create(
                edition=edition, district=district, horizon=ahead, quarter=LAST + ahead, mean=3.2 + at,
                lo50=2 + at, hi50=4 + at, lo80=1 + at, hi80=6 + at, lo90=at, hi90=8 + at, enough=enough,
                model="regression", error_origins=12, error_deviance=1.46, error_mae=2.93, coverage50=0.52,
                coverage80=0.81, coverage90=0.9, trained_until=LAST,
                version=edition.definitions["forecasting"],
            )  # fmt: skip
    ages = list(range(0, 61, 6))
    survival = [round(0.97 ** (age / 2), 4) for age in ages]
    SurvivalCurve.objects.create(
        edition=edition, trade_code=CAFE, service="휴게음식점", level=AreaLevel.CITY, area_code=CITY,
        ages=ages, survival=survival, low=[one * 0.95 for one in survival],
        high=[min(1.0, one * 1.05) for one in survival], at_risk=[1000 - 10 * age for age in ages],
        shops=1000, ended=600,
        years={"1": {"opened": 100, "survived": 84}, "3": {"opened": 90, "survived": 51},
               "5": {"opened": 80, "survived": 33}},
        open_shops=400, open_days=400 * 900, closed_shops=600, closed_days=600 * 700, cut_off=DAY,
        register_begins=date(2005, 1, 1), enough=True, version=edition.definitions["forecasting_survival"],
    )  # fmt: skip


def _survivors() -> dict[str, int]:
    known = {field.name for field in RiskScore._meta.get_fields()}
    return {"opened_3": 30, "survived_3": 18} if "opened_3" in known else {}
