"""Licensed shops as points in districts: what the official counts can be held against.

A file of licences has opened, closed, cancelled, status and x5174, y5174; days in 1900 stand for "not known".
"""

import gzip
import io
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from didim.engines.districts.places import LICENCE_PLANE, Polygons, to_wgs84
from didim.engines.districts.reports import DistrictsError

_NEEDED = ("service", "opened", "closed", "cancelled", "status", "x5174", "y5174")
_OPEN = ("영업/정상", "휴업")
_PLACEHOLDER = np.datetime64("1901-01-01")


@dataclass(frozen=True, slots=True)
class Shops:
    """n shops: service, day of opening (NaT: not known) and closing (NaT: open), longitude, latitude."""

    service: NDArray[np.str_]
    opened: NDArray[np.datetime64]
    closed: NDArray[np.datetime64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    without_day: int

    def open_on(self, day: date) -> NDArray[np.bool_]:
        """Tell which were open on a day; one whose opening is not known was open before its closing."""
        then = np.datetime64(day)
        begun = np.isnat(self.opened) | (self.opened <= then)
        ended = ~np.isnat(self.closed) & (self.closed <= then)
        flags: NDArray[np.bool_] = begun & ~ended
        return flags


def read_shops(content: bytes, service: str) -> Shops:
    """Read the shops of services named like `service`; one closed on no known day is left out."""
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    words = csv.read_csv(
        io.BytesIO(text),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(_NEEDED, pa.string()), strings_can_be_null=False
        ),
    )
    lacking = [name for name in _NEEDED if name not in words.schema.names]
    if lacking:
        raise DistrictsError(f"인허가 파일에 열 {', '.join(lacking)}이(가) 없습니다.")
    words = words.filter(pc.match_substring(words.column("service"), service))
    columns = {name: np.array(words.column(name).to_pylist(), dtype=object) for name in _NEEDED}
    opened = _days(columns["opened"])
    closed = np.fmin(_days(columns["closed"]), _days(columns["cancelled"]))
    still = np.isin(columns["status"].astype(str), _OPEN)
    closed[still] = np.datetime64("NaT")
    known = still | ~np.isnat(closed)
    lon, lat = to_wgs84(_floats(columns["x5174"]), _floats(columns["y5174"]), LICENCE_PLANE)
    return Shops(
        columns["service"].astype(str)[known],
        opened[known],
        closed[known],
        lon[known],
        lat[known],
        int((~known).sum()),
    )


def count_in(shops: Shops, open_then: NDArray[np.bool_], polygons: Polygons) -> tuple[dict[str, int], int]:
    """Return the open shops of each place, and how many lie in none; where two overlap, both count."""
    here = open_then & np.isfinite(shops.lon) & np.isfinite(shops.lat)
    at, place = polygons.containing(shops.lon[here], shops.lat[here])
    counts = np.bincount(place, minlength=len(polygons.codes))
    return dict(zip(polygons.codes, counts.tolist(), strict=True)), int(here.sum() - len(np.unique(at)))


def _days(words: NDArray[np.object_]) -> NDArray[np.datetime64]:
    days = np.array([word or "NaT" for word in words], dtype="datetime64[D]")
    days[days < _PLACEHOLDER] = np.datetime64("NaT")
    return days


def _floats(words: NDArray[np.object_]) -> NDArray[np.float64]:
    return np.array([float(word) if word else np.nan for word in words], dtype=np.float64)
