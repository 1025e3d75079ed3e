"""Submitted applications for the tests of the check: content as it is handed in, files, the ledger."""

from datetime import date, datetime
from typing import Any

import numpy as np

from didim.applications.enums import ApplicationState, ScanState
from didim.applications.models import Application, FirmFile, Submission, SubmissionFile
from didim.engines.forms import Form
from didim.engines.forms.assembling import (
    assembled,
    load_bonus_points,
    load_documents,
    load_exclusions,
)
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.programmes.models import Call, CallRevision
from didim.registry.models import Agency, Enterprise
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord
from tests.applications.builders import FORM, NOW, make_call, make_member

TAX_SLOT = "doc_national_tax"
TAX = {
    "key": TAX_SLOT,
    "kind": "national_tax",
    "label": "국세 납세증명서",
    "label_en": "National tax certificate",
    "required": True,
    "reuse": True,
    "validity_days": 30,
    "types": ["pdf"],
    "max_megabytes": 5,
    "max_count": 1,
}
ARREARS = {"key": "tax_arrears", "text": "체납 중인 기업", "text_en": "Those in arrears"}
BARRED = {"key": "sanctioned", "text": "참여 제한 중인 기업", "text_en": "Those barred"}
INVESTED = {
    "key": "invested",
    "label": "투자 유치",
    "label_en": "Investment",
    "points": "1",
    "evidence": "투자계약서",
    "evidence_en": "Contract",
}
SYLLABLES = [chr(code) for code in range(0xAC00, 0xAC00 + 2000)]


def made_text(seed: int, letters: int = 600) -> str:
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(SYLLABLES, letters))
    return " ".join(text[at : at + 5] for at in range(0, letters, 5))


def call_with(agency: Agency, title: str = "도약 지원 모집", **lists: Any) -> Call:
    """Return a published call; lists are documents, exclusions, bonus_points (in its form too), rule …"""
    structure = assembled(
        Form.load(FORM).structure,
        documents=load_documents(lists.get("documents", [])),
        exclusions=load_exclusions(lists.get("exclusions", [])),
        bonus_points=load_bonus_points(lists.get("bonus_points", [])),
    )
    return make_call(agency, title, form=Form(structure).dump(), **lists)


def declared(call: Call) -> str:
    """Return the answer that confirms no exclusion applies."""
    return Form.load(_revision(call).form).fields["exclusions"].kind.version


def _revision(call: Call) -> CallRevision:
    return call.revisions.get(number=1)


def hand_in(
    call: Call, firm: Enterprise, *, plan: str | None = None, at: datetime = NOW, **answers: Any
) -> Application:
    """Hand an application in, or again; the plan is different for every firm unless it is given."""
    by = firm.members.select_related("user").first()
    user = by.user if by else make_member(firm, f"owner{firm.pk}@example.org")
    application, _made = Application.objects.get_or_create(
        call=call,
        enterprise=firm,
        defaults={"agency_id": call.agency_id, "created_at": NOW, "created_by": user},
    )
    answers = {"name": firm.name, "problem": made_text(firm.pk) if plan is None else plan, **answers}
    content = canonical_json({"answers": answers, "files": []}).decode()
    submission = Submission.objects.create(
        agency_id=call.agency_id,
        enterprise=firm,
        application=application,
        number=application.submissions.count() + 1,
        revision=_revision(call),
        draft_version=1,
        content=content,
        content_hash=sha256_hex(content.encode()),
        submitted_at=at,
        submitted_by=user,
    )
    application.state, application.submission = ApplicationState.SUBMITTED, submission
    application.submitted_at = NOW
    application.number = application.number or call.applications.exclude(number=None).count() + 1
    application.save()
    return application


def give(application: Application, slot: str, *, kind: str = "", **fields: Any) -> FirmFile:
    """Put a file into a slot of what was handed in."""
    given = {
        "scan": ScanState.CLEAN,
        "issued_on": date(2026, 11, 10),
        "content_type": "application/pdf",
        "sha256": "0" * 64,
        **fields,
    }
    file = FirmFile.objects.create(
        enterprise=application.enterprise,
        kind=kind,
        name=f"{slot}.pdf",
        size=10,
        uploaded_at=NOW,
        uploaded_by=application.created_by,
        **given,
    )
    SubmissionFile.objects.create(
        agency_id=application.agency_id,
        enterprise=application.enterprise,
        submission=application.submission,
        slot=slot,
        file=file,
    )
    return file


def received(agency: Agency, firm: Enterprise, name: str, **fields: Any) -> SupportRecord:
    """Write a grant into the ledger."""
    details = {
        "form": SupportForm.MONEY,
        "year": 2025,
        "received_on": date(2025, 4, 1),
        "amount_won": 50_000_000,
        **fields,
    }
    return record_support(
        agency=agency,
        enterprise=firm,
        details=SupportDetails(programme_name=name, **details),
        source=RecordSource.IMPORTED,
        reference=f"row-{SupportRecord.objects.count()}",
        by=None,
        now=NOW,
    )
