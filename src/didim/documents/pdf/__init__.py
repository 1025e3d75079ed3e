"""PDF papers, set by Typst: a dataclass of plain values in, the bytes of a tagged PDF (PDF/UA-1) out.

The same values give the same bytes. Fonts come with the front-end build (`frontend/build.mjs`).
"""

from didim.documents.pdf.letters import (
    CriterionResult,
    DecisionLetter,
    LetterOutcome,
    ObjectionTerms,
    ReviewerComment,
    RoundResult,
    decision_letter,
)
from didim.documents.pdf.receipts import ReceiptFile, ReceiptPaper, receipt
from didim.documents.pdf.settlements import (
    DisallowedRow,
    PaperOfAgreement,
    PartDue,
    RecoveryNotice,
    SettledLine,
    SettlementConfirmation,
    WorkingStep,
    recovery_notice,
    settlement_confirmation,
)
from didim.documents.pdf.sheets import SheetRow, SheetSummary, sheet_summary
from didim.documents.pdf.typesetting import FontsMissingError, render

__all__ = [
    "CriterionResult",
    "DecisionLetter",
    "DisallowedRow",
    "FontsMissingError",
    "LetterOutcome",
    "ObjectionTerms",
    "PaperOfAgreement",
    "PartDue",
    "ReceiptFile",
    "ReceiptPaper",
    "RecoveryNotice",
    "ReviewerComment",
    "RoundResult",
    "SettledLine",
    "SettlementConfirmation",
    "SheetRow",
    "SheetSummary",
    "WorkingStep",
    "decision_letter",
    "receipt",
    "recovery_notice",
    "render",
    "settlement_confirmation",
    "sheet_summary",
]
