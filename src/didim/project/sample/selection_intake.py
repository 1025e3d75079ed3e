"""Applications of the sample: drafts written, a paper attached, handed in, checked."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import typst
from django.db import connection

from didim.accounts.models import User
from didim.applications.domain.drafts import save_answers, start_application
from didim.applications.domain.files.storage import StoredBytes, store
from didim.applications.domain.intake import submit_application
from didim.applications.enums import ScanState
from didim.applications.models import Application, Attachment, Draft, FirmFile
from didim.applications.queries.forms import form_of
from didim.documents.pdf.typesetting import FONTS
from didim.programmes.models import Call
from didim.registry.models import Enterprise
from didim.selection.domain.checking.checking import check_applications
from didim.selection.domain.checking.verdicts import (
    confirm_items,
    decide_check,
    override_items,
    pass_all_met,
)
from didim.selection.enums import CheckState, CheckVerdict
from didim.selection.models import CheckItem, EligibilityCheck

from .selection_plans import plan_answers
from .world import World

SLOT, KIND = "doc_business_registration", "business_registration"
PAPERS = 3


# Tables that grow from nothing within the one transaction: without statistics the planner joins them badly.
GROWN = (
    "applications_application", "applications_attachment", "applications_firmfile",
    "applications_submission", "applications_submissionfile", "selection_eligibilitycheck",
    "selection_checkitem", "selection_roundentry", "selection_assignment", "selection_review",
    "selection_reviewseal", "selection_decision",
)  # fmt: skip


def number_chains() -> None:
    """Let the database number and chain what was added, as the commit would, and count its tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ANALYZE {', '.join(GROWN)}")


def apply_all(
    world: World, call: Call, firms: Sequence[Enterprise], by: User, first: datetime, room: int
) -> list[Application]:
    """Let each firm write and hand in its application, one after the other from `first` on."""
    dice = world.dice(room)
    applications = []
    for number, firm in enumerate(firms):
        at = first + timedelta(minutes=7 * number)
        application = start_application(enterprise=firm, call=call, by=by, now=at)
        draft = Draft.objects.get(application=application)
        answers = plan_answers(world, form_of(draft.revision_id), firm, dice)
        saved = save_answers(draft=draft, base_version=draft.version, changes=answers, by=by, now=at)
        _attach(application, firm, by, at, number)
        submit_application(
            application_id=application.pk, draft_version=saved.draft.version, arrived_at=at, by=by
        )
        applications.append(application)
    number_chains()
    Application.objects.filter(call=call).update(is_sample=True)
    return applications


def _attach(application: Application, firm: Enterprise, by: User, at: datetime, number: int) -> None:
    paper = _papers()[number % PAPERS]
    file, _made = FirmFile.objects.get_or_create(
        enterprise=firm,
        kind=KIND,
        defaults={
            "name": "사업자등록증(예시).pdf",
            "size": paper.size,
            "content_type": "application/pdf",
            "sha256": paper.sha256,
            "scan": ScanState.NOT_SCANNED,
            "issued_on": at.date() - timedelta(days=90),
            "uploaded_at": at,
            "uploaded_by": by,
        },
    )
    # What the firm gave before may stand there already.
    Attachment.objects.get_or_create(
        application=application,
        enterprise=firm,
        slot=SLOT,
        file=file,
        defaults={"added_at": at, "added_by": by},
    )


def _papers() -> list[StoredBytes]:
    return [store(io.BytesIO(content)) for content in _contents()]


@cache
def _contents() -> tuple[bytes, ...]:
    """Return a few small papers, set once."""
    compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)
    texts = (
        f"= 사업자등록증 (예시 {number})\n둘러보기를 위한 예시 서류입니다." for number in range(1, PAPERS + 1)
    )
    return tuple(
        compiler.compile(
            input=f'#set text(font: "Pretendard GOV")\n{text}'.encode(), format="pdf", timestamp=0
        )
        for text in texts
    )


def check_all(call: Call, officer: User, director: User, now: datetime) -> None:
    """Check a call's applications: what the machine cannot tell two people do; each passes or fails."""
    ids = list(Application.objects.filter(call=call).order_by("pk").values_list("pk", flat=True))
    check_applications(call=call, application_ids=ids, now=now)
    items = CheckItem.objects.filter(check_of__application__call=call)
    unknown = list(items.filter(automatic=CheckVerdict.UNKNOWN).order_by("pk"))
    if unknown:
        override_items(
            items=unknown, verdict=CheckVerdict.MET, reason="제출 서류로 확인함(예시)", by=officer, now=now
        )
        confirm_items(items=unknown, by=director, now=now)
    checks = EligibilityCheck.objects.filter(application__call=call)
    pass_all_met(call=call, check_ids=list(checks.values_list("pk", flat=True)), by=officer, now=now)
    for check in checks.exclude(state=CheckState.PASSED).order_by("pk"):
        said = items.filter(check_of=check, automatic=CheckVerdict.NOT_MET).order_by("position").first()
        state = CheckState.FAILED if said else CheckState.PASSED
        reason = f"요건 미충족: {said.sentence}" if said else ""
        decide_check(check=check, state=state, reason=reason, by=officer, now=now)
