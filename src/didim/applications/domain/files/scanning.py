"""The scan for viruses, after a file was stored: what is infected leaves every draft, and people are told."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from didim.accounts.domain.messages import queue_message
from didim.applications.domain.files.clamd import TooLargeToScanError, found_virus
from didim.applications.domain.files.storage import open_stored, pieces
from didim.applications.enums import ScanState
from didim.applications.models import Attachment, FirmFile

log = logging.getLogger(__name__)
# A file is scanned at once by its own job; what still waits after so long is asked for again.
OVERDUE = timedelta(minutes=5)


def scan_file(*, file_id: int, now: datetime) -> ScanState:
    """Ask clamd about a file that waits, and return what it is now.

    Equal bytes are judged together. Raises ScanFailedError when there is no verdict; the file keeps waiting.
    Not inside a transaction: the daemon may take its time.
    """
    file = FirmFile.objects.get(pk=file_id)
    if file.scan != ScanState.WAITING:
        return ScanState(file.scan)
    state, virus = verdict_on(file.sha256)
    return _record(file.sha256, state, virus, now)


def verdict_on(sha256: str) -> tuple[ScanState, str]:
    """Ask clamd about stored bytes; return what they are and the virus found. Raises ScanFailedError."""
    if not settings.CLAMD:
        return ScanState.NOT_SCANNED, ""
    try:
        with open_stored(sha256) as content:
            virus = found_virus(settings.CLAMD, pieces(content))
    except TooLargeToScanError:
        log.warning("stored file %s is larger than clamd scans (StreamMaxLength)", sha256)
        return ScanState.NOT_SCANNED, ""
    return (ScanState.INFECTED, virus) if virus else (ScanState.CLEAN, virus)


def overdue_files(*, now: datetime) -> list[int]:
    """Return the files that have waited for a verdict for too long: the daemon was away."""
    waiting = FirmFile.objects.filter(scan=ScanState.WAITING, uploaded_at__lte=now - OVERDUE)
    return list(waiting.order_by("uploaded_at", "id").values_list("pk", flat=True))


@transaction.atomic
def _record(sha256: str, state: ScanState, virus: str, now: datetime) -> ScanState:
    files = FirmFile.objects.select_for_update(of=("self",)).filter(sha256=sha256, scan=ScanState.WAITING)
    for file in files.select_related("uploaded_by").order_by("pk"):
        file.scan, file.scanned_at = state, now
        if state is ScanState.INFECTED:
            file.removed_at = file.removed_at or now
            Attachment.objects.filter(file=file).delete()
            _tell(file, virus, now)
        file.save(update_fields=["scan", "scanned_at", "removed_at"])
    return state


def _tell(file: FirmFile, virus: str, now: datetime) -> None:
    with override("ko"):
        body = _(
            "올리신 파일 ‘%(name)s’에서 악성코드(%(virus)s)가 나와 신청서와 보관함에서 뺐습니다.\n"
            "컴퓨터를 검사한 뒤 원본을 다시 저장해 올려 주세요. 이미 제출했다면 다시 제출해 주세요."
        )
        queue_message(
            template="infected-file",
            subject=_("악성코드가 든 파일을 뺐습니다"),
            body=body % {"name": file.name, "virus": virus},
            dedupe_key=f"infected-file:{file.pk}",
            not_before=now,
            now=now,
            recipient=file.uploaded_by,
        )
