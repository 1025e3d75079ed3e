"""My shop: what is around a place, by shares of the districts that lie in a circle or a drawn area."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from shapely.geometry import Polygon

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.enums import MapMeasure
from didim.districts.models import District, Edition
from didim.districts.queries.areas import AreaSum, area_sum
from didim.districts.queries.maps import DistrictMap, districts_on_map
from didim.documents.maps import Window
from didim.web.portal.districts.areas import Outlined, circle, parse_area, path_of, shares
from didim.web.portal.districts.asking import TradeChoice, trade_choice
from didim.web.portal.districts.cards import people_a_day, shown_rates, stores_shown
from didim.web.portal.districts.charts import stores_chart
from didim.web.portal.districts.drawing import DrawnMap, drawn_map
from didim.web.portal.districts.editions import address, edition_shown
from didim.web.portal.districts.finding import Found, find, label
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.wording import count, quarter_words

RADII = (100, 200, 300, 500, 700, 1000)
_AROUND = 2.2  # of the radius: what the map shows beside the circle
_PLACES_LISTED = 30


class AreaForm(forms.Form):
    """Where the shop is: a district and a radius, or an area drawn on the map (units of the map)."""

    centre = forms.CharField(
        label=gettext_lazy("가까운 상권"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("상권 이름이나 동네 이름을 적으세요. 예: 역앞로"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    radius = forms.TypedChoiceField(
        label=gettext_lazy("반경"), coerce=int, choices=[(one, f"{one:,} m") for one in RADII],
        empty_value=None, required=False, initial=500,
    )  # fmt: skip
    area = forms.CharField(required=False, max_length=1200, widget=forms.HiddenInput)
    point = forms.RegexField(r"^-?\d{1,7},-?\d{1,7}$", required=False, widget=forms.HiddenInput, strip=True)

    def __init__(self, *args: Any, options: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].widget.attrs["data-combo"] = options

    def clean_area(self) -> Polygon | None:
        """Return the polygon that was drawn."""
        words = self.cleaned_data["area"]
        drawn = parse_area(words) if words else None
        if words and drawn is None:
            raise forms.ValidationError(
                _("그린 자리를 읽지 못했습니다. 지도에서 세 곳 이상을 눌러 다시 그려 주세요.")
            )
        return drawn


@dataclass(frozen=True, slots=True)
class Around:
    """The area that is looked at, what it is called, and what of it is drawn."""

    drawn: Polygon
    name: str
    square_metres: float


@guarded(PUBLIC)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Ask for a place and add up what is around it."""
    edition = edition_shown(request)
    if edition is None:
        return render(request, "portal/districts/none.html")
    trade = trade_choice(request, edition)
    options = address(request, "district-options")
    asked = request.GET if set(request.GET) & set(AreaForm.base_fields) else None
    form = AreaForm(asked, options=options, initial={"radius": 500})
    found = Found(None, ())
    around = None
    if form.is_valid():
        found = find(edition, form.cleaned_data["centre"])
        around = _around(edition, form, found)
        if around is None and form.cleaned_data["centre"] and not found.others:
            form.add_error("centre", _("그런 상권을 찾지 못했습니다. 이름의 일부만 적어 보세요."))
    on_map = districts_on_map(edition, trade.code, MapMeasure.CLOSING_RATE)
    context = {
        "edition": edition,
        "form": form,
        "trade": trade,
        "others": [(one, label(one)) for one in found.others],
        "sources": source_lines(edition),
        "radius": form.cleaned_data.get("radius") or 500 if form.is_bound and form.is_valid() else 500,
        **(_sums(request, trade, around, on_map) if around else _whole(request, on_map)),
    }
    return render(request, "portal/districts/mine.html", context, status=422 if form.errors else 200)


