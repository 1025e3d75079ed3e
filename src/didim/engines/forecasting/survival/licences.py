"""Reads licence records into spells: when a shop opened, since when it is followed, when and how it ended."""

import calendar
import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from didim.engines.forecasting.panels import Flags, Floats, PanelError
from didim.engines.forecasting.reading import decoded
from didim.engines.forecasting.survival.rules import SurvivalRule

REQUIRED = ("service", "snapshot", "local_gov_code", "opened", "closed", "status")
_HALF_A_DAY = 0.5
DAYS_A_YEAR = 365.25
_FEWEST_YEARS = 5
_FEWEST_SHOPS = 50  # standing: with fewer a single closing makes a rate
_IN_A_ROW = 3
Days = np.ndarray


@dataclass(frozen=True, slots=True)
class Spells:
    """n shops: trade, kind, region (local government), opening day, size and place, and how long they lasted.

    opened: days (numpy datetime64[D]). entry, age: years since the opening when the shop came under
    observation and when it ended or was last seen; ended: whether it ended; reach: years from the opening to
    the last day the data of its trade reach. area m², x and y metres (EPSG:5174); NaN where not known.
    """

    trades: np.ndarray
    kinds: np.ndarray
    regions: np.ndarray
    opened: Days
    entry: Floats
    age: Floats
    ended: Flags
    reach: Floats
    area: Floats
    x: Floats
    y: Floats

    def only(self, rows: np.ndarray) -> "Spells":
        """Return some of the shops, by flags or numbers."""
        return Spells(*(getattr(self, name)[rows] for name in self.__slots__))

    def __len__(self) -> int:
        return len(self.age)


@dataclass(slots=True)
class LicenceReport:
    """How reading went: rows, how many were left out and why, and how far each trade's data reach."""

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    seen_until: dict[str, date] = field(default_factory=dict)
    register_begins: dict[str, date] = field(default_factory=dict)
    known_late: int = 0


@dataclass(frozen=True, slots=True)
class _Licence:
    trade: str
    kind: str
    region: str
    opened: date
    ended: date | None
    snapshot: str
    area: float
    x: float
    y: float


def read_licences(path: Path, rule: SurvivalRule) -> tuple[Spells, LicenceReport]:
    """Return the spells of a file (utf-8 or cp949, plain or gzip) and how reading went; else PanelError."""
    return parse_licences(decoded(path), rule)


def parse_licences(text: str, rule: SurvivalRule) -> tuple[Spells, LicenceReport]:
    """Return the spells of a file's text and how reading went; raise PanelError where nothing can be used."""
    lines = csv.DictReader(io.StringIO(text))
    header = [(name or "").strip() for name in lines.fieldnames or ()]
    lacking = [name for name in REQUIRED if name not in header]
    if lacking:
        raise PanelError(
            f"열 {', '.join(lacking)}이(가) 없습니다. 있는 열: {', '.join(header) or '없음'}"
            " / columns are missing"
        )
    lines.fieldnames = header
    report = LicenceReport()
    found: list[_Licence] = []
    same: set[tuple[str, ...]] = set()
    for words in lines:
        report.rows += 1
        row = {name: (value or "").strip() for name, value in words.items() if isinstance(name, str)}
        key = tuple(row.values())
        if key in same:
            report.left_out["same_row_twice"] += 1
            continue
        same.add(key)
        licence = _read(row, rule, report)
        if licence is not None:
            found.append(licence)
    if not found:
        raise PanelError("쓸 수 있는 인허가 기록이 없습니다. 열과 날짜를 확인하세요 / no record can be used")
    return _as_spells(found, rule, report), report


def _read(row: dict[str, str], rule: SurvivalRule, report: LicenceReport) -> _Licence | None:
    opened = _day(row["opened"])
    if opened is None or not row["service"] or not row["local_gov_code"]:
        report.left_out["opening_day_trade_or_region_not_known"] += 1
        return None
    if opened.year == rule.placeholder_year:
        report.left_out["opening_day_is_a_placeholder"] += 1
        return None
    ended = None
    if row["status"] in rule.ended_states:
        days = [day for day in (_day(row["closed"]), _day(row.get("cancelled", ""))) if day is not None]
        if not days or min(days).year == rule.placeholder_year:
            report.left_out["ended_on_an_unknown_day"] += 1
            return None
        ended = min(days)
        if ended < opened:
            report.left_out["ended_before_it_opened"] += 1
            return None
        report.ends[row["status"]] += 1
    return _Licence(
        trade=row["service"],
        kind=row.get("kind", ""),
        region=row["local_gov_code"],
        opened=opened,
        ended=ended,
        snapshot=row["snapshot"],
        area=_number(row.get("area_m2", "")),
        x=_number(row.get("x5174", "")),
        y=_number(row.get("y5174", "")),
    )


