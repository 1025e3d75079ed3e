"""Trades that a district has fewer shops of than districts like it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.enums import SupplyVerdict
from didim.districts.models import District, Trade, TradeSupply
from didim.districts.queries.cards import district_of
from didim.districts.queries.trades import known_trades, supply_of
from didim.web.portal.districts.editions import edition_or_404
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.wording import quarter_words, won

SHOWN = 10
LIKE_IT = 8


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """A trade: how many shops there are, and how many districts like this one would have."""

    trade: Trade
    supply: TradeSupply
    expected: str
    interval: str
    sales: str


@guarded(PUBLIC)
@require_GET
def supply(request: HttpRequest, code: str) -> HttpResponse:
    """Show the scarcest trades of a district, those it has most of, and the districts it was held against."""
    edition = edition_or_404(request)
    district = district_of(edition, code)
    if district is None:
        raise Http404(code)
    found = supply_of(edition, district)
    names = known_trades(edition)
    rows = [_row(one, names[one.trade_code]) for one in found.trades] if found else []
    few = _("견줄 만한 상권이 모자라거나 이 상권의 점포 자료가 없습니다(표본 부족).")
    alike = District.objects.filter(edition=edition, code__in=found.similar[:LIKE_IT]) if found else ()
    context = {
        "edition": edition,
        "district": district,
        "problem": "" if found else few,
        "fewer": [row for row in rows if row.supply.verdict == SupplyVerdict.FEWER][:SHOWN],
        "more": [row for row in reversed(rows) if row.supply.verdict == SupplyVerdict.MORE][:SHOWN],
        "found": found,
        "alike": sorted(alike, key=lambda one: found.similar.index(one.code)) if found else [],
        "quarter_words": quarter_words(found.quarter if found else edition.last_quarter),
        "sources": source_lines(edition),
    }
    return render(request, "portal/districts/supply.html", context)


def _row(one: TradeSupply, trade: Trade) -> SupplyRow:
    here, there = (
        won(amount / stores) if amount is not None and stores else None
        for amount, stores in (
            (one.sales_won, one.sales_stores),
            (one.similar_sales_won, one.similar_sales_stores),
        )
    )
    sales = _("점포당 분기 매출 %(here)s, 비슷한 상권 %(there)s") % {"here": here, "there": there}
    return SupplyRow(
        trade=trade,
        supply=one,
        expected=f"{one.expected:.1f}",
        interval=f"{one.lo}–{one.hi}",
        sales=sales if here and there else "",
    )
