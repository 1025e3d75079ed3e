"""A district on one A4 page, to be taken to the bank: figures, curves, forecast, and where they come from."""

from dataclasses import dataclass
from datetime import datetime

from didim.documents.curves import Curves, svg
from didim.documents.pdf import render


@dataclass(frozen=True, slots=True)
class SheetFigure:
    """A figure: its name, value, and what it is made of."""

    name: str
    value: str
    made_of: str


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The headings of the page in its language."""

    kind: str
    beside: str
    risk: str
    forecast: str
    change: str
    sources: str


@dataclass(frozen=True, slots=True)
class DistrictSheet:
    """What stands on the page; all words are in its language.

    rows: the figures of the district beside its dong, borough and city; the first row is their headings.
    curves: at most two, drawn side by side. map: SVG, "" for none.
    """

    language: str
    title: str
    subtitle: str
    author: str
    words: SheetWords
    said: tuple[str, ...]
    figures: tuple[SheetFigure, ...]
    rows: tuple[tuple[str, ...], ...]
    curves: tuple[Curves, ...]
    map: str
    risk: str
    forecast: str
    change: str
    sources: tuple[str, ...]
    sample: str
    made_at: datetime


def district_sheet(sheet: DistrictSheet) -> bytes:
    """Return the page as tagged PDF (PDF/UA-1); the same values give the same bytes at any time."""
    data = {
        "language": sheet.language,
        "agency": sheet.author,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "words": {name: getattr(sheet.words, name) for name in SheetWords.__slots__},
        "said": list(sheet.said),
        "figures": [[one.name, one.value, one.made_of] for one in sheet.figures],
        "heading": list(sheet.rows[0]) if sheet.rows else [],
        "rows": [list(row) for row in sheet.rows[1:]],
        "curves": [
            {"title": one.title, "alt": f"{one.title}. {one.description}", "svg": svg(one, key=f"c{at}")}
            for at, one in enumerate(sheet.curves)
        ],
        "map": sheet.map,
        "risk": sheet.risk,
        "forecast": sheet.forecast,
        "change": sheet.change,
        "sources": list(sheet.sources),
        "sample": sheet.sample,
    }
    return render("district_sheet", data, dated=sheet.made_at)
