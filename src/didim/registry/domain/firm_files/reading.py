"""A file as a table of texts: its headings, found wherever they stand, and the rows below them."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
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

# field: the heading of our template, then what else staff write. Spaces, stars and brackets do not count.
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("기업명", "업체명", "회사명", "상호", "상호명", "기업체명", "성명또는상호"),
    "business_number": ("사업자등록번호", "사업자번호", "사업자등록증번호"),
    "legal_form": ("법적형태", "기업형태", "사업자구분", "사업자유형", "기업구분", "구분"),
    "corporate_number": ("법인등록번호", "법인번호"),
    "representative_name": ("대표자", "대표자명", "대표", "대표자성명"),
    "representative_birth": ("대표자생년월일", "생년월일", "대표자출생연도", "출생연도", "대표자생년"),
    "opened_on": (
        "사업개시일",
        "개업일",
        "개업일자",
        "개업연월일",
        "설립일",
        "설립일자",
        "창업일",
        "법인설립일",
    ),
    "closed_on": ("폐업일", "폐업일자"),
    "region": ("지역", "시군구", "소재지역", "자치구", "소재지시군구"),
    "address": ("주소", "소재지", "사업장소재지", "사업장주소", "회사주소"),
    "industry": ("업종코드", "표준산업분류", "표준산업분류코드", "산업분류코드", "KSIC", "KSIC코드"),
    "size_class": ("기업규모", "규모"),
    "phone": ("전화", "전화번호", "연락처", "대표전화"),
    "email": ("전자우편", "이메일", "메일", "E-mail", "Email"),
    "website": ("누리집", "홈페이지", "웹사이트"),
    "year": ("기준연도", "연도", "실적연도"),
    "employees": ("상시근로자", "상시근로자수", "직원수", "종업원수", "고용인원", "임직원수"),
    "sales": ("매출액", "매출", "연매출", "연매출액"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field stands in the table (from 0), and the heading above it as it is written."""

    field: str
    at: int
    heading: str


@dataclass(frozen=True, slots=True)
class FirmTable:
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
        raise refuse("file", _("빈 파일입니다. 기업 목록이 든 엑셀이나 CSV 파일을 골라 주세요."))
    if len(content) > LARGEST_FILE:
        raise refuse("file", _("파일이 20 MB보다 큽니다. 여러 파일로 나누어 올려 주세요."))
    is_sheet = content[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}
    return _sheet(content) if is_sheet else _text(content)


def read_firm_table(content: bytes) -> FirmTable:
    """Read a spreadsheet (xlsx, xls, ods) or CSV (UTF-8, CP949); RefusedError (field `file`) says why not."""
    table = read_cells(content)
    for at, row in enumerate(table[:_ROWS_TO_LOOK_FOR_HEADINGS]):
        columns = columns_of(row)
        fields = {column.field for column in columns}
        if len(fields) >= _FEWEST_HEADINGS and "name" in fields:
            return _below(table, at, columns)
    raise refuse(
        "file",
        _(
            "첫 줄에서 ‘기업명’과 ‘사업자등록번호’ 제목을 찾지 못했습니다. "
            "서식 파일을 내려받아 옮겨 적어 주세요."
        ),
    )


def columns_of(headings: Sequence[str]) -> tuple[Column, ...]:
    """Return which heading holds which field; a second heading of a field counts only for another year."""
    found: list[Column] = []
    seen: set[tuple[str, str]] = set()
    for at, heading in enumerate(headings):
        field = _FIELDS.get(plain_heading(heading))
        year = "".join(re.findall(r"(?:19|20)\d\d", heading)) if field in {"employees", "sales"} else ""
        if field and (field, year) not in seen:
            seen.add((field, year))
            found.append(Column(field, at, heading))
    return tuple(found)


def _below(table: list[tuple[str, ...]], at: int, columns: tuple[Column, ...]) -> FirmTable:
    width = max((place + 1 for place, heading in enumerate(table[at]) if heading), default=0)
    headings = table[at][:width]
    rows = tuple(
        (number, (*row[:width], *[""] * (width - len(row))))
        for number, row in enumerate(table[at + 1 :], start=at + 2)
        if any(row[column.at] for column in columns if column.at < len(row))
    )
    if not rows:
        raise refuse("file", _("제목 아래에 기업이 한 줄도 없습니다. 내용을 적은 뒤 다시 올려 주세요."))
    if len(rows) > MOST_ROWS:
        raise refuse("file", _("한 번에 2만 줄까지 올릴 수 있습니다. 여러 파일로 나누어 올려 주세요."))
    return FirmTable(headings, columns, rows)


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
    raise refuse("file", _("빈 파일입니다. 기업 목록이 든 엑셀이나 CSV 파일을 골라 주세요."))


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


_FIELDS = {plain_heading(word): field for field, words in HEADINGS.items() for word in words}
