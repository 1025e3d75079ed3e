"""Maps of places as SVG: outlines come projected, one path each; classes of a style sheet give the colours.

A page colours by class names (its style sheet knows themes and patterns); a paper shows one place.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

UNKNOWN = "k0"
COLOURS = 5
# A place without an outline is a dot of so far around: seen on a phone, where a city of 5,000 is 340 px wide.
_MARK = 24
# How far around its middle a place without script is pressed.
_FINGER = 20
_LINE = "\n"
# Letters that the longer side of a map is long.
_NAMES_A_SIDE = 44
_NUMBERS = re.compile(r"[a-zA-Z]|-?\d+")


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map: its outline as path data ("": a mark at x, y), its class and its words."""

    code: str
    x: int
    y: int
    outline: str
    css: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """An outline behind the places and its name."""

    name: str
    outline: str


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the map that is shown, in its own units."""

    left: int
    top: int
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"


def css_class(band: int | None, bands: int) -> str:
    """Return the class of a band, 0 the lowest: few bands still reach from light to dark; k0 for none."""
    if band is None:
        return UNKNOWN
    return "k3" if bands == 1 else f"k{1 + round(band * (COLOURS - 1) / (bands - 1))}"


def window_of(places: Sequence[Place], *, whole: Window, margin: int = 40) -> Window:
    """Return the window that holds the places, a margin around them; the whole map where there are none."""
    boxes = [box_of(place.outline) or (place.x, place.y, place.x, place.y) for place in places]
    if not boxes:
        return whole
    left, top = min(box[0] for box in boxes) - margin, min(box[1] for box in boxes) - margin
    right, bottom = max(box[2] for box in boxes) + margin, max(box[3] for box in boxes) + margin
    return Window(left, top, right - left, bottom - top)


def points_of(outline: str) -> list[list[tuple[int, int]]]:
    """Return the rings of path data made of M/m, L/l and z alone; without a letter pairs go on as lines."""
    rings: list[list[tuple[int, int]]] = []
    tokens = _NUMBERS.findall(outline)
    x = y = at = 0
    command = ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
            if command in "zZ":
                x, y = rings[-1][0]
            continue
        dx, dy = int(tokens[at]), int(tokens[at + 1])
        at += 2
        x, y = (x + dx, y + dy) if command.islower() else (dx, dy)
        if command in "mM":
            rings.append([])
            command = "l" if command == "m" else "L"
        rings[-1].append((x, y))
    return rings


def box_of(outline: str) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom of an outline, None for an empty one."""
    points = [point for ring in points_of(outline) for point in ring]
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def page_bands(places: Iterable[Place]) -> str:
    """Return the places for a page as one path for each class: a browser paints six shapes, not hundreds.

    The parts of a path are those of its places in order, a line each: the script of the page finds a place by
    its class and its number among the places of that class (`page_links`).
    """
    parts: dict[str, list[str]] = {}
    for place in places:
        parts.setdefault(place.css, []).append(_part(place))
    return "".join(f'<path class="{css}" d="{_LINE.join(found)}"/>' for css, found in sorted(parts.items()))


def page_links(places: Iterable[Place]) -> str:
    """Return the links of places, each a dot in its middle with its words.

    A page without script shows them over the map. With script they are text until the map is painted; then
    each takes the outline of its place. They stay out of the Tab order: a map is one stop, arrows move
    between places, and the table beside has them all.
    """
    return "".join(
        f'<a class="{place.css}" href="{escape(place.href)}" tabindex="-1">'
        f'<title>{escape(place.words)}</title><circle cx="{place.x}" cy="{place.y}" r="{_FINGER}"/></a>'
        for place in places
    )


def _part(place: Place) -> str:
    """Return a place's part of the path of its class; it begins where it stands, whatever was before."""
    if place.outline:
        return f"M{place.outline[1:]}"
    across = 2 * _MARK
    return f"M{place.x - _MARK} {place.y}a{_MARK} {_MARK} 0 1 0 {across} 0a{_MARK} {_MARK} 0 1 0 {-across} 0z"


def page_backdrop(shapes: Iterable[Backdrop], whole: Window) -> str:
    """Return the outlines behind the places for a page, with their names in their middle."""
    drawn, names = [], []
    for shape in shapes:
        drawn.append(f'<path d="{shape.outline}"/>')
        box = box_of(shape.outline)
        if box and shape.name:
            middle = ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
            names.append(f'<text x="{middle[0]}" y="{middle[1]}">{escape(shape.name)}</text>')
    size = max(whole.width, whole.height) // _NAMES_A_SIDE
    land = f'<g class="land">{"".join(drawn)}</g>'
    return f'{land}<g class="names" lang="ko" font-size="{size}">{"".join(names)}</g>'


def paper_map(places: Sequence[Place], shapes: Sequence[Backdrop], window: Window, *, chosen: str) -> str:
    """Return a small map for paper as SVG text: one place stands out, the others are quiet."""
    scale = window.width / 300
    land = "".join(
        f'<path d="{shape.outline}" fill="#f4f5f6" stroke="#b1b8be" stroke-width="{scale:.2f}"/>'
        for shape in shapes
    )
    drawn = []
    for place in sorted(places, key=lambda one: one.code == chosen):
        fill = "#0b50d0" if place.code == chosen else "#c9d8f2"
        drawn.append(
            f'<path d="{place.outline}" fill="{fill}"/>'
            if place.outline
            else f'<circle cx="{place.x}" cy="{place.y}" r="{4 * scale:.1f}" fill="{fill}"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{window}" width="{window.width}"'
        f' height="{window.height}">{land}{"".join(drawn)}</svg>'
    )
