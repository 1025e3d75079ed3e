"""Curves and bars of a district's page; paper takes the same ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from didim.districts.models import ClosingForecast, Footfall, SurvivalCurve
from didim.districts.queries.ratios import Counts
from didim.documents.curves import Band, Curves, Line, svg
from didim.kernel.quarters import first_day, last_day

from .wording import count, quarter_words, short_quarter, won

_EOK = 100_000_000
_SHOWN_BEFORE = 8  # quarters before a forecast
_A_DAY = timedelta(days=1)
_HOURS = {
    "00_06": ("0–6", 6), "06_11": ("6–11", 5), "11_14": ("11–14", 3), "14_17": ("14–17", 3),
    "17_21": ("17–21", 4), "21_24": ("21–24", 3),
}  # fmt: skip
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AGES = ("10", "20", "30", "40", "50", "60")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing with the values it shows: headings and rows of its table."""

    title: str
    drawing: SafeString
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    curves: Curves


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of bars: its label, how long it is (percent of the longest), and the value in words."""

    label: str
    percent: str
    words: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Values of one kind as bars."""

    title: str
    note: str
    rows: tuple[Bar, ...]


def drawn(curves: Curves, key: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Drawn:
    """Draw curves; words in them are escaped by the drawing."""
    return Drawn(
        title=curves.title,
        drawing=mark_safe(svg(curves, key=key)),  # noqa: S308
        headings=tuple(headings),
        rows=tuple(tuple(row) for row in rows),
        curves=curves,
    )


def stores_chart(counts: Sequence[Counts]) -> Drawn:
    """Return openings and closings by quarter."""
    opened, closed = _("개업"), pgettext("상권", "폐업")
    curves = Curves(
        title=_("분기마다 열고 닫은 점포"),
        description=_("분기별 개업과 폐업 점포 수의 흐름"),
        labels=tuple(short_quarter(one.quarter) for one in counts),
        lines=(
            Line(closed, tuple(_float(one.closings) for one in counts)),
            Line(opened, tuple(_float(one.openings) for one in counts)),
        ),
        unit=pgettext("상권", "곳"),
    )
    rows = [
        (quarter_words(one.quarter), count(one.stores), count(one.openings), count(one.closings))
        for one in reversed(counts)
    ]
    return drawn(curves, "stores", (_("분기"), _("점포"), opened, closed), rows)


def sales_chart(counts: Sequence[Counts]) -> Drawn | None:
    """Return sales by quarter, as published and with the season taken out; None where none are known."""
    known = [one for one in counts if one.sales_won is not None]
    if not known:
        return None
    total, adjusted = _("추정매출"), _("계절을 덜어 낸 값")
    largest = max(one.sales_won or 0 for one in known)
    scale, unit = (_EOK, _("억 원")) if largest >= _EOK else (10_000, _("만 원"))
    lines = [Line(total, tuple(_scaled(one.sales_won, scale) for one in counts))]
    if any(one.sales_adjusted is not None for one in counts):
        lines.append(Line(adjusted, tuple(_scaled(one.sales_adjusted, scale) for one in counts)))
    curves = Curves(
        title=_("분기 매출 합계"),
        description=_("분기별 추정매출 합계의 흐름"),
        labels=tuple(short_quarter(one.quarter) for one in counts),
        lines=tuple(lines),
        unit=unit,
    )
    rows = [
        (quarter_words(one.quarter), _won(one.sales_won), _won(one.sales_adjusted), count(one.sales_stores))
        for one in reversed(known)
    ]
    headings = (_("분기"), total, adjusted, _("매출을 알 수 있는 점포"))
    return drawn(curves, "sales", headings, rows)


def forecast_chart(counts: Sequence[Counts], forecasts: Sequence[ClosingForecast]) -> Drawn | None:
    """Return closings that were and closings foretold with their intervals; None where none can be told."""
    told = [one for one in forecasts if one.enough]
    if not told:
        return None
    past = [one for one in counts if one.quarter <= told[0].trained_until][-_SHOWN_BEFORE:]
    # The fan begins at the last known value.
    before: list[float | None] = [None] * max(0, len(past) - 1)
    start = [_float(past[-1].closings)] if past else []
    ahead: list[float | None] = [None] * len(told)
    mean = Line(_("예측"), (*before, *start, *(one.mean for one in told)))
    bands = tuple(
        Band(
            f"{percent}%",
            (*before, *start, *(float(getattr(one, f"lo{percent}")) for one in told)),
            (*before, *start, *(float(getattr(one, f"hi{percent}")) for one in told)),
        )
        for percent in (90, 80, 50)
    )
    curves = Curves(
        title=_("앞으로 네 분기에 닫을 점포"),
        description=_("지난 분기의 폐업 점포 수와 앞으로 네 분기의 예측. 띠는 50, 80, 90% 구간"),
        labels=tuple(
            short_quarter(at) for at in (*(one.quarter for one in past), *(one.quarter for one in told))
        ),
        lines=(Line(_("실제 폐업"), (*(_float(one.closings) for one in past), *ahead)), mean),
        bands=bands,
        unit=pgettext("상권", "곳"),
    )
    rows = [
        (
            quarter_words(one.quarter),
            f"{one.mean:.1f}",
            f"{one.lo50}–{one.hi50}",
            f"{one.lo80}–{one.hi80}",
            f"{one.lo90}–{one.hi90}",
        )
        for one in told
    ]
    headings = (_("분기"), _("예측"), _("50% 구간"), _("80% 구간"), _("90% 구간"))
    return drawn(curves, "forecast", headings, rows)


def survival_chart(curve: SurvivalCurve, key: str) -> Drawn:
    """Return how many of 100 new shops are left after so many months, with the band."""
    percent = [100 * one for one in curve.survival]
    curves = Curves(
        title=_("새 가게 100곳 가운데 남은 곳"),
        description=_("문을 연 뒤 달수에 따라 남아 있는 가게의 비율"),
        labels=tuple(str(age) for age in curve.ages),
        lines=(Line(_("남은 가게"), tuple(percent)),),
        bands=(
            Band(
                _("오차 범위"),
                tuple(100 * one for one in curve.low),
                tuple(100 * one for one in curve.high),
            ),
        ),
        unit="%",
        top=100,
    )
    rows = [
        (
            _("%(n)d개월") % {"n": age},
            f"{100 * curve.survival[at]:.1f}%",
            f"{100 * curve.low[at]:.1f}–{100 * curve.high[at]:.1f}%",
            count(curve.at_risk[at]) if at < len(curve.at_risk) else "–",
        )
        for at, age in enumerate(curve.ages)
        if age % 12 == 0
    ]
    headings = (_("문을 연 뒤"), _("남은 가게"), _("오차 범위"), _("지켜본 가게"))
    return drawn(curves, key, headings, rows)


def footfall_bars(footfall: Footfall) -> list[Bars]:
    """Return passers-by of an average day by hour, day of the week, age and sex, as far as known."""
    bands: Mapping[str, Mapping[str, int | None]] = footfall.bands
    days = days_of(footfall.quarter)
    found = []
    if hours := bands.get("hour"):
        # Bands of hours differ in length: an hour of each is compared.
        values = [
            (_("%(hours)s시") % {"hours": words}, (hours.get(name) or 0) / days / length)
            for name, (words, length) in _HOURS.items()
        ]
        note = _("시간대마다 길이가 달라 한 시간 평균으로 견줍니다.")
        found.append(_bars(_("하루 중 언제"), note, values))
    if week := bands.get("day"):
        names = (
            pgettext("요일", "월"), pgettext("요일", "화"), pgettext("요일", "수"), pgettext("요일", "목"),
            pgettext("요일", "금"), pgettext("요일", "토"), pgettext("요일", "일"),
        )  # fmt: skip
        values = [
            (name, (week.get(day) or 0) / _weekdays(footfall.quarter, at))
            for at, (name, day) in enumerate(zip(names, _DAYS, strict=True))
        ]
        found.append(_bars(_("무슨 요일에"), _("그 요일 하루의 평균입니다."), values))
    if ages := bands.get("age"):
        values = [
            (_("%(age)s대 이상") % {"age": age} if age == _AGES[-1] else _("%(age)s대") % {"age": age},
             (ages.get(age) or 0) / days)
            for age in _AGES
        ]  # fmt: skip
        found.append(_bars(_("어떤 나이의"), _("하루 평균입니다."), values))
    if sexes := bands.get("sex"):
        values = [
            (_("남성"), (sexes.get("male") or 0) / days),
            (_("여성"), (sexes.get("female") or 0) / days),
        ]
        found.append(_bars(_("남녀"), _("하루 평균입니다."), values))
    return found


def days_of(quarter: int) -> int:
    """Return how many days a quarter has."""
    return (last_day(quarter) - first_day(quarter)).days + 1


def _weekdays(quarter: int, weekday: int) -> int:
    day, found = first_day(quarter), 0
    while day <= last_day(quarter):
        found += day.weekday() == weekday
        day += _A_DAY
    return found


def _bars(title: str, note: str, values: Sequence[tuple[str, float]]) -> Bars:
    largest = max((value for _label, value in values), default=0) or 1
    rows = tuple(Bar(label, f"{100 * value / largest:.1f}", f"{value:,.0f}") for label, value in values)
    return Bars(title, note, rows)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def _scaled(value: float | None, scale: int) -> float | None:
    return None if value is None else value / scale


def _won(value: float | None) -> str:
    return "–" if value is None else won(value)
