"""Licences of made-up shops in the sample city, as LOCALDATA's files say them."""

import csv
import io
from datetime import date, timedelta

import numpy as np

from didim.engines.districts.places import LICENCE_PLANE, from_wgs84, to_wgs84
from didim.kernel.quarters import last_day

from .map import City

Dice = np.random.Generator
# Service, shops in a usual district over the years, half of which last so many years.
SERVICES = (("휴게음식점(커피숍)", 22, 4.0), ("체력단련장업(예시)", 7, 6.5), ("숙박업(예시)", 6, 14.0))
_YEARS = 11
_HEADINGS = (
    "service", "snapshot", "local_gov_code", "opened", "closed", "cancelled", "status", "kind", "area_m2",
    "x5174", "y5174",
)  # fmt: skip


def licence_file(dice: Dice, city: City, last: int) -> bytes:
    """Return the file of licences as of the end of a quarter."""
    until = last_day(last)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADINGS)
    for service, shops, half in SERVICES:
        for place in city.places:
            for _shop in range(int(dice.poisson(shops * place.size))):
                opened = until - timedelta(days=int(dice.uniform(0, _YEARS * 365)))
                # Weibull with a falling risk; its middle is `half` years.
                years = half * (-np.log2(max(dice.random(), 1e-9))) ** (1 / 0.85)
                closed = opened + timedelta(days=int(years * 365))
                x, y = place.centre
                writer.writerow(_licence(service, (place.borough[0], until, opened, closed), dice, (x, y)))
    return out.getvalue().encode()


def _licence(
    service: str, spell: tuple[str, date, date, date], dice: Dice, centre: tuple[float, float]
) -> list[object]:
    borough, until, opened, closed = spell
    is_closed = closed <= until
    lon, lat = to_wgs84([centre[0] + dice.normal(0, 60)], [centre[1] + dice.normal(0, 60)])
    x, y = from_wgs84(lon, lat, LICENCE_PLANE)
    return [
        service, f"{until:%Y-%m}", f"{borough}00", opened.isoformat(),
        closed.isoformat() if is_closed else "", "", "폐업" if is_closed else "영업/정상", service,
        f"{dice.uniform(25, 180):.1f}", f"{x[0]:.3f}", f"{y[0]:.3f}",
    ]  # fmt: skip
