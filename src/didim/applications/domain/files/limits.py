"""How large, how many and of which kinds the files of a slot or of the cabinet may be."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from didim.applications.enums import UploadState
from didim.applications.models import Application, FirmFile, Upload
from didim.applications.queries.forms import form_of
from didim.engines.forms import FileSlot
from didim.kernel.refusals import refuse
from didim.programmes.enums import DocumentKind

from .sniffing import FIELD
from .types import TYPES

MEGABYTE = 1 << 20
LONGEST_NAME = 200
CABINET_MEGABYTES = 30
# What a cabinet takes where no call has said what it wants: documents and pictures of them.
CABINET_TYPES = ("pdf", "hwp", "hwpx", "docx", "xlsx", "pptx", "jpg", "png", "zip")
# First half of the key of a firm's lock; the second is the firm.
_QUOTA_LOCK = 0x46494C45


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What one place takes: endings, bytes a file, files; and the kind of document that stands in it."""

    types: tuple[str, ...]
    max_bytes: int
    max_count: int
    kind: str


def limits_of(*, application: Application | None, slot: str, kind: str = "") -> FileLimits:
    """Return what a slot of an application's draft takes, or the firm's cabinet (no application).

    Raises RefusedError for a slot that the form (no longer) has.
    """
    if application is None:
        known = kind if kind in DocumentKind.values else DocumentKind.OTHER.value
        return FileLimits(CABINET_TYPES, CABINET_MEGABYTES * MEGABYTE, 1, known)
    field = form_of(application.draft.revision_id).fields.get(slot)
    if field is None or not isinstance(field.kind, FileSlot):
        raise refuse(FIELD, _("이 신청서에 없는 자리입니다. 화면을 새로 고친 뒤 다시 올려 주세요."))
    asked = field.kind
    return FileLimits(asked.types, asked.max_megabytes * MEGABYTE, asked.max_count, asked.document)


def check_size(size: int, limits: FileLimits) -> None:
    """Raise RefusedError for an empty file and for one that is too large."""
    if size <= 0:
        raise refuse(FIELD, _("빈 파일입니다. 내용이 있는 파일을 올려 주세요."))
    if size > limits.max_bytes:
        message = _("파일이 %(size)s MB로, 한도 %(most)s MB를 넘습니다. 그림을 줄이거나 나누어 올려 주세요.")
        values = {"size": f"{size / MEGABYTE:.1f}", "most": limits.max_bytes // MEGABYTE}
        raise refuse(FIELD, message % values)


def check_quota(*, enterprise_id: int, size: int, now: datetime) -> None:
    """Raise RefusedError when a firm's cabinet, with what is still on its way, has no room for `size` bytes.

    Two uploads that begin at once are counted one after the other: the firm is locked until the commit.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_QUOTA_LOCK, enterprise_id % (1 << 31)])
    used = used_bytes(enterprise_id=enterprise_id, now=now)
    if used + size > settings.UPLOAD_QUOTA_BYTES:
        message = _(
            "보관함이 가득 찼습니다(%(used)s MB / %(most)s MB)."
            " 보관함에서 쓰지 않는 파일을 뺀 뒤 다시 올려 주세요."
        )
        values = {"used": used // MEGABYTE, "most": settings.UPLOAD_QUOTA_BYTES // MEGABYTE}
        raise refuse(FIELD, message % values)


def used_bytes(*, enterprise_id: int, now: datetime) -> int:
    """Return how many bytes a firm's cabinet holds, what is on its way included."""
    kept = FirmFile.objects.filter(enterprise=enterprise_id, removed_at=None).aggregate(sum=Sum("size"))
    coming = Upload.objects.filter(
        enterprise=enterprise_id, state=UploadState.RECEIVING, expires_at__gt=now
    ).aggregate(sum=Sum("size"))
    return (kept["sum"] or 0) + (coming["sum"] or 0)


def clean_name(name: str) -> str:
    """Return a file's name without folders and control signs, in composed Hangul, ending kept.

    Macs send Hangul in parts (NFD), which other systems show as single letters.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if sign.isprintable()).strip(" .")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending if dot else name[:LONGEST_NAME]
    return name[:LONGEST_NAME]


def content_type_of(ending: str) -> str:
    """Return the media type of an ending that is let in."""
    return TYPES[ending].content_type
