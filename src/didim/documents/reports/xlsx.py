"""A report as a workbook: a summary with every table, then a sheet a figure with its rows."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from didim.documents.reports.numbering import numbered, words_of
from didim.documents.tables import LONGEST_SHEET_NAME
from didim.reports.paper import (
    Cell,
    Chart,
    Column,
    ColumnKind,
    FigureSheet,
    KeyFigures,
    Paragraph,
    Report,
    Table,
)

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_WIDEST, _NARROWEST = 60, 10
_WORDS = {
    "ko": {
        "summary": "요약", "definition": "정의", "source": "세는 방법과 근거", "value": "값",
        "numerator": "분자", "denominator": "분모", "rows": "근거 행",
        "cut": "행이 많아 {0:,}행을 뺐습니다. 화면에서 모두 볼 수 있습니다.",
    },
    "en": {
        "summary": "Summary", "definition": "Definition", "source": "How it is counted", "value": "Value",
        "numerator": "Numerator", "denominator": "Denominator", "rows": "Rows",
        "cut": "{0:,} further rows are left out. The page of the figure shows all.",
    },
}  # fmt: skip


def report_xlsx(report: Report) -> bytes:
    """Return a report as XLSX; numbers are numbers, text is text, whatever sign it begins with."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        made = datetime.combine(report.made_on, time.min)
        # With its own day the same report gives the same bytes.
        book.set_properties({"title": report.title, "author": report.whose, "created": made})
        _Writer(book, report).write()
    return content.getvalue()


class _Writer:
    """Writes the sheets of one report; names of sheets are unique and short enough."""

    def __init__(self, book: Any, report: Report) -> None:
        self.book, self.report = book, report
        self.words = _WORDS["ko" if report.language.startswith("ko") else "en"]
        self.names: set[str] = set()
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.section = book.add_format({"bold": True, "font_size": 12, "font_color": "#0B50D0"})
        self.bold = book.add_format({"bold": True})
        self.quiet = book.add_format({"font_color": "#464C53"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        heading = {"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True}
        self.heading = book.add_format(heading)
        self.formats = {
            ColumnKind.TEXT: book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
            ColumnKind.NUMBER: book.add_format({"border": 1, "align": "right", "valign": "top"}),
            ColumnKind.DATE: book.add_format({"border": 1, "num_format": "yyyy-mm-dd", "valign": "top"}),
        }

    def write(self) -> None:
        self._summary()
        for at, sheet in enumerate(self.report.sheets, start=1):
            self._figure(at, sheet)

    def _sheet(self, name: str) -> Any:
        plain = _NOT_IN_NAMES.sub(" ", name).strip()[:LONGEST_SHEET_NAME] or "-"
        unique, count = plain, 1
        while unique.casefold() in self.names:
            count += 1
            unique = f"{plain[: LONGEST_SHEET_NAME - 4]} {count}"
        self.names.add(unique.casefold())
        return self.book.add_worksheet(unique)

    def _summary(self) -> None:
        report = self.report
        sheet = self._sheet(self.words["summary"])
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 8, 18)
        sheet.write_string(0, 0, report.title, self.title)
        sheet.write_string(1, 0, f"{report.whose} · {report.period}", self.quiet)
        line = 2
        if report.is_sample:
            sheet.write_string(2, 0, words_of(report).sample, self.quiet)
            line = 3
        for place, section, blocks in numbered(report):
            line += 1
            sheet.write_string(line, 0, f"{place}. {section.title}", self.section)
            line += 1
            for each in blocks:
                line = self._block(sheet, line, each.block, each.number)

    def _block(self, sheet: Any, line: int, block: Any, number: int) -> int:
        words = words_of(self.report)
        if isinstance(block, Paragraph):
            sheet.write_string(line, 0, block.text)
            return line + 1
        if isinstance(block, KeyFigures):
            for figure in block.figures:
                for at, text in enumerate((figure.name, figure.value, figure.note)):
                    sheet.write_string(line, at, text, self.bold if at == 1 else None)
                line += 1
            return line + 1
        is_chart = isinstance(block, Chart)
        if is_chart and block.table_follows:
            return line
        table: Table = block.as_table() if is_chart else block
        word = words.chart if is_chart else words.table
        sheet.write_string(line, 0, f"{word} {number}. {table.caption}", self.bold)
        line = self._table(sheet, line + 1, table.columns, table.rows)
        if table.note:
            sheet.write_string(line, 0, table.note, self.quiet)
            line += 1
        return line + 1

    def _table(
        self, sheet: Any, line: int, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]
    ) -> int:
        for at, column in enumerate(columns):
            sheet.write_string(line, at, column.heading, self.heading)
        for row in rows:
            line += 1
            for at, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._cell(sheet, (line, at), column, cell)
        return line + 1

    def _cell(self, sheet: Any, place: tuple[int, int], column: Column, cell: Cell) -> None:
        look = self.formats[column.kind]
        if isinstance(cell.value, date):
            sheet.write_datetime(*place, datetime.combine(cell.value, time.min), look)
        elif isinstance(cell.value, int | Decimal):
            sheet.write_number(*place, cell.value, self._as_shown(cell))
        else:
            sheet.write_string(*place, cell.text, look)

    def _as_shown(self, cell: Cell) -> Any:
        """Return a format that shows as many places as the number has; the unit stands in the heading."""
        places = max(0, -int(Decimal(cell.value or 0).normalize().as_tuple().exponent))  # type: ignore[arg-type]
        return self._number_format("#,##0" + (f".{'0' * min(places, 4)}" if places else ""))

    def _number_format(self, pattern: str) -> Any:
        known = self.__dict__.setdefault("patterns", {})
        if pattern not in known:
            known[pattern] = self.book.add_format({"border": 1, "num_format": pattern, "valign": "top"})
        return known[pattern]

    def _figure(self, at: int, figure: FigureSheet) -> None:
        sheet = self._sheet(f"{at}. {figure.definition.name}")
        for place, column in enumerate(figure.columns):
            width = max(len(column.heading) * 2, *(len(row[place].text) + 4 for row in figure.rows[:200]), 0)
            sheet.set_column(place, place, min(_WIDEST, max(_NARROWEST, width)))
        sheet.set_column(0, 0, 26)
        line = 0
        for line, (name, text) in enumerate(self._facts(figure)):
            sheet.write_string(line, 0, name, self.bold)
            sheet.write_string(line, 1, text)
        first = line + 2
        last = self._table(sheet, first, figure.columns, figure.rows)
        sheet.freeze_panes(first + 1, 0)
        if figure.rows:
            sheet.autofilter(first, 0, last - 1, len(figure.columns) - 1)
        if figure.cut:
            sheet.write_string(last + 1, 0, self.words["cut"].format(figure.cut), self.quiet)

    def _facts(self, figure: FigureSheet) -> Iterator[tuple[str, str]]:
        definition, words = figure.definition, self.words
        yield definition.name, figure.shown
        yield words["definition"], definition.figure_id
        yield words["source"], definition.source
        if definition.numerator:
            yield words["numerator"], definition.numerator
        if definition.denominator:
            yield words["denominator"], definition.denominator
        yield words["rows"], f"{definition.rows:,}"