def _as_spells(found: list[_Licence], rule: SurvivalRule, report: LicenceReport) -> Spells:
    for trade in sorted({one.trade for one in found}):
        group = [one for one in found if one.trade == trade]
        report.seen_until[trade] = _seen_until(group)
        report.register_begins[trade] = _register_begins(group, report.seen_until[trade], rule.register_share)
    kept: list[_Licence] = []
    spans: list[tuple[float, float, bool, float]] = []
    for one in found:
        until, begins = report.seen_until[one.trade], report.register_begins[one.trade]
        ended = one.ended is not None and one.ended <= until
        last = one.ended if one.ended is not None and ended else until
        if last < begins:
            report.left_out["ended_before_the_register_begins"] += 1
            continue
        if one.opened > until:
            report.left_out["opens_after_the_data_end"] += 1
            continue
        entry = max((begins - one.opened).days, 0)
        report.known_late += entry > 0
        # A shop that closes on the day it opens has lasted half a day: no spell has no length.
        days = max((last - one.opened).days, entry + _HALF_A_DAY)
        kept.append(one)
        reach = max((until - one.opened).days, days)
        spans.append((entry / DAYS_A_YEAR, days / DAYS_A_YEAR, ended, reach / DAYS_A_YEAR))
    if not kept:
        raise PanelError("관찰할 수 있는 점포가 없습니다 / no shop can be followed")
    entry_ages, ages, flags, reaches = zip(*spans, strict=True)
    return Spells(
        trades=np.array([one.trade for one in kept]),
        kinds=np.array([one.kind for one in kept]),
        regions=np.array([one.region for one in kept]),
        opened=np.array([one.opened for one in kept], dtype="datetime64[D]"),
        entry=np.array(entry_ages),
        age=np.array(ages),
        ended=np.array(flags, dtype=bool),
        reach=np.array(reaches),
        area=np.array([one.area if one.area > 0 else np.nan for one in kept]),
        x=np.array([one.x for one in kept]),
        y=np.array([one.y for one in kept]),
    )


def _seen_until(group: list[_Licence]) -> date:
    """Return the last day a trade's data reach: the last recorded, not after the month of the snapshot."""
    ends = [_end_of_month(one.snapshot) for one in group]
    limit = min((day for day in ends if day is not None), default=date.max)
    days = [day for one in group for day in (one.opened, one.ended) if day is not None and day <= limit]
    return max(days, default=min(limit, max(one.opened for one in group)))


def _register_begins(group: list[_Licence], until: date, share: float) -> date:
    """Return the first of January from which on closings are recorded as they are later.

    Before it only shops that lived on were entered; their early years would look safer than they were.
    """
    first = min(one.opened for one in group)
    years = range(first.year, until.year)  # the last year is not whole
    opened = Counter(one.opened.year for one in group)
    closed = Counter(one.ended.year for one in group if one.ended is not None and one.ended <= until)
    standing = {year: sum(opened[one] - closed[one] for one in range(first.year, year)) for year in years}
    rates = {
        year: closed[year] / (standing[year] + opened[year] / 2) if standing[year] > 0 else 0.0
        for year in years
    }
    seen = [rate for rate in rates.values() if rate > 0]
    if len(seen) < _FEWEST_YEARS:
        return first
    least = share * float(np.median(seen))
    many = {year for year in years if rates[year] >= least and standing[year] >= _FEWEST_SHOPS}
    begins = next((year for year in years if all(year + on in many for on in range(_IN_A_ROW))), first.year)
    return max(first, date(begins, 1, 1))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _end_of_month(text: str) -> date | None:
    try:
        year, month = int(text[:4]), int(text[5:7])
        return date(year, month, calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return float("nan")
    return value if np.isfinite(value) else float("nan")
