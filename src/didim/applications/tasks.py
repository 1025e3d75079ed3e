from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from didim.applications.domain import acknowledging, deadlines, moving, supplements
from didim.applications.domain.files import cabinet, scanning, sweeping, uploads


@app.task(pass_context=False)
def move_drafts(call_id: int) -> None:
    """Move all drafts of a call to the revision that was just published."""
    moving.move_drafts(call_id=call_id, now=timezone.now())


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def scan_file(file_id: int) -> None:
    """Ask the virus scanner about a file that was just stored."""
    scanning.scan_file(file_id=file_id, now=timezone.now())


@app.periodic(cron="*/10 * * * *", periodic_id="scan-overdue-files")
@app.task(queueing_lock="scan-overdue-files", pass_context=False)
def scan_overdue_files(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Ask again about files that have waited: the scanner was away."""
    now = timezone.now()
    for file_id in scanning.overdue_files(now=now):
        scanning.scan_file(file_id=file_id, now=now)


@app.periodic(cron="40 3 * * *", periodic_id="tidy-files")
@app.task(queueing_lock="tidy-files", pass_context=False)
def tidy_files(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Give up uploads nobody resumed, and delete what was taken out a month ago and nothing needs."""
    now = timezone.now()
    uploads.end_stale_uploads(now=now)
    cabinet.forget_removed_files(now=now)


@app.periodic(cron="10 4 * * *", periodic_id="sweep-storage")
@app.task(queueing_lock="sweep-storage", pass_context=False)
def sweep_storage(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Take away bytes that no row has known for a day: a crash left them."""
    sweeping.sweep_storage(now=timezone.now())


def _site() -> str:
    """Return the address of this installation, where it is known."""
    return next(iter(settings.CSRF_TRUSTED_ORIGINS), "")


@app.periodic(cron="* * * * *", periodic_id="acknowledge-receipts")
@app.task(queueing_lock="acknowledge-receipts", pass_context=False)
def acknowledge_receipts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Confirm what has arrived, every minute."""
    acknowledging.acknowledge_receipts(now=timezone.now(), site=_site())


@app.periodic(cron="*/30 * * * *", periodic_id="remind-supplements")
@app.task(queueing_lock="remind-supplements", pass_context=False)
def remind_supplements(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Remind firms of supplements that are due within a day, each once."""
    supplements.remind_supplements(now=timezone.now(), site=_site())


@app.task()
def tell_of_extension(extension_id: int) -> None:
    """Tell everybody who applies that a deadline was moved."""
    deadlines.tell_of_extension(extension_id=extension_id, now=timezone.now(), site=_site())
