"""Rows of an edition as they are downloaded, with the definitions they were made by."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from didim.districts.enums import AreaLevel
from didim.districts.models import District, Edition, QuarterFigures
from didim.engines.districts.columns import CITY
from didim.kernel.quarters import quarter_code

from .editions import definition_version, indicator_rule
from .ratios import COLUMNS, Counts, figures
from .trades import known_trades

Cell = str | int | float | None
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class DefinitionLine:
    """A line of the sheet of definitions: id, name, formula, unit, minimum, source."""

    id: str
    name: str
    formula: str
    unit: str
    minimum: str
    source: str


def download_headings(edition: Edition) -> tuple[str, ...]:
    """Return the headings of `download_rows`, in the language in use."""
    language = get_language() or "ko"
    rates = tuple(f"{one.name.text(language)} ({one.unit})" for one in indicator_rule(edition).ratios)
    return (
        _("분기"), _("수준"), _("장소 코드"), _("장소"), _("업종 코드"), _("업종"), _("상권 수"), _("점포"),
        _("프랜차이즈 점포"), _("개업"), pgettext("상권", "폐업"), _("추정매출(원, 분기 합계)"),
        _("매출이 공표된 점포"), _("결제 건수"), *rates, _("공표 폐업률(%)"),
    )  # fmt: skip


def download_rows(
    edition: Edition,
    *,
    level: AreaLevel = AreaLevel.DISTRICT,
    trade: str | None = "",
    quarter: int | None = None,
) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of a level, by place, trade and quarter: three queries, rows in batches.

    trade None is every trade, "" the rows of all trades together. quarter None is every quarter. A rate below
    its minimum is empty (표본 부족); its sums stand beside it.
    """
    rows = QuarterFigures.objects.filter(edition=edition, level=level)
    if trade is not None:
        rows = rows.filter(trade_code=trade)
    if quarter is not None:
        rows = rows.filter(quarter=quarter)
    rule = indicator_rule(edition)
    names, areas = _places(edition, level)
    trades = known_trades(edition)
    ordered = rows.order_by("area_code", "trade_code", "quarter")
    for area, of_trade, *rest in ordered.values_list("area_code", "trade_code", *COLUMNS).iterator(_BATCH):
        counts = Counts(*rest)
        rates = figures(counts, rule, area_m2=areas.get(area))
        yield (
            quarter_code(counts.quarter),
            AreaLevel(level).value,
            area,
            names.get(area, ""),
            of_trade,
            trades[of_trade].name if of_trade in trades else "",
            counts.districts,
            counts.stores,
            counts.franchise_stores,
            counts.openings,
            counts.closings,
            counts.sales_won,
            counts.sales_stores,
            counts.sales_count,
            *(rates[one.id].value for one in rule.ratios),
            counts.published_closing_rate,
        )


def definition_lines(edition: Edition) -> list[DefinitionLine]:
    """Return the sheet of definitions that goes with every download."""
    rule = indicator_rule(edition)
    language = "ko" if (get_language() or "ko").startswith("ko") else "en"
    lines = [
        DefinitionLine(
            one.definition,
            one.name.text(language),
            f"{one.numerator} / {one.denominator} × {one.scale}",
            one.unit,
            f"{one.denominator} ≥ {one.minimum}",
            definition_version("districts_indicators", edition.definitions["districts_indicators"]).source,
        )
        for one in rule.ratios
    ]
    for name, version in sorted(edition.definitions.items()):
        source = definition_version(name, version).source
        lines.append(DefinitionLine(version, name, "", "", "", source))
    return lines


def _places(edition: Edition, level: AreaLevel) -> tuple[dict[str, str], dict[str, int]]:
    """Return the names and areas (m²) of the places of a level, by code."""
    if level == AreaLevel.CITY:
        area = District.objects.filter(edition=edition).aggregate(area=Sum("area_m2"))["area"]
        return {CITY: edition.city_name}, {CITY: area or 0}
    code, name = {
        AreaLevel.DISTRICT: ("code", "name"),
        AreaLevel.DONG: ("dong_code", "dong_name"),
        AreaLevel.BOROUGH: ("borough_code", "borough_name"),
    }[level]
    rows = District.objects.filter(edition=edition).values(code, name).annotate(area=Sum("area_m2"))
    found = list(rows.order_by().values_list(code, name, "area"))
    return {one: text for one, text, _area in found}, {one: area for one, _text, area in found}
