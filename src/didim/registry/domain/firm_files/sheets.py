"""Spreadsheets out: the template, and a file given back with what has to be mended."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from didim.registry.models import FirmImport

from .reading import HEADINGS, Column, columns_of

_WIDTH = 16
_PROBLEM_WIDTH = 80
_REQUIRED = {"name", "business_number", "legal_form"}
_HINTS: dict[str, str] = {
    "business_number": "124-81-00998",
    "legal_form": "개인 / 법인 / 협동조합 / 비영리 / 예비창업자",
    "corporate_number": "110111-0062432",
    "representative_birth": "1985-07-01 또는 1985",
    "opened_on": "2020-03-02",
    "closed_on": "2025-12-31",
    "region": "서울 강남구 또는 11680",
    "industry": "62010",
    "size_class": "소상공인 / 소기업 / 중기업 / 중견기업 / 대기업",
    "year": "2025",
    "employees": "4",
    "sales": "120000000",
}


def firm_template() -> bytes:
    """Return an empty workbook with the headings staff fill in, and a sheet that explains them (.xlsx)."""
    buffer = io.BytesIO()
    with _workbook(buffer) as workbook:
        heading = workbook.add_format({"bold": True, "bg_color": "#E8F0FE", "border": 1})
        text = workbook.add_format({"num_format": "@"})
        sheet = workbook.add_worksheet("기업")
        sheet.set_column(0, len(HEADINGS) - 1, _WIDTH, text)
        for at, (field, words) in enumerate(HEADINGS.items()):
            sheet.write_string(0, at, words[0] + ("*" if field in _REQUIRED else ""), heading)
        sheet.freeze_panes(1, 1)
        help_sheet = workbook.add_worksheet("작성 방법")
        help_sheet.set_column(0, 1, _WIDTH * 2)
        lines = [
            ("열", "적는 방법"),
            *((words[0], _HINTS.get(field, "")) for field, words in HEADINGS.items()),
        ]
        for row, (name, hint) in enumerate(lines):
            help_sheet.write_string(row, 0, name, heading if row == 0 else None)
            help_sheet.write_string(row, 1, hint, heading if row == 0 else None)
    return buffer.getvalue()


def error_sheet(firm_import: FirmImport) -> bytes:
    """Return the file again (.xlsx) with a last column that says what to mend; the cells meant are marked.

    Row numbers stay as they were in the rows kept, so that "행" in a sentence is the row of the file brought.
    """
    rows = firm_import.rows.order_by("number").values_list("number", "cells", "problems")
    return marked_sheet(firm_import.headings, rows)


def marked_sheet(
    headings: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str], Sequence[Mapping[str, Any]]]],
    columns: Sequence[Column] | None = None,
) -> bytes:
    """Return headings and rows as a workbook; `rows` are (row number in the file, texts, problems).

    `columns` says which heading holds which field a problem may name; by default those of firms.
    """
    found = columns_of(headings) if columns is None else columns
    places = {column.field: column for column in reversed(found)}
    buffer = io.BytesIO()
    with _workbook(buffer) as workbook:
        heading = workbook.add_format({"bold": True, "bg_color": "#E8F0FE", "border": 1})
        wrong = workbook.add_format({"bg_color": "#FFE3E0", "border": 1})
        sheet = workbook.add_worksheet("기업")
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
