"""Outlines of a map: WGS84 in, SVG path data in integers of a view box out.

Outlines are projected to EPSG:5181 (metres), simplified so that a border two districts share stays one
border (`shapely.coverage_simplify`), and laid on a grid whose Y grows downwards.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from didim.engines.districts.places import from_wgs84
from didim.engines.districts.reports import DistrictsError

WIDEST = 5_000  # units of the longer side: in Seoul one is 7 m
_TOLERANCE_UNITS = 4
# A small outline that simplifying would change by more than this share of its area keeps all its points.
_CHANGED_AT_MOST = 0.1
_FEWEST_POINTS = 3
Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Frame:
    """The view box of a map: its size in units, its upper left corner (EPSG:5181 metres), metres a unit."""

    left: float
    top: float
    metres: float
    width: int
    height: int

    def place(self, x: Any, y: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return points of EPSG:5181 as integers of the view box."""
        across = np.rint((np.asarray(x, float) - self.left) / self.metres).astype(np.int64)
        down = np.rint((self.top - np.asarray(y, float)) / self.metres).astype(np.int64)
        return across, down


@dataclass(frozen=True, slots=True)
class Named:
    """Outlines by code, in EPSG:5181."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    outlines: Geometries


def read_outlines(content: bytes, code: str, name: str) -> Named:
    """Read GeoJSON in WGS84 whose features carry a code (and perhaps a name); broken outlines are mended.

    Features of one code are put together. DistrictsError where it cannot be read.
    """
    try:
        features = json.loads(content)["features"]
        read = [
            (str(one["properties"][code]), str(one["properties"].get(name) or ""), shape(one["geometry"]))
            for one in features
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DistrictsError(f"GeoJSON을 읽을 수 없습니다({code} 속성이 있어야 합니다): {error}") from error
    parts: dict[str, list[Any]] = {}
    names: dict[str, str] = {}
    for one, text, outline in read:
        parts.setdefault(one, []).append(outline)
        names.setdefault(one, text)
    codes = tuple(sorted(parts))
    mended = [shapely.make_valid(shapely.union_all(parts[one])) for one in codes]
    return Named(codes, tuple(names[one] for one in codes), projected(mended))


def projected(outlines: Iterable[Any]) -> Geometries:
    """Return outlines of WGS84 in EPSG:5181."""

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(from_wgs84(points[:, 0], points[:, 1]))

    return np.array([shapely.transform(one, project) for one in outlines], dtype=object)


def frame_of(bounds: Sequence[float]) -> Frame:
    """Return the view box around (left, bottom, right, top) in metres, with a little room on each side."""
    left, bottom, right, top = bounds
    room = max(right - left, top - bottom, 100.0) * 0.01
    left, bottom, right, top = left - room, bottom - room, right + room, top + room
    metres = max(right - left, top - bottom) / WIDEST
    return Frame(
        left, top, metres, int(np.ceil((right - left) / metres)), int(np.ceil((top - bottom) / metres))
    )


def simplified(outlines: Geometries, frame: Frame) -> Geometries:
    """Return outlines with fewer points; borders that were shared stay so."""
    fewer = shapely.coverage_simplify(outlines, frame.metres * _TOLERANCE_UNITS)
    areas, now = shapely.area(outlines), shapely.area(fewer)
    off = np.abs(now - areas) > _CHANGED_AT_MOST * areas
    found: Geometries = np.where(off, outlines, fewer)
    return found


def path_data(outline: Any, frame: Frame) -> str:
    """Return an outline as SVG path data: relative lines in integers of the view box; "" for none."""
    return "".join(_ring(np.asarray(ring.coords), frame) for ring in _rings(outline))


def _rings(outline: Any) -> Iterable[Any]:
    for part in shapely.get_parts(outline):
        if part.geom_type == "Polygon":
            yield part.exterior
            yield from part.interiors
        elif part.geom_type == "MultiPolygon":
            yield from _rings(part)


def _ring(points: NDArray[np.float64], frame: Frame) -> str:
    across, down = frame.place(points[:-1, 0], points[:-1, 1])
    corners = _corners(list(zip(across.tolist(), down.tolist(), strict=True)))
    if len(corners) < _FEWEST_POINTS:
        return ""
    words = [f"M{corners[0][0]} {corners[0][1]}l"]
    for at in range(1, len(corners)):
        right, below = corners[at][0] - corners[at - 1][0], corners[at][1] - corners[at - 1][1]
        apart = "" if at == 1 or right < 0 else " "
        words.append(f"{apart}{right}{'' if below < 0 else ' '}{below}")
    return "".join(words) + "z"


def _corners(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out points that stand twice or on the line between their neighbours."""
    once = [one for at, one in enumerate(points) if one != points[at - 1]]
    return [one for at, one in enumerate(once) if _turns(once[at - 1], one, once[(at + 1) % len(once)])]


def _turns(before: tuple[int, int], here: tuple[int, int], after: tuple[int, int]) -> bool:
    cross = (here[0] - before[0]) * (after[1] - here[1]) - (here[1] - before[1]) * (after[0] - here[0])
    return cross != 0
