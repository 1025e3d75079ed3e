"""Where an agency's grievances come from: the boroughs of the published map, coloured by how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from didim.desk.queries.grievance_tables import DistrictRow
from didim.districts.enums import MapShapeKind
from didim.districts.models import MapShape
from didim.districts.queries.editions import current_edition
from didim.documents.maps import Window, box_of

COLOURS = 5
# How many letters as large as these the map is wide.
_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Area:
    """A borough: its outline, where its words stand, its cases, its class of the style sheet, their list."""

    name: str
    outline: str
    x: int
    y: int
    cases: int
    css: str
    href: str


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour of the legend and the number of cases it stands for; `last` None: one number."""

    css: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class GrievanceMap:
    """The map: its window, the boroughs, the legend, and how many cases lie in none of them."""

    window: Window
    areas: Sequence[Area]
    legend: Sequence[Shade]
    elsewhere: int
    letters: int

    @property
    def line(self) -> int:
        """How far below a name its number stands."""
        return self.letters * 6 // 5


def grievance_map(rows: Sequence[DistrictRow], *, agency_id: int) -> GrievanceMap | None:
    """Return the map of a year's cases, None where no edition with boroughs is published: two queries."""
    edition = current_edition()
    if edition is None:
        return None
    shapes = MapShape.objects.filter(edition=edition, kind=MapShapeKind.BOROUGH).order_by("code")
    counts = {row.region.pk: row.total for row in rows if row.region is not None}
    drawn = list(shapes.values_list("code", "name", "outline"))
    most = max((counts.get(code, 0) for code, _name, _outline in drawn), default=0)
    areas = [_area(code, name, outline, counts, most, agency_id) for code, name, outline in drawn]
    if not areas:
        return None
    here = sum(area.cases for area in areas)
    return GrievanceMap(
        window=Window(0, 0, edition.map_width, edition.map_height),
        areas=areas,
        legend=_legend(most),
        elsewhere=sum(row.total for row in rows) - here,
        letters=max(edition.map_width, edition.map_height) // _LETTERS,
    )


def shade_of(cases: int, most: int) -> str:
    """Return the class of a number of cases: k0 for none, k1 to k5 in equal steps up to the most."""
    return "k0" if cases == 0 else f"k{1 + (cases - 1) * COLOURS // most}"


def _legend(most: int) -> list[Shade]:
    found: dict[str, list[int]] = {}
    for cases in range(1, most + 1):
        found.setdefault(shade_of(cases, most), []).append(cases)
    steps = [Shade(css, one[0], one[-1] if len(one) > 1 else None) for css, one in found.items()]
    return [Shade("k0", 0, None), *steps]


def _area(code: str, name: str, outline: str, counts: Mapping[str, int], most: int, agency_id: int) -> Area:
    left, top, right, bottom = box_of(outline) or (0, 0, 0, 0)
    cases = counts.get(code, 0)
    list_of = f"{reverse('workbench:grievance-inbox')}?agency={agency_id}&region={code}"
    return Area(
        name, outline, (left + right) // 2, (top + bottom) // 2, cases, shade_of(cases, most), list_of
    )
