"""Papers with everything a paper may have, and texts that would break out if they were markup."""

from datetime import UTC, date, datetime

from didim.documents.pdf import (
    CriterionResult,
    DecisionLetter,
    LetterOutcome,
    ObjectionTerms,
    ReceiptFile,
    ReceiptPaper,
    ReviewerComment,
    RoundResult,
    SheetRow,
    SheetSummary,
)

MARKUP = '#panic("out") *굵게* $x$ <label> @cite // "끝" \\ [대괄호] `raw`'
AT = datetime(2026, 3, 26, 8, 59, 59, 654321, tzinfo=UTC)
HASHES = [f"{number:x}" * 64 for number in (10, 11, 12)]


def receipt_paper(**changes: object) -> ReceiptPaper:
    values = {
        "kind": "접수",
        "number": "2026-17-000128",
        "call_title": "2026년 초기창업패키지 창업기업 모집 공고",
        "agency_name": "한빛창조경제혁신센터",
        "firm_name": "주식회사 가나다라",
        "business_number": "124-81-00998",
        "submitted_by": "김하나",
        "received_at": AT,
        "closes_at": datetime(2026, 3, 26, 9, 0, tzinfo=UTC),
        "code": "7KQ2-M9XA-4TPC",
        "check_url": "https://didim.example.org/receipts/7KQ2-M9XA-4TPC/",
        "content_hash": HASHES[0],
        "previous_hash": HASHES[1],
        "hash": HASHES[2],
        "files": (
            ReceiptFile("사업계획서", "사업계획서 최종_진짜최종(2026-03-26).hwp", 12_345_678, HASHES[0]),
            ReceiptFile("사업자등록증", "사업자등록증명.pdf", 98_304, HASHES[1]),
        ),
    }
    return ReceiptPaper(**(values | changes))


def round_result(reviewers: int = 5) -> RoundResult:
    names = tuple(f"위원 {number}" for number in range(1, reviewers + 1))
    criteria = [("문제인식", "30"), ("실현가능성", "30"), ("성장전략", "20"), ("팀 구성", "20")]
    return RoundResult(
        title="서류평가",
        score="78.41667",
        cut_off="60점",
        rank_band="상위 20~30 %",
        bonus="1점 (최근 1년 5억 원 이상 투자유치)",
        reviewers=names,
        criteria=tuple(
            CriterionResult(name, points, tuple(str(18 + at) for at in range(reviewers)), "20.0")
            for name, points in criteria
        ),
        totals=tuple(str(74 + at) for at in range(reviewers)),
        dropped=(names[0], names[-1]),
        comments=(
            ReviewerComment(
                "위원 1", "고객 문제를 자료로 보여 설득력이 있습니다. 다만 원가 구조가 빠졌습니다."
            ),
            ReviewerComment("위원 2", "시제품 검증 계획이 구체적입니다.\n해외 인증 일정은 다시 살펴보세요."),
        ),
    )


def letter(**changes: object) -> DecisionLetter:
    values = {
        "letter_number": "한빛-2026-0412",
        "issued_on": date(2026, 5, 11),
        "agency_name": "한빛창조경제혁신센터",
        "firm_name": "주식회사 가나다라",
        "representative_name": "김하나 대표",
        "call_title": "2026년 초기창업패키지 창업기업 모집 공고",
        "application_number": "2026-17-000128",
        "outcome": LetterOutcome.SELECTED,
        "award_won": 70_000_000,
        "next_steps": (
            "협약체결확약서를 3영업일 안에 내 주세요.",
            "수정 사업계획서를 협약 전에 올려 주세요.",
        ),
        "rounds": (round_result(),),
        "objection": ObjectionTerms(
            until=datetime(2026, 5, 18, 14, 59, 59, tzinfo=UTC),
            address="https://didim.example.org/objections/",
            days=6,
            source="창업사업화 지원사업 통합관리지침",
        ),
        "contact": "창업지원팀 02-000-0000",
    }
    return DecisionLetter(**(values | changes))


def sheet(rows: int = 40) -> SheetSummary:
    return SheetSummary(
        call_title="2026년 초기창업패키지 창업기업 모집 공고",
        round_title="서류평가",
        agency_name="한빛창조경제혁신센터",
        made_at=AT,
        sheet_hash=HASHES[2],
        rules=(
            "위원 5명 이상이면 최고·최저 점수를 하나씩 뺀 평균",
            "소수 다섯째 자리에서 반올림",
            "60점 미만은 제외",
        ),
        rows=tuple(
            SheetRow(str(at), f"2026-17-{at:06d}", f"기업 {at}", 5, "78.41667", "1", "79.41667", "선정")
            for at in range(1, rows + 1)
        ),
    )
