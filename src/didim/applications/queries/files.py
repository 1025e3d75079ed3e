"""Reading files: one through its door, what stands in a draft's slots, and a firm's cabinet."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.applications.enums import ScanState
from didim.applications.models import Application, Attachment, FirmFile, SubmissionFile
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

READING = "신청 파일 열람"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it stands in a slot of a draft: what a submission freezes of it."""

    slot: str
    file_id: int
    name: str
    size: int
    content_type: str
    sha256: str
    scan: ScanState
    kind: str
    issued_on: date | None


def stored_files(application: Application) -> list[StoredFile]:
    """Return the files in the slots of an application's draft, by slot and age: one query."""
    rows = (
        Attachment.objects.filter(application=application)
        .select_related("file")
        .order_by("slot", "added_at", "id")
    )
    return [
        StoredFile(
            slot=row.slot,
            file_id=row.file_id,
            name=row.file.name,
            size=row.file.size,
            content_type=row.file.content_type,
            sha256=row.file.sha256,
            scan=ScanState(row.file.scan),
            kind=row.file.kind,
            issued_on=row.file.issued_on,
        )
        for row in rows
    ]


def access_file(*, actor: Actor, file_id: int, assigned: Q | None = None, task: str = READING) -> FirmFile:
    """Return a file the actor may open, with its firm; NotVisible (404) otherwise.

    Members of the firm open its files; staff of an agency, with a second factor, what was handed in to it,
    and the access log notes it (`task`: what for). `assigned` is a condition on SubmissionFile that holds for
    what somebody else (a reviewer) was given to read; that is noted, too.
    """
    file = FirmFile.objects.select_related("enterprise").filter(pk=file_id).first()
    if file is not None and file.enterprise_id in actor.enterprises:
        return file
    seen = Q(agency__in=actor.agencies_with() if actor.mfa else ())
    if assigned is not None:
        seen |= assigned
    handed_in = SubmissionFile.objects.filter(seen, file=file_id).order_by("-submission_id").first()
    if file is None or handed_in is None or file.scan == ScanState.INFECTED:
        raise NotVisible(f"file {file_id}")
    note_access(
        act=AccessAct.VIEW,
        task=task,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=file.enterprise_id,
        subject=f"{file.enterprise.name}: {file.name}"[:200],
        agency_id=handed_in.agency_id,
    )
    return file
