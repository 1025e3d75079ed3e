"""The fee slip of an expert as PDF, from what was kept when it was drawn: the same bytes until it is paid."""

from datetime import date
from typing import Any

from didim.documents.pdf import render, wording
from didim.experts.models import FeeSlip
from didim.experts.visit_enums import FeeSlipState
from didim.kernel.calendar import SEOUL

_STATES = {
    FeeSlipState.DRAWN: "승인 전",
    FeeSlipState.APPROVED: "승인",
    FeeSlipState.PAID: "지급",
    FeeSlipState.CANCELLED: "취소",
}


def fee_slip_pdf(slip: FeeSlip) -> bytes:
    """Return the paper of a slip, with its agency, expert and who approved it loaded."""
    drawn = slip.drawn_at.astimezone(SEOUL).date()
    *visits, tax = slip.working
    name = slip.expert.profile.person.name
    facts = [
        ("전문가", name),
        ("지급 대상", f"{slip.month.year}년 {slip.month.month}월까지의 방문 {slip.visits}회"),
        ("상태", _state(slip)),
        ("지급액", wording.won(slip.pay_won)),
    ]
    data = {
        "title": "전문가 수당 명세서",
        "number": slip.number,
        "day": wording.day(drawn),
        "agency": slip.agency.name,
        "addressee": f"{name} 귀하",
        "facts": [fact for fact in facts if fact[1]],
        "visits": [_visit(row) for row in visits],
        "sums": [
            ["수당", f"{slip.fee_won:,}"],
            ["여비(비과세)", f"{slip.travel_won:,}"],
            ["소득세(기타소득)", _minus(tax["income_tax_won"])],
            ["지방소득세", _minus(tax["local_tax_won"])],
        ],
        "pay": f"{slip.pay_won:,}",
    }
    return render("fee_slip", data, dated=slip.drawn_at)


def _visit(row: dict[str, Any]) -> list[str]:
    more = f" + {row['more_hours']}시간 × {row['hour_won']:,}" if row["more_hours"] else ""
    return [
        wording.day(date.fromisoformat(row["day"])),
        row["firm"],
        f"{row['number']}회 · {row['minutes']}분",
        f"{row['visit_won']:,}{more}",
        f"{row['fee_won']:,}",
        f"{row['travel_won']:,}",
    ]


def _state(slip: FeeSlip) -> str:
    word = _STATES[FeeSlipState(slip.state)]
    if slip.paid_on is not None:
        return f"{word} · {wording.day(slip.paid_on)}"
    if slip.approved_at is not None and slip.approved_by is not None:
        approved = wording.day(slip.approved_at.astimezone(SEOUL).date())
        return f"{word} · {approved} · {slip.approved_by.name}"
    return word


def _minus(won: int) -> str:
    return f"−{won:,}" if won else "0"
