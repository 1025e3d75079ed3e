"""Spreadsheets out: the template, and a file given back with what has to be mended."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .reading import Column, Headings

_WIDTH = 16
_PROBLEM_WIDTH = 80
_LONGEST_TITLE = 31  # letters: Excel's own limit for the name of a sheet


def empty_sheet(title: str, headings: Headings) -> bytes:
    """Return an empty workbook with the headings staff fill in, and a sheet that explains them (.xlsx)."""
    buffer = io.BytesIO()
    with _workbook(buffer) as workbook:
        bold = workbook.add_format({"bold": True, "bg_color": "#E8F0FE", "border": 1})
        text = workbook.add_format({"num_format": "@"})
        sheet = workbook.add_worksheet(title[:_LONGEST_TITLE])
        sheet.set_column(0, len(headings.words) - 1, _WIDTH, text)
        for at, (field, words) in enumerate(headings.words.items()):
            sheet.write_string(0, at, words[0] + ("*" if field in headings.required else ""), bold)
        sheet.freeze_panes(1, 1)
        help_sheet = workbook.add_worksheet("작성 방법")
        help_sheet.set_column(0, 1, _WIDTH * 2)
        lines = [
            ("열", "적는 방법"),
            *((words[0], headings.hints.get(field, "")) for field, words in headings.words.items()),
        ]
        for row, (name, hint) in enumerate(lines):
            help_sheet.write_string(row, 0, name, bold if row == 0 else None)
            help_sheet.write_string(row, 1, hint, bold if row == 0 else None)
    return buffer.getvalue()


def marked_sheet(
    title: str,
    headings: Sequence[str],
    columns: Sequence[Column],
    rows: Iterable[tuple[int, Sequence[str], Sequence[Mapping[str, Any]]]],
) -> bytes:
    """Return headings and rows as a workbook; `rows` are (row number in the file, texts, problems).

    `columns` says which heading holds which field a problem may name.
    """
    places = {column.field: column for column in reversed(columns)}
    buffer = io.BytesIO()
    with _workbook(buffer) as workbook:
        heading = workbook.add_format({"bold": True, "bg_color": "#E8F0FE", "border": 1})
        wrong = workbook.add_format({"bg_color": "#FFE3E0", "border": 1})
        sheet = workbook.add_worksheet(title[:_LONGEST_TITLE])
        sheet.set_column(0, max(len(headings) - 1, 0), _WIDTH)
        sheet.set_column(len(headings) + 1, len(headings) + 1, _PROBLEM_WIDTH)
        for at, name in enumerate([*headings, _("행"), _("고칠 점")]):
            sheet.write_string(0, at, name, heading)
        for line, (number, cells, problems) in enumerate(rows, start=1):
            meant = {places[problem["field"]].at for problem in problems if problem["field"] in places}
            for at, cell in enumerate(cells):
                sheet.write_string(line, at, cell, wrong if at in meant else None)
            sheet.write_number(line, len(headings), number)
            sentences = [
                f"[{places[problem['field']].heading}] {problem['message']}"
                if problem["field"] in places
                else problem["message"]
                for problem in problems
            ]
            sheet.write_string(line, len(headings) + 1, "\n".join(sentences))
        sheet.freeze_panes(1, 1)
    return buffer.getvalue()


def _workbook(buffer: io.BytesIO) -> Any:
    return xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
