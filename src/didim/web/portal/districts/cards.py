"""A district as its page, its comparison and its paper show it: figures in words, beside other places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from didim.districts.enums import AreaLevel, ChangeCode, MapMeasure
from didim.districts.models import ClosingForecast, SurvivalCurve
from didim.districts.queries.cards import AreaSeries, ChangeAt, DistrictCard
from didim.districts.queries.ratios import Counts, Figure
from didim.engines.districts.rules import IndicatorRule
from didim.kernel.quarters import quarter_code

from .charts import days_of
from .wording import (
    CHANGE_MEANINGS,
    MEANINGS,
    Shown,
    amount,
    count,
    language,
    quarter_words,
    shown_figure,
    too_few,
)

RATES = ("closing_rate", "opening_rate", "sales_per_store", "franchise_share", "density")
_CLEARLY = 0.25  # of the other place's rate: less is not worth a sentence
_MONTHS = 12
_DAYS_A_MONTH = 365.2425 / _MONTHS


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A measure of a district beside its dong, borough and city."""

    name: str
    meaning: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class RiskPart:
    """What the entry risk is made of: how far the district stands from the others."""

    name: str
    value: str
    raises: bool


@dataclass(frozen=True, slots=True)
class RiskShown:
    """Entry risk with its interval: numbers of the gauge are 0–100."""

    shown: Shown
    label: str
    band: int
    index: float | None
    low: float | None
    high: float | None
    interval: str
    parts: tuple[RiskPart, ...]

    @property
    def width(self) -> str:
        """How wide the interval is on the gauge."""
        return f"{(self.high or 0) - (self.low or 0):.1f}"


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """The change class: its name, what the publisher says of it, and the months it follows from."""

    at: ChangeAt
    name: str
    meaning: str
    quarter: str
    agrees: bool
    before: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ForecastNote:
    """What stands beside a forecast: the date of its data, the way, and how it did before."""

    quarter: str
    version: str
    model: str
    error: str
    total: str


@dataclass(frozen=True, slots=True)
class YearShown:
    """How many of the shops opened so many years ago are still there."""

    years: int
    text: str
    made_of: str
    few: bool


def stores_shown(counts: Counts | None, rule: IndicatorRule) -> Shown:
    """Return the number of shops."""
    return Shown(
        id=MapMeasure.STORES,
        name=_("점포"),
        text=amount(counts.stores, "개") if counts else "–",
        made_of="",
        quarter=quarter_words(counts.quarter) if counts else "",
        definition=f"{rule.definition}/stores",
        meaning=str(MEANINGS[MapMeasure.STORES]),
        value=counts.stores if counts else None,
    )


def trend_shown(counts: Counts | None, rule: IndicatorRule) -> Shown:
    """Return the change of sales with the season taken out."""
    percent = counts.sales_trend_percent if counts else None
    return Shown(
        id=MapMeasure.SALES_TREND,
        name=_("매출 추세"),
        text="–" if percent is None else f"{percent:+.1f}%",
        made_of="" if percent is None else _("최근 네 분기 ÷ 그 앞 네 분기, 계절을 덜어 냄"),
        quarter=quarter_words(counts.quarter) if counts else "",
        definition=f"{rule.definition}/trend",
        meaning=str(MEANINGS[MapMeasure.SALES_TREND]),
        value=percent,
    )


def shown_rates(
    figures: Mapping[str, Figure], rule: IndicatorRule, ids: Sequence[str] = RATES
) -> list[Shown]:
    """Return rates as a page shows them, those that are there."""
    return [shown_figure(figures[name], rule.ratio(name)) for name in ids if name in figures]


