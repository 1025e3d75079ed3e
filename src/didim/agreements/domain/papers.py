"""The papers both sides sign, kept byte for byte, and what of one is not as it was signed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from didim.agreements.models import AgreementVersion, SignedPaper, VoucherContract
from didim.kernel.hash_chains import sha256_hex

# Makes the PDF of a content (documents/ stands above the domain). The PDF names the content's SHA-256 among
# its keywords, so that the two belong together whatever template made it.
Render = Callable[[Mapping[str, Any]], bytes]


def keep_paper(owner: AgreementVersion | VoucherContract, pdf: bytes, now: datetime) -> SignedPaper:
    """Keep the PDF whose hash stands with a version or a contract (stored already)."""
    whose = {"version": owner} if isinstance(owner, AgreementVersion) else {"contract": owner}
    return SignedPaper.objects.create(agency_id=owner.agency_id, pdf=pdf, made_at=now, **whose)


def paper_of(owner: AgreementVersion | VoucherContract) -> bytes | None:
    """Return the PDF as it was put before both sides; None for one of before papers were kept."""
    paper: SignedPaper | None = getattr(owner, "paper", None)
    return None if paper is None else bytes(paper.pdf)


def paper_difference(
    owner: AgreementVersion | VoucherContract, content: Mapping[str, Any], render: Render
) -> str:
    """Return what of a paper is not as it was signed; "" where all is.

    `content` is the signed text, held against its hash before. A template that has changed since is no
    difference: the kept PDF is held against its hash, and against the text it names. One that was not kept is
    made again.
    """
    kept = paper_of(owner)
    if kept is None:
        same = sha256_hex(render(content)) == owner.pdf_sha256
        return "" if same else "보관한 PDF가 없고, 내용으로 다시 만든 PDF가 서명한 PDF와 다릅니다."
    if sha256_hex(kept) != owner.pdf_sha256:
        return "보관한 PDF가 서명한 PDF와 다릅니다."
    if owner.content_sha256.encode() in kept or render(content) == kept:
        return ""
    return "보관한 내용이 서명한 PDF의 내용과 다릅니다."
