"""The text of a PDF a firm sent; reading takes up to seconds, so it belongs in a job."""

import json
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

LARGEST_PDF = 50 * 1024 * 1024
PATIENCE = 60.0  # seconds for one file, on a busy machine too
# Letters without spaces a page has at least where there is text; a scanned page has a stamp or none.
FEWEST_LETTERS_A_PAGE = 20
_READER = Path(__file__).with_name("pdf_reader.py")


class PdfState(StrEnum):
    """What came of reading a PDF."""

    READ = "read"
    ENCRYPTED = "encrypted"
    SCANNED = "scanned"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class PdfText:
    """What came of reading, the text of all pages ("" unless READ), and how many there are."""

    state: PdfState
    text: str = ""
    pages: int = 0


def read_pdf(content: bytes) -> PdfText:
    """Read the text of a PDF in a process of its own, within limits of size, time and memory."""
    if len(content) > LARGEST_PDF:
        return PdfText(PdfState.TOO_LARGE)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_READER)],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return PdfText(PdfState.TOO_LARGE)
    except (subprocess.CalledProcessError, ValueError):
        return PdfText(PdfState.UNREADABLE)
    if problem := found.get("problem"):
        return PdfText(PdfState(problem))
    text = str(found["text"]).replace("\x00", "")
    letters = sum(not letter.isspace() for letter in text)
    if letters < FEWEST_LETTERS_A_PAGE * found["pages"]:
        return PdfText(PdfState.SCANNED, pages=found["pages"])
    return PdfText(PdfState.READ, text, found["pages"])
