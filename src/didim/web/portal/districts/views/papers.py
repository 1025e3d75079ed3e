"""A district on one page of paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.models import District, Edition, MapShape
from didim.districts.queries.cards import DistrictCard, district_card
from didim.documents.district_sheets import DistrictSheet, SheetFigure, SheetWords, district_sheet
from didim.documents.maps import Backdrop, Place, Window, paper_map, window_of
from didim.kernel.quarters import quarter_code
from didim.web.components.papers import pdf_response
from didim.web.portal.districts.asking import trade_choice
from didim.web.portal.districts.cards import (
    change_shown,
    forecast_note,
    key_figures,
    level_names,
    level_rows,
    risk_shown,
    said_of,
)
from didim.web.portal.districts.charts import forecast_chart, sales_chart, stores_chart
from didim.web.portal.districts.editions import edition_or_404, withdrawn
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.views.districts import of_all_trades
from didim.web.portal.districts.wording import language, quarter_words

_FIGURES = 8
_MAP_MARGIN = 60


@guarded(PUBLIC)
@require_GET
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Give the page of a district and a trade as PDF."""
    edition = edition_or_404(request)
    if gone := withdrawn(request, edition):
        return gone
    trade = trade_choice(request, edition)
    card = district_card(edition, code, trade.code)
    if card is None:
        raise Http404(code)
    name = f"{card.district.name} {quarter_code(edition.last_quarter)}"
    return pdf_response(district_sheet(_sheet(card)), name)


def _sheet(card: DistrictCard) -> DistrictSheet:
    edition, district, counts = card.edition, card.district, card.own.counts
    trade = card.trade_name or _("모든 업종")
    quarter = quarter_words(counts[-1].quarter) if counts else ""
    charts = [
        forecast_chart(of_all_trades(card), card.forecasts) or (stores_chart(counts) if counts else None),
        sales_chart(counts) if counts else None,
    ]
    place = f"{district.borough_name} {district.dong_name}"
    return DistrictSheet(
        language=language(),
        title=district.name,
        subtitle=" · ".join(filter(None, (place, district.get_kind_display(), trade, quarter))),
        author=_("디딤"),
        words=SheetWords(
            kind=_("상권분석 한 장 보고서"),
            beside=_("동네와 도시에 견주면"),
            risk=_("창업 위험도"),
            forecast=_("앞으로 얼마나 닫을까"),
            change=_("상권변화지표"),
            sources=_("자료의 출처와 산식"),
        ),
        said=tuple(said_of(card)),
        figures=tuple(SheetFigure(one.name, one.text, one.made_of) for one in key_figures(card)[:_FIGURES]),
        rows=_rows(card),
        curves=tuple(one.curves for one in charts if one),
        map=_map(edition, district),
        risk=_risk(card),
        forecast=_forecast(card),
        change=_change(card),
        sources=_sources(card),
        sample=_("예시 자료") if edition.is_sample else "",
        made_at=edition.published_at,
    )


def _rows(card: DistrictCard) -> tuple[tuple[str, ...], ...]:
    heading = ("", *(f"{level} {name}" for level, name in level_names(card)))
    return (heading, *((row.name, *(one.text for one in row.cells)) for row in level_rows(card)))


def _risk(card: DistrictCard) -> str:
    risk = risk_shown(card)
    if risk is None:
        return _("이 업종의 위험도는 계산하지 않았습니다. 자료가 없거나 상권이 너무 적습니다.")
    if risk.shown.few:
        return f"{risk.shown.text}. {risk.shown.made_of}"
    parts = ", ".join(f"{part.name} {part.value}" for part in risk.parts)
    interval = _("오차 범위 %(interval)s") % {"interval": risk.interval}
    return f"{risk.shown.text} / 100 · {risk.label} ({interval}). {parts}. {risk.shown.meaning}"


def _forecast(card: DistrictCard) -> str:
    note = forecast_note(card.forecasts)
    if note is None:
        return _("표본 부족: 점포가 적거나 자료가 짧아 예측하지 않습니다.")
    total = _("앞으로 네 분기에 모두 %(total)s곳쯤 닫을 것으로 내다봅니다.") % {"total": note.total}
    known = _("%(quarter)s까지의 자료로 예측했습니다. 그 뒤에 일어난 일은 모릅니다.") % {
        "quarter": note.quarter
    }
    return f"{total} {note.error} {known}"


def _change(card: DistrictCard) -> str:
    change = change_shown(card.changes)
    return f"{change.name} ({change.at.code}), {change.quarter}. {change.meaning}" if change else ""


def _sources(card: DistrictCard) -> tuple[str, ...]:
    titles = "; ".join(
        f"{one.title} ({', '.join(filter(None, (one.publisher, one.quarters)))})"
        for one in source_lines(card.edition)
    )
    return (
        titles,
        f"{pgettext('상권', '산식')}: {', '.join(sorted(card.edition.definitions.values()))}",
        _("매출은 카드 결제로 추정한 분기(석 달) 합계입니다. 한 달 매출이 아닙니다."),
        _("통계와 예측은 판단을 돕는 자료일 뿐, 결과를 보장하지 않습니다."),
    )


def _map(edition: Edition, district: District) -> str:
    """Return where the district lies in its borough, as a small map; "" without outlines."""
    inside = District.objects.filter(edition=edition, borough_code=district.borough_code)
    places = [Place(one.code, one.x, one.y, one.outline, "", "") for one in inside]
    shapes = MapShape.objects.filter(edition=edition, code=district.borough_code)
    behind = [Backdrop(one.name, one.outline) for one in shapes]
    if not behind and not any(one.outline for one in places):
        return ""
    whole = Window(0, 0, edition.map_width, edition.map_height)
    return paper_map(places, behind, window_of(places, whole=whole, margin=_MAP_MARGIN), chosen=district.code)
