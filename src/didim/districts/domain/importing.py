"""Files of district statistics that the operator brings: stored, read and reported on, then published.

Reading (`read_import`) changes nothing that counts; rows are taken into the store, and a new edition made of
it, when the operator publishes (`order_publishing`, `publish_imports`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.districts.enums import ImportState
from didim.districts.models import DistrictImport
from didim.engines.districts import DistrictsError, Store, read_file
from didim.kernel.refusals import refuse

from .publishing import Published, publish_edition

LARGEST_BYTES = 512 * 1024 * 1024
ReadBytes = Callable[[str], bytes]
_WAITING = (ImportState.RECEIVED, ImportState.READ)


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """A stored file by all that is known of it; its bytes stand under `sha256`."""

    name: str
    size: int
    sha256: str


def receive_import(*, brought: BroughtFile, by: User, now: datetime) -> DistrictImport:
    """Note a file whose bytes are stored; a job reads it then.

    RefusedError (file) for an empty or too large one, and for one that is waiting already.
    """
    if not brought.size:
        raise refuse("file", _("파일이 비어 있습니다. 내려받은 파일을 다시 확인해 주세요."))
    if brought.size > LARGEST_BYTES:
        raise refuse("file", _("파일이 너무 큽니다(512 MB까지). 분기별로 나누어 올려 주세요."))
    if DistrictImport.objects.filter(sha256=brought.sha256, state__in=_WAITING).exists():
        raise refuse("file", _("같은 내용의 파일이 이미 올라와 있습니다. 목록에서 확인해 주세요."))
    return DistrictImport.objects.create(
        file_name=brought.name[:200],
        sha256=brought.sha256,
        size=brought.size,
        state=ImportState.RECEIVED,
        uploaded_by=by,
        uploaded_at=now,
    )


def read_import(*, district_import: DistrictImport, content: bytes, now: datetime) -> DistrictImport:
    """Read a received file with the engine and keep its report; nothing of it counts yet.

    A file that cannot be read is FAILED, with the sentence that says why. One that was read stays as it is.
    """
    with transaction.atomic():
        locked = DistrictImport.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=district_import.pk
        )
        if locked.state != ImportState.RECEIVED:
            return locked
        locked.read_at = now
        try:
            report = read_file(locked.file_name, content).report
        except DistrictsError as error:
            locked.state, locked.message = ImportState.FAILED, str(error)[:500]
        else:
            locked.state = ImportState.READ
            locked.data_set, locked.unit = report.data_set, report.unit
            locked.rows, locked.kept = report.rows, report.kept
            locked.rejected, locked.repaired = report.rejected, report.repaired
            locked.report = report.as_json()
        locked.save()
        return locked


def dismiss_import(*, district_import: DistrictImport, by: User, now: datetime) -> None:
    """Leave a file unused; its report stays. RefusedError (state) when it was decided on already."""
    waiting = DistrictImport.objects.filter(pk=district_import.pk, state__in=_WAITING)
    if not waiting.update(state=ImportState.DISMISSED, decided_by=by, decided_at=now):
        raise refuse("state", _("검토를 기다리는 파일이 아닙니다. 목록을 다시 확인해 주세요."))


@transaction.atomic
def order_publishing(
    *, imports: Sequence[DistrictImport], confirmed: bool, by: User, now: datetime
) -> list[DistrictImport]:
    """Decide that files are published; a job does it (`publish_imports`). Returns them, oldest first.

    RefusedError (confirmed) without a confirmation, (imports) without a file or with one that is not read.
    """
    if not imports:
        raise refuse("imports", _("공개할 파일을 하나 이상 골라 주세요."))
    if not confirmed:
        raise refuse("confirmed", _("모든 사람이 보는 수치가 바뀝니다. 보고를 확인했다고 표시해 주세요."))
    rows = DistrictImport.objects.select_for_update(no_key=True, of=("self",)).order_by("uploaded_at", "pk")
    locked = list(rows.filter(pk__in=[one.pk for one in imports]))
    if any(one.state != ImportState.READ for one in locked):
        raise refuse("imports", _("검토를 기다리는 파일만 공개할 수 있습니다. 목록을 다시 확인해 주세요."))
    for one in locked:
        one.state, one.decided_by, one.decided_at = ImportState.PUBLISHING, by, now
        one.save(update_fields=["state", "decided_by", "decided_at"])
    return locked


def publish_imports(
    *, import_ids: Sequence[int], store: Store, read: ReadBytes, now: datetime
) -> Published | None:
    """Take the rows of files into the store and publish it; all of them are PUBLISHED, or none.

    read: gives the bytes of a SHA-256. Where the store cannot be published the files wait again with the
    sentence that says why (None is returned); rows taken then make part of the next edition. Running it
    again, after it was killed, ends the same way.
    """
    ordered = DistrictImport.objects.select_related("decided_by").order_by("uploaded_at", "pk")
    waiting = list(ordered.filter(pk__in=import_ids, state=ImportState.PUBLISHING))
    if not waiting:
        return None
    try:
        for one in waiting:
            taken = store.take(one.file_name, read(one.sha256))
            # A second run of the job finds the file known: what the first one counted stays.
            if one.new_rows is None or not taken.known:
                one.new_rows, one.changed_rows = taken.new_rows, taken.changed_rows
                one.save(update_fields=["new_rows", "changed_rows"])
        published = publish_edition(store=store, by=waiting[-1].decided_by, now=now)
    except DistrictsError as error:
        _end(waiting, state=ImportState.READ, message=str(error)[:500])
        return None
    _end(waiting, state=ImportState.PUBLISHED, edition=published.edition, message="")
    return published


def give_back_imports(*, import_ids: Sequence[int], message: str) -> None:
    """Let files wait again whose publishing broke off; `message` is for the operator."""
    DistrictImport.objects.filter(pk__in=import_ids, state=ImportState.PUBLISHING).update(
        state=ImportState.READ, message=message[:500]
    )


def _end(imports: Sequence[DistrictImport], **values: object) -> None:
    DistrictImport.objects.filter(pk__in=[one.pk for one in imports]).update(**values)
