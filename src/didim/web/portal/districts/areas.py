"""A drawn area: which share of each district lies in it. Lengths are units of the edition's map.

Outlines are the simplified ones of the map, so a share is as exact as the map is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from didim.documents.maps import points_of

_PAIR = re.compile(r"(-?\d{1,7}),(-?\d{1,7})")
_CORNERS, _MOST_CORNERS = 3, 60
_LEAST_RING = 4
_ROUND = 72
_SMALLEST = 0.001  # a share below it is a touch of two edges


@dataclass(frozen=True, slots=True)
class Outlined:
    """A district as its share is taken: code, middle and path data."""

    code: str
    x: int
    y: int
    outline: str


def circle(x: float, y: float, radius: float) -> Polygon:
    """Return a circle as a polygon."""
    corners = (2 * pi * at / _ROUND for at in range(_ROUND))
    return Polygon([(x + radius * cos(at), y + radius * sin(at)) for at in corners])


def parse_area(words: str) -> Polygon | None:
    """Return the polygon of "x,y x,y x,y"; None for fewer than three corners, too many, or no area."""
    corners = [(int(x), int(y)) for x, y in _PAIR.findall(words)]
    if not _CORNERS <= len(corners) <= _MOST_CORNERS:
        return None
    drawn = shapely.make_valid(Polygon(corners))
    parts = [one for one in getattr(drawn, "geoms", [drawn]) if isinstance(one, Polygon)]
    return max(parts, key=lambda one: one.area) if parts and max(one.area for one in parts) > 0 else None


def shape_of(outline: str) -> BaseGeometry | None:
    """Return the area of path data; rings inside others are holes. None where nothing is drawn."""
    rings = [ring for ring in points_of(outline) if len(set(ring)) >= _LEAST_RING - 1]
    shape: BaseGeometry | None = None
    for ring in rings:
        one = shapely.make_valid(Polygon(ring))
        shape = one if shape is None else shape.symmetric_difference(one)
    return shape if shape is not None and shape.area > 0 else None


def shares(districts: Iterable[Outlined], drawn: BaseGeometry) -> dict[str, float]:
    """Return the share (0–1] of each district inside the drawn area; one without an outline is a point."""
    left, top, right, bottom = drawn.bounds
    found = {}
    for one in districts:
        points = [point for ring in points_of(one.outline) for point in ring] or [(one.x, one.y)]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if max(xs) < left or min(xs) > right or max(ys) < top or min(ys) > bottom:
            continue
        shape = shape_of(one.outline)
        if shape is None:
            share = 1.0 if drawn.contains(Point(one.x, one.y)) else 0.0
        else:
            share = shape.intersection(drawn).area / shape.area
        if share > _SMALLEST:
            found[one.code] = min(share, 1.0)
    return found


def path_of(drawn: Polygon) -> str:
    """Return the outline of a polygon as path data."""
    corners: Sequence[tuple[float, float]] = list(drawn.exterior.coords)
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in corners[:-1]) + "z"
