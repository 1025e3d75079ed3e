"""The sample city as files of 서울시 상권분석서비스: the same headings, one file a data set."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from didim.engines.districts.schemas import DATA_SETS, PLACE_HEADINGS
from didim.kernel.quarters import quarter_code

from .counts import TRADES, Counts
from .map import City, Place

_KIND_NAMES = {"A": "골목상권", "D": "발달상권", "R": "전통시장", "U": "관광특구"}
_CHANGE_NAMES = {"LL": "다이나믹", "LH": "상권확장", "HL": "상권축소", "HH": "정체"}
_PLACE, _PLACE_NAME = (names[0] for names in PLACE_HEADINGS[1][1:])
Row = Mapping[str, Any]


def official_files(city: City, counts: Counts) -> dict[str, bytes]:
    """Return the content of each file by its name."""
    trades = [{"trade": one.code, "trade_name": one.name, "trade_group": one.name} for one in TRADES]
    rows: dict[str, Iterable[Row]] = {
        "areas": map(_area, city.places),
        "trades": trades,
        "stores": _stores(city, counts),
        "sales": _sales(city, counts),
        "footfall": _people(city, counts, "footfall"),
        "workers": _people(city, counts, "workers"),
        "residents": _people(city, counts, "residents"),
        "change": _changes(city, counts),
    }
    return {f"예시_{DATA_SETS[name].name.ko}.csv": _file(name, found) for name, found in rows.items()}


def _file(data_set: str, rows: Iterable[Row]) -> bytes:
    """Write rows, by our names, under the headings of the publisher."""
    headings = {"place": _PLACE, "place_name": _PLACE_NAME}
    headings |= {one.name: one.headings[0] for one in DATA_SETS[data_set].columns if one.headings}
    out = io.StringIO()
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow([headings[name] for name in row])
        writer.writerow(row.values())
    return out.getvalue().encode("utf-8-sig")


def _named(place: Place) -> dict[str, Any]:
    return {
        "kind": place.kind,
        "kind_name": _KIND_NAMES[place.kind],
        "place": place.code,
        "place_name": place.name,
    }


def _area(place: Place) -> Row:
    x, y = place.centre
    return {
        **_named(place),
        "x": round(x),
        "y": round(y),
        "borough": place.borough[0],
        "borough_name": place.borough[1],
        "dong": place.dong[0],
        "dong_name": place.dong[1],
        "area_m2": round(place.outline.area),
    }


def _cells(city: City, counts: Counts) -> Iterator[tuple[dict[str, Any], tuple[int, int, int]]]:
    for at in range(counts.stores.shape[2]):
        for number, place in enumerate(city.places):
            for trade, sketch in enumerate(TRADES):
                named = {"quarter": quarter_code(counts.first + at), **_named(place)}
                named |= {"trade": sketch.code, "trade_name": sketch.name}
                yield named, (number, trade, at)


def _stores(city: City, counts: Counts) -> Iterator[Row]:
    for named, at in _cells(city, counts):
        stores, franchises = int(counts.stores[at]), int(counts.franchises[at])
        openings, closings = int(counts.openings[at]), int(counts.closings[at])
        yield {
            **named,
            "general_stores": stores - franchises,
            "stores": stores,
            "opening_rate": _rate(openings, stores),
            "openings": openings,
            "closing_rate": _rate(closings, stores),
            "closings": closings,
            "franchise_stores": franchises,
        }


def _rate(part: int, whole: int) -> int:
    """Return a rate as the publisher writes it: whole percent."""
    return round(100 * part / whole) if whole else 0


def _sales(city: City, counts: Counts) -> Iterator[Row]:
    for named, at in _cells(city, counts):
        if counts.sales[at]:
            yield {**named, "amount": int(counts.sales[at]), "count": int(counts.payments[at])}


def _people(city: City, counts: Counts, kind: str) -> Iterator[Row]:
    tables = {name: table for name, table in counts.people.items() if name.startswith(kind)}
    for at in range(counts.stores.shape[2]):
        for number, place in enumerate(city.places):
            told = {name: int(table[number, at]) for name, table in tables.items()}
            yield {"quarter": quarter_code(counts.first + at), **_named(place), **told}


def _changes(city: City, counts: Counts) -> Iterator[Row]:
    operating, closed = counts.months["operating_months"], counts.months["closed_months"]
    for at in range(counts.stores.shape[2]):
        whole = round(float(np.mean(operating[:, at]))), round(float(np.mean(closed[:, at])))
        for number, place in enumerate(city.places):
            own = int(operating[number, at]), int(closed[number, at])
            code = "".join("H" if one >= mean else "L" for one, mean in zip(own, whole, strict=True))
            yield {
                "quarter": quarter_code(counts.first + at),
                **_named(place),
                "change": code,
                "change_name": _CHANGE_NAMES[code],
                "operating_months": own[0],
                "closed_months": own[1],
                "city_operating_months": whole[0],
                "city_closed_months": whole[1],
            }
