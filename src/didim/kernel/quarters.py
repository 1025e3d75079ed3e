"""Quarters of a year: written "20244" in files, counted as year × 4 + quarter − 1 inside."""

import re
from datetime import date, timedelta

from didim.kernel.wording import Text

QUARTERS_A_YEAR = 4
_CODE = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<quarter>[1-4])")


def parse_quarter(text: str) -> int:
    """Return the number of a quarter from its code ("20244"); raise ValueError for anything else."""
    match = _CODE.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f"'{text}'는 분기 코드가 아닙니다. 20244처럼 연도 네 자리와 분기 한 자리로 적으세요."
        )
    return int(match["year"]) * QUARTERS_A_YEAR + int(match["quarter"]) - 1


def quarter_code(quarter: int) -> str:
    """Return the code of files: "20244"."""
    year, at = divmod(quarter, QUARTERS_A_YEAR)
    return f"{year}{at + 1}"


def quarter_name(quarter: int) -> Text:
    """Return the quarter as people read it."""
    year, at = divmod(quarter, QUARTERS_A_YEAR)
    return Text(f"{year}년 {at + 1}분기", f"Q{at + 1} {year}")


def quarter_of(day: date) -> int:
    """Return the quarter a day lies in."""
    return day.year * QUARTERS_A_YEAR + (day.month - 1) // 3


def first_day(quarter: int) -> date:
    """Return the first day of a quarter."""
    year, at = divmod(quarter, QUARTERS_A_YEAR)
    return date(year, at * 3 + 1, 1)


def last_day(quarter: int) -> date:
    """Return the last day of a quarter."""
    return first_day(quarter + 1) - timedelta(days=1)
