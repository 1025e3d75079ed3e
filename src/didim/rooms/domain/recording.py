"""Recording: only while everybody in the room has agreed. The database refuses any other."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from didim.kernel.refusals import refuse
from didim.rooms.enums import SignalKind, StopReason
from didim.rooms.models import Recording, RecordingConsent

from .meeting import HOSTS, Here
from .signals import send_signal


def agree_to_recording(*, here: Here, now: datetime) -> RecordingConsent:
    """Agree to be recorded in this room; said twice it is one consent."""
    consent, new = RecordingConsent.objects.get_or_create(
        room=here.room, seat=here.seat, withdrawn_at=None, defaults={"given_at": now}
    )
    if new:
        send_signal(room=here.room, kind=SignalKind.RECORDING, from_seat=here.seat, now=now)
    return consent


def withdraw_from_recording(*, here: Here, now: datetime) -> bool:
    """Agree no more: a recording that runs ends at once. Return whether there was a consent."""
    standing = RecordingConsent.objects.filter(seat=here.seat, withdrawn_at=None)
    if not standing.update(withdrawn_at=now):
        return False
    send_signal(room=here.room, kind=SignalKind.RECORDING, from_seat=here.seat, now=now)
    return True


def start_recording(*, here: Here, now: datetime) -> Recording:
    """Begin to record. PermissionDenied unless a host says so; RefusedError until everybody has agreed."""
    if here.seat.role not in HOSTS:
        raise PermissionDenied(_("진행자만 녹화를 시작할 수 있습니다."))
    try:
        with transaction.atomic():
            recording = Recording.objects.create(room=here.room, started_at=now, started_by=here.seat)
    except IntegrityError as error:
        raise refuse("", _("들어와 있는 모든 사람이 녹화에 동의해야 시작할 수 있습니다.")) from error
    send_signal(room=here.room, kind=SignalKind.RECORDING, from_seat=here.seat, now=now)
    return recording


def stop_recording(*, here: Here, now: datetime) -> bool:
    """End a recording; anybody in the room may. Return whether one ran."""
    stopped = Recording.objects.filter(room=here.room, stopped_at=None).update(
        stopped_at=now, stop_reason=StopReason.STOPPED
    )
    if stopped:
        send_signal(room=here.room, kind=SignalKind.RECORDING, from_seat=here.seat, now=now)
    return bool(stopped)
