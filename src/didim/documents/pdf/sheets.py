"""The summary of a round's score sheet (평가 결과 종합표): what a committee has before it."""

from dataclasses import dataclass
from datetime import datetime

from didim.documents.pdf import wording
from didim.documents.pdf.typesetting import render


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An application on the sheet; numbers are text, as the score sheet rounded them."""

    rank: str
    number: str
    firm_name: str
    reviewers: int
    mean: str
    bonus: str
    total: str
    outcome: str


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """A score sheet: how it was reckoned (`rules`, sentences), its rows by rank, and its hash."""

    call_title: str
    round_title: str
    agency_name: str
    made_at: datetime
    sheet_hash: str
    rules: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def sheet_summary(summary: SheetSummary) -> bytes:
    """Return the summary as PDF; the same sheet gives the same bytes at any time."""
    data = {
        "call": summary.call_title,
        "round": summary.round_title,
        "agency": summary.agency_name,
        "made_at": wording.instant(summary.made_at),
        "hash": wording.groups(summary.sheet_hash),
        "rules": list(summary.rules),
        "rows": [
            [
                row.rank,
                row.number,
                row.firm_name,
                str(row.reviewers),
                row.mean,
                row.bonus,
                row.total,
                row.outcome,
            ]
            for row in summary.rows
        ],
    }
    return render("sheet_summary", data, dated=summary.made_at)
