"""How figures of districts are said to the owner of a shop: units, short amounts, what a word means."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, npgettext, pgettext, pgettext_lazy

from didim.districts.enums import ChangeCode, DistrictKind, MapMeasure
from didim.districts.queries.ratios import Figure, Number
from didim.engines.districts.rules import Ratio
from didim.kernel.quarters import quarter_name

_MAN, _EOK = 10_000, 100_000_000
_THOUSAND_MILLION, _MILLION = 1_000_000_000, 1_000_000
_MANY = 100

MEANINGS: dict[str, str | Promise] = {
    MapMeasure.CLOSING_RATE: gettext_lazy(
        "한 분기(석 달)에 문을 닫은 점포를 점포 수로 나눈 값입니다. "
        "3%는 100곳 가운데 3곳이 닫았다는 뜻입니다."
    ),
    MapMeasure.OPENING_RATE: gettext_lazy("한 분기(석 달)에 새로 문을 연 점포를 점포 수로 나눈 값입니다."),
    MapMeasure.FRANCHISE_SHARE: gettext_lazy("가맹점(프랜차이즈)이 전체 점포에서 차지하는 비율입니다."),
    MapMeasure.SALES_PER_STORE: gettext_lazy(
        "카드 결제로 추정한 한 분기(석 달) 매출을 점포 수로 나눈 값입니다. 한 달 매출이 아닙니다."
    ),
    MapMeasure.DENSITY: gettext_lazy("1헥타르(가로세로 100m)에 점포가 몇 곳 있는지를 뜻합니다."),
    MapMeasure.STORES: gettext_lazy("분기 마지막에 영업하고 있는 점포의 수입니다."),
    MapMeasure.SALES_TREND: gettext_lazy(
        "철마다 되풀이되는 오르내림을 덜어 낸 최근 네 분기 매출이 "
        "그 앞 네 분기보다 얼마나 늘었는지를 뜻합니다."
    ),
    MapMeasure.FOOTFALL: gettext_lazy(
        "한 분기 동안 길을 지나간 사람을 통신 자료로 추정해 더한 수입니다. 같은 사람도 지날 때마다 셉니다."
    ),
    MapMeasure.RISK: gettext_lazy(
        "폐업률과 3년 생존율을 다른 상권, 그리고 이 상권의 지난날과 견주어 0에서 100까지로 나타낸 값입니다. "
        "클수록 새로 시작하기 어렵습니다. 서울시가 가중치를 공개하지 않아 서울시의 값과는 다릅니다."
    ),
    MapMeasure.CHANGE_CLASS: gettext_lazy(
        "영업 중인 점포와 폐업한 점포가 얼마나 오래 영업했는지를 도시 평균과 견주어 네 갈래로 나눈 것입니다."
    ),
    MapMeasure.FORECAST: gettext_lazy(
        "앞으로 네 분기에 문을 닫을 것으로 내다본 점포를 한 분기 점포 수로 나눈 값입니다. "
        "예측이므로 틀릴 수 있습니다."
    ),
}
KIND_MEANINGS: dict[str, str | Promise] = {
    DistrictKind.ALLEY: gettext_lazy("큰길 안쪽, 주거지의 좁은 길을 따라 가게가 이어진 곳입니다."),
    DistrictKind.DEVELOPED: gettext_lazy("큰길가나 역 둘레처럼 가게가 빽빽하게 모인 곳입니다."),
    DistrictKind.MARKET: gettext_lazy("전통시장으로 등록되었거나 인정받은 시장입니다."),
    DistrictKind.TOURIST: gettext_lazy("관광객을 위해 나라에서 정한 관광특구입니다."),
}
# What the publisher says of the classes (서울시 상권분석서비스, 상권변화지표).
CHANGE_MEANINGS: dict[str, str | Promise] = {
    ChangeCode.LL: gettext_lazy(
        "도시재생이나 새 개발로 상권이 바뀌는 곳입니다. 창업과 진출입에 세심한 주의가 필요합니다."
    ),
    ChangeCode.LH: gettext_lazy("경쟁력 있는 새 가게가 유리한 상권입니다."),
    ChangeCode.HL: gettext_lazy("먼저 자리 잡은 가게가 유리한 상권입니다."),
    ChangeCode.HH: gettext_lazy("들고 나는 일이 적은 상권입니다. 들어가거나 나올 때 주의가 필요합니다."),
}
_UNITS: dict[str, str | Promise] = {
    "%": "%",
    "개/ha": gettext_lazy("곳/ha"),
    "": "",
}
_SUMS: dict[str, str | Promise] = {
    "stores": gettext_lazy("점포"),
    "closings": pgettext_lazy("상권", "폐업"),
    "openings": gettext_lazy("개업"),
    "franchise_stores": gettext_lazy("가맹점"),
    "amount": gettext_lazy("매출"),
    "stores_with_sales": gettext_lazy("매출을 알 수 있는 점포"),
    "payments": gettext_lazy("결제"),
    "area_m2": gettext_lazy("면적"),
}


def is_korean() -> bool:
    """Whether the page is in Korean."""
    return (get_language() or "ko").startswith("ko")


def language() -> str:
    """Return the language of the page, as Text knows it."""
    return "ko" if is_korean() else "en"


def quarter_words(quarter: int | None) -> str:
    """Return a quarter as people read it; "" for none."""
    return "" if quarter is None else quarter_name(quarter).text(language())


def short_quarter(quarter: int) -> str:
    """Return a quarter as charts label it: 24.1분기 or 24Q1."""
    year, at = divmod(quarter, 4)
    return f"{year % 100:02d}.{at + 1}" if is_korean() else f"{year % 100:02d}Q{at + 1}"


def won(amount: Number) -> str:
    """Return an amount as people say it: 1억 2,340만 원, ₩123.4M."""
    sign, size = ("-" if amount < 0 else ""), abs(amount)
    if not is_korean():
        if size >= _THOUSAND_MILLION:
            return f"{sign}₩{size / _THOUSAND_MILLION:,.2f}bn"
        return f"{sign}₩{size / _MILLION:,.1f}M" if size >= _MILLION else f"{sign}₩{size:,.0f}"
    if size < _MAN:
        return f"{sign}{size:,.0f}원"
    eok, man = divmod(round(size / _MAN), _EOK // _MAN)
    if eok >= _MANY or not man:
        return f"{sign}{round(size / _EOK):,}억 원" if eok else f"{sign}{man:,}만 원"
    return f"{sign}{eok:,}억 {man:,}만 원" if eok else f"{sign}{man:,}만 원"


def count(number: Number | None) -> str:
    """Return a count with separators, to a tenth where it is not whole; – for not known."""
    if number is None:
        return "–"
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"


def amount(value: float | None, unit: str) -> str:
    """Return a value with its unit; – for not known."""
    if value is None:
        return "–"
    if unit == "원":
        return won(value)
    if unit == "개":
        return npgettext("상권", "%(n)s곳", "%(n)s곳", _plural(value)) % {"n": count(value)}
    if unit == "명":
        return npgettext("상권", "%(n)s명", "%(n)s명", _plural(value)) % {"n": count(value)}
    number, word = f"{value:.1f}" if unit else f"{value:.0f}", str(_UNITS.get(unit, unit))
    return f"{number}{word}" if is_korean() or word in {"%", ""} else f"{number} {word}"


def _plural(value: float) -> int:
    """Return the number that chooses a plural: a part of a store is said like several."""
    return 1 if value == 1 else 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as a page shows it: its value in words, what it is made of, when, and by which definition."""

    id: str
    name: str
    text: str
    made_of: str
    quarter: str
    definition: str
    meaning: str
    few: bool = False
    value: float | None = None


