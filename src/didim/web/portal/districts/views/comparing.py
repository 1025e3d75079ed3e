"""Up to six districts beside each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.enums import ChangeCode
from didim.districts.models import District
from didim.districts.queries.cards import COMPARED_AT_MOST, DistrictCard, compare
from didim.web.portal.districts.asking import trade_choice
from didim.web.portal.districts.cards import (
    RATES,
    risk_shown,
    shown_rates,
    stores_shown,
    trend_shown,
)
from didim.web.portal.districts.charts import days_of
from didim.web.portal.districts.editions import edition_shown
from didim.web.portal.districts.finding import Found, find, label
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.wording import amount, quarter_words, too_few

# Which way is better for somebody who opens a shop; for the others neither is.
_MORE, _LESS = 1, -1
_BETTER = {
    "closing_rate": _LESS,
    "sales_per_store": _MORE,
    "sales_trend": _MORE,
    "risk": _LESS,
    "people": _MORE,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a district in the comparison."""

    text: str
    made_of: str = ""
    value: float | None = None
    best: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of all districts compared."""

    name: str
    meaning: str
    definition: str
    cells: tuple[Cell, ...]


@guarded(PUBLIC)
@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    """Show the districts of the address beside each other, and ask for another."""
    edition = edition_shown(request)
    if edition is None:
        return render(request, "portal/districts/none.html")
    trade = trade_choice(request, edition)
    codes = list(dict.fromkeys(request.GET.getlist("code")))
    found = find(edition, request.GET.get("add", ""))
    problem = ""
    if found.district is not None:
        if len(codes) >= COMPARED_AT_MOST and found.district.code not in codes:
            problem = _("한 번에 %(n)d곳까지 견줄 수 있습니다. 하나를 빼고 더해 주세요.") % {
                "n": COMPARED_AT_MOST
            }
        elif found.district.code not in codes:
            codes.append(found.district.code)
    elif request.GET.get("add", "").strip() and not found.others:
        problem = _("그런 상권을 찾지 못했습니다. 이름의 일부만 적어 보세요.")
    cards = compare(edition, codes, trade.code)
    known = [card.district.code for card in cards]
    context = {
        "edition": edition,
        "trade": trade,
        "cards": [(card.district, _address(request.GET, [c for c in known if c != card.district.code]))
                  for card in cards],
        "codes": known,
        "lines": _lines(cards),
        "others": _others(request, known, found),
        "problem": problem,
        "typed": request.GET.get("add", "") if problem or found.others else "",
        "full": len(known) >= COMPARED_AT_MOST,
        "most": COMPARED_AT_MOST,
        "quarter_words": _quarter(cards),
        "sources": source_lines(edition),
    }  # fmt: skip
    return render(request, "portal/districts/compare.html", context, status=422 if problem else 200)


def _quarter(cards: Sequence[DistrictCard]) -> str:
    known = [card.own.counts[-1].quarter for card in cards if card.own.counts]
    return quarter_words(max(known)) if known else ""


def _address(asked: QueryDict, codes: Sequence[str]) -> str:
    """Return the address with these districts alone."""
    pairs = [(name, asked[name]) for name in ("trade", "edition") if asked.get(name)]
    return f"?{urlencode([*pairs, *(('code', code) for code in codes)])}"


def _others(request: HttpRequest, known: Sequence[str], found: Found) -> list[tuple[str, District, str]]:
    return [
        (_address(request.GET, [*known, one.code]), one, label(one))
        for one in found.others
        if one.code not in known
    ]


def _lines(cards: Sequence[DistrictCard]) -> list[Line]:
    if not cards:
        return []
    rule = cards[0].rule
    lines = [
        _line(
            "stores", cards, lambda card: stores_shown(card.own.counts[-1] if card.own.counts else None, rule)
        )
    ]
    for name in RATES:
        shown = [shown_rates(card.own.latest, rule, [name]) for card in cards]
        ratio = rule.ratio(name)
        known = next((one[0] for one in shown if one), None)
        cells = [Cell(one[0].text, one[0].made_of, one[0].value) if one else Cell("–") for one in shown]
        heading = known.name if known else ratio.name.ko
        lines.append(Line(heading, known.meaning if known else "", ratio.definition, _marked(name, cells)))
    lines.append(
        _line(
            "sales_trend",
            cards,
            lambda card: trend_shown(card.own.counts[-1] if card.own.counts else None, rule),
        )
    )
    return [*lines, *_risk_line(cards), *_people_lines(cards), _change_line(cards), _forecast_line(cards)]


def _line(name: str, cards: Sequence[DistrictCard], shown: Callable[[DistrictCard], Any]) -> Line:
    found = [shown(card) for card in cards]
    cells = [Cell(one.text, one.made_of, one.value) for one in found]
    return Line(found[0].name, found[0].meaning, found[0].definition, _marked(name, cells))


def _marked(name: str, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Mark the best cell where one way is better and more than one is known."""
    way = _BETTER.get(name)
    known = [one.value * way for one in cells if one.value is not None] if way else []
    if way is None or len(known) <= 1 or min(known) == max(known):
        return tuple(cells)
    return tuple(
        Cell(one.text, one.made_of, one.value, one.value is not None and one.value * way == max(known))
        for one in cells
    )


