"""The receipt (접수증): that something arrived, when, and what."""

import io
from dataclasses import dataclass
from datetime import datetime

import segno

from didim.documents.pdf import wording
from didim.documents.pdf.typesetting import render


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A file that was received: what it answers, its name, size in bytes and SHA-256."""

    label: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """What a receipt says.

    `kind` is its word (접수, 재제출, 보완 제출, 철회); hashes are hexadecimal; `check_url` is the whole
    address of the public page that checks the receipt, `code` what is typed there.
    """

    kind: str
    number: str
    call_title: str
    agency_name: str
    firm_name: str
    received_at: datetime
    code: str
    check_url: str
    content_hash: str
    previous_hash: str
    hash: str
    business_number: str = ""
    submitted_by: str = ""
    closes_at: datetime | None = None
    files: tuple[ReceiptFile, ...] = ()


def receipt(paper: ReceiptPaper) -> bytes:
    """Return a receipt as PDF; the same receipt gives the same bytes at any time."""
    facts = [
        ("공고", paper.call_title),
        ("기관", paper.agency_name),
        ("신청 기업", _with(paper.firm_name, paper.business_number)),
        ("제출한 사람", paper.submitted_by),
        ("도착 시각", wording.instant(paper.received_at)),
        ("접수 마감", wording.instant(paper.closes_at) if paper.closes_at else ""),
    ]
    data = {
        "kind": paper.kind,
        "number": paper.number,
        "agency": paper.agency_name,
        "facts": [fact for fact in facts if fact[1]],
        "files": [
            {"label": file.label, "name": file.name, "size": wording.size(file.size), "sha256": file.sha256}
            for file in paper.files
        ],
        "hashes": [
            ("내용", wording.groups(paper.content_hash)),
            ("앞 접수증", wording.groups(paper.previous_hash)),
            ("이 접수증", wording.groups(paper.hash)),
        ],
        "code": paper.code,
        "check_url": paper.check_url,
        "qr": qr_code(paper.check_url),
    }
    return render("receipt", data, dated=paper.received_at)


def qr_code(address: str) -> str:
    """Return a QR code as SVG text (error correction M: up to 15 % may be damaged)."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


def _with(name: str, business_number: str) -> str:
    return f"{name} ({business_number})" if business_number else name
