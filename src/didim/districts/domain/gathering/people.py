"""Passers-by, workers and residents of districts by quarter."""

import json
from typing import Any

from ibis.expr.types import Table

from didim.engines.districts.columns import AGES, DAYS, HOURS, SEXES
from didim.kernel.quarters import parse_quarter

from .reading import Sources

_BANDS = {
    "hour": {band: f"footfall_hour_{band}" for band in HOURS},
    "day": {band: f"footfall_{band}" for band in DAYS},
    "sex": {band: f"footfall_{band}" for band in SEXES},
    "age": {band: f"footfall_age_{band}" for band in AGES},
}
Key = tuple[str, int]


def gather_people(sources: Sources) -> dict[Key, dict[str, Any]]:
    """Return total, bands (JSON text), workers and residents by district and quarter.

    What the official files say comes first; the panel of all trades fills what they do not say.
    """
    found: dict[Key, dict[str, Any]] = {}
    for data_set, names in (
        ("panel", {"footfall": "total", "workers": "workers", "residents": "residents"}),
        ("footfall", {"footfall": "total"}),
        ("workers", {"workers": "workers"}),
        ("residents", {"residents": "residents"}),
    ):
        rows = sources.table(data_set)
        if rows is not None:
            _fill(sources, rows, names, found)
    for one in found.values():
        one["bands"] = json.dumps(one["bands"], separators=(",", ":"), sort_keys=True)
    return dict(sorted(found.items()))


def _fill(sources: Sources, rows: Table, names: dict[str, str], found: dict[Key, dict[str, Any]]) -> None:
    bands = {
        kind: {band: name for band, name in columns.items() if name in rows.columns}
        for kind, columns in _BANDS.items()
    }
    wanted = {"quarter", "place", *names, *(name for one in bands.values() for name in one.values())}
    for row in sources.engine.rows(rows.select(*sorted(wanted))).to_pylist():
        key = row["place"], parse_quarter(str(row["quarter"]))
        one = found.setdefault(key, {"total": None, "bands": {}, "workers": None, "residents": None})
        for name, ours in names.items():
            if row[name] is not None:
                one[ours] = row[name]
        for kind, columns in bands.items():
            told = {band: row[name] for band, name in columns.items() if row[name] is not None}
            if told:
                one["bands"][kind] = told
