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
from didim.documents.pdf.sheets import SheetRow, SheetSummary, sheet_summary
from didim.documents.pdf.typesetting import FontsMissingError, render

__all__ = [
    "CriterionResult",
    "DecisionLetter",
    "FontsMissingError",
    "LetterOutcome",
    "ObjectionTerms",
    "ReceiptFile",
    "ReceiptPaper",
    "ReviewerComment",
    "RoundResult",
    "SheetRow",
    "SheetSummary",
    "decision_letter",
    "receipt",
    "render",
    "sheet_summary",
]
