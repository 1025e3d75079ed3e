"""Application periods as Korean notices write them, read without guessing.

The forms were collected from 4,500 real notices of 2026 (기업마당, K-Startup, 보조금통합포털 and others).
What cannot be read for certain becomes "unknown" and keeps its text: a wrong deadline is worse than none.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

PeriodKind = Literal["dated", "until_exhausted", "always", "varies", "announced_later", "unknown"]
NoticeStatus = Literal["upcoming", "open", "always_open", "undated", "closed"]

LONGEST_TEXT = 300  # characters kept of a period's own words
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class Period:
    """When applications are taken: the kind, the first and the last day (None: not stated), and the words."""

    kind: PeriodKind
    opens_on: date | None = None
    closes_on: date | None = None
    text: str = ""


_SEPARATOR = re.compile(r"[~∼〜～⁓]|(?<=[\s\d.일)])[-–—](?=[\s\d'’‘])|부터|에서")
_FULL = (
    r"(?P<year>(?:19|20)\d\d)\s*(?:[-./]|년)\s*(?P<month>\d{1,2})"
    r"(?:\s*(?:[-./]|월)\s*(?P<day>\d{1,2})(?!\d)\s*[.일]?|\s*월)"
)
_DIGITS = r"(?<!\d)(?P<year8>20\d\d)(?P<month8>\d\d)(?P<day8>\d\d)(?!\d)"
_SHORT = r"['’‘`](?P<year2>\d\d)\s*[-./년]\s*(?P<month2>\d{1,2})\s*[-./월]\s*(?P<day2>\d{1,2})(?!\d)\s*[.일]?"
_NO_YEAR = r"(?<![\d.:])(?P<month0>\d{1,2})\s*(?:[-./]|월)\s*(?P<day0>\d{1,2})(?![\d:])\s*[.일]?"
_DATE = re.compile(f"{_DIGITS}|{_FULL}|{_SHORT}|{_NO_YEAR}")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_EXHAUSTED = re.compile(r"소진|선착순|선순|완료\s*시|모집\s*완료|마감\s*시|충족|정원\s*(?:내|마감)")
_VARIES = re.compile(r"상이|매월|매주|매년|매\s*분기|분기별|반기별|차수별|회차별|사업별|별도\s*일정")
_LATER = re.compile(r"추후|미정|별도\s*(?:공지|안내)|공지\s*예정")
_ALWAYS = re.compile(r"상시|수시|연중|연간")
_DAYS_LEFT = re.compile(r"^D\s*-\s*(\d{1,3})$", re.IGNORECASE)
_LAST_DAY = re.compile(r"^(?:오늘|금일)\s*마감$|^D\s*-\s*day$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    first: date  # of a month without a day: its first day
    last: date  # … and its last
    start: int
    end: int


def parse_period(text: str | None, *, as_of: date | None = None) -> Period:
    """Read a period from free text.

    `as_of` is the day on which the text was true; relative forms ("D-9", "오늘 마감") are unknown without it.
    Reversed and impossible dates give kind "unknown" with no dates. Never raises.
    """
    words = " ".join(unicodedata.normalize("NFKC", text or "").split())[:LONGEST_TEXT]
    if relative := _relative(words, as_of):
        return relative
    found = _dates(words)
    kind = _kind_of_words(words)
    if not found:
        return Period("unknown" if found is None or kind is None else kind, text=words)
    if len(found) == 1:
        return _one_sided(words, found[0], kind)
    opens, closes = min(day.first for day in found), max(day.last for day in found)
    if len(found) > 2:  # noqa: PLR2004 - several rounds: between them nothing is open
        return Period("varies", opens, closes, words)
    if found[0].first > found[1].last:
        return Period("unknown", text=words)
    return Period("until_exhausted" if kind == "until_exhausted" else "dated", opens, closes, words)


def period_between(opens_on: date | None, closes_on: date | None, *, text: str = "") -> Period:
    """Make a period from two structured dates: reversed ones are unknown; with none the text counts."""
    if opens_on and closes_on and opens_on > closes_on:
        return Period("unknown", text=text[:LONGEST_TEXT])
    if opens_on is None and closes_on is None:
        return parse_period(text)
    words = text or f"{opens_on or ''} ~ {closes_on or ''}".strip()
    return Period("dated", opens_on, closes_on, words[:LONGEST_TEXT])


def parse_date(text: str | None) -> date | None:
    """Read one day (2026-04-01, 20260401, 2026.4.1., with or without a time after it); else None."""
    found = _dates(" ".join(unicodedata.normalize("NFKC", text or "").split())[:LONGEST_TEXT])
    return found[0].first if found and found[0].first == found[0].last else None


def status_on(period: Period, today: date) -> NoticeStatus:
    """Say what a period means on a day (in Asia/Seoul)."""
    if period.closes_on and period.closes_on < today:
        return "closed"
    if period.opens_on and period.opens_on > today:
        return "upcoming"
    if period.kind in ("dated", "until_exhausted", "always") and period.closes_on:
        return "open"
    if period.kind in ("until_exhausted", "always"):
        return "always_open"
    return "undated"


def _relative(words: str, as_of: date | None) -> Period | None:
    days = _DAYS_LEFT.match(words)
    if not days and not _LAST_DAY.match(words):
        return None
    if as_of is None:
        return Period("unknown", text=words)
    return Period("dated", None, as_of + timedelta(days=int(days[1]) if days else 0), words)


def _kind_of_words(words: str) -> PeriodKind | None:
    if _EXHAUSTED.search(words):
        return "until_exhausted"
    if _VARIES.search(words):
        return "varies"
    if _LATER.search(words):
        return "announced_later"
    return "always" if _ALWAYS.search(words) else None


def _one_sided(words: str, found: _Found, kind: PeriodKind | None) -> Period:
    separator = _SEPARATOR.search(words, found.end)
    if separator:
        if kind in ("until_exhausted", "always"):
            return Period(kind, found.first, None, words)
        return Period("dated", found.first, None, words)
    # A day alone, or after "~", or with "까지": the last day.
    return Period("until_exhausted" if kind == "until_exhausted" else "dated", None, found.last, words)


def _dates(words: str) -> list[_Found] | None:
    """Find the dates in order; None when something is written as a date but is none."""
    found: list[_Found] = []
    has_year = _ANY_YEAR.search(words) or "'" in words or "’" in words or _DATE.search(words)
    for match in _DATE.finditer(words) if has_year else ():
        parts = match.groupdict()
        if parts["month0"]:
            if not found:
                continue  # no year before it: cannot be placed
            year, month, day = found[-1].last.year, int(parts["month0"]), int(parts["day0"])
            if (month, day) < (found[-1].first.month, found[-1].first.day):
                year += 1
        else:
            year = int(parts["year"] or parts["year8"] or 0) or 2000 + int(parts["year2"])
            month = int(parts["month"] or parts["month8"] or parts["month2"])
            day = int(parts["day"] or parts["day8"] or parts["day2"] or 0)
        if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12):  # noqa: PLR2004 - months of a year
            return None
        last_of_month = calendar.monthrange(year, month)[1]
        if day > last_of_month or (
            day == 0 and (parts["day"] or parts["day8"] or parts["day2"] or parts["day0"])
        ):
            return None
        found.append(
            _Found(
                date(year, month, day or 1),
                date(year, month, day or last_of_month),
                match.start(),
                match.end(),
            )
        )
    return found
