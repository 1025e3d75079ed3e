import logging

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from didim.rooms.domain.carriers import CarrierDownError, rooms_to_tend, tend
from didim.rooms.domain.files import files_to_scan, scan_room_file
from didim.rooms.domain.signals import forget_signals

log = logging.getLogger(__name__)


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def scan_file_of_room(file_id: int) -> None:
    """Ask the virus scanner about a file that was just given to a room."""
    scan_room_file(file_id=file_id, now=timezone.now())


@app.periodic(cron="*/15 * * * *", periodic_id="tidy-rooms")
@app.task(queueing_lock="tidy-rooms", pass_context=False)
def tidy_rooms(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Forget the short-lived messages of rooms that ended, and ask again about files not yet scanned."""
    now = timezone.now()
    forget_signals(now=now)
    for file_id in files_to_scan(now=now):
        scan_room_file(file_id=file_id, now=now)


@app.periodic(cron="* * * * *", periodic_id="tend-rooms")
@app.task(queueing_lock="tend-rooms", pass_context=False)
def tend_rooms(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Have servers put out whoever is not in a room any more, and end what is over."""
    now = timezone.now()
    for room in rooms_to_tend(now=now):
        try:
            tend(room=room, now=now)
        except CarrierDownError as down:
            log.warning("room %s: %s", room.pk, down)