def too_few() -> str:
    """Return the words that stand in place of a value that is not shown."""
    return pgettext("상권", "표본 부족")


def sum_words(name: str, value: Number | None) -> str:
    """Return one sum of a rate: 폐업 6곳."""
    if value is None:
        return f"{_SUMS[name]} –"
    if name == "amount":
        return f"{_SUMS[name]} {won(value)}"
    if name == "area_m2":
        return f"{_SUMS[name]} {value:,.0f}㎡"
    return f"{_SUMS[name]} {count(value)}"


def made_of(figure: Figure, ratio: Ratio) -> str:
    """Return what a rate is made of: 폐업 6 ÷ 점포 120."""
    if figure.numerator is None and figure.denominator is None:
        return ""
    above = sum_words(ratio.numerator, figure.numerator)
    return f"{above} ÷ {sum_words(ratio.denominator, figure.denominator)}"


def shown_figure(figure: Figure, ratio: Ratio) -> Shown:
    """Return a rate as a page shows it."""
    return Shown(
        id=figure.id,
        name=figure.name.text(language()),
        text=too_few() if figure.few else amount(figure.value, figure.unit),
        made_of=made_of(figure, ratio),
        quarter=quarter_words(figure.quarter),
        definition=figure.definition,
        meaning=str(MEANINGS.get(figure.id, "")),
        few=figure.few,
        value=figure.value,
    )
