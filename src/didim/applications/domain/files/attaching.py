"""Files in the slots of a draft: put in, replaced, taken out, while the call or a supplement allows it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from didim.accounts.models import User
from didim.applications.domain.files.limits import check_size, limits_of
from didim.applications.domain.files.sniffing import FIELD, check_name
from didim.applications.enums import ScanState
from didim.applications.models import Application, Attachment, Draft, FirmFile
from didim.applications.queries.periods import intake_period, open_fields, open_supplement
from didim.kernel.refusals import refuse


def check_slot_is_open(*, application: Application, slot: str, now: datetime) -> None:
    """Raise RefusedError when files of a slot may not be changed now."""
    period = intake_period(call_id=application.call_id)
    allowed: frozenset[str] | None = frozenset()
    if period is not None:
        supplement = open_supplement(application_id=application.pk, now=now)
        allowed = open_fields(period, supplement, now)
    if allowed is None or slot in allowed:
        return
    if allowed:
        raise refuse(FIELD, _("보완을 요청받은 서류만 바꿀 수 있습니다."))
    raise refuse(FIELD, _("접수가 마감되어 파일을 바꿀 수 없습니다."))


@transaction.atomic
def attach_file(
    *,
    application: Application,
    slot: str,
    file: FirmFile,
    by_id: int,
    now: datetime,
    reused: bool = False,
) -> Attachment:
    """Put a file of the firm into a slot; where the slot takes one file, it takes the place of the old one.

    The same file twice in a slot is one. Raises RefusedError when the slot is closed, full, or takes no such
    file, and for a file with a virus.
    """
    Draft.objects.select_for_update(no_key=True).get(application=application)
    check_slot_is_open(application=application, slot=slot, now=now)
    limits = limits_of(application=application, slot=slot)
    check_name(file.name, types=limits.types)
    check_size(file.size, limits)
    if file.enterprise_id != application.enterprise_id or file.scan == ScanState.INFECTED:
        raise refuse(FIELD, _("붙일 수 없는 파일입니다. 다른 파일을 골라 주세요."))
    there = list(Attachment.objects.filter(application=application, slot=slot).order_by("added_at", "id"))
    if same := next((each for each in there if each.file_id == file.pk), None):
        return same
    if limits.max_count == 1:
        for each in there:
            _take_out(each, now)
    elif len(there) >= limits.max_count:
        message = _("이 자리에는 파일을 %(most)d개까지 붙일 수 있습니다. 먼저 하나를 빼 주세요.")
        raise refuse(FIELD, message % {"most": limits.max_count})
    return Attachment.objects.create(
        application=application,
        enterprise_id=application.enterprise_id,
        slot=slot,
        file=file,
        reused=reused,
        added_at=now,
        added_by_id=by_id,
    )


@transaction.atomic
def remove_attachment(*, application: Application, attachment_id: int, now: datetime) -> None:
    """Take a file out of its slot; one that answered this question alone leaves the cabinet, too."""
    Draft.objects.select_for_update(no_key=True).get(application=application)
    there = Attachment.objects.select_related("file").filter(application=application, pk=attachment_id)
    for attachment in there:
        check_slot_is_open(application=application, slot=attachment.slot, now=now)
        _take_out(attachment, now)


def attach_again(*, application: Application, slot: str, file_id: int, by: User, now: datetime) -> Attachment:
    """Put a file that the firm gave before into a slot; RefusedError unless it is in its cabinet."""
    file = FirmFile.objects.filter(pk=file_id, enterprise=application.enterprise_id, removed_at=None).first()
    if file is None:
        raise refuse(FIELD, _("보관함에 없는 파일입니다. 화면을 새로 고쳐 주세요."))
    return attach_file(application=application, slot=slot, file=file, by_id=by.pk, now=now, reused=True)


def _take_out(attachment: Attachment, now: datetime) -> None:
    file = attachment.file
    attachment.delete()
    if not file.kind and not file.attachments.exists():
        FirmFile.objects.filter(pk=file.pk, removed_at=None).update(removed_at=now)
