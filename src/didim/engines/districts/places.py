"""Coordinates and areas: EPSG:5181 and 5174 to WGS84, points in districts, shares of a drawn area.

EPSG:5181 is the plane of 서울시 상권분석서비스, 5174 that of LOCALDATA's licences (Bessel, shifted to WGS84).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from shapely.geometry import shape

from didim.engines.districts.reports import DistrictsError

SEOUL_PLANE, LICENCE_PLANE, WGS84 = 5181, 5174, 4326
Floats = NDArray[np.float64]


@cache
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_wgs84(x: ArrayLike, y: ArrayLike, plane: int = SEOUL_PLANE) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes of points of a plane (metres)."""
    lon, lat = _transformer(plane, WGS84).transform(np.asarray(x, float), np.asarray(y, float))
    return np.asarray(lon), np.asarray(lat)


def from_wgs84(lon: ArrayLike, lat: ArrayLike, plane: int = SEOUL_PLANE) -> tuple[Floats, Floats]:
    """Return points of a plane (metres) of longitudes and latitudes."""
    x, y = _transformer(WGS84, plane).transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.asarray(x), np.asarray(y)


@dataclass(frozen=True, slots=True)
class Polygons:
    """Places and their outlines (WGS84), with a tree to find them by."""

    codes: tuple[str, ...]
    outlines: NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def read(cls, content: bytes, code: str = "TRDAR_CD") -> Self:
        """Read GeoJSON in WGS84 whose features carry their code; broken outlines are mended."""
        try:
            features = json.loads(content)["features"]
            codes = tuple(str(one["properties"][code]) for one in features)
            outlines = np.array([shape(one["geometry"]) for one in features], dtype=object)
        except (ValueError, KeyError, TypeError) as error:
            raise DistrictsError(
                f"GeoJSON을 읽을 수 없습니다({code} 속성이 있어야 합니다): {error}"
            ) from error
        mended = shapely.make_valid(outlines)
        return cls(codes, mended, shapely.STRtree(mended))

    def containing(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return pairs: number of the point, number of a place it lies in (or on the edge of)."""
        points = shapely.points(np.asarray(lon, float), np.asarray(lat, float))
        at, place = self.tree.query(points, predicate="intersects")
        return at, place

    def shares(self, area: Mapping[str, Any]) -> pa.Table:
        """Return the places that a drawn GeoJSON polygon meets: place, share of the place's area inside it.

        Areas are measured in the plane of EPSG:5181.
        """
        drawn = _plane(shapely.make_valid(shape(area)))
        met = self.tree.query(shapely.make_valid(shape(area)), predicate="intersects")
        there = [_plane(self.outlines[int(at)]) for at in met]
        shares = [shapely.area(shapely.intersection(one, drawn)) / shapely.area(one) for one in there]
        rows = sorted(
            (self.codes[int(at)], float(part)) for at, part in zip(met, shares, strict=True) if part
        )
        return pa.table(
            {
                "place": pa.array([code for code, _part in rows], pa.string()),
                "share": pa.array([part for _code, part in rows], pa.float64()),
            }
        )


def _plane(outline: Any) -> Any:
    return shapely.transform(outline, lambda points: np.column_stack(from_wgs84(points[:, 0], points[:, 1])))
