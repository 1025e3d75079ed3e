"""Files on their way in: whole, or chunk by chunk and resumed after a cut (tus 1.0)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from didim.accounts.models import User
from didim.applications.domain.files.attaching import attach_file, check_slot_is_open
from didim.applications.domain.files.limits import FileLimits, check_quota, check_size, clean_name, limits_of
from didim.applications.domain.files.sniffing import FIELD, check_content, check_name
from didim.applications.domain.files.storage import file_storage, hash_of, pieces, store
from didim.applications.enums import ScanState, UploadState
from didim.applications.models import Application, FirmFile, Upload
from didim.kernel.refusals import RefusedError, refuse

# The folder of the storage in which each upload has one of its own.
CHUNKS = "uploads"
_AT = "{offset:013d}"


@dataclass(frozen=True, slots=True)
class WantedUpload:
    """What somebody is about to send: into a slot of an application, or (no application) into the cabinet."""

    name: str
    size: int
    application: Application | None = None
    slot: str = ""
    kind: str = ""
    sha256: str = ""


class UploadError(Exception):
    """A chunk was not taken; nothing has changed."""


class UploadGoneError(UploadError):
    """The upload was finished, refused or ended, or has waited for too long."""


class WrongOffsetError(UploadError):
    """The chunk does not begin where the last one ended; `offset` says where that is."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(offset)


@transaction.atomic
def begin_upload(*, enterprise_id: int, wanted: WantedUpload, by: User, now: datetime) -> Upload:
    """Make room for a file; RefusedError when its name, its size, the slot or the firm's quota forbid it.

    So what cannot be taken is said before a byte is sent.
    """
    name, limits = clean_name(wanted.name), _limits(wanted)
    check_name(name, types=limits.types)
    check_size(wanted.size, limits)
    if wanted.application is not None:
        check_slot_is_open(application=wanted.application, slot=wanted.slot, now=now)
    check_quota(enterprise_id=enterprise_id, size=wanted.size, now=now)
    return Upload.objects.create(
        enterprise_id=enterprise_id,
        application=wanted.application,
        slot=wanted.slot,
        kind=limits.kind,
        name=name,
        size=wanted.size,
        expected_sha256=wanted.sha256.lower(),
        created_at=now,
        created_by=by,
        expires_at=now + timedelta(hours=settings.UPLOAD_KEPT_HOURS),
    )


def _limits(wanted: WantedUpload) -> FileLimits:
    return limits_of(application=wanted.application, slot=wanted.slot, kind=wanted.kind)


@transaction.atomic
def receive_chunk(*, upload_id: UUID, offset: int, content: bytes, now: datetime) -> Upload:
    """Store the bytes that begin at `offset`; with the last one the file is checked and put in its place.

    Two senders of one upload come one after the other (row lock); the second finds the offset moved. A chunk
    stands under its offset and is on disk before the row says so: what was written and not recorded is
    written over by whoever resumes. A file that is refused then ends the upload as REFUSED, with its reason
    in `problem`: nothing is raised, so that the answer lasts. Raises UploadGoneError, WrongOffsetError, and
    RefusedError for more bytes than were announced.
    """
    upload = Upload.objects.select_for_update().filter(pk=upload_id).first()
    if upload is None or upload.state != UploadState.RECEIVING or not is_alive(upload=upload, now=now):
        raise UploadGoneError(upload_id)
    if upload.offset != offset:
        raise WrongOffsetError(upload.offset)
    if offset + len(content) > upload.size:
        raise refuse(FIELD, _("알린 크기보다 많은 내용이 왔습니다. 파일을 다시 골라 올려 주세요."))
    if content:
        _put_chunk(upload, content)
        upload.offset += len(content)
        upload.expires_at = now + timedelta(hours=settings.UPLOAD_KEPT_HOURS)
    if upload.offset == upload.size:
        with _assembled(upload) as whole:
            _finish(upload, whole, now)
        transaction.on_commit(lambda: remove_chunks(upload_id))
    upload.save()
    return upload


