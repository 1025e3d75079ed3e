"""What papers say, that they say the same at any time, and that no text of anybody's becomes markup."""

import hashlib
import shutil
import subprocess
from collections.abc import Callable

import pytest

from didim.documents.pdf import (
    LetterOutcome,
    decision_letter,
    receipt,
    recovery_notice,
    settlement_confirmation,
    sheet_summary,
)
from didim.documents.pdf.typesetting import FONTS
from didim.documents.voucher_papers import voucher_contract_pdf
from didim.project.builds import build_front_end

from .papers import HASHES, MARKUP, letter, receipt_paper, round_result, sheet
from .settlements import about, confirmation, notice
from .vouchers import contract

pytestmark = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed"
)


@pytest.fixture(scope="module", autouse=True)
def fonts() -> None:
    if not any(FONTS.glob("*.otf")):
        build_front_end()


@pytest.fixture
def read(tmp_path) -> Callable[[bytes], str]:
    def words(paper: bytes) -> str:
        path = tmp_path / "paper.pdf"
        path.write_bytes(paper)
        done = subprocess.run(
            ["/usr/bin/env", "pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
        )
        return " ".join(done.stdout.split())

    return words


def test_receipt_says_what_arrived_and_when_to_the_second(read) -> None:
    text = read(receipt(receipt_paper()))
    said = [
        "2026-17-000128",
        "2026년 초기창업패키지 창업기업 모집 공고",
        "주식회사 가나다라 (124-81-00998)",
        "2026년 3월 26일(목) 17:59:59",
        "11.8 MB",
        "7KQ2-M9XA-4TPC",
        " ".join([HASHES[2][:8]] * 8),
    ]
    assert [words for words in said if words not in text] == []


@pytest.mark.parametrize("outcome", LetterOutcome)
def test_letter_says_the_outcome_the_scores_and_how_to_object(read, outcome) -> None:
    text = read(decision_letter(letter(outcome=outcome, reserve_rank=3)))
    titles = {"selected": "선정 통보서", "reserve": "예비 선정 3순위", "rejected": "미선정"}
    said = [titles[outcome], "78.41667", "상위 20~30 %", "(74)", "위원 5", "2026년 5월 18일(월) 23:59:59까지"]
    assert [words for words in said if words not in text] == []


def test_sheet_lists_every_application(read) -> None:
    text = read(sheet_summary(sheet(rows=120)))
    assert [at for at in range(1, 121) if f"2026-17-{at:06d}" not in text] == []


def test_settlement_says_each_line_its_working_and_the_articles(read) -> None:
    text = read(settlement_confirmation(confirmation()))
    said = [
        "70,000,000원",
        "외주용역비 50,000,000 50,000,000 2,333,333 0",
        "합계 100,000,000 91,777,778 3,333,333 8,222,222",
        "8,101,233원",
        "부가가치세 환급분",
        "표-8",
        "한빛회계법인",
    ]
    assert [words for words in said if words not in text] == []
    assert "더 지급할 금액" not in text


def test_recovery_says_how_much_why_and_until_when(read) -> None:
    text = read(recovery_notice(notice()))
    said = ["8,101,233원", "2026년 6월 5일(금)", "5,755,555", "2회", "4,050,616", "30일 이상"]
    assert [words for words in said if words not in text] == []
    assert "제재부가금" not in text


def test_voucher_contract_says_who_does_what_for_how_much(read) -> None:
    text = read(voucher_contract_pdf(contract()))
    said = [
        "V2026-1-0001-1",
        "가나정밀 대표 김하나 · 사업자등록번호 124-81-00998",
        "기술지원 시제품 설계 1,000,001 3 3,000,003",
        "합계 3,000,003",
        "2026년 6월 30일(화)",
        "신제품 외형",
        "제9조(반환)",
    ]
    assert [words for words in said if words not in text] == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: receipt(receipt_paper()),
        lambda: decision_letter(letter()),
        lambda: sheet_summary(sheet()),
        lambda: settlement_confirmation(confirmation()),
        lambda: recovery_notice(notice()),
        lambda: voucher_contract_pdf(contract()),
    ],
)
def test_same_data_give_the_same_bytes_and_a_tagged_pdf(make) -> None:
    first, second = make(), make()
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    assert b"/MarkInfo" in first
    assert b"pdfuaid" in first


def test_text_is_never_markup(read) -> None:
    assert MARKUP in read(receipt(receipt_paper(firm_name=MARKUP)))
    assert MARKUP in read(decision_letter(letter(reasons=(MARKUP,))))
    assert MARKUP in read(recovery_notice(notice(about=about(firm_name=MARKUP))))
    assert MARKUP in read(voucher_contract_pdf(contract(wish=MARKUP)))


def test_sign_that_the_font_lacks_leaves_the_rest_whole(read) -> None:
    text = read(receipt(receipt_paper(firm_name="카페☕😀 가나")))
    assert "가나" in text
    assert "7KQ2-M9XA-4TPC" in text


def test_letter_without_rounds_is_one_page(read) -> None:
    assert "붙임" not in read(decision_letter(letter(rounds=())))
    assert "붙임" in read(decision_letter(letter(rounds=(round_result(3),))))
