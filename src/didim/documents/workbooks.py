"""Workbooks of several tables, a sheet each: headings that stay, a filter, formulas only where we say so."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from didim.documents.tables import LONGEST_SHEET_NAME, Column
from didim.kernel.calendar import SEOUL


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in Excel's English form, and its value, for readers that do not compute."""

    text: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, a sentence above the table ("" for none), its columns and rows."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    note: str = ""

    @property
    def first_row(self) -> int:
        """The number of the first row of data as Excel counts them (from 1)."""
        return 4 if self.note else 2


def workbook(tables: Sequence[Table]) -> bytes:
    """Return an XLSX file with one sheet a table; text is text, whatever sign it begins with.

    Instants are written in Seoul's time, decimals as numbers.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        formats = {
            "heading": book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True}),
            "note": book.add_format({"italic": True, "font_color": "#555555"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        for table in tables:
            _add(book, table, formats)
    return content.getvalue()


def _add(book: Any, table: Table, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.title[:LONGEST_SHEET_NAME])
    head = table.first_row - 2
    if table.note:
        sheet.write_string(0, 0, table.note, formats["note"])
    columns = [
        book.add_format({"num_format": column.number_format}) if column.number_format else None
        for column in table.columns
    ]
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, columns[at])
        sheet.write_string(head, at, column.heading, formats["heading"])
    last = head
    for last, row in enumerate(table.rows, start=head + 1):
        for at, value in enumerate(row):
            _write(sheet, (last, at), value, columns[at], formats)
    sheet.freeze_panes(head + 1, 0)
    sheet.autofilter(head, 0, last, len(table.columns) - 1)


def _write(sheet: Any, place: tuple[int, int], value: Any, cell_format: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Formula):
        sheet.write_formula(*place, value.text, cell_format, value.value)
    elif isinstance(value, datetime):
        sheet.write_datetime(
            *place, value.astimezone(SEOUL).replace(tzinfo=None), cell_format or formats["instant"]
        )
    elif isinstance(value, date):
        sheet.write_datetime(*place, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001 - a day of a sheet has no zone
    elif isinstance(value, bool | int | float | Decimal):
        sheet.write_number(*place, value, cell_format)
    else:
        sheet.write_string(*place, str(value), cell_format)
