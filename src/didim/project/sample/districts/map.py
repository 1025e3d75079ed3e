"""The map of the sample city: cells around points drawn by chance, put together to dongs and boroughs.

It lies in the East Sea, so that no real shop ever falls into it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from didim.districts.domain.keeping import Kept
from didim.engines.districts.places import to_wgs84

Dice = np.random.Generator
LEFT, BOTTOM, WIDTH, HEIGHT = 430_000.0, 450_000.0, 9_000.0, 7_000.0  # metres of EPSG:5181
CELLS, DISTRICTS, DONGS_A_BOROUGH = 150, 60, 4
KINDS = ("A",) * 37 + ("D",) * 13 + ("R",) * 8 + ("U",) * 2
_WORDS = (
    "달빛",
    "무지개",
    "은하수",
    "꽃내음",
    "솔바람",
    "햇살",
    "구름",
    "별무리",
    "물결",
    "단풍",
    "이슬",
    "노을",
)
_ENDINGS = {"A": "골목", "D": "거리", "R": "시장", "U": "관광특구"}
_DONG_NAMES = ("새싹동", "꿈길동", "온달동", "푸름동")
_CALMED = 3  # rounds that draw the points apart, so that cells are of like size


@dataclass(frozen=True, slots=True)
class Place:
    """A made-up district: how large its trade is (1: usual), and where it lies."""

    code: str
    name: str
    kind: str
    borough: tuple[str, str]
    dong: tuple[str, str]
    outline: shapely.Polygon
    size: float

    @property
    def centre(self) -> tuple[float, float]:
        """The point that stands for it, in metres of EPSG:5181."""
        point = self.outline.representative_point()
        return float(point.x), float(point.y)


@dataclass(frozen=True, slots=True)
class City:
    """The sample city: its districts by code, and the outlines of boroughs and dongs by code and name."""

    places: tuple[Place, ...]
    boroughs: Mapping[tuple[str, str], shapely.Geometry]
    dongs: Mapping[tuple[str, str], shapely.Geometry]

    def outlines(self) -> dict[Kept, bytes]:
        """Return the outlines as GeoJSON in WGS84, as the publisher's are."""
        return {
            Kept.OUTLINES: _geojson(
                [
                    ({"TRDAR_CD": one.code, "name": one.name, "gu": one.borough[1]}, one.outline)
                    for one in self.places
                ]
            ),
            Kept.BOROUGHS: _geojson(
                [({"SIG_CD": code, "SIG_KOR_NM": name}, one) for (code, name), one in self.boroughs.items()]
            ),
            Kept.DONGS: _geojson(
                [({"dong_code": code, "dong_name": name}, one) for (code, name), one in self.dongs.items()]
            ),
        }


def make_city(dice: Dice, boroughs: Sequence[tuple[str, str]]) -> City:
    """Make the city of these boroughs (code, name)."""
    cells = _cells(dice)
    middles = np.array([(one.centroid.x, one.centroid.y) for one in cells])
    borough_at = _nearest(middles, _spread(middles, len(boroughs), dice))
    dongs: dict[tuple[str, str], list[int]] = {}
    dong_at: dict[int, tuple[str, str]] = {}
    for number, (code, _name) in enumerate(boroughs):
        here = np.flatnonzero(borough_at == number)
        seeds = _spread(middles[here], DONGS_A_BOROUGH, dice)
        for cell, dong in zip(here.tolist(), _nearest(middles[here], seeds).tolist(), strict=True):
            key = f"{code}{510 + 10 * dong}", _DONG_NAMES[dong]
            dongs.setdefault(key, []).append(cell)
            dong_at[cell] = key
    chosen = sorted(dice.permutation(len(cells))[:DISTRICTS].tolist())
    kinds = [KINDS[at] for at in dice.permutation(len(KINDS))]
    places = []
    for number, (cell, kind) in enumerate(zip(chosen, kinds, strict=True)):
        borough = boroughs[int(borough_at[cell])]
        word = _WORDS[number % len(_WORDS)]
        part = "" if number < len(_WORDS) else f" {number // len(_WORDS) + 1}길"
        places.append(
            Place(
                code=f"99{10_001 + number}",
                name=f"{borough[1].removesuffix('구')} {word}{_ENDINGS[kind]}{part}",
                kind=kind,
                borough=borough,
                dong=dong_at[cell],
                # Streets lie between districts.
                outline=cells[cell].buffer(-25, join_style="mitre"),
                size=float(np.exp(dice.normal(0.6 if kind in "DU" else 0.0, 0.45))),
            )
        )
    return City(
        tuple(places),
        {
            borough: shapely.union_all([cells[at] for at in np.flatnonzero(borough_at == number)])
            for number, borough in enumerate(boroughs)
        },
        {key: shapely.union_all([cells[at] for at in numbers]) for key, numbers in sorted(dongs.items())},
    )


def _cells(dice: Dice) -> list[shapely.Polygon]:
    frame = shapely.box(LEFT, BOTTOM, LEFT + WIDTH, BOTTOM + HEIGHT)
    points = dice.uniform((LEFT, BOTTOM), (LEFT + WIDTH, BOTTOM + HEIGHT), (CELLS, 2))
    cells: list[shapely.Polygon] = []
    for _round in range(_CALMED):
        drawn = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=frame)
        cells = [shapely.intersection(one, frame) for one in drawn.geoms]
        points = np.array([(one.centroid.x, one.centroid.y) for one in cells])
    order = np.lexsort((points[:, 1].round(3), points[:, 0].round(3)))
    return [cells[at] for at in order]


def _spread(points: NDArray[np.float64], number: int, dice: Dice) -> NDArray[np.float64]:
    """Return some of the points, each far from those before it."""
    taken = [int(dice.integers(len(points)))]
    while len(taken) < number:
        away = np.min([np.hypot(*(points - points[one]).T) for one in taken], axis=0)
        taken.append(int(np.argmax(away)))
    return points[taken]


def _nearest(points: NDArray[np.float64], seeds: NDArray[np.float64]) -> NDArray[np.int64]:
    away = np.hypot(points[:, None, 0] - seeds[None, :, 0], points[:, None, 1] - seeds[None, :, 1])
    return np.argmin(away, axis=1)


def _geojson(features: Sequence[tuple[dict[str, str], shapely.Geometry]]) -> bytes:
    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to_wgs84(points[:, 0], points[:, 1]))

    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": properties,
                    "geometry": mapping(shapely.transform(outline, project)),
                }
                for properties, outline in features
            ],
        },
        ensure_ascii=False,
    ).encode()
