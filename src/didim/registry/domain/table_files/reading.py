"""A file as a table of texts: its headings, found wherever they stand, and the rows below them."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zipfile import BadZipFile

import python_calamine
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse

from .cells import cell_text

LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 20_000
_MOST_COLUMNS = 60
_ROWS_TO_LOOK_FOR_HEADINGS = 15
_FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field stands in the table (from 0), and the heading above it as it is written."""

    field: str
    at: int
    heading: str


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a kind of file, by the field that stands below them.

    words: our own heading, then what else staff write; spaces, stars and brackets do not count. required:
    what the template marks with a star. known_by: the fields without which a line is not the one of the
    headings. by_year: fields that may stand once for each year a heading names. hints: how a field is
    written.
    """

    words: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    known_by: frozenset[str]
    by_year: frozenset[str] = frozenset()
    hints: Mapping[str, str] = field(default_factory=dict)

    def columns(self, line: Sequence[str]) -> tuple[Column, ...]:
        """Return which heading of a line holds which field; the first heading of a field counts."""
        fields = {plain_heading(word): name for name, words in self.words.items() for word in words}
        found: list[Column] = []
        seen: set[tuple[str, str]] = set()
        for at, heading in enumerate(line):
            name = fields.get(plain_heading(heading))
            year = "".join(re.findall(r"(?:19|20)\d\d", heading)) if name in self.by_year else ""
            if name and (name, year) not in seen:
                seen.add((name, year))
                found.append(Column(name, at, heading))
        return tuple(found)

    def begin_with(self, columns: Sequence[Column]) -> bool:
        """Whether the headings found in a line make it the line of headings."""
        fields = {column.field for column in columns}
        return len(fields) >= _FEWEST_HEADINGS and fields >= self.known_by


@dataclass(frozen=True, slots=True)
class FileTable:
    """A file as read. rows: the number each has in the file (from 1) and its texts, as many as headings."""

    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def unread(self) -> list[str]:
        """Return the headings that say nothing to us; their cells are carried along, not stored."""
        known = {column.at for column in self.columns}
        return [heading for at, heading in enumerate(self.headings) if heading and at not in known]


def read_cells(content: bytes) -> list[tuple[str, ...]]:
    """Return the texts of a spreadsheet's first sheet, or of a CSV, row by row.

    Takes xlsx, xls, ods and CSV in UTF-8 or CP949; RefusedError (field `file`) says why not.
    """
    if not content:
        raise refuse("file", _("빈 파일입니다. 내용이 든 엑셀이나 CSV 파일을 골라 주세요."))
    if len(content) > LARGEST_FILE:
        raise refuse("file", _("파일이 20 MB보다 큽니다. 여러 파일로 나누어 올려 주세요."))
    is_sheet = content[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}
    return _sheet(content) if is_sheet else _text(content)


def read_table(content: bytes, headings: Headings) -> FileTable:
    """Read a spreadsheet (xlsx, xls, ods) or CSV (UTF-8, CP949); RefusedError (field `file`) says why not."""
    lines = read_cells(content)
    for at, line in enumerate(lines[:_ROWS_TO_LOOK_FOR_HEADINGS]):
        columns = headings.columns(line)
        if headings.begin_with(columns):
            return _below(lines, at, columns)
    missing = ", ".join(
        f"‘{words[0]}’" for name, words in headings.words.items() if name in headings.known_by
    )
    sentence = _("%(headings)s 제목을 찾지 못했습니다. 서식 파일을 내려받아 옮겨 적어 주세요.")
    raise refuse("file", sentence % {"headings": missing})


def _below(lines: list[tuple[str, ...]], at: int, columns: tuple[Column, ...]) -> FileTable:
    width = max((place + 1 for place, heading in enumerate(lines[at]) if heading), default=0)
    headings = lines[at][:width]
    rows = tuple(
        (number, (*row[:width], *[""] * (width - len(row))))
        for number, row in enumerate(lines[at + 1 :], start=at + 2)
        if any(row[column.at] for column in columns if column.at < len(row))
    )
    if not rows:
        raise refuse("file", _("제목 아래에 한 줄도 없습니다. 내용을 적은 뒤 다시 올려 주세요."))
    if len(rows) > MOST_ROWS:
        raise refuse("file", _("한 번에 2만 줄까지 올릴 수 있습니다. 여러 파일로 나누어 올려 주세요."))
    return FileTable(headings, columns, rows)


def _sheet(content: bytes) -> list[tuple[str, ...]]:
    """Return the first sheet that has anything in it."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 100)
            table = [tuple(cell_text(cell) for cell in row[:_MOST_COLUMNS]) for row in rows]
            if any(any(row) for row in table):
                return table
    except (python_calamine.CalamineError, BadZipFile, OSError, ValueError) as error:
        sentence = _("엑셀 파일을 열 수 없습니다. 암호를 풀고 .xlsx로 다시 저장해 올려 주세요.")
        raise refuse("file", sentence) from error
    raise refuse("file", _("빈 파일입니다. 내용이 든 엑셀이나 CSV 파일을 골라 주세요."))


def _text(content: bytes) -> list[tuple[str, ...]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding).replace("\x00", "")
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refuse(
            "file", _("파일의 글자를 읽을 수 없습니다. 엑셀(.xlsx)이나 UTF-8 CSV로 저장해 올려 주세요.")
        )
    first_line = text.split("\n", 1)[0]
    delimiter = "\t" if first_line.count("\t") > first_line.count(",") else ","
    try:
        return [
            tuple(cell_text(cell) for cell in row[:_MOST_COLUMNS])
            for row in csv.reader(io.StringIO(text), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise refuse("file", _("CSV의 형식이 잘못되었습니다. 엑셀에서 다시 저장해 올려 주세요.")) from error


def plain_heading(heading: str) -> str:
    """Return the heading's own word: 2024년 매출액(백만원)* is 매출액."""
    bare = re.sub(r"[(\[（【].*?[)\]）】]", "", heading)
    bare = re.sub(r"(?:19|20)\d\d\s*(?:년도|년)?", "", bare)
    return re.sub(r"[\s*※·ㆍ:_]", "", bare).lower()
