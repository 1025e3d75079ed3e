"""Reading files: one through its door, what stands in a draft's slots, and a firm's cabinet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.enums import ScanState
from didim.applications.models import Application, Attachment, FirmFile, SubmissionFile, Upload
from didim.applications.queries.reusable_files import Freshness, freshness
from didim.engines.forms import FileSlot, Form
from didim.engines.forms.assembling import Document, load_documents
from didim.kernel.calendar import SEOUL
from didim.programmes.enums import DocumentKind
from didim.programmes.models import CallRevision
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
    clean = FirmFile.objects.exclude(scan=ScanState.INFECTED)
    file = clean.select_related("enterprise").filter(pk=file_id).first()
    if file is not None and file.enterprise_id in actor.enterprises:
        return file
    seen = Q(agency__in=actor.agencies_with() if actor.mfa else ())
    if assigned is not None:
        seen |= assigned
    handed_in = SubmissionFile.objects.filter(seen, file=file_id).order_by("-submission_id").first()
    if file is None or handed_in is None:
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


def is_infected(sha256: str) -> bool:
    """Whether the scan found a virus in these bytes, whosever they were."""
    with scoped(SYSTEM):
        return FirmFile.objects.filter(sha256=sha256, scan=ScanState.INFECTED).exists()


def access_upload(*, actor: Actor, upload_id: UUID) -> Upload:
    """Return an upload of a firm the actor works for; NotVisible (404) otherwise."""
    upload = Upload.objects.filter(pk=upload_id, enterprise__in=actor.enterprises_with()).first()
    if upload is None:
        raise NotVisible(f"upload {upload_id}")
    return upload


def access_firm_file(*, actor: Actor, file_id: int) -> FirmFile:
    """Return a file in the cabinet of a firm the actor works for; NotVisible (404) otherwise."""
    file = FirmFile.objects.filter(
        pk=file_id, enterprise__in=actor.enterprises_with(), removed_at=None
    ).first()
    if file is None:
        raise NotVisible(f"file {file_id}")
    return file


@dataclass(frozen=True, slots=True)
class InSlot:
    """A file in a slot, whether its age fits, and whether its day of issue must still be said."""

    attachment_id: int
    file: FirmFile
    reused: bool
    needs_day: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class SlotState:
    """What stands in a slot of a draft, and which files of the cabinet could be put there."""

    key: str
    files: tuple[InSlot, ...]
    offers: tuple[FirmFile, ...]
    max_count: int

    @property
    def is_full(self) -> bool:
        """Whether another file would only replace one."""
        return len(self.files) >= self.max_count


def file_slots(
    *, application: Application, form: Form, keys: Iterable[str], now: datetime
) -> dict[str, SlotState]:
    """Return the state of the slots with these keys (others are left out), by key: three queries at most.

    Offered is what the cabinet holds of the asked kind and what is still valid on the closing day.
    """
    asked = {
        key: form.fields[key].kind
        for key in keys
        if key in form.fields and isinstance(form.fields[key].kind, FileSlot)
    }
    if not asked:
        return {}
    revision = CallRevision.objects.only("documents", "closes_at").get(pk=application.draft.revision_id)
    documents = {each.key: each for each in load_documents(revision.documents)}
    on = (revision.closes_at or now).astimezone(SEOUL).date()
    fresh = {key: _fresh(slot, documents.get(key), on) for key, slot in asked.items()}
    there: dict[str, list[Attachment]] = {key: [] for key in asked}
    for row in Attachment.objects.filter(application=application, slot__in=asked).select_related("file"):
        there[row.slot].append(row)
    kinds = {slot.document for slot in asked.values()} - {"", DocumentKind.OTHER}
    cabinet = list(
        FirmFile.objects.filter(enterprise=application.enterprise_id, removed_at=None, kind__in=kinds)
        .exclude(scan=ScanState.INFECTED)
        .order_by("-issued_on", "-uploaded_at", "-id")
        if kinds
        else ()
    )
    return {key: _slot_state(key, slot, there[key], cabinet, fresh[key]) for key, slot in asked.items()}


def _fresh(slot: FileSlot, document: Document | None, on: date) -> Freshness:
    days = document.validity_days if document else None
    return freshness(kind=slot.document, on=on, validity_days=days)


def _slot_state(
    key: str, slot: FileSlot, there: list[Attachment], cabinet: list[FirmFile], fresh: Freshness
) -> SlotState:
    there.sort(key=lambda row: (row.added_at, row.pk))
    attached = {row.file_id for row in there}
    return SlotState(
        key=key,
        files=tuple(
            InSlot(
                attachment_id=row.pk,
                file=row.file,
                reused=row.reused,
                needs_day=fresh.issued_from is not None and row.file.issued_on is None,
                is_stale=row.file.issued_on is not None and not fresh.fits(row.file),
            )
            for row in there
        ),
        offers=tuple(
            file
            for file in cabinet
            if file.kind == slot.document and file.pk not in attached and fresh.fits(file)
        ),
        max_count=slot.max_count,
    )


def cabinet_files(*, enterprise_id: int) -> QuerySet[FirmFile]:
    """Return what a firm's cabinet holds, the newest first, each with `used_in`: its attachments.

    Two queries whatever their number; to be cut into pages.
    """
    used = Attachment.objects.select_related("application__call").order_by("added_at", "id")
    return (
        FirmFile.objects.filter(enterprise=enterprise_id, removed_at=None)
        .select_related("uploaded_by")
        .prefetch_related(Prefetch("attachments", used, to_attr="used_in"))
        .order_by("-uploaded_at", "-id")
    )
