"""What an official file is made of: columns with the headings they have had, families, data sets."""

import re
from dataclasses import dataclass
from enum import StrEnum

from didim.kernel.wording import Text

CITY = "11"


class Kind(StrEnum):
    """What a column holds, and so how it is read."""

    QUARTER = "quarter"
    CODE = "code"
    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    RATE = "rate"


class Unit(StrEnum):
    """What place a row speaks of: a catchment (배후지) lies around a district and is not the district."""

    DISTRICT = "district"
    CATCHMENT = "catchment"
    DONG = "dong"
    BOROUGH = "borough"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Column:
    """One of our columns and the official headings it is read from.

    required: a row without it is rejected. zero_unknown: the publisher writes 0 where it knows nothing.
    """

    name: str
    kind: Kind
    headings: tuple[str, ...]
    required: bool = False
    pattern: str = r"\S+"
    zero_unknown: bool = False


@dataclass(frozen=True, slots=True)
class DataSet:
    """One official data set. key: what makes a row one. service: its name in the open API, by unit.

    sums: a total and its parts, which should add up.
    """

    id: str
    name: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    services: tuple[tuple[Unit, str], ...] = ()
    units: tuple[Unit, ...] = (Unit.DISTRICT,)
    dated: bool = True
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()


def plain(heading: str) -> str:
    """Return a heading as it is compared: no case, spaces or joining signs."""
    return re.sub(r"[\s_~\-·]+", "", heading.lstrip("\ufeff")).casefold()


HOURS = ("00_06", "06_11", "11_14", "14_17", "17_21", "21_24")
AGES = ("10", "20", "30", "40", "50", "60")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEXES = ("male", "female")
DAY_WORDS = (
    ("weekday", "주중", "MDWK"),
    ("weekend", "주말", "WKEND"),
    ("mon", "월요일", "MON"),
    ("tue", "화요일", "TUES"),
    ("wed", "수요일", "WED"),
    ("thu", "목요일", "THUR"),
    ("fri", "금요일", "FRI"),
    ("sat", "토요일", "SAT"),
    ("sun", "일요일", "SUN"),
)
HOUR_WORDS = tuple((f"hour_{hour}", f"시간대_{hour}", f"TMZON_{hour}") for hour in HOURS)
SEX_WORDS = (("male", "남성", "ML"), ("female", "여성", "FML"))


def age_words(
    name: str = "age", korean: str = "연령대", api: str = "AGRDE"
) -> tuple[tuple[str, str, str], ...]:
    """Return the name, the Korean and the API's word of each age band."""
    words = [(f"{name}_{age}", f"{korean}_{age}", f"{api}_{age}") for age in AGES[:-1]]
    return (*words, (f"{name}_60", f"{korean}_60_이상", f"{api}_60_ABOVE"))


ALL_WORDS = (*DAY_WORDS, *HOUR_WORDS, *SEX_WORDS, *age_words())


def family(prefix: str, korean: str, api: str, words: tuple[tuple[str, str, str], ...]) -> tuple[Column, ...]:
    """Return counts that differ by day, hour, sex or age only."""
    return tuple(
        Column(f"{prefix}_{name}", Kind.COUNT, (f"{ko}_{korean}", f"{en}_{api}")) for name, ko, en in words
    )


def counts_of_sales() -> tuple[Column, ...]:
    """Return the counts of sales; files head their hours "시간대_건수~06_매출_건수", without the first."""
    odd = {f"count_hour_{hour}": f"시간대_건수~{hour[-2:]}_매출_건수" for hour in HOURS}
    plain_family = family("count", "매출_건수", "SELNG_CO", ALL_WORDS)
    return tuple(
        Column(one.name, one.kind, (*one.headings, odd[one.name])) if one.name in odd else one
        for one in plain_family
    )
