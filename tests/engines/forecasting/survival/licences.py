"""Licence records written by hand and made-up ones in the columns of the public file."""

from datetime import date, timedelta

import numpy as np

HEADER = (
    "service,snapshot,mgmt_no,local_gov_code,opened,closed,cancelled,status,status_detail,kind,area_m2,"
    "x5174,y5174,lon,lat"
)


def line(number=1, region="1000000", opened="2020-01-01", closed="", status="영업/정상", **more):
    said = {
        "service": "커피숍", "snapshot": "2024-06", "cancelled": "", "kind": "커피숍", "area": "40",
        "x": "200000", "y": "450000", **more,
    }  # fmt: skip
    return (
        f"{said['service']},{said['snapshot']},{number},{region},{opened},{closed},{said['cancelled']},{status},"
        f"{status},{said['kind']},{said['area']},{said['x']},{said['y']},127.0,37.5"
    )


def file_of(*lines):
    return "\n".join([HEADER, *lines]) + "\n"


def made_up(shops, seed, regions=4):
    """Return a file of shops that end by chance, small ones sooner, over ten years of a full register."""
    chance = np.random.default_rng(seed)
    end = date(2024, 6, 30)
    lines = []
    for number in range(shops):
        opened = date(2012, 1, 1) + timedelta(days=int(chance.integers(0, 4_500)))
        area = float(np.exp(chance.normal(3.7, 0.6)))
        years = chance.exponential(6.0 * (area / 40) ** 0.8)
        closed = opened + timedelta(days=int(years * 365.25))
        gone = closed <= end
        lines.append(
            line(
                number, f"{1_000_000 + number % regions}", opened.isoformat(),
                closed.isoformat() if gone else "", "폐업" if gone else "영업/정상",
                service="커피숍" if number % 3 else "체력단련장", area=f"{area:.1f}",
                x=f"{200_000 + chance.normal(0, 2_000):.1f}", y=f"{450_000 + chance.normal(0, 2_000):.1f}",
            )
        )  # fmt: skip
    return file_of(*lines)