def key_figures(card: DistrictCard) -> list[Shown]:
    """Return the figures at the head of a district's page."""
    own = card.own
    last = own.counts[-1] if own.counts else None
    found = [stores_shown(last, card.rule), *shown_rates(own.latest, card.rule)]
    found.append(trend_shown(last, card.rule))
    if card.mix is not None and card.mix.effective_trades is not None and not card.trade:
        found.append(
            Shown(
                id="mix",
                name=_("업종의 다양함"),
                text=_("업종 %(n)d개") % {"n": card.mix.trades},
                made_of=_("고르게 나뉜 업종 %(n).1f개와 같음") % {"n": card.mix.effective_trades},
                quarter=quarter_words(last.quarter) if last else "",
                definition=f"{card.rule.definition}/mix",
                meaning=_("가게가 몇 업종에 몰려 있는지 봅니다. 고르게 나뉜 업종이 많을수록 다양합니다."),
            )
        )
    return found


def level_rows(card: DistrictCard) -> list[LevelRow]:
    """Return the rates of the district beside its dong, borough and city."""
    rows = [
        LevelRow(
            _("점포"),
            str(MEANINGS[MapMeasure.STORES]),
            tuple(stores_shown(one.counts[-1] if one.counts else None, card.rule) for one in card.series),
        )
    ]
    for name in RATES:
        cells = tuple(_cell(one, card.rule, name) for one in card.series)
        rows.append(LevelRow(cells[0].name, cells[0].meaning, cells))
    return rows


def _cell(series: AreaSeries, rule: IndicatorRule, name: str) -> Shown:
    ratio = rule.ratio(name)
    if name in series.latest:
        return shown_figure(series.latest[name], ratio)
    meaning = str(MEANINGS.get(name, ""))
    return Shown(name, ratio.name.text(language()), "–", "", "", ratio.definition, meaning)


def level_names(card: DistrictCard) -> list[tuple[str, str]]:
    """Return the name of each level and of the place there."""
    return [(str(AreaLevel(one.level).label), one.name) for one in card.series]


def said_of(card: DistrictCard) -> list[str]:
    """Return what a shop owner should know first, in sentences."""
    counts = card.own.counts
    if not counts:
        return [_("이 상권에는 고른 업종의 점포 자료가 없습니다.")]
    last = counts[-1]
    said = [
        _("%(quarter)s에 점포 %(stores)s곳이 있었고, %(opened)s곳이 열고 %(closed)s곳이 닫았습니다.")
        % {
            "quarter": quarter_words(last.quarter),
            "stores": count(last.stores),
            "opened": count(last.openings),
            "closed": count(last.closings),
        }
    ]
    borough = next((one for one in card.series if one.level == AreaLevel.BOROUGH), None)
    sentences = {
        "closing_rate": (
            _("폐업률 %(own)s: 자치구(%(other)s)보다 높습니다."),
            _("폐업률 %(own)s: 자치구(%(other)s)보다 낮습니다."),
            _("폐업률 %(own)s: 자치구(%(other)s)와 비슷합니다."),
        ),
        "sales_per_store": (
            _("점포당 분기 매출 %(own)s: 자치구(%(other)s)보다 많습니다."),
            _("점포당 분기 매출 %(own)s: 자치구(%(other)s)보다 적습니다."),
            _("점포당 분기 매출 %(own)s: 자치구(%(other)s)와 비슷합니다."),
        ),
    }
    for name, (more, less, alike) in sentences.items():
        own = card.own.latest.get(name)
        other = borough.latest.get(name) if borough else None
        if own is None or other is None or own.value is None or not other.value:
            continue
        far = own.value / other.value - 1
        words = alike if abs(far) < _CLEARLY else more if far > 0 else less
        said.append(words % {"own": amount(own.value, own.unit), "other": amount(other.value, other.unit)})
    return said


