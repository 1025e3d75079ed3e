"""A small edition written by hand: three districts in two boroughs, two trades, eight quarters."""

from datetime import UTC, datetime
from typing import Any

from didim.districts.models import District, Edition, QuarterFigures, Trade

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
LAST = 2024 * 4 + 3
DEFINITIONS = {
    "districts_indicators": "districts_indicators@2026-01-01",
    "districts_risk": "districts_risk@2026-01-01",
    "districts_ranking": "districts_ranking@2026-01-01",
}


def make_edition(**changed: Any) -> Edition:
    values: dict[str, Any] = {
        "number": 1,
        "city_name": "새봄시",
        "first_quarter": LAST - 7,
        "last_quarter": LAST,
        "definitions": DEFINITIONS,
        "map_width": 1000,
        "map_height": 800,
        "map_left": 190_000.0,
        "map_top": 460_000.0,
        "map_metres_per_unit": 10.0,
        "source_digest": "0" * 64,
        "digest": "0" * 64,
        "is_current": True,
        "published_at": NOW,
    }
    return Edition.objects.create(**(values | changed))


def make_district(edition: Edition, number: int, **changed: Any) -> District:
    values: dict[str, Any] = {
        "code": f"311{number:04}",
        "name": f"새봄 골목 {number}",
        "kind": "A",
        "dong_code": "99110510",
        "dong_name": "새싹동",
        "borough_code": "99110",
        "borough_name": "새봄구",
        "area_m2": 100_000,
        "x": 100 * number,
        "y": 100,
        "outline": "M0 0h90v90h-90z",
    }
    return District.objects.create(edition=edition, **(values | changed))


def make_counts(edition: Edition, area: str, level: str = "district", **changed: Any) -> QuarterFigures:
    values: dict[str, Any] = {
        "trade_code": "CS100010",
        "quarter": LAST,
        "districts": 1,
        "stores": 40,
        "franchise_stores": 8,
        "openings": 3,
        "closings": 2,
        "sales_won": 400_000_000,
        "sales_stores": 40,
        "sales_count": 20_000,
    }
    return QuarterFigures.objects.create(edition=edition, level=level, area_code=area, **(values | changed))


def make_small_city(districts: int = 3, **changed: Any) -> Edition:
    """Make an edition with so many districts, two trades and the sums of two quarters."""
    edition = make_edition(**changed)
    for code, name in (("CS100010", "커피-음료"), ("CS100001", "한식음식점")):
        Trade.objects.create(edition=edition, code=code, name=name, group="food")
    for number in range(1, districts + 1):
        district = make_district(edition, number)
        for quarter in (LAST - 1, LAST):
            make_counts(edition, district.code, quarter=quarter, stores=10 * number)
    for quarter in (LAST - 1, LAST):
        make_counts(edition, "11", "city", quarter=quarter, stores=10 * sum(range(1, districts + 1)))
    return edition
