"""Curves as SVG: values over many quarters or months, with bands of what is not certain.

`charts` writes every value beside its point; here there are too many for that, so there is an axis, and the
table beside holds the values. Colours differ in lightness, lines in their strokes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# Narrow, so that its words can be read on a phone.
WIDTH, HEIGHT = 460, 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 12, 58, 34
_INK, _QUIET, _RULE = "#1e2124", "#464c53", "#cdd1d5"
_LINES = (("#0b50d0", ""), ("#8a5a00", "7 4"), ("#464c53", "2 4"))
# Wide bands are lighter than narrow ones.
_BANDS = ("#dbe7fb", "#b9d1f8", "#93b8f2")
_FONT = "Pretendard GOV, sans-serif"
_WIDE_LETTER = 0x1100


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its name and a value for each label; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What lies between two values at each label; None where there is no band. Wide bands come first."""

    name: str
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """What is drawn. `title` and `description` are read aloud; `unit` stands above the axis."""

    title: str
    description: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    bands: tuple[Band, ...] = ()
    unit: str = ""
    # The axis ends here at the least; for shares it is the whole.
    top: float = 0.0
    decimals: int = 0


def svg(curves: Curves, *, key: str = "curves") -> str:
    """Return the drawing as SVG text; `key` makes the ids of its title and description unique on a page."""
    step, top = _axis(curves)
    body = [*_grid(curves, step, top), *_bands(curves, top), *_drawn_lines(curves, top), *_legend(curves)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' role="img" aria-labelledby="{key}-title {key}-desc" font-family="{_FONT}" font-size="13">'
        f'<title id="{key}-title">{escape(curves.title)}</title>'
        f'<desc id="{key}-desc">{escape(curves.description)}</desc>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{"".join(body)}</svg>'
    )


def _axis(curves: Curves) -> tuple[float, float]:
    """Return the step between rules and the end of the axis, which begins at nought."""
    known = [value for line in curves.lines for value in line.values if value is not None]
    known += [value for band in curves.bands for value in band.high if value is not None]
    largest = max([*known, curves.top, 0.0]) or 1.0
    raw = largest / 4
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw)
    if curves.decimals == 0:
        step = max(step, 1.0)
    return step, step * math.ceil(largest / step - 1e-9)


def _x(curves: Curves, at: int) -> float:
    inner = WIDTH - _LEFT - _RIGHT - 20
    return _LEFT + 10 + at * inner / max(1, len(curves.labels) - 1)


def _y(value: float, top: float) -> float:
    return HEIGHT - _BOTTOM - max(value, 0.0) / top * (HEIGHT - _TOP - _BOTTOM)


def _text(x: float, y: float, words: str, anchor: str = "start", fill: str = _QUIET) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'


def _width(words: str) -> float:
    return sum(13 if ord(letter) > _WIDE_LETTER else 7.5 for letter in words)


def _grid(curves: Curves, step: float, top: float) -> list[str]:
    body = []
    for at in range(round(top / step) + 1):
        y = _y(at * step, top)
        body.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}" stroke="{_RULE}"/>')
        body.append(_text(_LEFT - 8, y + 4, f"{at * step:,.{curves.decimals}f}", "end"))
    if curves.unit:
        body.append(_text(_LEFT - 8, _TOP - 14, curves.unit, "end"))
    widest = max((_width(label) for label in curves.labels), default=1) + 14
    room = WIDTH - _LEFT - _RIGHT
    every = max(1, math.ceil(len(curves.labels) * widest / room))
    last = len(curves.labels) - 1
    for at, label in enumerate(curves.labels):
        if (last - at) % every == 0:
            middle = min(_x(curves, at), WIDTH - _RIGHT - _width(label) / 2)
            body.append(_text(middle, HEIGHT - _BOTTOM + 20, label, "middle"))
    return body


def _runs(*columns: Sequence[float | None]) -> list[list[int]]:
    """Return the stretches of labels at which every column has a value."""
    runs: list[list[int]] = [[]]
    for at, values in enumerate(zip(*columns, strict=True)):
        if None in values:
            runs.append([])
        else:
            runs[-1].append(at)
    return [run for run in runs if run]


def _bands(curves: Curves, top: float) -> list[str]:
    body = []
    for place, band in enumerate(curves.bands):
        colour = _BANDS[place % len(_BANDS)]
        for run in _runs(band.low, band.high):
            over = [f"{_x(curves, at):.1f},{_y(band.high[at] or 0, top):.1f}" for at in run]
            under = [f"{_x(curves, at):.1f},{_y(band.low[at] or 0, top):.1f}" for at in reversed(run)]
            body.append(f'<polygon points="{" ".join(over + under)}" fill="{colour}"/>')
    return body


def _drawn_lines(curves: Curves, top: float) -> list[str]:
    body = []
    for place, line in enumerate(curves.lines):
        colour, dashes = _LINES[place % len(_LINES)]
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        for run in _runs(line.values):
            points = [(_x(curves, at), _y(line.values[at] or 0, top)) for at in run]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            body.append(
                f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dashed}/>'
            )
            if len(run) == 1 or len(curves.labels) <= 16:  # noqa: PLR2004 - more dots than that hide the line
                body += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
    return body


def _legend(curves: Curves) -> list[str]:
    names: list[str] = []
    at = 4.0
    if len(curves.lines) + len(curves.bands) == 1:
        return []
    for place, line in enumerate(curves.lines):
        colour, dashes = _LINES[place % len(_LINES)]
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        names.append(
            f'<line x1="{at:.1f}" y1="13" x2="{at + 18:.1f}" y2="13" stroke="{colour}"'
            f' stroke-width="3"{dashed}/>'
        )
        names.append(_text(at + 22, 18, line.name))
        at += 22 + _width(line.name) + 12
    for place, band in enumerate(curves.bands):
        names.append(
            f'<rect x="{at:.1f}" y="6" width="18" height="14" fill="{_BANDS[place % len(_BANDS)]}"/>'
        )
        names.append(_text(at + 22, 18, band.name))
        at += 22 + _width(band.name) + 12
    return names
