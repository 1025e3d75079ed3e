"""Photos of a visit: upright, no larger than a report needs, without place, time or device of the taking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from didim.accounts.models import User
from didim.applications.domain.files.limits import MEGABYTE, clean_name
from didim.applications.domain.files.sniffing import check_content, check_name
from didim.applications.domain.files.storage import store
from didim.experts.models import VisitPhoto, VisitReport
from didim.experts.visit_enums import ReportState
from didim.kernel.refusals import refuse

PHOTO_TYPES = ("jpg", "png", "webp")
MOST_PHOTOS = 10
MOST_BYTES = 20 * MEGABYTE
# What a phone of today takes has 12 to 50 million points; what has many more is made to burst a reader.
MOST_POINTS = 100_000_000
LONGEST_SIDE = 2_048
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo as it is kept: JPEG bytes, width and height in points."""

    content: bytes
    width: int
    height: int


def clean_photo(*, name: str, size: int, content: BinaryIO) -> CleanPhoto:
    """Return a photo turned upright, made small and without what a camera notes (EXIF, GPS, profiles).

    RefusedError (photos) for what is no photo, is broken, or is too large.
    """
    if size > MOST_BYTES:
        message = _("사진이 %(size)d MB입니다. %(most)d MB보다 작은 사진을 골라 주세요.")
        raise refuse("photos", message % {"size": size // MEGABYTE, "most": MOST_BYTES // MEGABYTE})
    said = check_name(clean_name(name), types=PHOTO_TYPES)
    check_content(content, said=said)
    content.seek(0)
    try:
        with Image.open(content, formats=("JPEG", "PNG", "WEBP")) as taken:
            if taken.width * taken.height > MOST_POINTS:
                raise refuse("photos", _("사진이 너무 큽니다. 크기를 줄여 다시 올려 주세요."))
            return _clean(taken)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise refuse("photos", _("사진을 열 수 없습니다. 다시 찍거나 다른 사진을 골라 주세요.")) from error


def _clean(taken: Image.Image) -> CleanPhoto:
    taken.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(taken).convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new picture takes the points alone, so that nothing a camera noted comes along.
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A"))
    kept = BytesIO()
    plain.save(kept, "JPEG", quality=_QUALITY, optimize=True)
    return CleanPhoto(kept.getvalue(), plain.width, plain.height)


@transaction.atomic
def add_photo(*, report: VisitReport, photo: CleanPhoto, caption: str, by: User, now: datetime) -> VisitPhoto:
    """Put a photo into a report that is being written; the same one again is the one that is there.

    RefusedError (photos) beyond ten, or once the report is filed.
    """
    _lock_written(report)
    stored = store(BytesIO(photo.content))
    there = VisitPhoto.objects.filter(report=report)
    standing = there.filter(sha256=stored.sha256).first()
    if standing is not None:
        return standing
    if there.count() >= MOST_PHOTOS:
        message = _("사진은 %(most)d장까지 붙일 수 있습니다. 쓰지 않는 사진을 뺀 뒤 다시 올려 주세요.")
        raise refuse("photos", message % {"most": MOST_PHOTOS})
    return VisitPhoto.objects.create(
        agency_id=report.agency_id,
        report=report,
        sha256=stored.sha256,
        size=stored.size,
        width=photo.width,
        height=photo.height,
        caption=" ".join(caption.split())[:120],
        added_at=now,
        added_by=by,
    )


@transaction.atomic
def remove_photo(*, photo: VisitPhoto) -> None:
    """Take a photo out of a report that is being written. RefusedError once it is filed."""
    _lock_written(photo.report)
    photo.delete()


def copy_photos(photos: Iterable[VisitPhoto], *, report: VisitReport, now: datetime) -> None:
    """Put the photos of an earlier version into the next one; the bytes are the same."""
    VisitPhoto.objects.bulk_create(
        VisitPhoto(
            agency_id=report.agency_id,
            report=report,
            sha256=photo.sha256,
            size=photo.size,
            width=photo.width,
            height=photo.height,
            caption=photo.caption,
            added_at=now,
            added_by_id=photo.added_by_id,
        )
        for photo in photos
    )


def _lock_written(report: VisitReport) -> None:
    locked = VisitReport.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if locked.state != ReportState.WRITING:
        raise refuse("photos", _("낸 보고서의 사진은 바꿀 수 없습니다."))
