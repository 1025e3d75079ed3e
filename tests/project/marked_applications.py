"""The application of the marked firm, with what hangs on it."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.db import connection

from didim.accounts.models import User
from didim.applications.domain.files.storage import store
from didim.applications.enums import ApplicationState, ReceiptKind, ScanState
from didim.applications.models import (
    Application,
    Draft,
    FirmFile,
    Receipt,
    Submission,
    SubmissionFile,
    SupplementRequest,
    Upload,
)
from didim.kernel.hash_chains import canonical_json
from didim.programmes.enums import RevisionState, SupportType
from didim.programmes.models import Call, CallRevision, Programme
from didim.registry.models import Agency

MARK = "누출표식"
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)
FORM = {
    "steps": [
        {
            "key": "firm",
            "title": "기업",
            "title_en": "Firm",
            "fields": [{"key": "name", "kind": "text", "label": "기업명", "label_en": "Name"}],
        }
    ]
}


def _open_call(other: Agency) -> tuple[Call, CallRevision]:
    """A published call of the other agency: everybody may read it, and who applied is nobody's business."""
    programme = Programme.objects.create(
        agency=other, name="공개 사업", support_type=SupportType.LOAN, year=2026
    )
    call = Call.objects.create(agency=other, programme=programme, title="공개 모집", created_at=NOW)
    revision = CallRevision.objects.create(
        agency=other,
        call=call,
        number=1,
        state=RevisionState.PUBLISHED,
        form=FORM,
        opens_at=NOW,
        closes_at=datetime(2099, 1, 5, tzinfo=UTC),
        published_at=NOW,
    )
    return call, revision


def marked_application(things: dict[str, Any], owner: User) -> dict[str, Any]:
    """An application of the other firm to a published call of the other agency, handed in."""
    call, revision = _open_call(things["agency"])
    whose = {"agency_id": call.agency_id, "enterprise": things["firm"]}
    application = Application.objects.create(
        **whose,
        call=call,
        state=ApplicationState.SUBMITTED,
        created_at=NOW,
        created_by=owner,
        submitted_at=NOW,
    )
    answers = {"name": f"{MARK} 답변"}
    Draft.objects.create(
        application=application,
        enterprise=things["firm"],
        revision=revision,
        answers=answers,
        version=1,
        updated_at=NOW,
        updated_by=owner,
    )
    submission = Submission.objects.create(
        **whose,
        application=application,
        number=1,
        revision=revision,
        draft_version=1,
        content=canonical_json({"answers": answers, "files": []}).decode(),
        content_hash="0" * 64,
        submitted_at=NOW,
        submitted_by=owner,
    )
    Application.objects.filter(pk=application.pk).update(submission=submission)
    stored = store(BytesIO(MARK.encode()))
    file = FirmFile.objects.create(
        enterprise=things["firm"],
        name=f"{MARK} 계획서.txt",
        size=stored.size,
        content_type="text/plain",
        sha256=stored.sha256,
        scan=ScanState.CLEAN,
        uploaded_at=NOW,
        uploaded_by=owner,
    )
    SubmissionFile.objects.create(**whose, submission=submission, slot="plan", file=file)
    upload = Upload.objects.create(
        enterprise=things["firm"],
        name=f"{MARK} 계획서.pdf",
        size=9,
        created_at=NOW,
        created_by=owner,
        expires_at=datetime(2099, 1, 5, tzinfo=UTC),
    )
    receipt = Receipt.objects.create(
        **whose,
        call=call,
        application=application,
        submission=submission,
        kind=ReceiptKind.SUBMITTED,
        received_at=NOW,
        content_hash="0" * 64,
        code="MARK-ED00-0000-0000",
    )
    connection.check_constraints()  # the number and the chain come with the commit
    supplement = SupplementRequest.objects.create(
        **whose,
        application=application,
        text=f"{MARK} 보완",
        slots=["name"],
        due_at=datetime(2099, 1, 5, tzinfo=UTC),
        asked_at=NOW,
        asked_by=owner,
    )
    return {
        "application": application,
        "supplement": supplement,
        "receipt": receipt,
        "firm_file": file,
        "upload": upload,
    }
