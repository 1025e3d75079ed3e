"""One district: its page, its paper, and the list that finds it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.enums import AreaLevel
from didim.districts.models import Edition, QuarterFigures
from didim.districts.queries.cards import DistrictCard, district_card
from didim.districts.queries.ratios import COLUMNS, Counts
from didim.districts.queries.trades import known_trades
from didim.web.portal.districts.asking import Choice, TradeChoice, trade_choice
from didim.web.portal.districts.cards import (
    change_shown,
    forecast_note,
    key_figures,
    level_names,
    level_rows,
    months_of,
    people_a_day,
    risk_shown,
    said_of,
    years_shown,
)
from didim.web.portal.districts.charts import (
    footfall_bars,
    forecast_chart,
    sales_chart,
    stores_chart,
    survival_chart,
)
from didim.web.portal.districts.editions import address, edition_or_404, edition_shown
from didim.web.portal.districts.finding import options
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.wording import KIND_MEANINGS, count, quarter_words

TRADES_SHOWN = 12


@guarded(PUBLIC)
@require_GET
def district_options(request: HttpRequest) -> HttpResponse:
    """Answer the list under a box in which a district is typed."""
    edition = edition_shown(request)
    found = options(edition, request.GET.get("q", "")) if edition else []
    return render(request, "components/options.html", {"options": found})


@guarded(PUBLIC)
@require_GET
def district(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything known about a district and a trade."""
    edition = edition_or_404(request)
    trade = trade_choice(request, edition)
    card = district_card(edition, code, trade.code)
    if card is None:
        raise Http404(code)
    counts = card.own.counts
    context = {
        **_frame(request, card, trade),
        "figures": key_figures(card),
        "said": said_of(card),
        "levels": level_names(card),
        "rows": level_rows(card),
        "charts": [one for one in (stores_chart(counts), sales_chart(counts)) if one] if counts else [],
        "risk": risk_shown(card),
        "change": change_shown(card.changes),
        "forecast": forecast_chart(of_all_trades(card), card.forecasts),
        "forecast_note": forecast_note(card.forecasts),
        "survival": _survival(card),
        "people": _people(card),
        "trades": _trades(edition, card),
    }
    return render(request, "portal/districts/district.html", context)


def _frame(request: HttpRequest, card: DistrictCard, trade: TradeChoice) -> dict[str, Any]:
    one, edition = card.district, card.edition
    return {
        "edition": edition,
        "card": card,
        "district": one,
        "kind_meaning": KIND_MEANINGS[one.kind],
        "hectares": f"{one.area_m2 / 10_000:,.1f}",
        "trade": trade,
        "sources": source_lines(edition),
        "quarter_words": quarter_words(card.own.counts[-1].quarter) if card.own.counts else "",
        "compare_url": address(request, "district-compare", code=one.code, trade=trade.code),
        "pdf_url": address(request, "district-report", one.code, trade=trade.code),
        "near_url": address(request, "district-mine", centre=one.code, radius=500, trade=trade.code),
    }


def of_all_trades(card: DistrictCard) -> Sequence[Counts]:
    """Return the counts that forecasts go on from: those of all trades together."""
    if not card.trade:
        return card.own.counts
    rows = QuarterFigures.objects.filter(
        edition=card.edition, level=AreaLevel.DISTRICT, area_code=card.district.code, trade_code=""
    )
    return [Counts(*row) for row in rows.order_by("quarter").values_list(*COLUMNS)]


def _survival(card: DistrictCard) -> list[dict[str, Any]]:
    """Return the curves of the trade; for all trades together there is none."""
    if not card.trade:
        return []
    return [
        {
            "curve": curve,
            "chart": survival_chart(curve, f"survival-{at}") if curve.enough and curve.ages else None,
            "years": years_shown(curve, card.rule.survival_minimum),
            "open_months": months_of(curve.open_days, curve.open_shops),
            "closed_months": months_of(curve.closed_days, curve.closed_shops),
        }
        for at, curve in enumerate(card.survival)
    ]


def _people(card: DistrictCard) -> dict[str, Any] | None:
    footfall = card.footfall
    if footfall is None or footfall.total is None:
        return None
    return {
        "total": count(footfall.total),
        "a_day": people_a_day(footfall.total, footfall.quarter),
        "quarter": quarter_words(footfall.quarter),
        "workers": None if footfall.workers is None else count(footfall.workers),
        "residents": None if footfall.residents is None else count(footfall.residents),
        "bars": footfall_bars(footfall),
        "definition": f"{card.rule.definition}/footfall",
    }


def _trades(edition: Edition, card: DistrictCard) -> list[tuple[Choice, str, str, str]]:
    names = known_trades(edition)
    return [
        (
            Choice(code, names[code].name, code == card.trade),
            count(counts.stores),
            count(counts.openings),
            count(counts.closings),
        )
        for code, counts in card.trades[:TRADES_SHOWN]
        if code in names
    ]
