"""CSV text as a table of words, with the line each row stands on."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from didim.engines.districts.reports import DistrictsError, Problem, Report


def split(text: str, report: Report) -> tuple[list[str], pa.Table, np.ndarray]:
    """Return the headings, the cells as text (columns by number) and the line of each row.

    A line with too many or too few cells is rejected in the report.
    """
    body = text.rstrip("\r\n \t")
    if not body:
        raise DistrictsError(f"{report.file}: 빈 파일입니다.")
    first, _, rest = body.partition("\n")
    separator = "\t" if first.count("\t") > first.count(",") else ","
    headings = _headings(first, separator)
    bad: list[int] = []

    def reject(row: csv.InvalidRow) -> str:
        # The row's number counts from the first line that is parsed, from 1.
        line = row.number + 1
        bad.append(line)
        reason = f"칸이 {row.expected_columns}개여야 하는데 {row.actual_columns}개입니다"
        report.add(Problem(line, "", (row.text or "")[:80], "rejected", reason))
        return "skip"

    names = [str(at) for at in range(len(headings))]
    if not rest:
        return headings, pa.table({name: pa.array([], pa.string()) for name in names}), np.array([], int)
    cells = csv.read_csv(
        io.BytesIO(rest.encode()),
        read_options=csv.ReadOptions(column_names=names, use_threads=False, block_size=1 << 26),
        parse_options=csv.ParseOptions(
            delimiter=separator, invalid_row_handler=reject, ignore_empty_lines=len(headings) == 1
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    lines = np.arange(2, cells.num_rows + len(bad) + 2)
    lines = lines[~np.isin(lines, bad)]
    blank = pc.equal(pc.utf8_length(pc.binary_join_element_wise(*cells.columns, "")), 0).to_numpy()
    for line in lines[blank]:
        report.add(Problem(int(line), "", "", "rejected", "빈 줄입니다"))
    return headings, cells.filter(pa.array(~blank)), lines[~blank]


def _headings(line: str, separator: str) -> list[str]:
    row = next(iter(csv_cells(line, separator)), [])
    if not any(heading.strip() for heading in row):
        raise DistrictsError("첫 줄에 열 제목이 없습니다. 제목이 있는 원본 파일인지 확인해 주세요.")
    return row


def csv_cells(line: str, separator: str) -> list[list[str]]:
    """Return the cells of one line, quotes taken off."""
    import csv as plain_csv  # pyarrow's csv has the name here

    return list(plain_csv.reader([line.rstrip("\r")], delimiter=separator))
