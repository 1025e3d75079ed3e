"""How many shops of each trade districts like a district would have: of all districts of the last quarter."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from didim.engines.districts.ranking import RankingError
from didim.engines.districts.ranking_rules import RankingRule
from didim.engines.districts.supply import CitySupply, PlaceStores, supply_of_all

Rows = list[dict[str, Any]]


def gather_supplies(
    figures: pa.Table,
    places: Mapping[str, Mapping[str, Any]],
    people: Mapping[str, Mapping[str, int]],
    rule: RankingRule,
) -> tuple[Rows, Rows]:
    """Return the rows of TradeSupply and of SimilarDistricts; none where too few districts are there.

    figures: rows of QuarterFigures, of which the last quarter that tells shops by trade is taken. places:
    rows of areas by district. people: by kind and district.
    """
    counted = figures.filter(
        pc.and_(
            pc.and_(pc.equal(figures["level"], "district"), pc.not_equal(figures["trade_code"], "")),
            pc.is_valid(figures["stores"]),
        )
    )
    last = pc.max(counted["quarter"]).as_py()
    if last is None:
        return [], []
    rows = counted.filter(pc.equal(counted["quarter"], last))
    try:
        city = supply_of_all(_places(rows, places, people, rule), rule.supply)
    except RankingError:
        return [], []
    supplies: Rows = []
    similar: Rows = []
    for place in city.places:
        _tell(city, place.place, last, supplies, similar)
    return supplies, similar


def _tell(city: CitySupply, code: str, quarter: int, supplies: Rows, similar: Rows) -> None:
    found = city.of(code)
    similar.append(
        {
            "place": code,
            "quarter": quarter,
            "codes": list(found.similar),
            "compared": found.compared,
            "confidence_percent": found.confidence_percent,
            "version": found.definition,
        }
    )
    for one in found.trades:
        own, others = one.sold or (None, None), one.similar_sold or (None, None)
        supplies.append(
            {
                "place": code,
                "trade_code": one.trade,
                "stores": one.stores,
                "expected": one.expected,
                "lo": one.low,
                "hi": one.high,
                "ratio": one.ratio,
                "verdict": one.verdict.value,
                "sales_won": own[0],
                "sales_stores": own[1],
                "similar_sales_won": others[0],
                "similar_sales_stores": others[1],
            }
        )


def _places(
    rows: pa.Table,
    places: Mapping[str, Mapping[str, Any]],
    people: Mapping[str, Mapping[str, int]],
    rule: RankingRule,
) -> list[PlaceStores]:
    """Return every district with its shops by trade; sales that the publisher filled in are not known."""
    shops: dict[str, dict[str, int]] = {}
    sold: dict[str, dict[str, tuple[int, int]]] = {}
    names = ("area_code", "trade_code", "stores", "sales_won", "sales_stores")
    for code, trade, stores, won, among in zip(*(rows[name].to_pylist() for name in names), strict=True):
        if stores:
            shops.setdefault(code, {})[trade] = stores
            if won is not None and among and won % rule.filled_amount:
                sold.setdefault(code, {})[trade] = (won, among)
    return [
        PlaceStores(
            place=code,
            kind=places[code]["kind"] or "",
            footfall=people["footfall"].get(code),
            workers=people["workers"].get(code),
            residents=people["residents"].get(code),
            area_m2=float(places[code]["area_m2"]),
            stores=stores,
            sales=sold.get(code, {}),
        )
        for code, stores in sorted(shops.items())
    ]
