"""Whether what was handed in is still what it was: chains of receipts, contents, applications, files.

Every verifier reads the rows once, in the order of their numbers, and names what it finds broken.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch

from didim.applications.domain.files.verifying import Damage, broken_files
from didim.applications.domain.freezing import FrozenFile, files_told
from didim.applications.enums import ApplicationState, ReceiptKind
from didim.applications.models import Application, Receipt, ReceiptChain, Submission, SubmissionFile
from didim.applications.queries.receipts import entry_of, withdrawal_hash
from didim.kernel.hash_chains import GENESIS, Entry, first_broken, sha256_hex
from didim.kernel.verifying import Finding, Verifier

_BATCH = 500
_DAMAGE = {
    Damage.MISSING: "저장소에 파일이 없습니다.",
    Damage.ALTERED: "파일의 내용이 접수할 때의 해시와 다릅니다.",
}


def broken_receipts() -> Iterator[Finding]:
    """Recompute every call's chain of receipts, contents included; yield its first broken receipt."""
    chains = dict(ReceiptChain.objects.values_list("call_id", "last_hash"))
    calls = set(chains) | set(Receipt.objects.order_by().values_list("call_id", flat=True).distinct())
    for call_id in sorted(calls):
        broken = first_broken(_entries(call_id), head=chains.get(call_id, GENESIS))
        if broken is not None:
            found = Receipt.objects.filter(call_id=call_id, number=broken.number).first()
            whose = f", 신청 {found.application_id}" if found else ""
            yield Finding("receipt", f"공고 {call_id} 접수증 {broken.number}번{whose}", broken.sentence)


def _entries(call_id: int) -> Iterator[Entry]:
    """Yield a call's receipts with the hash of the content that is stored now."""
    last: dict[int, str] = {}
    rows = Receipt.objects.filter(call_id=call_id).select_related("submission").order_by("number", "id")
    for receipt in rows.iterator(chunk_size=_BATCH):
        if receipt.kind == ReceiptKind.WITHDRAWN:
            found = withdrawal_hash(receipt, withdrawn=last.get(receipt.application_id, ""))
        else:
            found = sha256_hex(receipt.submission.content.encode()) if receipt.submission else ""
            last[receipt.application_id] = receipt.content_hash
        yield entry_of(receipt, found)


def broken_submissions() -> Iterator[Finding]:
    """Hash every submission again and hold it against its receipt, its application and its files."""
    files = SubmissionFile.objects.select_related("file").order_by("slot", "file_id")
    rows = Submission.objects.select_related("receipt").order_by("application_id", "number")
    for submission in rows.prefetch_related(Prefetch("files", files)).iterator(chunk_size=_BATCH):
        if said := _wrong_in(submission):
            row = f"신청 {submission.application_id} 제출본 {submission.number}차"
            yield Finding("submission", row, said)


def _wrong_in(submission: Submission) -> str:
    receipt = getattr(submission, "receipt", None)
    if sha256_hex(submission.content.encode()) != submission.content_hash:
        return "내용이 제출할 때의 해시와 다릅니다."
    if receipt is None:
        return "접수증이 없습니다."
    content = json.loads(submission.content)
    told = {"application": submission.application_id, "call": receipt.call_id, "receipt": receipt.code}
    stands = {"application": receipt.application_id, "submitted_by": submission.submitted_by_id}
    stands |= {"kind": receipt.kind, "draft_version": submission.draft_version}
    for name, value in (told | stands).items():
        if content.get(name) != value:
            return f"내용의 {name} 값({content.get(name)})이 기록({value})과 다릅니다."
    if submission.submitted_at != receipt.received_at:
        return "제출본과 접수증의 시각이 다릅니다."
    if content["files"] != files_told([_frozen(row) for row in submission.files.all()]):
        return "제출한 파일의 목록이 내용과 다릅니다."
    return ""


def _frozen(row: SubmissionFile) -> FrozenFile:
    return FrozenFile(row.slot, row.file_id, row.file.name, row.file.size, row.file.sha256)


def broken_applications() -> Iterator[Finding]:
    """Hold every application against its receipts: number, state, instant, and which submission counts."""
    receipts = Receipt.objects.order_by("number")
    rows = Application.objects.order_by("call_id", "number", "id")
    for application in rows.prefetch_related(Prefetch("receipts", receipts)).iterator(chunk_size=_BATCH):
        stored = (
            application.state,
            application.number,
            application.submitted_at,
            application.submission_id,
        )
        if (should := _should_be(list(application.receipts.all()))) != stored:
            said = f"접수증에 따르면 {_in_words(should)}인데 {_in_words(stored)}(으)로 적혀 있습니다."
            yield Finding("application", f"공고 {application.call_id} 신청 {application.pk}", said)


def _should_be(receipts: list[Receipt]) -> tuple[Any, ...]:
    """Return state, number, instant and submission as an application's receipts tell them."""
    if not receipts:
        return (ApplicationState.DRAFT, None, None, None)
    taken = [receipt for receipt in receipts if receipt.kind != ReceiptKind.WITHDRAWN]
    withdrawn = receipts[-1].kind == ReceiptKind.WITHDRAWN
    state = ApplicationState.WITHDRAWN if withdrawn else ApplicationState.SUBMITTED
    last = taken[-1] if taken else None
    number = receipts[0].number
    return (state, number, last.received_at if last else None, last.submission_id if last else None)


def _in_words(told: tuple[Any, ...]) -> str:
    state, number, instant, submission = told
    return f"상태 {state}, 번호 {number}, 시각 {instant}, 제출본 {submission}"


def damaged_files() -> Iterator[Finding]:
    """Hash every file that was handed in again."""
    for broken in broken_files():
        row = f"공고 {broken.call_id} 신청 {broken.application_id} 파일 '{broken.name}'({broken.slot})"
        yield Finding("file", row, _DAMAGE[broken.damage])


VERIFIERS = (
    Verifier("receipt", "접수증 사슬 / chains of receipts", broken_receipts),
    Verifier("submission", "제출본 / submissions", broken_submissions),
    Verifier("application", "신청 / applications", broken_applications),
    Verifier("file", "제출 파일 / files", damaged_files),
)
