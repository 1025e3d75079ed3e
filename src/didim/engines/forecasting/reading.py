"""Reads a panel file: the columns of the public panel of Seoul's districts, any districts and quarters.

The file states closings as a rate: the count is rate × stores / 100. What is wrong with a row is reported
with its line, column and value; the file is never guessed at in silence.
"""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from didim.engines.forecasting.panels import Panel, PanelError
from didim.kernel.quarters import parse_quarter

QUARTER, DISTRICT, STORES, CLOSING_RATE = "기준_년분기_코드", "상권_코드", "점포_수", "폐업률"
REQUIRED = (QUARTER, DISTRICT, STORES, CLOSING_RATE)
OPENING_RATE, AREA = "개업률", "면적_km2"
NAME, KIND, BOROUGH = "상권_코드_명", "상권_구분_코드_명", "자치구_코드"
BESIDE = {"sales": "추정매출_합계", "visitors": "유동인구", "workers": "직장인구", "residents": "상주인구"}
WHOLE_WITHIN = 0.05  # shops: rates are published with four decimals, some with fewer
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong in one place of the file, and what was done: "rejected" or "repaired"."""

    line: int
    column: str
    value: str
    done: str
    sentence: str


@dataclass(slots=True)
class Report:
    """How reading went: rows of the file, rows left out, values mended, and every problem."""

    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    missing_columns: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        """Return how many rows were left out."""
        return len({one.line for one in self.problems if one.done == "rejected"})

    @property
    def repaired(self) -> int:
        """Return how many rows were kept with a value mended."""
        return len({one.line for one in self.problems if one.done == "repaired"})


@dataclass(frozen=True, slots=True)
class _Row:
    quarter: int
    code: str
    stores: float
    closings: float
    openings: float
    words: dict[str, str]


class _RowError(ValueError):
    def __init__(self, column: str, value: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.value = column, value


def read_panel(path: Path) -> tuple[Panel, Report]:
    """Return the panel of a file (utf-8 or cp949, plain or gzip) and how reading went; PanelError if none."""
    return parse_panel(decoded(path))


def decoded(path: Path) -> str:
    """Return the text of a file: utf-8 (with or without its mark) or cp949, plain or gzip."""
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if content.startswith(_GZIP) else content
    except (OSError, EOFError) as error:
        raise PanelError(f"{path}: 파일을 읽을 수 없습니다({error}) / cannot be read") from error
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PanelError(
        f"{path}: UTF-8도 CP949도 아닙니다. 둘 가운데 하나로 저장하세요 / neither utf-8 nor cp949"
    )


def parse_panel(text: str) -> tuple[Panel, Report]:
    """Return the panel of a file's text and how reading went; raise PanelError where nothing can be used."""
    lines = csv.DictReader(io.StringIO(text))
    header = [(name or "").strip() for name in lines.fieldnames or ()]
    lacking = [name for name in REQUIRED if name not in header]
    if lacking:
        raise PanelError(
            f"열 {', '.join(lacking)}이(가) 없습니다. 있는 열: {', '.join(header) or '없음'}"
            " / columns are missing"
        )
    lines.fieldnames = header
    optional = (OPENING_RATE, AREA, NAME, KIND, BOROUGH, *BESIDE.values())
    report = Report(missing_columns=tuple(name for name in optional if name not in header))
    rows: dict[tuple[str, int], _Row] = {}
    for number, words in _numbered(lines, report):
        try:
            row = _read(words, number, report)
        except _RowError as error:
            report.problems.append(Problem(number, error.column, error.value, "rejected", str(error)))
            continue
        earlier = rows.setdefault((row.code, row.quarter), row)
        if earlier is not row:
            same = (earlier.stores, earlier.closings) == (row.stores, row.closings)
            sentence = (
                "같은 줄이 두 번 있어 하나만 씁니다."
                if same
                else "같은 상권과 분기에 다른 값이 먼저 있습니다."
            )
            report.problems.append(Problem(number, DISTRICT, row.code, "rejected", sentence))
    if not rows:
        raise PanelError("쓸 수 있는 줄이 없습니다. 열과 값을 확인하세요 / no row can be used")
    return _as_panel(list(rows.values())), report


def _numbered(lines: "csv.DictReader[str]", report: Report) -> Iterator[tuple[int, dict[str, str]]]:
    for words in lines:
        report.rows += 1
        yield lines.line_num, {name: (value or "").strip() for name, value in words.items() if name}


def _read(words: dict[str, str], line: int, report: Report) -> _Row:
    try:
        quarter = parse_quarter(words[QUARTER].removesuffix(".0"))
    except ValueError as error:
        raise _RowError(QUARTER, words[QUARTER], str(error)) from None
    code = words[DISTRICT].removesuffix(".0")
    if not code:
        raise _RowError(DISTRICT, "", "상권 코드가 비어 있습니다.")
    stores = _number(words[STORES])
    if np.isnan(stores) or stores < 0:
        raise _RowError(STORES, words[STORES], "점포 수는 0 이상의 수여야 합니다.")
    closings = _count(words, CLOSING_RATE, stores, line, report)
    openings = _count(words, OPENING_RATE, stores, line, report) if OPENING_RATE in words else np.nan
    return _Row(quarter, code, stores, closings, openings, words)


def _count(words: dict[str, str], column: str, stores: float, line: int, report: Report) -> float:
    """Return rate × stores / 100 as a whole number; NaN, reported, where it cannot be known."""
    rate = _number(words[column])
    if np.isnan(rate) or rate < 0 or (stores == 0 and rate > 0):
        if np.isnan(rate) and stores == 0:
            return 0.0
        sentence = "율이 없거나 점포 없이 율만 있어 건수를 알 수 없습니다. 모르는 값으로 둡니다."
        report.problems.append(Problem(line, column, words[column], "repaired", sentence))
        return np.nan
    count = rate * stores / 100
    if abs(count - round(count)) > WHOLE_WITHIN:
        sentence = f"율 × 점포 수가 정수가 아닙니다({count:.2f}). 가까운 정수로 씁니다."
        report.problems.append(Problem(line, column, words[column], "repaired", sentence))
    return float(round(count))


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return float("nan")
    return value if np.isfinite(value) else float("nan")


def _as_panel(rows: list[_Row]) -> Panel:
    codes = sorted({row.code for row in rows})
    at = {code: place for place, code in enumerate(codes)}
    first = min(row.quarter for row in rows)
    shape = (len(codes), max(row.quarter for row in rows) - first + 1)
    tables = {name: np.full(shape, np.nan) for name in ("stores", "closings", "openings", *BESIDE)}
    area = np.full(len(codes), np.nan)
    words: list[dict[str, str]] = [{} for _code in codes]
    for row in sorted(rows, key=lambda one: one.quarter):
        district = at[row.code]
        place = district, row.quarter - first
        tables["stores"][place] = row.stores
        tables["closings"][place] = row.closings
        tables["openings"][place] = row.openings
        for name, column in BESIDE.items():
            tables[name][place] = _number(row.words.get(column, ""))
        known = _number(row.words.get(AREA, ""))
        area[district] = known if known > 0 else area[district]
        words[district] |= {name: row.words[name] for name in (NAME, KIND, BOROUGH) if row.words.get(name)}
    return Panel(
        codes=tuple(codes),
        names=tuple(known_words.get(NAME, "") for known_words in words),
        kinds=tuple(known_words.get(KIND, "") for known_words in words),
        boroughs=tuple(known_words.get(BOROUGH, "").removesuffix(".0") for known_words in words),
        first=first,
        area=area,
        **tables,
    )
