import typst

from didim.applications.domain.files import pdf_text
from didim.applications.domain.files.pdf_text import PdfState, read_pdf
from didim.documents.pdf.typesetting import FONTS

LOCKED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF"
)


def made_pdf(text: str) -> bytes:
    source = f'#set text(font: "Pretendard GOV", lang: "ko")\n#set page(height: 9cm)\n{text}'
    return typst.Compiler(font_paths=[str(FONTS)]).compile(input=source.encode(), format="pdf")


def test_korean_text_of_all_pages_is_read():
    found = read_pdf(
        made_pdf("우리는 로봇으로 감귤을 딴다. " * 8 + "#pagebreak()" + "수출은 내년에 시작한다. " * 8)
    )
    assert (found.state, found.pages) == (PdfState.READ, 2)
    assert found.text.count("로봇으로") == found.text.count("내년에") == 8


def test_page_without_letters_is_told_as_scanned():
    assert read_pdf(made_pdf("#rect(width: 4cm, height: 4cm, fill: gray)")).state == PdfState.SCANNED


def test_locked_pdf_is_told_as_encrypted():
    assert read_pdf(LOCKED).state == PdfState.ENCRYPTED


def test_what_is_no_pdf_is_unreadable():
    assert read_pdf(b"%PDF-1.7 broken").state == PdfState.UNREADABLE
    assert read_pdf(b"").state == PdfState.UNREADABLE


def test_limits_of_size_and_time_hold(monkeypatch):
    monkeypatch.setattr(pdf_text, "PATIENCE", 0.001)
    assert read_pdf(made_pdf("글")).state == PdfState.TOO_LARGE
    monkeypatch.setattr(pdf_text, "LARGEST_PDF", 10)
    assert read_pdf(b"0" * 11).state == PdfState.TOO_LARGE
