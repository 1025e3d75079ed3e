from django.utils import timezone
from procrastinate.contrib.django import app

from didim.selection.domain.checking import runs


@app.periodic(cron="*/10 * * * *", periodic_id="check-due-applications")
@app.task(queueing_lock="check-due-applications", lock="check-applications", pass_context=False)
def check_due_applications(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Check what was handed in to closed calls, and later supplements, every ten minutes."""
    runs.check_what_is_due(now=timezone.now())


@app.task(lock="check-applications", pass_context=False)
def run_checks(run_id: int) -> None:
    """Carry out a run an officer started."""
    runs.run_checks(run_id=run_id, now=timezone.now())
