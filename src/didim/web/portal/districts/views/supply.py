"""Trades that a district has fewer shops of than districts like it."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.models import District, Edition, Footfall, Trade
from didim.districts.queries.cards import district_of
from didim.districts.queries.trades import known_trades, trades_of_place
from didim.engines.districts.ranking import RankingError
from didim.engines.districts.supply import PlaceStores, Supply, Undersupplied, Verdict, undersupplied
from didim.web.portal.districts.asking import edition_or_404
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.views.trades import ranking_rule
from didim.web.portal.districts.wording import quarter_words, won

KEPT_SECONDS = 86_400  # an edition never changes
SHOWN = 10
LIKE_IT = 8


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """A trade: how many shops there are, and how many districts like this one would have."""

    trade: Trade
    supply: Supply
    expected: str
    interval: str
    sales: str


@guarded(PUBLIC)
@require_GET
def supply(request: HttpRequest, code: str) -> HttpResponse:
    """Show the scarcest trades of a district, those it has most of, and the districts it was held against."""
    edition = edition_or_404()
    district = district_of(edition, code)
    if district is None:
        raise Http404(code)
    found, problem = _found(edition, code)
    names = known_trades(edition)
    rows = [_row(one, names[one.trade]) for one in found.trades if one.trade in names] if found else []
    alike = District.objects.filter(edition=edition, code__in=found.similar[:LIKE_IT]) if found else ()
    context = {
        "edition": edition,
        "district": district,
        "problem": problem,
        "fewer": [row for row in rows if row.supply.verdict is Verdict.FEWER][:SHOWN],
        "more": [row for row in reversed(rows) if row.supply.verdict is Verdict.MORE][:SHOWN],
        "found": found,
        "alike": sorted(alike, key=lambda one: found.similar.index(one.code)) if found else [],
        "quarter_words": quarter_words(edition.last_quarter),
        "sources": source_lines(edition),
    }
    return render(request, "portal/districts/supply.html", context)


def _found(edition: Edition, code: str) -> tuple[Undersupplied | None, str]:
    """Return what was found; all districts are held against each other, so it is kept for an edition."""
    key = f"district-supply:{edition.source_digest[:16]}:{edition.number}:{code}"
    kept: tuple[Undersupplied | None, str] | None = cache.get(key)
    if kept is None:
        try:
            kept = undersupplied(_places(edition), code, ranking_rule(edition).supply), ""
        except RankingError:
            kept = None, _("견줄 만한 상권이 모자라거나 이 상권의 점포 자료가 없습니다(표본 부족).")
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _places(edition: Edition) -> list[PlaceStores]:
    districts = list(District.objects.filter(edition=edition).defer("outline"))
    counts = trades_of_place(edition, [one.code for one in districts])
    people = {
        number: tuple(rest)
        for number, *rest in Footfall.objects.filter(edition=edition, total__isnull=False)
        .order_by("district", "-quarter")
        .distinct("district")
        .values_list("district", "total", "workers", "residents")
    }
    found = []
    for one in districts:
        there = counts.get(one.code, {})
        footfall, workers, residents = people.get(one.pk, (None, None, None))
        found.append(
            PlaceStores(
                place=one.code,
                kind=one.kind,
                footfall=footfall,
                workers=workers,
                residents=residents,
                area_m2=float(one.area_m2),
                stores={trade: int(of.stores) for trade, of in there.items() if of.stores},
                sales={
                    trade: (int(of.sales_won), int(of.sales_stores))
                    for trade, of in there.items()
                    if of.sales_won is not None and of.sales_stores
                },
            )
        )
    return found


def _row(one: Supply, trade: Trade) -> SupplyRow:
    here, there = (
        None if value is None else won(value) for value in (one.sales_per_store, one.similar_sales_per_store)
    )
    sales = _("점포당 분기 매출 %(here)s, 비슷한 상권 %(there)s") % {"here": here, "there": there}
    return SupplyRow(
        trade=trade,
        supply=one,
        expected=f"{one.expected:.1f}",
        interval=f"{one.low}–{one.high}",
        sales=sales if here and there else "",
    )
