"""Spreadsheets with one table: headings that stay in view, a filter, and no formula from anybody's text."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

LONGEST_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and how numbers in it are written."""

    heading: str
    width: int = 14
    number_format: str = ""


def spreadsheet(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return an XLSX file with one sheet.

    Text is written as text, so a cell that begins with "=" stays what it was; days are written as days.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet(title[:LONGEST_SHEET_NAME])
        heading = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        formats = [
            book.add_format({"num_format": column.number_format}) if column.number_format else None
            for column in columns
        ]
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width, formats[at])
            sheet.write_string(0, at, column.heading, heading)
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                _write(sheet, last, at, value, day if isinstance(value, date) else formats[at])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(columns) - 1)
    return content.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, cell_format: Any) -> None:
    if value is None:
        return
    if isinstance(value, date):
        day = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(row, column, day, cell_format)
    elif isinstance(value, bool | int | float):
        sheet.write_number(row, column, value, cell_format)
    else:
        sheet.write_string(row, column, str(value), cell_format)
