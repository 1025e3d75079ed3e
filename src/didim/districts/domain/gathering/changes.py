"""Change classes of districts: recomputed by the engine, beside what was published."""

from typing import Any

from didim.engines.districts.indicators import change_classes
from didim.kernel.quarters import parse_quarter

from .reading import Sources

_MONTHS = ("operating_months", "closed_months", "city_operating_months", "city_closed_months")


def gather_changes(sources: Sources) -> list[dict[str, Any]]:
    """Return the rows of ChangeClass: place, quarter, code, published_code and the four means in months."""
    rows = sources.table("change")
    if rows is None:
        return []
    order = ("place", "quarter")
    classes = sources.engine.rows(change_classes(rows).order_by(*order)).to_pylist()
    months = sources.engine.rows(rows.select("place", "quarter", *_MONTHS).order_by(*order)).to_pylist()
    return [
        {
            "place": one["place"],
            "quarter": parse_quarter(str(one["quarter"])),
            "code": one["recomputed"],
            "published_code": one["official"],
            **{name: counted[name] for name in _MONTHS},
        }
        for one, counted in zip(classes, months, strict=True)
    ]
