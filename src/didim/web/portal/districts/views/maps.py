"""The map of all districts with its table: where people begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.enums import DistrictKind, MapMeasure
from didim.districts.models import ClosingForecast, Edition
from didim.districts.queries.editions import indicator_rule
from didim.districts.queries.maps import DistrictMap, MapDistrict, districts_on_map, quarters_of
from didim.kernel.quarters import QUARTERS_A_YEAR
from didim.web.portal.districts.asking import Choice, asked_kind, asked_measure, asked_number, trade_choice
from didim.web.portal.districts.cards import ForecastNote, forecast_note
from didim.web.portal.districts.drawing import band_class, drawn_map, value_words
from didim.web.portal.districts.editions import edition_shown
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.wording import MEANINGS, quarter_words, sum_words, won

ROWS = 20
ORDERS = {"name": _("상권"), "value": _("값"), "borough": _("자치구"), "kind": _("구분")}
# What knows no trade, and what knows one quarter alone.
WITHOUT_TRADE = frozenset({MapMeasure.FOOTFALL, MapMeasure.CHANGE_CLASS, MapMeasure.FORECAST})
OF_LAST_QUARTER = frozenset({MapMeasure.RISK, MapMeasure.FORECAST})


@dataclass(frozen=True, slots=True)
class Row:
    """A district in the table."""

    district: MapDistrict
    kind: str
    css: str
    words: str
    made_of: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """How the table is sorted: by what, and whether from the greatest."""

    order: str
    falls: bool

    def asks(self, order: str) -> str:
        """Return what the heading of a column asks for: the same column turns round."""
        falls = not self.falls if order == self.order else order == "value"
        return f"-{order}" if falls else order


@gzip_page
@guarded(PUBLIC)
@require_GET
def district_map(request: HttpRequest) -> HttpResponse:
    """Show districts on the map and in a table, coloured and sorted by a measure."""
    edition = edition_shown(request)
    if edition is None:
        return render(request, "portal/districts/none.html")
    measure = asked_measure(request)
    trade = trade_choice(request, edition)
    asked_trade = "" if measure in WITHOUT_TRADE else trade.code
    quarters = [] if measure in OF_LAST_QUARTER else quarters_of(edition, asked_trade)
    quarter = asked_number(request, "quarter")
    found = districts_on_map(edition, asked_trade, measure, quarter=quarter if quarter in quarters else None)
    boroughs = sorted({(one.borough_code, one.borough_name) for one in found.districts}, key=lambda b: b[1])
    borough = request.GET.get("borough", "")
    borough = borough if borough in dict(boroughs) else ""
    kind = asked_kind(request)
    shown = [one for one in found.districts if borough in ("", one.borough_code) and kind in ("", one.kind)]
    order = _sorted(request)
    page = Paginator(_in_order(shown, order), ROWS).get_page(request.GET.get("page"))
    context = {
        **_frame(edition, found),
        "trade": trade,
        "asked_trade": asked_trade,
        "measures": [Choice(one.value, str(one.label), one is measure) for one in MapMeasure],
        "kinds": [Choice(one.value, str(one.label), one == kind) for one in DistrictKind],
        "boroughs": [Choice(code, name, code == borough) for code, name in boroughs],
        "quarters": [Choice(str(one), quarter_words(one), one == found.quarter) for one in quarters],
        "forecast_note": _how_good(edition) if measure is MapMeasure.FORECAST else None,
        "map": drawn_map(request, found, shown, zoomed=bool(borough)),
        "total": len(shown),
        "page": page,
        "rows": [_row(found, one) for one in page],
        "columns": [(name, label, order.asks(name), _aria(order, name)) for name, label in ORDERS.items()],
    }
    return render(request, "portal/districts/map.html", context)


def _how_good(edition: Edition) -> ForecastNote | None:
    """Return the past error of the forecasts, which is the same for all districts of an edition."""
    told = ClosingForecast.objects.filter(edition=edition, trade_code="", enough=True)
    return forecast_note(told.order_by("district", "horizon")[:QUARTERS_A_YEAR])


def _frame(edition: Edition, found: DistrictMap) -> dict[str, Any]:
    return {
        "edition": edition,
        "found": found,
        "measure_name": found.measure.label,
        "meaning": MEANINGS[found.measure],
        "quarter_words": quarter_words(found.quarter),
        "sources": source_lines(edition),
        "without_trade": found.measure in WITHOUT_TRADE,
    }


def _sorted(request: HttpRequest) -> Sorted:
    asked = request.GET.get("sort", "-value")
    order = asked.removeprefix("-")
    return Sorted(order, asked.startswith("-")) if order in ORDERS else Sorted("value", falls=True)


def _aria(order: Sorted, name: str) -> str:
    if order.order != name:
        return ""
    return "descending" if order.falls else "ascending"


def _in_order(districts: Sequence[MapDistrict], order: Sorted) -> list[MapDistrict]:
    """Return the districts in order; those without a value stand last either way."""
    if order.order == "value":
        known = [one for one in districts if one.value is not None]
        rest = [one for one in districts if one.value is None]
        known.sort(key=lambda one: (one.value, one.code), reverse=order.falls)
        return known + rest
    names = {"name": "name", "borough": "borough_name", "kind": "kind"}
    by = names[order.order]
    return sorted(districts, key=lambda one: (getattr(one, by), one.name, one.code), reverse=order.falls)


def _row(found: DistrictMap, district: MapDistrict) -> Row:
    return Row(
        district=district,
        kind=str(DistrictKind(district.kind).label),
        css=band_class(found, district.band),
        words=value_words(found, district),
        made_of=_made_of(found, district),
    )


def _made_of(found: DistrictMap, district: MapDistrict) -> str:
    """Return the sums a value is made of, in words; "" where it is a sum itself."""
    above, below = district.numerator, district.denominator
    if above is None:
        return ""
    ratio = next((one for one in indicator_rule(found.edition).ratios if one.id == found.measure), None)
    if ratio is not None and below is not None:
        return f"{sum_words(ratio.numerator, above)} ÷ {sum_words(ratio.denominator, below)}"
    if found.measure is MapMeasure.SALES_TREND:
        return won(above)
    if found.measure in {MapMeasure.RISK, MapMeasure.FORECAST} and below is not None:
        return f"{sum_words('closings', above)} ÷ {sum_words('stores', below)}"
    return ""