def is_alive(*, upload: Upload, now: datetime) -> bool:
    """Whether an upload was received, or can still be resumed."""
    return upload.state == UploadState.STORED or (
        upload.state == UploadState.RECEIVING and upload.expires_at > now
    )


@transaction.atomic
def receive_whole(
    *, enterprise_id: int, wanted: WantedUpload, content: BinaryIO, by: User, now: datetime
) -> FirmFile:
    """Take a file that came in one piece; RefusedError with what is wrong about it."""
    upload = begin_upload(enterprise_id=enterprise_id, wanted=wanted, by=by, now=now)
    file = _take(upload, content, now)
    upload.delete()
    return file


@transaction.atomic
def end_upload(*, upload_id: UUID) -> None:
    """Give an upload up: its chunks go, a file it has become stays."""
    Upload.objects.filter(pk=upload_id).delete()
    transaction.on_commit(lambda: remove_chunks(upload_id))


def end_stale_uploads(*, now: datetime) -> int:
    """Give up what nobody has resumed in time, and forget what has ended; return how many that were."""
    stale = list(Upload.objects.filter(expires_at__lte=now).values_list("pk", flat=True))
    for upload_id in stale:
        end_upload(upload_id=upload_id)
    return len(stale)


def _finish(upload: Upload, whole: BinaryIO, now: datetime) -> None:
    try:
        with transaction.atomic():
            upload.file = _take(upload, whole, now)
        upload.state = UploadState.STORED
    except RefusedError as refusal:
        upload.state, upload.problem = UploadState.REFUSED, str(refusal)[:300]


def _take(upload: Upload, content: BinaryIO, now: datetime) -> FirmFile:
    """Check a whole file, store its bytes, enter it into the cabinet and put it into its slot."""
    limits = limits_of(application=upload.application, slot=upload.slot, kind=upload.kind)
    said = check_name(upload.name, types=limits.types)
    content.seek(0)
    if upload.expected_sha256 and hash_of(pieces(content)) != upload.expected_sha256:
        raise refuse(FIELD, _("파일이 오는 길에 바뀌었습니다. 같은 파일을 다시 올려 주세요."))
    check_content(content, said=said)
    stored = store(content)
    file = FirmFile.objects.create(
        enterprise_id=upload.enterprise_id,
        kind=upload.kind,
        name=upload.name,
        size=stored.size,
        content_type=said.content_type,
        sha256=stored.sha256,
        scan=ScanState.WAITING if settings.CLAMD else ScanState.NOT_SCANNED,
        uploaded_at=now,
        uploaded_by_id=upload.created_by_id,
    )
    if upload.application is not None:
        attach_file(
            application=upload.application, slot=upload.slot, file=file, by_id=upload.created_by_id, now=now
        )
    return file


def _folder(upload_id: UUID) -> str:
    return f"{CHUNKS}/{upload_id}"


def _put_chunk(upload: Upload, content: bytes) -> None:
    name = f"{_folder(upload.pk)}/{_AT.format(offset=upload.offset)}"
    file_storage().save(name, ContentFile(content))


@contextmanager
def _assembled(upload: Upload) -> Iterator[BinaryIO]:
    """Yield a temporary file with all chunks, each beginning where the one before it ends."""
    with TemporaryFile() as whole:
        while whole.tell() < upload.size:
            name = f"{_folder(upload.pk)}/{_AT.format(offset=whole.tell())}"
            with file_storage().open(name, "rb") as chunk:
                for piece in pieces(cast("BinaryIO", chunk)):
                    whole.write(piece)
        yield cast("BinaryIO", whole)


def remove_chunks(upload_id: UUID) -> None:
    """Take away what has come of an upload."""
    storage = file_storage()
    folder = _folder(upload_id)
    try:
        _folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        storage.delete(f"{folder}/{name}")
    storage.delete(folder)
