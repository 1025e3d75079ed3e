"""A report as HWPX, the format of Korean public offices: real tables, styles of outline, pictures of charts.

Not seen in Hancom's own program here: the PDF is always offered beside it.
"""

import re
from typing import Any

from hwpx import HwpxDocument

from didim.documents.charts import svg
from didim.documents.pdf.typesetting import picture
from didim.documents.reports.numbering import Numbered, numbered, words_of
from didim.reports.paper import Chart, Column, KeyFigures, Paragraph, Report, Table, Tone

_BODY_STYLE = "바탕글"
_UNITS_A_MM = 283.465  # HWPUNIT: 1/7200 inch
_TEXT_WIDTH_MM = 166
_PICTURE_MM = 160
_HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
# What XML takes no sign for.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKS = {Tone.BODY: "", Tone.POINT: "○ ", Tone.NOTE: "※ "}


def report_hwpx(report: Report) -> bytes:
    """Return a report as HWPX."""
    with HwpxDocument.new() as document:
        _Writer(document, report).write()
        content: bytes = document.to_bytes()
    return content


class _Writer:
    """Writes one report from its cover to the annex."""

    def __init__(self, document: HwpxDocument, report: Report) -> None:
        self.document, self.report, self.words = document, report, words_of(report)
        styles = document.styles
        self.title = styles.ensure_run(bold=True, size=24)
        self.large = styles.ensure_run(bold=True, size=14)
        self.heading = styles.ensure_run(bold=True, size=15)
        self.bold = styles.ensure_run(bold=True, size=10)
        self.small = styles.ensure_run(size=9, color="#464C53")
        self.body = styles.ensure_run(size=10.5)
        self.border = styles.ensure_border_fill(border_color="#8A949E")
        self.tint = styles.ensure_border_fill(border_color="#8A949E", fill_color="#EEF2F7")
        self.right = self._shape(alignment="RIGHT")
        self.centre = self._shape(alignment="CENTER", spacing_before_pt=24)

    def write(self) -> None:
        self.document.page.setup(paper_size="A4", margin_left_mm=22, margin_right_mm=22)
        self.document.parts.set_document_metadata(title=self.report.title, creator=self.report.whose)
        self._cover()
        for place, section, blocks in numbered(self.report):
            heading = self.document.add_heading(
                f"{place}. {section.title}", level=1, char_pr_id_ref=self.heading
            )
            if place == 1:
                heading.element.set("pageBreak", "1")
            for each in blocks:
                self._block(each)
        self._annex()
        self.document.page.set_page_number(align="CENTER", prefix="- ", suffix=" -")

    def _words(self, text: str, look: str, *, shape: str | None = None) -> Any:
        paragraph = self.document.add_paragraph(
            text, style=_BODY_STYLE, char_pr_id_ref=look, inherit_style=False
        )
        if shape is not None:
            paragraph.para_pr_id_ref = shape
        return paragraph

    def _cover(self) -> None:
        report, day = self.report, self.report.made_on
        korean = report.language.startswith("ko")
        self._words(report.kind, self.large)
        self._words(report.title, self.title, shape=self.centre)
        self._words(report.period, self.large, shape=self.centre)
        made_on = f"{day.year}년 {day.month}월 {day.day}일" if korean else f"{day:%-d %B %Y}"
        self._words(made_on, self.body, shape=self.centre)
        self._words(report.whose, self.large, shape=self.centre)
        if report.is_sample:
            self._words(self.words.sample, self.small, shape=self.centre)

    def _block(self, each: Numbered) -> None:
        block = each.block
        if isinstance(block, Paragraph):
            shape = self.small if block.tone is Tone.NOTE else self.body
            self._words(f"{_MARKS[block.tone]}{block.text}", shape)
        elif isinstance(block, KeyFigures):
            for figure in block.figures:
                note = f" ({figure.note})" if figure.note else ""
                self._words(f"○ {figure.name}: {figure.value}{note}", self.body)
        elif isinstance(block, Chart):
            self._words(f"{self.words.chart} {each.number}. {block.title}", self.bold)
            drawn = self.document.add_picture(picture(svg(block)), "png", width_mm=_PICTURE_MM)
            for comment in drawn.element.iter(f"{_HP}shapeComment"):
                comment.text = f"{block.title}. {block.description}"
            self._words(block.description, self.small)
            if not block.table_follows:
                self._table(block.as_table())
        elif isinstance(block, Table):
            self._words(f"{self.words.table} {each.number}. {block.caption}", self.bold)
            self._table(block)
            if block.note:
                self._words(f"※ {block.note}", self.small)

    def _table(self, table: Table) -> None:
        rows = [[cell.text for cell in row] for row in table.rows]
        self._cells(table.columns, rows)

    def _cells(self, columns: tuple[Column, ...], rows: list[list[str]]) -> None:
        width = int(_TEXT_WIDTH_MM * _UNITS_A_MM)
        table = self.document.add_table(
            len(rows) + 1, len(columns), width=width, border_fill_id_ref=self.border
        )
        # The headings come again on every page; a row stands on one page.
        table.element.set("repeatHeader", "1")
        table.element.set("pageBreak", "TABLE")
        table.set_column_widths([column.weight for column in columns])
        headings = [column.heading for column in columns]
        # Cell by cell through the library each look-up walks the whole table: written into its elements.
        for line, (row, element) in enumerate(
            zip([headings, *rows], table.element.iter(f"{_HP}tr"), strict=True)
        ):
            for column, text, cell in zip(columns, row, element.iter(f"{_HP}tc"), strict=True):
                self._fill(cell, text, right=column.is_number and line > 0, heading=line == 0)
        table.mark_dirty()
        self._words("", self.small)

    def _fill(self, cell: Any, text: str, *, right: bool, heading: bool) -> None:
        if heading:
            cell.set("header", "1")
            cell.set("borderFillIDRef", self.tint)
        paragraph = next(cell.iter(f"{_HP}p"))
        if right:
            paragraph.set("paraPrIDRef", self.right)
        run = next(paragraph.iter(f"{_HP}run"))
        run.set("charPrIDRef", self.bold if heading else self.body)
        next(run.iter(f"{_HP}t")).text = _FORBIDDEN.sub("", text)

    def _annex(self) -> None:
        if not self.report.definitions:
            return
        heading = self.document.add_heading(self.words.annex, level=1, char_pr_id_ref=self.heading)
        heading.element.set("pageBreak", "1")
        words = self.words
        columns = (
            Column(words.number, weight=0.5),
            Column(words.name, weight=1.6),
            Column(words.source, weight=2.8),
            Column(words.counted, weight=1.6),
            Column(words.rows, weight=0.8),
        )
        self._cells(
            columns,
            [
                [
                    str(at),
                    f"{each.name} ({each.figure_id})",
                    each.source,
                    " / ".join(part for part in (each.numerator, each.denominator) if part),
                    f"{each.rows:,}",
                ]
                for at, each in enumerate(self.report.definitions, start=1)
            ],
        )

    def _shape(self, **looks: Any) -> str:
        """Return the id of a paragraph shape, made on a paragraph that is taken away again."""
        paragraph = self._words("", self.body)
        self.document.styles.apply_paragraph_format(paragraphs=[paragraph], **looks)
        shape = str(paragraph.para_pr_id_ref)
        paragraph.remove()
        return shape
