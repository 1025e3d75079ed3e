"""Files given to the people of a room: checked, stored and scanned as everywhere."""

from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from didim.accounts.acts import recorded
from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.domain.files.keeping import keep_paper
from didim.applications.domain.files.scanning import OVERDUE, verdict_on
from didim.applications.enums import ScanState
from didim.kernel.refusals import refuse
from didim.rooms.enums import SignalKind
from didim.rooms.models import RoomFile, Seat
from didim.rooms.queries.seats import is_open, is_waiting

from .signals import send_signal

MOST_FILES = 20


def give_file(*, seat: Seat, name: str, size: int, content: BinaryIO, now: datetime) -> RoomFile:
    """Give a file to the people of a room; the caller has it scanned after the commit (`scan_room_file`).

    PermissionDenied from the lobby and outside the room's time, RefusedError (file) for one not taken.
    """
    if is_waiting(seat) or seat.removed_at is not None or not is_open(seat.room, now):
        raise PermissionDenied(_("지금은 열려 있지 않은 회의입니다."))
    with scoped(SYSTEM), recorded("give_room_file", seat.user):
        if RoomFile.objects.filter(room=seat.room).count() >= MOST_FILES:
            sentence = _("한 회의에는 파일을 %(most)d개까지 올릴 수 있습니다.")
            raise refuse("file", sentence % {"most": MOST_FILES})
        paper = keep_paper(name=name, size=size, content=content)
        file, _new = RoomFile.objects.get_or_create(
            room=seat.room,
            sha256=paper.sha256,
            defaults={
                "seat": seat,
                "name": paper.name,
                "size": paper.size,
                "content_type": paper.content_type,
                "scan": ScanState.WAITING if settings.CLAMD else ScanState.NOT_SCANNED,
                "added_at": now,
            },
        )
        send_signal(room=seat.room, kind=SignalKind.FILED, from_seat=seat, now=now)
        return file


def file_for(*, seat: Seat, file_id: int) -> RoomFile | None:
    """Return a file of the seat's room that may be handed out: nothing to the lobby, nothing unscanned."""
    if is_waiting(seat):
        return None
    with scoped(SYSTEM):
        unfit = [ScanState.WAITING, ScanState.INFECTED]
        return RoomFile.objects.filter(pk=file_id, room=seat.room).exclude(scan__in=unfit).first()


def files_to_scan(*, now: datetime) -> list[int]:
    """Return the files that have waited for a verdict for too long: the daemon was away."""
    waiting = RoomFile.objects.filter(scan=ScanState.WAITING, added_at__lte=now - OVERDUE)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def scan_room_file(*, file_id: int, now: datetime) -> ScanState:
    """Ask clamd about a file that waits; the room is told what it is. ScanFailedError without a verdict."""
    file = RoomFile.objects.select_related("room").get(pk=file_id)
    if file.scan != ScanState.WAITING:
        return ScanState(file.scan)
    state, _virus = verdict_on(file.sha256)
    with scoped(SYSTEM):
        RoomFile.objects.filter(sha256=file.sha256, scan=ScanState.WAITING).update(scan=state)
        send_signal(room=file.room, kind=SignalKind.FILED, now=now)
    return state
