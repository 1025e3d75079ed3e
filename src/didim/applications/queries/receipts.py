"""Receipts: for the firm that got one, and for anybody who wants to know whether one is genuine."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.domain.freezing import freeze_withdrawal, read_code
from didim.applications.enums import ReceiptKind
from didim.applications.models import Application, Receipt, ReceiptChain, Submission, SubmissionFile
from didim.kernel.hash_chains import Entry, entry_hash, sha256_hex
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """What everybody may know of a receipt: that it was given, for which call, when; nothing of the firm.

    genuine: what is stored gives the hashes that stand on it, and its neighbours in the chain agree.
    """

    code: str
    call_title: str
    agency_name: str
    number: int
    kind: ReceiptKind
    received_at: datetime
    content_hash: str
    previous_hash: str
    hash: str
    last_number: int
    genuine: bool


def check_receipt(*, typed: str) -> CheckedReceipt | None:
    """Return what everybody may know of the receipt with this code or hash, None where there is none."""
    text = "".join(typed.split()).lower()
    wanted = Q(hash=text) if _HASH.fullmatch(text) else Q(code=read_code(typed)[:20])
    with scoped(SYSTEM):
        receipt = (
            Receipt.objects.select_related("call__agency", "submission")
            .filter(wanted, number__isnull=False)
            .first()
        )
        if receipt is None or receipt.number is None:
            return None
        chain = ReceiptChain.objects.get(call_id=receipt.call_id)
        neighbours = Receipt.objects.filter(
            call_id=receipt.call_id, number__in=(receipt.number - 1, receipt.number + 1)
        )
        hashes = {row.number: row for row in neighbours.only("number", "hash", "previous_hash")}
        genuine = is_genuine(receipt) and _linked(receipt, hashes, chain)
    return CheckedReceipt(
        code=receipt.code,
        call_title=receipt.call.title,
        agency_name=receipt.call.agency.name,
        number=receipt.number,
        kind=ReceiptKind(receipt.kind),
        received_at=receipt.received_at,
        content_hash=receipt.content_hash,
        previous_hash=receipt.previous_hash,
        hash=receipt.hash,
        last_number=chain.last_number,
        genuine=genuine,
    )


def _linked(receipt: Receipt, neighbours: dict[int | None, Receipt], chain: ReceiptChain) -> bool:
    """Whether the receipts before and after it, or the head of the chain, agree with it."""
    number = receipt.number or 0
    before, after = neighbours.get(number - 1), neighbours.get(number + 1)
    follows = number == 1 or (before is not None and before.hash == receipt.previous_hash)
    if number == chain.last_number:
        return follows and chain.last_hash == receipt.hash
    return follows and after is not None and after.previous_hash == receipt.hash


def is_genuine(receipt: Receipt) -> bool:
    """Whether a numbered receipt's hashes are those of what is stored; its submission is loaded."""
    try:
        own = entry_hash(
            receipt.previous_hash,
            receipt.number or 0,
            receipt.received_at,
            receipt.kind,
            receipt.content_hash,
        )
    except ValueError:
        return False
    return own == receipt.hash and found_content(receipt) == receipt.content_hash


def found_content(receipt: Receipt) -> str:
    """Return the hash of what is stored now for a receipt: of its submission, or of its withdrawal."""
    if receipt.submission is not None:
        return sha256_hex(receipt.submission.content.encode())
    return withdrawal_hash(receipt, withdrawn=_withdrawn_by(receipt))


def withdrawal_hash(receipt: Receipt, *, withdrawn: str) -> str:
    """Return the hash of the statement a withdrawal's receipt was given for."""
    return freeze_withdrawal(
        application_id=receipt.application_id,
        call_id=receipt.call_id,
        withdrawn=withdrawn,
        code=receipt.code,
        arrived_at=receipt.received_at,
    ).hash


def _withdrawn_by(receipt: Receipt) -> str:
    """Return the content hash of the submission that stood when it was withdrawn."""
    before = Receipt.objects.filter(application_id=receipt.application_id, number__lt=receipt.number)
    last = before.exclude(kind=ReceiptKind.WITHDRAWN).order_by("-number").first()
    return last.content_hash if last else ""


def entry_of(receipt: Receipt, found: str | None = None) -> Entry:
    """Return a receipt as an entry of its chain."""
    return Entry(
        receipt.number or 0,
        receipt.received_at,
        receipt.kind,
        receipt.content_hash,
        receipt.previous_hash,
        receipt.hash,
        found,
    )


def access_receipt(*, actor: Actor, application_id: int, receipt_id: int) -> Receipt:
    """Return a receipt of a firm the actor works for, with its call and firm; NotVisible (404) otherwise."""
    receipt = (
        Receipt.objects.select_related(
            "call__agency", "enterprise", "application", "submission__submitted_by"
        )
        .filter(application__enterprise__in=actor.enterprises_with(), application_id=application_id)
        .filter(pk=receipt_id, number__isnull=False)
        .first()
    )
    if receipt is None:
        raise NotVisible(f"receipt {receipt_id}")
    return receipt


def receipts_of(application: Application) -> Sequence[Receipt]:
    """Return all receipts of an application, the newest first."""
    return list(Receipt.objects.filter(application=application, number__isnull=False).order_by("-number"))


def files_of(submission: Submission | None) -> Sequence[Any]:
    """Return the files of a submission in the order of their slots, each with its stored file."""
    if submission is None:
        return []
    return list(
        SubmissionFile.objects.filter(submission=submission)
        .select_related("file")
        .order_by("slot", "file_id")
    )
