"""What stands in one cell, read the way staff write it; a ValueError carries the sentence for them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from babel import Locale
from django.utils.translation import gettext as _

from didim.kernel.business_numbers import BUSINESS_NUMBER_LENGTH, normalise_digits, read_business_number
from didim.kernel.nations import is_country
from didim.registry.queries.regions import RegionNames

# Day 0 of Excel's calendar, moved by one for the leap day of 1900 that never was.
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 60_000)  # 1927-05-18 to 2064-04-07
_DATE = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*(?:년|년도)?")
_AMOUNT = re.compile(r"([-+]?[\d,]*\.?\d+)\s*([가-힣]*)")
_UNITS = {"원": 1, "천원": 1_000, "만원": 10_000, "백만원": 1_000_000, "억원": 100_000_000, "억": 100_000_000}
_LONGEST_NUMBER = 24


def cell_text(value: Any) -> str:
    """Return what a spreadsheet's cell holds as text: days as 2026-11-20, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").strip()


def read_day(text: str) -> date | None:
    """Read a day: 2020-03-02, 2020. 3. 2., 2020년 3월 2일, 20200302 or Excel's count of days."""
    text = text.strip()
    if not text:
        return None
    parts = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    try:
        if parts:
            return date(*(int(part) for part in parts.groups()))
        if text.isascii() and text.isdigit() and int(text[:_LONGEST_NUMBER]) in _EXCEL_DAYS:
            return _EXCEL_EPOCH + timedelta(days=int(text))
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise ValueError(_("날짜를 읽을 수 없습니다. 2026-03-02처럼 적어 주세요.")) from None


def read_year(text: str) -> int | None:
    """Read a year: 2025 or 2025년."""
    if not text.strip():
        return None
    found = _YEAR.fullmatch(text.strip())
    if not found:
        raise ValueError(_("연도를 읽을 수 없습니다. 2025처럼 네 자리로 적어 주세요."))
    return int(found[1])


def read_count(text: str) -> int | None:
    """Read a number of people: 12, 1,200 or 12명."""
    return _whole(text, {"": 1, "명": 1, "인": 1}, _("인원을 읽을 수 없습니다. 12처럼 숫자로 적어 주세요."))


def read_won(text: str, *, unit: int = 1) -> int | None:
    """Read an amount: 1,200,000, 120만원, 1.5억; `unit` is the heading's, for bare numbers."""
    return _whole(
        text, {"": unit, **_UNITS}, _("금액을 읽을 수 없습니다. 원 단위 숫자로 적어 주세요(예: 120000000).")
    )


def read_number(text: str) -> str:
    """Read a business number that a spreadsheet may have stored as a number, without its leading zeros."""
    digits = normalise_digits(text)
    padded = digits.zfill(BUSINESS_NUMBER_LENGTH)
    return padded if digits and read_business_number(padded).is_valid else text


def read_choice(text: str, choices: Mapping[str, str], sentence: str) -> str:
    """Read one of the words that stand for a choice; "" when empty."""
    word = "".join(text.split()).lower()
    if not word:
        return ""
    if word not in choices:
        raise ValueError(sentence)
    return choices[word]


def read_region(text: str, names: RegionNames) -> str:
    """Read a region by its code or a name that can only mean one."""
    if text.isdigit():
        return text
    codes = names.resolve(text)
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise ValueError(_("같은 이름의 지역이 여럿입니다. ‘서울 중구’처럼 시도와 함께 적어 주세요."))
    raise ValueError(_("지역을 찾지 못했습니다. ‘서울 강남구’나 시군구 코드(11680)로 적어 주세요."))


def read_country(text: str) -> str:
    """Read a country by its code (ISO 3166-1 alpha-2) or its name in Korean or English."""
    return _of_locale(
        text, "territories", str.upper, _("나라를 읽을 수 없습니다. 베트남이나 VN처럼 적어 주세요.")
    )


def read_language(text: str) -> str:
    """Read a language by its code (ISO 639-1) or its name in Korean or English."""
    return _of_locale(
        text, "languages", str.lower, _("언어를 읽을 수 없습니다. 베트남어나 vi처럼 적어 주세요.")
    )


def unit_of(heading: str) -> int:
    """Return the unit a heading names: 매출액(백만원) counts in millions."""
    return next((value for name, value in sorted(_UNITS.items(), key=_longest) if name in heading), 1)


def year_of(heading: str) -> int | None:
    """Return the year a heading names: 2024년 매출액."""
    found = re.search(r"(?:19|20)\d\d", heading)
    return int(found[0]) if found else None


@cache
def _codes_by_name(kind: str) -> Mapping[str, str]:
    """Return the two-letter codes of countries or languages by their plain names, Korean and English."""
    named: dict[str, str] = {}
    for language in ("ko", "en"):
        for code, name in getattr(Locale(language), kind).items():
            two = is_country(code) if kind == "territories" else len(code) == 2  # noqa: PLR2004
            if two:
                named["".join(name.split()).casefold()] = code
    return named


def _of_locale(text: str, kind: str, case: Callable[[str], str], sentence: str) -> str:
    names, plain = _codes_by_name(kind), "".join(text.split()).casefold()
    code = case(plain) if case(plain) in set(names.values()) else names.get(plain)
    if code is None:
        raise ValueError(sentence)
    return code


def _longest(unit: tuple[str, int]) -> int:
    return -len(unit[0])


def _whole(text: str, units: Mapping[str, int], sentence: str) -> int | None:
    text = "".join(text.split())
    if not text or text in {"-", "–", "—"}:
        return None
    found = _AMOUNT.fullmatch(text)
    if not found or found[2] not in units or len(text) > _LONGEST_NUMBER:
        raise ValueError(sentence)
    try:
        value = Decimal(found[1].replace(",", "")) * units[found[2]]
    except InvalidOperation:
        raise ValueError(sentence) from None
    if value != value.to_integral_value():
        raise ValueError(sentence)
    return int(value)