def _risk_line(cards: Sequence[DistrictCard]) -> list[Line]:
    found = [risk_shown(card) for card in cards]
    known = next((one for one in found if one), None)
    if known is None:
        return []
    cells = [
        Cell("–")
        if one is None
        else Cell(
            f"{one.shown.text} · {one.label}" if one.label else one.shown.text,
            _("오차 범위 %(interval)s") % {"interval": one.interval} if one.interval else one.shown.made_of,
            one.index,
        )
        for one in found
    ]
    return [Line(known.shown.name, known.shown.meaning, known.shown.definition, _marked("risk", cells))]


def _people_lines(cards: Sequence[DistrictCard]) -> list[Line]:
    cells = []
    for card in cards:
        one = card.footfall
        if one is None or one.total is None:
            cells.append(Cell("–"))
            continue
        words = amount(round(one.total / days_of(one.quarter)), "명")
        cells.append(Cell(words, quarter_words(one.quarter), float(one.total)))
    meaning = _("분기 동안 지나간 사람의 추정 합계를 날수로 나눈 값입니다.")
    definition = f"{cards[0].rule.definition}/footfall"
    return [Line(_("하루 평균 유동인구"), meaning, definition, _marked("people", cells))]


def _change_line(cards: Sequence[DistrictCard]) -> Line:
    cells = tuple(
        Cell(str(ChangeCode(card.changes[-1].code).label), quarter_words(card.changes[-1].quarter))
        if card.changes
        else Cell("–")
        for card in cards
    )
    meaning = _("가게가 얼마나 오래 영업하는지를 도시 평균과 견주어 네 갈래로 나눈 것입니다.")
    return Line(_("상권변화지표"), meaning, f"{cards[0].rule.definition}/change_class", cells)


def _forecast_line(cards: Sequence[DistrictCard]) -> Line:
    cells = []
    definition = ""
    for card in cards:
        told = [one for one in card.forecasts if one.enough]
        if not told:
            cells.append(Cell(too_few() if card.forecasts else "–"))
            continue
        definition = told[0].version
        words = amount(round(sum(one.mean for one in told)), "개")
        error = told[0].error_mae
        made_of = _("다음 분기 90%% 구간 %(low)d–%(high)d곳") % {"low": told[0].lo90, "high": told[0].hi90}
        if error is not None:
            made_of += " · " + _("지난 예측의 평균 오차 %(mae).1f곳") % {"mae": error}
        made_of += " · " + _("%(quarter)s까지의 자료") % {"quarter": quarter_words(told[0].trained_until)}
        cells.append(Cell(words, made_of))
    meaning = _("모든 업종을 더해, 앞으로 네 분기에 닫을 것으로 내다본 점포 수입니다.")
    return Line(_("네 분기 예상 폐업"), meaning, definition, tuple(cells))
