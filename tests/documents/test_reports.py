"""Reports as files: the same tables in each, read back by other programs than wrote them."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace

import hwpforge
import openpyxl
import pytest
from lxml import etree

from didim.documents.charts import svg
from didim.documents.pdf.typesetting import FONTS
from didim.documents.reports import report_hwpx, report_pdf, report_xlsx
from didim.project.builds import build_front_end
from didim.reports.paper import Cell, ChartKind, Column, Paragraph, Section, Table, Tone

from .reports import chart, long_table, sample_report

HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"


@pytest.fixture(scope="module", autouse=True)
def fonts() -> None:
    if not any(FONTS.glob("*.otf")):
        build_front_end()


def expected_tables(report) -> list[list[list[str]]]:
    return [
        [[column.heading for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
        for table in report.tables()
    ]


def tables_by_forge(content: bytes) -> list[list[list[str]]]:
    document = hwpforge.Document.from_bytes(content)
    found = []
    for entry in document.outline()["outline"]["tables"]:
        table = document.read(table=entry["ordinal"])["table"]
        rows = [[""] * table["cols"] for _ in range(table["rows"])]
        for cell in table["cells"]:
            rows[cell["row"]][cell["col"]] = cell["text"]
        found.append(rows)
    return found


def tables_by_hand(content: bytes) -> list[list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        section = etree.fromstring(package.read("Contents/section0.xml"))
    return [
        [
            ["".join(text.text or "" for text in cell.iter(f"{HP}t")) for cell in row.iter(f"{HP}tc")]
            for row in table.iter(f"{HP}tr")
        ]
        for table in section.iter(f"{HP}tbl")
    ]


def test_hwpx_holds_the_same_tables_for_two_other_readers() -> None:
    report = sample_report()
    content = report_hwpx(report)
    # The last table is the annex of definitions.
    assert tables_by_forge(content)[:-1] == expected_tables(report)
    assert tables_by_hand(content)[:-1] == expected_tables(report)
    assert hwpforge.Document.from_bytes(content).validate()["ok"]


def test_hwpx_repeats_headings_and_keeps_rows_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(report_hwpx(sample_report()))) as package:
        section = etree.fromstring(package.read("Contents/section0.xml"))
    assert {(table.get("repeatHeader"), table.get("pageBreak")) for table in section.iter(f"{HP}tbl")} == {
        ("1", "TABLE")
    }


def test_hwpx_has_an_outline_and_describes_its_pictures() -> None:
    content = report_hwpx(sample_report())
    outline = hwpforge.Document.from_bytes(content).outline()["outline"]
    assert [heading["text"] for heading in outline["headings"]] == [
        "1. 개요",
        "2. 추이",
        "3. 사업별 실적",
        "수치의 정의와 출처",
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        section = etree.fromstring(package.read("Contents/section0.xml"))
    comments = [comment.text for comment in section.iter(f"{HP}shapeComment")]
    assert len(comments) == 3
    assert all(comment.startswith("지원기업 매출액. 2020년") for comment in comments)


def test_hwpx_drops_signs_that_break_xml() -> None:
    table = Table("표", (Column("열"),), ((Cell("가\x0b나\x00다<&>"),),))
    report = replace(sample_report(), sections=(Section("절", (table,)),))
    assert tables_by_forge(report_hwpx(report))[0] == [["열"], ["가나다<&>"]]


def test_pdf_is_tagged_korean_and_the_same_at_any_time() -> None:
    first, again = report_pdf(sample_report()), report_pdf(sample_report())
    assert first == again
    assert b"pdfuaid" in first
    assert b"/Lang(ko-KR)" in first


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
def test_pdf_repeats_headings_of_a_table_on_every_page(tmp_path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(report_pdf(sample_report(rows=120)))
    done = subprocess.run(
        ["/usr/bin/env", "pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
    )
    pages = [page for page in done.stdout.split("\f") if "번 사업" in page]
    assert len(pages) >= 3
    assert all("지원기업(개사)" in page for page in pages)
    assert "표 1. 지원사업별 실적" in pages[0]
    assert "=1+1" in pages[0]


def test_pdf_takes_words_that_look_like_markup() -> None:
    words = Section("#let x = 1", (Paragraph("- *굵게* $x^2$ @who <label>", Tone.POINT),))
    assert b"pdfuaid" in report_pdf(replace(sample_report(), sections=(words,)))


def test_english_report_has_english_words() -> None:
    assert b"/Lang(en)" in report_pdf(sample_report(language="en"))
    content = report_hwpx(sample_report(language="en"))
    assert tables_by_hand(content)[-1][0][0] == "No."


def test_workbook_has_a_summary_and_a_sheet_for_each_figure() -> None:
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(sample_report(rows=3))))
    assert book.sheetnames == ["요약", "1. 지원기업 매출액"]
    sheet = book["1. 지원기업 매출액"]
    rows = list(sheet.values)
    assert rows[0][:2] == ("지원기업 매출액", "2,086억 원")
    assert rows[1][1] == "sales@2010-01-01"
    assert [row[:2] for row in rows[-2:]] == [("가나상사", 1000), ("+다라전자", 2000)]
    summary = [row for row in book["요약"].values if row[0] and "번 사업" in str(row[0])]
    assert summary[0][:4] == ("1번 사업 - 시제품 제작 <지원> & 판로 개척", 7, 13000, "=1+1")


def test_workbook_names_sheets_alike_only_once() -> None:
    report = sample_report(rows=1)
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(replace(report, sheets=report.sheets * 2))))
    assert len(set(book.sheetnames)) == 3


@pytest.mark.parametrize("kind", list(ChartKind))
def test_chart_says_what_it_shows(kind) -> None:
    drawing = etree.fromstring(svg(chart(kind), key="k").encode())
    names = {child.get("id"): child.text for child in drawing if child.get("id")}
    assert drawing.get("aria-labelledby") == "k-title k-desc"
    assert names == {"k-title": "지원기업 매출액", "k-desc": chart().description}
    assert "2,086" in "".join(drawing.itertext())


def test_chart_without_values_is_still_a_picture() -> None:
    empty = replace(
        chart(ChartKind.LINE),
        series=tuple(replace(each, values=(None,) * 3, shown=("–",) * 3) for each in chart().series),
    )
    assert svg(empty).startswith("<svg")


def test_a_row_must_fit_its_columns() -> None:
    with pytest.raises(ValueError, match="열의 수"):
        replace(long_table(), rows=((Cell("하나"),),))
