"""Reading an official file: whichever encoding, age of headings and order of columns; nothing is hidden.

A row without its place, quarter, trade or main figures is rejected; a value written unusually is repaired;
both are listed with line, column and value. Nulls and rates above 100 % are kept and counted.
"""

import gzip
import re
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from didim.engines.districts import table_text
from didim.engines.districts.cells import ReadColumn, arrow_type, read_column
from didim.engines.districts.columns import Column, DataSet, Kind, Unit, plain
from didim.engines.districts.reports import DistrictsError, Problem, Report
from didim.engines.districts.schemas import (
    DATA_SETS,
    KIND_NAMES,
    PART_HEADINGS,
    PLACE_HEADINGS,
    YEAR_HEADINGS,
)

GZIP = b"\x1f\x8b"
LARGEST_BYTES = 2_000_000_000
_NAMED_QUARTER = re.compile(r"(?<!\d)((?:19|20)\d\d[1-4])(?!\d)")
_NAMED_TRADE = re.compile(r"(?<![A-Z0-9])(CS\d{6})(?!\d)")
_MAY_DIFFER = 0.001  # of a total: the publisher rounds the parts


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: rows of a data set in our columns, and what was wrong."""

    data_set: DataSet
    rows: pa.Table
    report: Report


@dataclass(frozen=True, slots=True)
class _Match:
    """A data set and where its columns stand in a file (numbers of columns)."""

    data_set: DataSet
    unit: Unit | None
    at: dict[str, int]


def read_file(name: str, content: bytes) -> Reading:
    """Read a CSV file, gzipped or not; raise DistrictsError for one that is no official data set."""
    report = Report(PurePath(name).name)
    text, report.encoding = _decode(content, report.file)
    headings, cells, lines = table_text.split(text, report)
    match = _match(headings, report.file)
    data_set = match.data_set
    report.data_set, report.unit = data_set.id, match.unit or ""
    report.rows = cells.num_rows + len(report.problems)
    used = set(match.at.values())
    report.dropped_columns = [
        heading.strip() or f"({at + 1}번째 열, 제목 없음)"
        for at, heading in enumerate(headings)
        if at not in used
    ]
    columns = _with_quarters(headings, cells, match, report)
    _with_trade(columns, data_set, cells.num_rows, report)
    rows = _checked(data_set, match.unit, columns, lines, report)
    report.problems.sort(key=lambda problem: problem.row)
    return Reading(data_set, rows, report)


def schema_of(data_set: DataSet) -> pa.Schema:
    """Return the types in which a data set is kept; every file of it has all columns."""
    fields = [pa.field("unit", pa.string())] if data_set.units else []
    return pa.schema(fields + [pa.field(one.name, arrow_type(one.kind)) for one in data_set.columns])


def _decode(content: bytes, name: str) -> tuple[str, str]:
    if content.startswith(GZIP):
        content = gzip.decompress(content)
    if len(content) > LARGEST_BYTES:
        raise DistrictsError(f"{name}: 파일이 너무 큽니다. 분기별로 나누어 주세요.")
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise DistrictsError(f"{name}: 문자 인코딩이 UTF-8도 CP949도 아닙니다. CSV(UTF-8)로 다시 저장해 주세요.")


def _match(headings: list[str], name: str) -> _Match:
    places = {plain(heading): at for at, heading in reversed(list(enumerate(headings)))}
    found = [match for one in DATA_SETS.values() if (match := _matched(one, places, name)) is not None]
    if not found:
        shown = ", ".join(heading.strip() for heading in headings[:6])
        raise DistrictsError(
            f"{name}: 아는 상권 자료가 아닙니다(첫 제목 {shown})."
            " 서울시 상권분석서비스의 파일인지 확인해 주세요."
        )
    return max(found, key=lambda match: len(match.at))


def _matched(data_set: DataSet, places: dict[str, int], name: str) -> _Match | None:
    at = {}
    for column in data_set.columns:
        here = [places[plain(heading)] for heading in column.headings if plain(heading) in places]
        if here:
            at[column.name] = here[0]
    unit = None
    for one, codes, names in PLACE_HEADINGS:
        code = next((places[plain(heading)] for heading in codes if plain(heading) in places), None)
        if one in data_set.units and unit is None and code is not None and code not in at.values():
            unit, at["place"] = one, code
            named = next((places[plain(heading)] for heading in names if plain(heading) in places), None)
            if named is not None:
                at["place_name"] = named
    needed = {one.name for one in data_set.columns if one.required} - {"quarter"}
    if _NAMED_TRADE.search(name):
        needed.discard("trade")
    if {"general_stores", "franchise_stores"} <= set(at):
        needed.discard("stores")
    return _Match(data_set, unit, at) if needed <= set(at) else None


def _with_quarters(
    headings: list[str], cells: pa.Table, match: _Match, report: Report
) -> dict[str, pa.ChunkedArray]:
    """Return the cells by our names; the quarter may stand in two columns or only in the file's name."""
    columns = {name: cells.column(at) for name, at in match.at.items()}
    if not match.data_set.dated or "quarter" in columns:
        return columns
    plains = [plain(heading) for heading in headings]
    year = next((plains.index(plain(one)) for one in YEAR_HEADINGS if plain(one) in plains), None)
    part = next((plains.index(plain(one)) for one in PART_HEADINGS if plain(one) in plains), None)
    if year is not None and part is not None:
        columns["quarter"] = pc.binary_join_element_wise(
            pc.utf8_trim_whitespace(cells.column(year)), pc.utf8_trim_whitespace(cells.column(part)), ""
        )
        report.dropped_columns = [
            one
            for one in report.dropped_columns
            if one not in {headings[year].strip(), headings[part].strip()}
        ]
        return columns
    named = _NAMED_QUARTER.findall(report.file)
    if len(named) != 1:
        raise DistrictsError(
            f"{report.file}: 분기가 어디에도 없습니다. 파일 이름에 20244처럼 분기를 하나 적어 주세요."
        )
    columns["quarter"] = _all_alike(named[0], cells.num_rows)
    report.notes.append(f"분기 열이 없어 파일 이름의 {named[0]}을(를) 씁니다.")
    return columns


