"""Program: read a PDF from standard input, write its text as one JSON object; run by `pdf_text` alone.

It runs in a process of its own with limits on memory and processor time: PDFium is native code, and what is
sent to us may be made to break it.
"""

import json
import resource
import sys
from typing import Any

import pypdfium2

MOST_MEMORY = 2 * 1024**3  # bytes of address space
MOST_SECONDS = 20  # of processor time
MOST_PAGES = 300
MOST_LETTERS = 1_000_000
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


def read(content: bytes) -> dict[str, Any]:
    """Return {"pages", "text"} or {"problem": "encrypted" | "unreadable"}."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == _PASSWORD_ERROR
        return {"problem": "encrypted" if is_locked else "unreadable"}
    texts: list[str] = []
    letters = 0
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = page.get_textpage().get_text_bounded()
        texts.append(text[: MOST_LETTERS - letters])
        letters += len(texts[-1])
        page.close()
        if letters >= MOST_LETTERS:
            break
    return {"pages": len(document), "text": "\n".join(texts)}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
