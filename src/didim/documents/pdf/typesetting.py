"""Set a template with data: data go in as JSON and stay data, whatever somebody wrote into a field."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
# Filled by frontend/build.mjs from the npm package pretendard-gov.
FONTS = HERE / "fonts"

_setting = Lock()


class FontsMissingError(RuntimeError):
    """The fonts of the papers have not been built; `./didim doctor` or any start of ./didim builds them."""


def render(template: str, data: Mapping[str, Any], *, dated: datetime) -> bytes:
    """Return a template (its name without ending) set with JSON data, as a tagged PDF (PDF/UA-1 if it can).

    `dated` is the instant the document says it was made at: the same data and instant give the same bytes.
    Raises FontsMissingError, or typst.TypstError when the template does not fit the data.
    """
    path, text = str(TEMPLATES / f"{template}.typ"), json.dumps(data, ensure_ascii=False, sort_keys=True)
    # A compiler serves one at a time; it keeps fonts and what it has read of the templates.
    with _setting:
        try:
            return _set(path, text, dated, ["ua-1"])
        except typst.TypstError:
            # A sign the font lacks (somebody wrote an emoji) breaks the standard, not the paper: a box stands
            # for it. A template that is wrong fails again.
            return _set(path, text, dated, [])


def picture(drawing: str) -> bytes:
    """Return an SVG drawing as a PNG of 144 dots an inch, with our fonts, for formats that take no SVG."""
    with _setting:
        return _compiler().compile(
            input=str(TEMPLATES / "picture.typ"), format="png", ppi=144.0, sys_inputs={"drawing": drawing}
        )


def _set(path: str, text: str, dated: datetime, standards: list[str]) -> bytes:
    return _compiler().compile(
        input=path,
        format="pdf",
        pdf_standards=standards,
        timestamp=int(dated.timestamp()),
        sys_inputs={"data": text},
    )


@cache
def _compiler() -> typst.Compiler:
    if not any(FONTS.glob("*.otf")):
        raise FontsMissingError(f"no fonts in {FONTS}: run ./didim doctor, which builds the front end")
    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(FONTS)], ignore_system_fonts=True)