def _with_trade(columns: dict[str, pa.ChunkedArray], data_set: DataSet, size: int, report: Report) -> None:
    """Take the trade from the file's name where no column says it."""
    if "trade" in data_set.key and "trade" not in columns:
        named = _NAMED_TRADE.findall(report.file)
        columns["trade"] = _all_alike(named[0], size)
        report.notes.append(f"업종 열이 없어 파일 이름의 {named[0]}을(를) 씁니다.")


def _all_alike(word: str, size: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([word] * size, pa.string())])


def _checked(
    data_set: DataSet,
    unit: Unit | None,
    columns: dict[str, pa.ChunkedArray],
    lines: np.ndarray,
    report: Report,
) -> pa.Table:
    """Read every column, reject rows, count what is missing; return the rows that stay."""
    size = len(lines)
    stays = np.ones(size, dtype=bool)
    arrays: dict[str, pa.Array] = {}
    for column in data_set.columns:
        if column.name not in columns:
            arrays[column.name] = pa.nulls(size, arrow_type(column.kind))
            continue
        read = read_column(columns[column.name], column)
        arrays[column.name] = read.values
        _tell(column, read, stays, lines, report)
    report.missing_columns = [one.name for one in data_set.columns if one.name not in columns]
    _complete(data_set, arrays, columns, report)
    schema = schema_of(data_set)
    if unit is not None:
        arrays["unit"] = pa.array([unit.value] * size, pa.string())
    rows = pa.table([arrays[name] for name in schema.names], schema=schema).filter(pa.array(stays))
    rows = _without_doubles(data_set, rows, lines[stays], report)
    report.kept = rows.num_rows
    report.rejected = report.rows - report.kept
    _count(data_set, rows, columns, report)
    return rows


def _tell(column: Column, read: ReadColumn, stays: np.ndarray, lines: np.ndarray, report: Report) -> None:
    for at, value, reason in read.repaired:
        report.add(Problem(int(lines[at]), column.name, value, "repaired", reason))
    for at, value, reason in read.unreadable:
        if column.required:
            stays[at] = False
        report.add(
            Problem(int(lines[at]), column.name, value, "rejected" if column.required else "repaired", reason)
        )


def _complete(
    data_set: DataSet,
    arrays: dict[str, pa.Array],
    columns: dict[str, pa.ChunkedArray],
    report: Report,
) -> None:
    """Fill what follows from another column: the kind from its name, all stores from their two parts."""
    names = {one.name for one in data_set.columns}
    if "kind" in names and "kind" not in columns and "kind_name" in columns:
        kinds = [KIND_NAMES.get(name) for name in arrays["kind_name"].to_pylist()]
        arrays["kind"] = pa.array(kinds, pa.string())
    if "kind_name" in names and "kind_name" not in columns and "kind" in columns:
        spelt = {code: name for name, code in KIND_NAMES.items()}
        arrays["kind_name"] = pa.array([spelt.get(code) for code in arrays["kind"].to_pylist()], pa.string())
    if "stores" in names and "stores" not in columns:
        arrays["stores"] = pc.add(arrays["general_stores"], arrays["franchise_stores"])
        report.notes.append("전체 점포 수가 없어 일반 점포와 프랜차이즈 점포를 더합니다.")


def _without_doubles(data_set: DataSet, rows: pa.Table, lines: np.ndarray, report: Report) -> pa.Table:
    """Keep the first of rows with one key; the others are rejected."""
    key = ([] if not data_set.dated else ["quarter"]) + list(data_set.key)
    grouped = rows.select(key).append_column("at", pa.array(np.arange(rows.num_rows)))
    first = grouped.group_by(key, use_threads=False).aggregate([("at", "min")]).column("at_min").to_numpy()
    if len(first) == rows.num_rows:
        return rows
    kept = np.zeros(rows.num_rows, dtype=bool)
    kept[first] = True
    for at in np.flatnonzero(~kept):
        words = " ".join(str(rows.column(name)[int(at)].as_py()) for name in key)
        report.add(Problem(int(lines[at]), "+".join(key), words, "rejected", "같은 행이 앞에 있습니다"))
    return rows.filter(pa.array(kept))


def _count(data_set: DataSet, rows: pa.Table, columns: dict[str, pa.ChunkedArray], report: Report) -> None:
    report.nulls = {
        one.name: rows.column(one.name).null_count
        for one in data_set.columns
        if one.name in columns and rows.column(one.name).null_count
    }
    for one in data_set.columns:
        if one.kind is Kind.RATE and one.name in columns:
            over = pc.sum(pc.greater(rows.column(one.name), 100)).as_py() or 0
            if over:
                report.over_100[one.name] = over
    if data_set.dated:
        report.quarters = [str(one) for one in sorted(pc.unique(rows.column("quarter")).to_pylist())]
    for total, parts in data_set.sums:
        if total in columns and all(part in columns for part in parts):
            added = np.sum([rows.column(part).to_numpy(zero_copy_only=False) for part in parts], axis=0)
            stated = rows.column(total).to_numpy(zero_copy_only=False)
            unlike = np.abs(added - stated) > np.maximum(len(parts), _MAY_DIFFER * np.abs(stated))
            if unlike.any():
                report.sums_differ[f"{total} ≠ {parts[0]} + … + {parts[-1]}"] = int(unlike.sum())
