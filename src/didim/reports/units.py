"""How figures are shown: units in both languages, rounding half up, signs of changes."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from didim.kernel.wording import Text

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class DisplayUnit:
    """A unit a figure is shown in: shown = value / scale, rounded to `digits` places.

    English has its own scale where it counts money otherwise (hundred million won, billion won). `currency`
    is the ISO code of money, "" for what is not.
    """

    code: str
    label: Text
    scale: Decimal = Decimal(1)
    digits: int = 0
    scale_en: Decimal | None = None
    digits_en: int | None = None
    currency: str = ""
    # The word comes before the number in English: KRW 208.6 billion.
    prefix_en: str = ""
    # The word for a single one in English, where it is another.
    one_en: str = ""
    # The code of the unit for what is less than one of this.
    smaller: str = ""

    def fitting(self, value: Decimal) -> "DisplayUnit":
        """Return this unit, or the smaller one for what would round to next to nothing."""
        if not self.smaller or value == 0 or abs(value) >= self.scale:
            return self
        return UNITS[self.smaller]

    def name(self, language: str = "ko") -> str:
        """Return the unit alone, as a column of units has it: 억 원, KRW billion."""
        if language.startswith("ko"):
            return self.label.ko.strip()
        return f"{self.prefix_en}{self.label.en.strip()}".strip()

    def rounded(self, value: Decimal, language: str = "ko") -> Decimal:
        """Return the number that is shown: scaled and rounded half up."""
        korean = language.startswith("ko")
        scale = self.scale if korean or self.scale_en is None else self.scale_en
        digits = self.digits if korean or self.digits_en is None else self.digits_en
        return (value / scale).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)

    def number(self, value: Decimal, language: str = "ko") -> str:
        """Return the number with thousands apart, without its unit."""
        return f"{self.rounded(value, language):,f}"

    def shown(self, value: Decimal, language: str = "ko") -> str:
        """Return the number with its unit: 2,086억 원, KRW 208.6 billion."""
        unit = self.fitting(value)
        number = unit.number(value, language)
        label = unit.label.text(language)
        if language.startswith("ko"):
            return f"{number}{label}"
        if number == "1" and unit.one_en:
            label = f" {unit.one_en}"
        return f"{unit.prefix_en}{number}{label}".strip()


def _count(code: str, ko: str, en: str, one: str) -> DisplayUnit:
    return DisplayUnit(code, Text(ko, f" {en}"), one_en=one)


_WON = {"currency": "KRW", "prefix_en": "KRW "}
_ALL = (
    _count("people", "명", "people", "person"),
    _count("firms", "개사", "firms", "firm"),
    _count("cases", "건", "cases", "case"),
    _count("items", "개", "items", "item"),
    _count("kinds", "종", "kinds", "kind"),
    _count("units", "대", "units", "unit"),
    _count("places", "곳", "places", "place"),
    _count("districts", "개 시군구", "districts", "district"),
    _count("days", "일", "days", "day"),
    _count("schools", "개교", "universities", "university"),
    _count("programmes", "개 사업", "programmes", "programme"),
    _count("fields", "개 분야", "fields", "field"),
    DisplayUnit(
        "won_100m",
        Text("억 원", " billion"),
        scale=Decimal(10**8),
        scale_en=Decimal(10**9),
        digits_en=1,
        smaller="won_10k",
        **_WON,  # type: ignore[arg-type]
    ),
    DisplayUnit(
        "won_million",
        Text("백만 원", " million"),
        scale=Decimal(10**6),
        **_WON,  # type: ignore[arg-type]
    ),
    DisplayUnit(
        "won_10k",
        Text("만 원", " million"),
        scale=Decimal(10**4),
        scale_en=Decimal(10**6),
        digits_en=1,
        **_WON,  # type: ignore[arg-type]
    ),
    DisplayUnit(
        "usd_10k",
        Text("만 달러", ""),
        scale=Decimal(10**4),
        scale_en=Decimal(1),
        currency="USD",
        prefix_en="USD ",
    ),
    DisplayUnit("percent", Text("%", "%"), scale=Decimal(1) / HUNDRED, digits=1),
    DisplayUnit("times", Text("배", " times"), digits=1),
)
UNITS = {unit.code: unit for unit in _ALL}
PERCENT = UNITS["percent"]


def signed_percent(ratio: Decimal, language: str = "ko") -> str:
    """Return a change as people write it: +6.8%, -75.0%."""
    number = PERCENT.rounded(ratio, language)
    return f"{number:+,f}{PERCENT.label.text(language).strip()}"
