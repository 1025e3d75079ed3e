"""Charts as SVG, drawn on the server: the same picture in a page and on paper.

Every chart carries its title and a description for those who do not see it; the values stand in a table
beside it (`Chart.as_table`). Colours differ in lightness too, and every value is written out.
"""

import math
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from itertools import pairwise

from didim.reports.paper import Chart, ChartKind, Series

WIDTH = 640
_HEIGHT = 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 16, 44, 34
_INK, _QUIET, _RULE = "#1e2124", "#464c53", "#cdd1d5"
# Dark, light and middle: told apart in grey, too.
_COLOURS = ("#0b50d0", "#8eb4fb", "#346fb2", "#b1b8be")
_BAR_ROW, _BAR = 34, 20
_NAME_WIDTH = 170
# Points of a line that are named stand so far apart.
_APART = 84
_FONT = "Pretendard GOV, sans-serif"
_FULL = Decimal(1)


def svg(chart: Chart, *, key: str = "chart") -> str:
    """Return a chart as SVG text; `key` makes the ids of its title and description unique on a page."""
    body, height = _BODIES[chart.kind](chart)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' role="img" aria-labelledby="{key}-title {key}-desc"'
        f' font-family="{_FONT}" font-size="13">'
        f'<title id="{key}-title">{escape(chart.title)}</title>'
        f'<desc id="{key}-desc">{escape(chart.description)}</desc>'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{"".join(body)}</svg>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 13, fill: str = _INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}">'
        f"{escape(words)}</text>"
    )


def _legend(series: tuple[Series, ...]) -> Iterator[str]:
    if len(series) == 1:
        return
    at = float(_LEFT)
    for place, each in enumerate(series):
        yield f'<rect x="{at:.1f}" y="10" width="14" height="14" fill="{_COLOURS[place % len(_COLOURS)]}"/>'
        yield _text(at + 20, 22, each.name, fill=_QUIET)
        at += 20 + _width(each.name) + 24


def _width(words: str, size: int = 13) -> float:
    """Return about how wide words are: a Hangul letter as wide as high, others a little over half."""
    return sum(size if ord(letter) > 0x1100 else size * 0.58 for letter in words)  # noqa: PLR2004 - Hangul on


def _largest(chart: Chart) -> Decimal:
    values = [value for each in chart.series for value in each.values if value is not None]
    return max([abs(value) for value in values] or [_FULL]) or _FULL


def _cut(words: str, width: float) -> str:
    while words and _width(words) > width:
        words = words[:-2] + "…" if words.endswith("…") else words[:-1] + "…"
        if words == "…":
            break
    return words


def _bars(chart: Chart) -> tuple[list[str], int]:
    """Draw lying bars, one below the other: long Korean names stay readable."""
    top = 36 if len(chart.series) > 1 else 12
    group = max(_BAR_ROW, _BAR * len(chart.series) + 12)
    largest = _largest(chart)
    room = WIDTH - _LEFT - _RIGHT - _NAME_WIDTH - 110
    body = list(_legend(chart.series))
    for at, label in enumerate(chart.labels):
        y = top + at * group
        body.append(
            _text(_LEFT + _NAME_WIDTH - 10, y + group / 2 + 5, _cut(label, _NAME_WIDTH - 14), anchor="end")
        )
        for place, each in enumerate(chart.series):
            value = each.values[at]
            length = 0.0 if value is None else max(1.0, float(abs(value) / largest) * room)
            bar = y + 6 + place * _BAR
            colour = _COLOURS[place % len(_COLOURS)]
            body.append(
                f'<rect x="{_LEFT + _NAME_WIDTH}" y="{bar}" width="{length:.1f}" height="{_BAR - 3}"'
                f' fill="{colour}"/>'
            )
            body.append(_text(_LEFT + _NAME_WIDTH + length + 8, bar + 13, each.shown[at], fill=_QUIET))
    height = top + len(chart.labels) * group + 10
    body.append(_line(_LEFT + _NAME_WIDTH, top, _LEFT + _NAME_WIDTH, height - 10, _QUIET))
    return body, height


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"'
        f' stroke-width="{width}"/>'
    )


def _lines(chart: Chart) -> tuple[list[str], int]:
    """Draw values over time; the axis begins at nought, so that heights can be compared."""
    largest = _largest(chart)
    floor, room = _HEIGHT - _BOTTOM, _HEIGHT - _TOP - _BOTTOM
    inner = WIDTH - _LEFT - _RIGHT - 80
    step = inner / max(1, len(chart.labels) - 1)
    body = list(_legend(chart.series))
    body.append(_line(_LEFT, floor, WIDTH - _RIGHT, floor, _RULE))
    # With many points every second, third … is named, and none stands on its neighbour.
    every = max(1, math.ceil(_APART / step))
    for at, label in enumerate(chart.labels):
        if at % every == 0:
            body.append(_text(_LEFT + 40 + at * step, floor + 20, label, anchor="middle", fill=_QUIET))
    for place, each in enumerate(chart.series):
        colour = _COLOURS[place % len(_COLOURS)]
        points = [
            None
            if value is None
            else (_LEFT + 40 + at * step, floor - float(max(value, Decimal(0)) / largest) * (room - 14))
            for at, value in enumerate(each.values)
        ]
        body += [
            _line(*first, *second, colour, 2.5) for first, second in pairwise(points) if first and second
        ]
        for at, point in enumerate(points):
            if point is None:
                continue
            body.append(f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="4.5" fill="{colour}"/>')
            if at % every:
                continue
            # The higher line's values stand above it, the lower one's below: none covers another.
            others = [one.values[at] or Decimal(0) for one in chart.series[:place]]
            others += [one.values[at] or Decimal(0) for one in chart.series[place + 1 :]]
            value = each.values[at] or Decimal(0)
            is_higher = all(value >= other for other in others) and (place == 0 or value not in others)
            y = point[1] - 11 if is_higher else point[1] + 20
            body.append(
                _text(point[0], y, each.shown[at], anchor="middle", fill=_INK if place == 0 else _QUIET)
            )
    return body, _HEIGHT


def _progress(chart: Chart) -> tuple[list[str], int]:
    """Draw what was reached against the target: the first series reached, the second the target."""
    reached, target = chart.series
    row = 58
    room = WIDTH - _LEFT - _RIGHT
    body: list[str] = []
    for at, label in enumerate(chart.labels):
        value, goal = reached.values[at] or Decimal(0), target.values[at] or _FULL
        share = value / goal
        scale = max(share, _FULL)
        y = 12 + at * row
        body.append(_text(_LEFT, y + 12, label))
        words = f"{reached.shown[at]} / {target.shown[at]} ({share:.0%})"
        body.append(_text(WIDTH - _RIGHT, y + 12, words, anchor="end", fill=_QUIET))
        body.append(f'<rect x="{_LEFT}" y="{y + 20}" width="{room}" height="16" fill="#eef2f7"/>')
        body.append(
            f'<rect x="{_LEFT}" y="{y + 20}" width="{float(share / scale) * room:.1f}" height="16"'
            f' fill="{_COLOURS[0]}"/>'
        )
        mark = _LEFT + float(_FULL / scale) * room
        body.append(_line(mark, y + 16, mark, y + 40, _INK, 2))
    return body, 12 + len(chart.labels) * row


_BODIES = {ChartKind.BAR: _bars, ChartKind.LINE: _lines, ChartKind.PROGRESS: _progress}
