"""Whether agreements are still what both sides signed, and whether money adds up to its entries."""

import json
from collections.abc import Iterator
from functools import partial

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce

from didim.agreements.enums import EntryStage, LimitKind
from didim.agreements.models import AgreementSignature, AgreementVersion, SpendingLimit
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.kernel.verifying import Finding, Verifier

from .papers import Render, paper_difference

_BATCH = 200
_COPIED = ("starts_on", "ends_on", "grant_won", "own_cash_won", "own_in_kind_won", "plan")
_SOURCES = ("grant_won", "own_cash_won", "own_in_kind_won")


def broken_versions(render: Render) -> Iterator[Finding]:
    """Hold every offered version against its text: hash, paper, fields and budget lines."""
    offered = AgreementVersion.objects.filter(offered_at__isnull=False).select_related("agreement", "paper")
    ordered = offered.prefetch_related("amounts__line").order_by("agreement_id", "number")
    for version in ordered.iterator(chunk_size=_BATCH):
        sentence = _difference(version, render)
        if sentence:
            yield Finding("agreement", f"협약 {version.agreement.number} 제{version.number}차", sentence)


def _difference(version: AgreementVersion, render: Render) -> str:
    """Return what of a version is not as it was signed; "" where all is."""
    if sha256_hex(version.content.encode()) != version.content_sha256:
        return "협약 내용이 그 해시와 다릅니다."
    content = json.loads(version.content)
    if sentence := paper_difference(version, content, render):
        return sentence
    stored = json.loads(canonical_json({name: getattr(version, name) for name in _COPIED}))
    for name in _COPIED:
        if stored[name] != content[name]:
            return f"{name} 값이 서명한 협약 내용과 다릅니다."
    lines = {(line["code"], line["item"]): [line[name] for name in _SOURCES] for line in content["lines"]}
    amounts = {
        (amount.line.code, amount.line.item): [getattr(amount, name) for name in _SOURCES]
        for amount in version.amounts.all()
    }
    return "" if lines == amounts else "비목 금액이 서명한 협약 내용과 다릅니다."


def broken_signatures() -> Iterator[Finding]:
    """Find signatures that name another paper than the version they stand under."""
    strays = AgreementSignature.objects.exclude(pdf_sha256=F("version__pdf_sha256"))
    for signature in strays.select_related("version__agreement").order_by("pk").iterator(_BATCH):
        version = signature.version
        row = f"협약 {version.agreement.number} 제{version.number}차 {signature.get_side_display()} 서명"
        yield Finding("agreement_signature", row, "서명이 가리키는 PDF가 이 차수의 협약서가 아닙니다.")


def broken_limits() -> Iterator[Finding]:
    """Add up the entries of every spending limit; find those whose counters say something else."""
    sums = {
        f"of_{stage.value}": Coalesce(Sum("entries__amount_won", filter=Q(entries__stage=stage)), Value(0))
        for stage in EntryStage
    }
    summed = SpendingLimit.objects.annotate(**sums)
    wrong = summed.exclude(committed_won=F("of_committed"), spent_won=F("of_spent")).order_by("pk")
    names = ("pk", "kind", "committed_won", "spent_won", "of_committed", "of_spent")
    for pk, kind, *won in wrong.values_list(*names).iterator(_BATCH):
        sentence = "약정 {:,}원·집행 {:,}원인데 기록을 더하면 약정 {:,}원·집행 {:,}원입니다.".format(*won)
        yield Finding("spending_limit", f"{LimitKind(kind).label} 집행 한도 {pk}", sentence)


def verifiers(render: Render) -> tuple[Verifier, ...]:
    """Return what looks agreements through; `render` makes the paper of a content."""
    return (
        Verifier("agreement", "협약서 / agreements", partial(broken_versions, render)),
        Verifier("agreement_signature", "협약 서명 / signatures of agreements", broken_signatures),
        Verifier("spending_limit", "집행 한도 / spending limits", broken_limits),
    )