def _around(edition: Edition, form: AreaForm, found: Found) -> Around | None:
    unit = edition.map_metres_per_unit
    radius = form.cleaned_data["radius"] or 500
    if form.cleaned_data["area"] is not None:
        drawn = form.cleaned_data["area"]
        return Around(drawn, _("지도에 그린 자리"), drawn.area * unit**2)
    words = _("%(name)s 둘레 %(radius)sm")
    if form.cleaned_data["point"]:
        x, y = (int(one) for one in form.cleaned_data["point"].split(","))
        drawn = circle(x, y, radius / unit)
        name = words % {"name": _("고른 자리"), "radius": f"{radius:,}"}
        return Around(drawn, name, drawn.area * unit**2)
    if found.district is None:
        return None
    drawn = circle(found.district.x, found.district.y, radius / unit)
    name = words % {"name": found.district.name, "radius": f"{radius:,}"}
    return Around(drawn, name, drawn.area * unit**2)


def _sums(request: HttpRequest, trade: TradeChoice, around: Around, on_map: DistrictMap) -> dict[str, Any]:
    edition = on_map.edition
    parts = shares([Outlined(one.code, one.x, one.y, one.outline) for one in on_map.districts], around.drawn)
    added = area_sum(edition, parts, trade.code)
    left, top, right, bottom = around.drawn.bounds
    reach = max(right - left, bottom - top) / 2 * _AROUND
    x, y = (left + right) / 2, (top + bottom) / 2
    window = Window(round(x - reach), round(y - reach), round(2 * reach), round(2 * reach))
    last = added.counts[-1] if added.counts else None
    return {
        "around": around,
        "hectares": f"{around.square_metres / 10_000:,.1f}",
        "inside_hectares": f"{added.area_m2 / 10_000:,.1f}",
        "added": added,
        "parts": _parts(edition, parts),
        "figures": [stores_shown(last, added.rule), *shown_rates(added.latest, added.rule)] if last else [],
        "chart": stores_chart(added.counts) if added.counts else None,
        "people": _people(added),
        "quarter_words": quarter_words(last.quarter) if last else "",
        "without": len(added.without),
        "map": _with_window(request, on_map, window),
        "over": _over(around),
    }


def _people(added: AreaSum) -> dict[str, str] | None:
    if added.footfall is None or added.footfall_quarter is None:
        return None
    return {
        "total": count(round(added.footfall)),
        "a_day": people_a_day(round(added.footfall), added.footfall_quarter),
        "quarter": quarter_words(added.footfall_quarter),
    }


def _parts(edition: Edition, taken: dict[str, float]) -> list[tuple[District, str]]:
    """Return the districts and the share of each that counts, the greatest first."""
    rows = District.objects.filter(edition=edition, code__in=taken).defer("outline")
    ordered = sorted(rows, key=lambda one: (-taken[one.code], one.code))
    return [(one, f"{100 * taken[one.code]:.0f}%") for one in ordered[:_PLACES_LISTED]]


def _whole(request: HttpRequest, on_map: DistrictMap) -> dict[str, Any]:
    nothing = dict.fromkeys(("around", "figures", "chart", "people", "parts", "without", "quarter_words"))
    return nothing | {"map": drawn_map(request, on_map, on_map.districts, zoomed=False), "over": ""}


def _with_window(request: HttpRequest, on_map: DistrictMap, window: Window) -> DrawnMap:
    """Draw only what can be seen, in the window given."""
    right, bottom = window.left + window.width, window.top + window.height
    near = [
        one
        for one in on_map.districts
        if window.left - window.width <= one.x <= right + window.width
        and window.top - window.height <= one.y <= bottom + window.height
    ]
    made = drawn_map(request, on_map, near, zoomed=False)
    return DrawnMap(window, made.whole, made.land, made.bands, made.links, made.legend)


def _over(around: Around) -> SafeString:
    x, y = around.drawn.centroid.coords[0]
    # Numbers of our own alone.
    return mark_safe(  # noqa: S308
        f'<path class="drawn" d="{path_of(around.drawn)}"/>'
        f'<circle class="spot" cx="{x:.0f}" cy="{y:.0f}" r="2"/>'
    )
