"""A report as PDF: cover, contents, numbered sections, tables that break between rows with their headings."""

from datetime import datetime
from typing import Any

from didim.documents.charts import svg
from didim.documents.pdf import render, wording
from didim.documents.reports.numbering import Numbered, numbered, words_of
from didim.kernel.calendar import SEOUL
from didim.reports.paper import Chart, KeyFigures, Paragraph, Report, Table


def report_pdf(report: Report) -> bytes:
    """Return a report as tagged PDF (PDF/UA-1); the same report gives the same bytes at any time."""
    words = words_of(report)
    korean = report.language.startswith("ko")
    data = {
        "title": report.title,
        "kind": report.kind,
        "agency": report.whose,
        "period": report.period,
        "day": wording.day(report.made_on) if korean else f"{report.made_on:%-d %B %Y}",
        "language": "ko" if korean else "en",
        "brief": report.is_brief,
        "sample": words.sample if report.is_sample else "",
        "words": {
            "contents": words.contents,
            "table": words.table,
            "chart": words.chart,
            "annex": words.annex,
        },
        "sections": [
            {
                "title": section.title,
                "blocks": [_block(each, f"{place}-{at}") for at, each in enumerate(blocks)],
            }
            for place, section, blocks in numbered(report)
        ],
        "annex": {
            "columns": [words.number, words.name, words.source, words.counted, words.rows],
            "rows": [
                [
                    str(at),
                    f"{each.name}\n{each.figure_id}",
                    each.source,
                    " / ".join(part for part in (each.numerator, each.denominator) if part),
                    f"{each.rows:,}",
                ]
                for at, each in enumerate(report.definitions, start=1)
            ],
        },
    }
    midnight = datetime.combine(report.made_on, datetime.min.time(), tzinfo=SEOUL)
    return render("report", data, dated=midnight)


def _block(each: Numbered, key: str) -> dict[str, Any]:
    block = each.block
    if isinstance(block, Paragraph):
        return {"kind": "words", "tone": block.tone.value, "text": block.text}
    if isinstance(block, KeyFigures):
        return {
            "kind": "key",
            "figures": [
                {"name": figure.name, "value": figure.value, "note": figure.note} for figure in block.figures
            ],
        }
    if isinstance(block, Chart):
        return {
            "kind": "chart",
            "title": block.title,
            "alt": f"{block.title}. {block.description}",
            "svg": svg(block, key=f"chart-{key}"),
            "table": None if block.table_follows else _table(block.as_table()),
        }
    return {"kind": "table", "caption": block.caption, "note": block.note, **_table(block)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "columns": [
            {"heading": column.heading, "right": column.is_number, "weight": column.weight}
            for column in table.columns
        ],
        "rows": [[cell.text for cell in row] for row in table.rows],
    }
