"""The map of a page: districts coloured by their band, the legend, and the outlines behind."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from didim.districts.enums import ChangeCode, MapMeasure
from didim.districts.queries.maps import Band, DistrictMap, MapDistrict
from didim.documents.maps import (
    UNKNOWN,
    Backdrop,
    Place,
    Window,
    css_class,
    page_backdrop,
    page_bands,
    page_links,
    window_of,
)

from .editions import address
from .wording import amount, count, language, too_few

# Change classes are kinds, not more or less of something: they have colours of their own.
_KINDS = "c"
# Stands for the code of a district in an address that is made once for all of them.
_CODE = "CODE"


@dataclass(frozen=True, slots=True)
class LegendRow:
    """A colour of the map: its class, what it stands for, and how many districts have it."""

    css: str
    words: str
    districts: int


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map ready for its template."""

    window: Window
    whole: Window
    land: SafeString
    bands: SafeString
    links: SafeString
    legend: tuple[LegendRow, ...]

    @property
    def scale(self) -> str:
        """How many units of the map patterns grow by, so that they look alike at any size."""
        return f"{max(self.window.width, self.window.height) / 900:.2f}"


def value_words(found: DistrictMap, district: MapDistrict) -> str:
    """Return the value of a district in words."""
    if district.few:
        return too_few()
    if district.value is None:
        return _("자료 없음")
    if isinstance(district.value, str):
        return str(ChangeCode(district.value).label)
    if found.measure is MapMeasure.RISK and district.band is not None:
        label = next((one.label for one in found.legend if one.band == district.band), None)
        return f"{district.value:.0f}" + (f" ({label.text(language())})" if label else "")
    return amount(district.value, found.unit)


def drawn_map(
    request: HttpRequest, found: DistrictMap, shown: Sequence[MapDistrict], *, zoomed: bool
) -> DrawnMap:
    """Draw the districts that are shown; zoomed: the window holds them alone."""
    before, after = address(request, "district", _CODE, trade=found.trade).split(_CODE)
    places = [
        Place(
            code=one.code,
            x=one.x,
            y=one.y,
            outline=one.outline,
            css=band_class(found, one.band),
            words=f"{one.name} · {one.borough_name} · {value_words(found, one)}",
            href=f"{before}{one.code}{after}",
        )
        for one in shown
    ]
    whole = Window(0, 0, found.width, found.height)
    shapes = [Backdrop(shape.name, shape.outline) for shape in found.shapes]
    # Every word in it is escaped by the drawing.
    return DrawnMap(
        window=window_of(places, whole=whole) if zoomed else whole,
        whole=whole,
        land=mark_safe(page_backdrop(shapes, whole)),  # noqa: S308
        bands=mark_safe(page_bands(places)),  # noqa: S308
        links=mark_safe(page_links(places)),  # noqa: S308
        legend=legend_rows(found, shown),
    )


def band_class(found: DistrictMap, band: int | None) -> str:
    """Return the class of the style sheet for a band of the map."""
    if found.measure is MapMeasure.CHANGE_CLASS and band is not None:
        return f"{_KINDS}{band + 1}"
    return css_class(band, len(found.legend))


def legend_rows(found: DistrictMap, shown: Sequence[MapDistrict]) -> tuple[LegendRow, ...]:
    """Return the legend: the bands with the districts that are shown, then those without a value."""
    counts: dict[int | None, int] = {}
    for one in shown:
        counts[one.band] = counts.get(one.band, 0) + 1
    rows = [
        LegendRow(band_class(found, one.band), _band_words(found, one), counts.get(one.band, 0))
        for one in found.legend
    ]
    if counts.get(None):
        rows.append(LegendRow(UNKNOWN, _("표본 부족 또는 자료 없음"), counts[None]))
    return tuple(rows)


def _band_words(found: DistrictMap, band: Band) -> str:
    if found.measure is MapMeasure.CHANGE_CLASS:
        return str(list(ChangeCode)[band.band].label)
    low, high = (None if one is None else _bound(one, found.unit) for one in (band.low, band.high))
    if low is None and high is None:
        return _("모든 값")
    if low is None:
        words = _("%(high)s 미만") % {"high": high}
    elif high is None:
        words = _("%(low)s 이상") % {"low": low}
    else:
        words = _("%(low)s 이상 %(high)s 미만") % {"low": low, "high": high}
    return f"{band.label.text(language())} · {words}" if band.label else words


def _bound(value: float, unit: str) -> str:
    return count(round(value)) if not unit and value == round(value) else amount(value, unit)
