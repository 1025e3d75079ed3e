"""Whether voucher contracts are still what both sides signed."""

import json
from collections.abc import Iterator
from functools import partial

from django.db.models import F

from didim.agreements.domain.papers import Render, paper_difference
from didim.agreements.models import VoucherContract, VoucherSignature
from didim.kernel.hash_chains import sha256_hex
from didim.kernel.verifying import Finding, Verifier

_BATCH = 200


def broken_contracts(render: Render) -> Iterator[Finding]:
    """Hold every contract against its text: hash, paper, amount and period."""
    rows = VoucherContract.objects.exclude(content="").select_related("paper").order_by("pk")
    for contract in rows.iterator(chunk_size=_BATCH):
        sentence = _difference(contract, render)
        if sentence:
            yield Finding("voucher_contract", f"바우처 계약 {contract}", sentence)


def _difference(contract: VoucherContract, render: Render) -> str:
    """Return what of a contract is not as it was signed; "" where all is."""
    if sha256_hex(contract.content.encode()) != contract.content_sha256:
        return "계약 내용이 그 해시와 다릅니다."
    content = json.loads(contract.content)
    if sentence := paper_difference(contract, content, render):
        return sentence
    stored = (contract.amount_won, contract.starts_on.isoformat(), contract.ends_on.isoformat())
    if stored != tuple(content[name] for name in ("amount_won", "starts_on", "ends_on")):
        return "금액이나 기간이 서명한 계약 내용과 다릅니다."
    return ""


def broken_signatures() -> Iterator[Finding]:
    """Find signatures that name another text or paper than their contract's."""
    signed = VoucherSignature.objects.exclude(contract__content="")
    same = signed.filter(pdf_sha256=F("contract__pdf_sha256"), content_sha256=F("contract__content_sha256"))
    strays = signed.exclude(pk__in=same.values("pk")).select_related("contract").order_by("pk")
    for signature in strays.iterator(_BATCH):
        row = f"바우처 계약 {signature.contract} {signature.get_side_display()} 서명"
        yield Finding("voucher_signature", row, "서명이 가리키는 문서가 이 계약서가 아닙니다.")


def verifiers(render: Render) -> tuple[Verifier, ...]:
    """Return what looks voucher contracts through; `render` makes the paper of a content."""
    return (
        Verifier("voucher_contract", "바우처 계약서 / voucher contracts", partial(broken_contracts, render)),
        Verifier("voucher_signature", "바우처 계약 서명 / their signatures", broken_signatures),
    )
