"""A report as a page: the blocks of its paper with charts drawn and figures linked; and as a file."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from didim.documents.charts import svg
from didim.documents.reports import report_hwpx, report_pdf, report_xlsx
from didim.reports.paper import Chart, KeyFigures, Paragraph, Report, Table

FILES = {
    "pdf": "application/pdf",
    "hwpx": "application/hwp+zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RENDERERS = {"pdf": report_pdf, "hwpx": report_hwpx, "xlsx": report_xlsx}


@dataclass(frozen=True)
class ShownChart:
    """A chart on a page: the drawing, its number, and its values as a table."""

    drawing: SafeString
    title: str
    number: int
    table: Table


@dataclass(frozen=True)
class ShownTable:
    """A table on a page: its number, and rows of (cell, whether it is a number, the figure it names)."""

    table: Table
    number: int
    rows: list[list[tuple[str, bool, str]]]

    @property
    def label(self) -> str:
        """Its number and its caption."""
        return f"{self.number}. {self.table.caption}"


def page_language() -> str:
    """Return the language of the page, as reports know it."""
    return "ko" if (get_language() or "ko").startswith("ko") else "en"


def shown_report(report: Report) -> dict[str, Any]:
    """Return what the template of a report shows."""
    codes = {each.name: each.figure_id.partition("@")[0] for each in report.definitions}
    sections, tables, charts = [], 0, 0
    for place, section in enumerate(report.sections, start=1):
        blocks: list[dict[str, Any]] = []
        for at, block in enumerate(section.blocks):
            if isinstance(block, Paragraph):
                blocks.append({"kind": block.tone.value, "text": block.text})
            elif isinstance(block, KeyFigures):
                figures = [(figure, codes.get(figure.name, "")) for figure in block.figures]
                blocks.append({"kind": "key", "figures": figures})
            elif isinstance(block, Chart):
                charts += 1
                # Drawn by us from escaped words.
                drawing = mark_safe(svg(block, key=f"chart-{place}-{at}"))  # noqa: S308
                shown = ShownChart(drawing, block.title, charts, block.as_table())
                rows = [] if block.table_follows else _rows(shown.table, codes)
                blocks.append({"kind": "chart", "chart": shown, "rows": rows})
            else:
                tables += 1
                blocks.append({"kind": "table", "shown": ShownTable(block, tables, _rows(block, codes))})
        sections.append({"number": place, "title": section.title, "blocks": blocks})
    definitions = [(each, codes[each.name]) for each in report.definitions]
    return {"paper": report, "sections": sections, "definitions": definitions}


def _rows(table: Table, codes: dict[str, str]) -> list[list[tuple[str, bool, str]]]:
    return [
        [
            (cell.text, column.is_number, codes.get(cell.text, "") if at == 0 else "")
            for at, (cell, column) in enumerate(zip(row, table.columns, strict=True))
        ]
        for row in table.rows
    ]


def file_response(content: bytes, ending: str, name: str) -> HttpResponse:
    """Return a report as a file to save."""
    return HttpResponse(
        content,
        content_type=FILES[ending],
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
