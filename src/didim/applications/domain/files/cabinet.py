"""A firm's cabinet: what it has given once, dated, and taken out; bytes that nobody needs any more go."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils.translation import gettext as _

from didim.applications.domain.files.storage import hold_place, remove_stored
from didim.applications.domain.files.sweeping import known_hashes
from didim.applications.enums import ApplicationState
from didim.applications.models import Attachment, FirmFile, SubmissionFile, Upload
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.programmes.enums import DocumentKind

# What was taken out by mistake can still be put back by the operator for so long.
KEPT_AFTER_REMOVAL = timedelta(days=30)


@transaction.atomic
def remove_file(*, file: FirmFile, now: datetime) -> None:
    """Take a file out of the cabinet; refused while it stands in a draft that is still being written."""
    waiting = Attachment.objects.filter(file=file, application__state=ApplicationState.DRAFT)
    first = waiting.select_related("application__call").order_by("added_at").first()
    if first is not None:
        message = _("‘%(call)s’ 신청서에 붙어 있습니다. 먼저 그 신청서에서 빼 주세요.")
        raise refuse("", message % {"call": first.application.call.title})
    FirmFile.objects.filter(pk=file.pk, removed_at=None).update(removed_at=now)


def describe_file(
    *, file: FirmFile, kind: str, issued_on: date | None, valid_until: date | None, now: datetime
) -> None:
    """Say what document a file is, when it was issued and until when it is valid."""
    if kind not in DocumentKind.values:
        raise refuse("kind", _("서류의 종류를 골라 주세요."))
    if issued_on is not None and issued_on > now.astimezone(SEOUL).date():
        raise refuse("issued_on", _("발급일이 오늘보다 늦습니다. 서류에 적힌 발급일을 확인해 주세요."))
    if issued_on is not None and valid_until is not None and valid_until < issued_on:
        raise refuse("valid_until", _("유효 기한이 발급일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    FirmFile.objects.filter(pk=file.pk).update(kind=kind, issued_on=issued_on, valid_until=valid_until)


def forget_removed_files(*, now: datetime) -> int:
    """Delete what was taken out some time ago and no submission or draft needs, and bytes nobody names.

    Returns how many files were deleted. The bytes go after the row, in a transaction that holds their place:
    an upload of equal bytes at the same moment waits and stores them anew.
    """
    needed = (
        Exists(SubmissionFile.objects.filter(file=OuterRef("pk")))
        | Exists(Attachment.objects.filter(file=OuterRef("pk")))
        | Exists(Upload.objects.filter(file=OuterRef("pk")))
    )
    gone = FirmFile.objects.filter(~needed, removed_at__lte=now - KEPT_AFTER_REMOVAL)
    rows = list(gone.order_by("pk").values_list("pk", "sha256"))
    for file_id, sha256 in rows:
        try:
            gone.filter(pk=file_id).delete()
        except ProtectedError:  # evidence of a floor above: it stays as long as that does
            continue
        with transaction.atomic():
            hold_place(sha256)
            if not known_hashes([sha256]):
                remove_stored(sha256)
    return len(rows)
