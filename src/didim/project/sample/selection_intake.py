"""Applications of the sample: drafts with their papers written in bulk, each handed in by the act."""

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pghistory
import typst

from didim.accounts.models import User
from didim.applications.domain.drafts import FIRST_VERSION
from didim.applications.domain.files.storage import StoredBytes, store
from didim.applications.domain.intake import submit_application
from didim.applications.domain.prefilling import registry_facts
from didim.applications.enums import ScanState
from didim.applications.models import Application, Attachment, Draft, FirmFile
from didim.applications.queries.forms import form_of
from didim.documents.pdf.typesetting import FONTS
from didim.engines.forms.assembling import BONUS
from didim.programmes.enums import RevisionState
from didim.programmes.models import Call
from didim.registry.models import Enterprise

from .selection_plans import plan_answers
from .tables import count_rows, number_chains
from .world import World

SLOT, KIND = "doc_business_registration", "business_registration"
# Key of the paper, its title; several firms have the same bytes, as sample papers may.
REGISTRATIONS = ("사업자등록증 (예시 1)", "사업자등록증 (예시 2)", "사업자등록증 (예시 3)")
CERTIFICATE = "확인서 (예시)"
WRITTEN_VERSION = FIRST_VERSION + 1
# Share of the firms that claim a bonus point, each by itself.
CLAIMED = 0.3

WRITTEN = (
    "applications_application", "applications_attachment", "applications_draft", "applications_firmfile",
)  # fmt: skip
HANDED_IN = ("applications_application", "applications_submission", "applications_submissionfile")


@dataclass(frozen=True, slots=True)
class Written:
    """What one firm hands in: when, its answers beside what the registry knows, its papers by slot."""

    firm: Enterprise
    at: datetime
    known: dict[str, Any]
    answers: dict[str, Any]
    claims: Sequence[str] = field(default=())


def apply_all(
    world: World, call: Call, firms: Sequence[Enterprise], by: User, first: datetime, room: int
) -> list[Application]:
    """Let each firm write and hand in its application, one after the other from `first` on.

    Some claim bonus points, where the call gives any, each with a certificate.
    """
    revision = call.revisions.get(state=RevisionState.PUBLISHED)
    form = form_of(revision.pk)
    dice = world.dice(room)
    bonus = [one["key"] for one in revision.bonus_points]
    rows = []
    for number, firm in enumerate(firms):
        at = first + timedelta(minutes=7 * number)
        known = form.prefill(registry_facts(enterprise=firm, on=at.date()))
        answers = plan_answers(world, form, firm, dice)
        claims = [key for key in bonus if dice.random() < CLAIMED]
        rows.append(Written(firm, at, known, form.normalise(answers | {BONUS: claims}), claims))
    with pghistory.context(act="start_application", user=by.pk):
        applications = _begin(call, revision.pk, rows, by)
        _attach(applications, rows, by)
    count_rows(*WRITTEN)
    for application, row in zip(applications, rows, strict=True):
        submit_application(
            application_id=application.pk, draft_version=WRITTEN_VERSION, arrived_at=row.at, by=by
        )
    number_chains()
    count_rows(*HANDED_IN)
    return applications


def _begin(call: Call, revision_id: int, rows: Sequence[Written], by: User) -> list[Application]:
    """Write drafts: prefilled in their first version, the rest answered in the second."""
    applications = Application.objects.bulk_create(
        Application(
            agency_id=call.agency_id,
            call=call,
            enterprise=row.firm,
            created_at=row.at,
            created_by=by,
            is_sample=True,
        )
        for row in rows
    )
    step = form_of(revision_id).steps[0].key
    Draft.objects.bulk_create(
        Draft(
            application=application,
            enterprise=row.firm,
            revision_id=revision_id,
            answers=row.known | row.answers,
            version=WRITTEN_VERSION,
            field_versions=dict.fromkeys(row.known, FIRST_VERSION)
            | dict.fromkeys(row.answers, WRITTEN_VERSION),
            field_authors={key: {"by": by.pk, "at": row.at.isoformat()} for key in row.answers},
            step=step,
            updated_at=row.at,
            updated_by=by,
        )
        for application, row in zip(applications, rows, strict=True)
    )
    return applications


def _attach(applications: Sequence[Application], rows: Sequence[Written], by: User) -> None:
    """Put each firm's registration into its slot, one it gave before where there is one, and certificates."""
    firms = [row.firm.pk for row in rows]
    given = {file.enterprise_id: file for file in FirmFile.objects.filter(enterprise__in=firms, kind=KIND)}
    papers = _papers()
    new = [
        _file(row, KIND, REGISTRATIONS[number % len(REGISTRATIONS)], papers, by)
        for number, row in enumerate(rows)
        if row.firm.pk not in given
    ]
    certified = {row.firm.pk: _file(row, "", CERTIFICATE, papers, by) for row in rows if row.claims}
    FirmFile.objects.bulk_create([*new, *certified.values()])
    registered = given | {file.enterprise_id: file for file in new}
    Attachment.objects.bulk_create(
        _attachment(application, slot, file, given, row.at, by)
        for application, row in zip(applications, rows, strict=True)
        for slot, file in (
            (SLOT, registered[row.firm.pk]),
            *((f"{BONUS}_{key}", certified[row.firm.pk]) for key in row.claims),
        )
    )


def _file(row: Written, kind: str, paper: str, papers: dict[str, StoredBytes], by: User) -> FirmFile:
    return FirmFile(
        enterprise=row.firm,
        kind=kind,
        name=f"{paper}.pdf",
        size=papers[paper].size,
        content_type="application/pdf",
        sha256=papers[paper].sha256,
        scan=ScanState.NOT_SCANNED,
        issued_on=row.at.date() - timedelta(days=90),
        uploaded_at=row.at,
        uploaded_by=by,
    )


def _attachment(
    application: Application, slot: str, file: FirmFile, given: Collection[int], at: datetime, by: User
) -> Attachment:
    return Attachment(
        application=application,
        enterprise_id=file.enterprise_id,
        slot=slot,
        file=file,
        reused=bool(file.kind) and file.enterprise_id in given,
        added_at=at,
        added_by=by,
    )


def _papers() -> dict[str, StoredBytes]:
    return {title: store(io.BytesIO(content)) for title, content in _contents().items()}


@cache
def _contents() -> dict[str, bytes]:
    """Return a few small papers, set once."""
    compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)
    return {
        title: compiler.compile(
            input=f'#set text(font: "Pretendard GOV")\n= {title}\n둘러보기를 위한 예시 서류입니다.'.encode(),
            format="pdf",
            timestamp=0,
        )
        for title in (*REGISTRATIONS, CERTIFICATE)
    }