def risk_shown(card: DistrictCard) -> RiskShown | None:
    """Return the entry risk of the district and trade; None where nothing is known of it."""
    risk = card.risk
    if risk is None:
        return None
    names = {
        "closing": _("폐업률이 다른 상권보다"),
        "closing_own_past": _("최근 폐업률이 이 상권의 지난날보다"),
        "three_years": _("3년 안에 닫은 가게가 다른 상권보다"),
        "three_years_own_past": _("3년 안에 닫은 가게가 이 상권의 지난날보다"),
    }
    made_of = _("8분기 동안 폐업 %(closings)s곳, 평균 점포 %(stores)s곳") % {
        "closings": count(risk.closings),
        "stores": f"{risk.stores:,.0f}",
    }
    shown = Shown(
        id=MapMeasure.RISK,
        name=str(MapMeasure.RISK.label),
        text=f"{risk.index:.0f}" if risk.enough and risk.index is not None else too_few(),
        made_of=made_of,
        quarter=quarter_words(risk.quarter),
        definition=risk.version,
        meaning=str(MEANINGS[MapMeasure.RISK]),
        few=not risk.enough,
        value=risk.index,
    )
    known = risk.lo is not None and risk.hi is not None
    return RiskShown(
        shown=shown,
        label=card.risk_label.text(language()) if card.risk_label else "",
        band=risk.band or 0,
        index=risk.index,
        low=risk.lo,
        high=risk.hi,
        interval=f"{risk.lo:.0f}–{risk.hi:.0f}" if known else "",
        parts=tuple(
            RiskPart(
                names.get(name, name),
                _("높음 (%(z)+.2f)") % {"z": z} if z > 0 else _("낮음 (%(z)+.2f)") % {"z": z},
                z > 0,
            )
            for name, z in risk.parts.items()
        ),
    )


def change_shown(changes: Sequence[ChangeAt]) -> ChangeShown | None:
    """Return the change class of the last quarter with those before it; None where none is known."""
    if not changes:
        return None
    last = changes[-1]
    return ChangeShown(
        at=last,
        name=str(ChangeCode(last.code).label),
        meaning=str(CHANGE_MEANINGS[last.code]),
        quarter=quarter_words(last.quarter),
        agrees=last.code == last.published_code,
        before=tuple(
            (quarter_words(one.quarter), str(ChangeCode(one.code).label)) for one in reversed(changes[-9:-1])
        ),
    )


def forecast_note(forecasts: Sequence[ClosingForecast]) -> ForecastNote | None:
    """Return the sentences beside a forecast; None where there is none."""
    told = [one for one in forecasts if one.enough]
    if not told:
        return None
    first = told[0]
    known = [one for one in told if one.error_mae is not None and one.error_deviance is not None]
    if known:
        mae = sum(one.error_mae or 0 for one in known) / len(known)
        held = 100 * sum(one.coverage90 or 0 for one in known) / len(known)
        error = _(
            "같은 방법을 지난 %(origins)d개 시점에 써 보니, "
            "한 상권의 한 분기 폐업을 평균 %(mae).1f곳 틀렸고, 90%% 구간은 실제의 %(held).0f%%를 담았습니다."
        ) % {"origins": max(one.error_origins or 0 for one in known), "mae": mae, "held": held}
    else:
        error = _("자료가 짧아 지난 시점에서 얼마나 맞았는지 말할 수 없습니다(표본 부족).")
    return ForecastNote(
        quarter=quarter_words(first.trained_until),
        version=first.version,
        model=first.model,
        error=error,
        total=f"{sum(one.mean for one in told):.0f}",
    )


def years_shown(curve: SurvivalCurve, minimum: int) -> list[YearShown]:
    """Return survival after 1, 3 and 5 years as it was counted."""
    found = []
    for years, counts in sorted(curve.years.items(), key=lambda pair: int(pair[0])):
        opened, survived = counts["opened"], counts["survived"]
        few = opened < minimum
        found.append(
            YearShown(
                years=int(years),
                text=too_few() if few else f"{100 * survived / opened:.1f}%",
                made_of=_("남은 %(survived)s곳 ÷ 문을 연 %(opened)s곳")
                % {"survived": count(survived), "opened": count(opened)},
                few=few,
            )
        )
    return found


def months_of(days: int, shops: int) -> str:
    """Return the mean months of operation; – for no shops."""
    return f"{days / shops / _DAYS_A_MONTH:.0f}" if shops else "–"


def people_a_day(total: int, quarter: int) -> str:
    """Return the passers-by of an average day of a quarter."""
    return f"{total / days_of(quarter):,.0f}"


def file_name(card: DistrictCard) -> str:
    """Return the name of a district's paper."""
    return f"{card.district.name} {quarter_code(card.edition.last_quarter)}"
