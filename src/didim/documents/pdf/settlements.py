"""Papers of a settlement: the confirmation (정산 확인서) and the notice of recovery (환수 고지서)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from didim.documents.pdf import wording
from didim.documents.pdf.typesetting import render
from didim.kernel.calendar import SEOUL


@dataclass(frozen=True, slots=True)
class WorkingStep:
    """A line of the working: what it is, how it was worked out, the amount in won and the article."""

    label: str
    working: str
    amount_won: int
    source: str


@dataclass(frozen=True, slots=True)
class SettledLine:
    """A budget line as settled, in won."""

    name: str
    planned_won: int
    spent_won: int
    disallowed_won: int
    balance_won: int


@dataclass(frozen=True, slots=True)
class DisallowedRow:
    """What is not allowed of a line, by which article and why."""

    line: str
    amount_won: int
    citation: str
    reason: str


@dataclass(frozen=True, slots=True)
class PartDue:
    """A part of what is paid back: its day and its amount in won."""

    due_on: date
    amount_won: int


@dataclass(frozen=True, slots=True)
class PaperOfAgreement:
    """What both papers say of whom and what they are about."""

    number: str
    issued_on: date
    agency_name: str
    firm_name: str
    representative_name: str
    programme: str
    agreement_number: str
    agreement_title: str


@dataclass(frozen=True, slots=True)
class SettlementConfirmation:
    """A settlement as confirmed; `recovery_won` goes back, `payable_won` is still paid to the firm."""

    about: PaperOfAgreement
    starts_on: date
    ends_on: date
    grant_won: int
    own_cash_won: int
    own_in_kind_won: int
    lines: tuple[SettledLine, ...]
    steps: tuple[WorkingStep, ...]
    recovery_won: int
    payable_won: int
    disallowed: tuple[DisallowedRow, ...] = ()
    auditor: str = ""


@dataclass(frozen=True, slots=True)
class RecoveryNotice:
    """A notice of recovery: the sums, how they were worked out, until when, in parts where approved."""

    about: PaperOfAgreement
    principal_won: int
    interest_won: int
    surcharge_won: int
    due_on: date
    reason: str
    steps: tuple[WorkingStep, ...] = ()
    parts: tuple[PartDue, ...] = ()
    sources: tuple[str, ...] = ()


def settlement_confirmation(paper: SettlementConfirmation) -> bytes:
    """Return a settlement's confirmation as PDF; the same one gives the same bytes at any time."""
    total = paper.grant_won + paper.own_cash_won + paper.own_in_kind_won
    facts = [
        *_about(paper.about),
        ("협약 기간", f"{wording.day(paper.starts_on)} ~ {wording.day(paper.ends_on)}"),
        ("총사업비", wording.won(total)),
        ("재원", _funding(paper)),
        ("회계 감사", paper.auditor),
        ("반납할 금액", wording.won(paper.recovery_won)),
        ("더 지급할 금액", wording.won(paper.payable_won) if paper.payable_won else ""),
    ]
    sums = (
        sum(line.planned_won for line in paper.lines),
        sum(line.spent_won for line in paper.lines),
        sum(line.disallowed_won for line in paper.lines),
        sum(line.balance_won for line in paper.lines),
    )
    data = {
        **_frame(paper.about, "정산 확인서"),
        "sentence": "위 협약의 사업비를 아래와 같이 정산하였음을 확인합니다.",
        "facts": [fact for fact in facts if fact[1]],
        "lines": [
            [
                line.name,
                *map(_amount, (line.planned_won, line.spent_won, line.disallowed_won, line.balance_won)),
            ]
            for line in paper.lines
        ],
        "sums": ["합계", *map(_amount, sums)],
        "disallowed": [
            [row.line, _amount(row.amount_won), row.reason, row.citation] for row in paper.disallowed
        ],
        "steps": _steps(paper.steps),
    }
    return render("settlement", data, dated=_midnight(paper.about))


def recovery_notice(paper: RecoveryNotice) -> bytes:
    """Return a notice of recovery as PDF; the same one gives the same bytes at any time."""
    total = paper.principal_won + paper.interest_won + paper.surcharge_won
    facts = [
        *_about(paper.about),
        ("고지 금액", wording.won(total)),
        ("회수 원금", wording.won(paper.principal_won)),
        ("이자", wording.won(paper.interest_won) if paper.interest_won else ""),
        ("제재부가금", wording.won(paper.surcharge_won) if paper.surcharge_won else ""),
        ("납부 기한", wording.day(paper.due_on)),
    ]
    data = {
        **_frame(paper.about, "환수 고지서"),
        "sentence": "위 협약의 정부지원금 가운데 아래 금액을 납부 기한까지 내 주시기 바랍니다.",
        "facts": [fact for fact in facts if fact[1]],
        "reason": paper.reason,
        "steps": _steps(paper.steps),
        "parts": [
            [f"{number}회", wording.day(part.due_on), _amount(part.amount_won)]
            for number, part in enumerate(paper.parts, start=1)
        ],
        "sources": list(paper.sources),
    }
    return render("recovery", data, dated=_midnight(paper.about))


def _frame(about: PaperOfAgreement, title: str) -> dict[str, Any]:
    addressee = " ".join(part for part in (about.firm_name, about.representative_name) if part)
    return {
        "title": title,
        "number": about.number,
        "day": wording.day(about.issued_on),
        "agency": about.agency_name,
        "addressee": f"{addressee} 귀하",
    }


def _about(about: PaperOfAgreement) -> list[tuple[str, str]]:
    return [
        ("사업", about.programme),
        ("협약", " ".join(part for part in (about.agreement_number, about.agreement_title) if part)),
    ]


def _funding(paper: SettlementConfirmation) -> str:
    parts = [f"정부지원금 {wording.won(paper.grant_won)}"]
    if paper.own_cash_won:
        parts.append(f"자기부담 현금 {wording.won(paper.own_cash_won)}")
    if paper.own_in_kind_won:
        parts.append(f"자기부담 현물 {wording.won(paper.own_in_kind_won)}")
    return ", ".join(parts)


def _steps(steps: tuple[WorkingStep, ...]) -> list[list[str]]:
    return [[step.label, step.working, _amount(step.amount_won), step.source] for step in steps]


def _amount(won: int) -> str:
    return f"{won:,}".replace("-", "−")


def _midnight(about: PaperOfAgreement) -> datetime:
    return datetime.combine(about.issued_on, datetime.min.time(), tzinfo=SEOUL)
