"""What a firm has given once is taken again: into every empty slot of a new draft that it still fits."""

from datetime import datetime

from django.db import transaction

from didim.accounts.models import User
from didim.applications.domain.files.types import ending_of
from didim.applications.enums import ScanState
from didim.applications.models import Application, Attachment, FirmFile
from didim.applications.queries.reusable_files import fitting
from didim.engines.forms.assembling import load_documents
from didim.kernel.calendar import SEOUL
from didim.programmes.models import CallRevision


@transaction.atomic
def take_over_files(*, application: Application, by: User, now: datetime) -> list[Attachment]:
    """Put the newest valid file of the firm's cabinet into each empty slot of the call's document list.

    The files count as they stand on the closing day. Slots that take several files are left to people.
    Returns what was put in; nothing where somebody has already begun to fill a slot.
    """
    revision = CallRevision.objects.get(pk=application.draft.revision_id)
    filled = set(Attachment.objects.filter(application=application).values_list("slot", flat=True))
    documents = tuple(
        each for each in load_documents(revision.documents) if each.key not in filled and each.max_count == 1
    )
    files = list(
        FirmFile.objects.filter(
            enterprise=application.enterprise_id, removed_at=None, kind__in={each.kind for each in documents}
        )
        .exclude(scan=ScanState.INFECTED)
        .order_by("-issued_on", "-uploaded_at", "-id")
    )
    on = (revision.closes_at or now).astimezone(SEOUL).date()
    found = fitting(documents, files, on=on)
    return Attachment.objects.bulk_create(
        Attachment(
            application=application,
            enterprise_id=application.enterprise_id,
            slot=document.key,
            file=file,
            reused=True,
            added_at=now,
            added_by=by,
        )
        for document in documents
        for file in found[document.key][:1]
        if ending_of(file.name) in {ending_of(f".{each}") for each in document.types}
        and file.size <= document.max_megabytes << 20
    )
