from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from didim.selection.domain import draw_jobs, reminding
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


@app.periodic(cron="5 * * * *", periodic_id="tell-reviewers")
@app.task(queueing_lock="tell-reviewers", pass_context=False)
def tell_reviewers(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Tell reviewers of what is to be judged, the late ones once a day, and applicants of their panels."""
    site, now = next(iter(settings.CSRF_TRUSTED_ORIGINS), ""), timezone.now()
    reminding.tell_reviewers(now=now, site=site)
    reminding.tell_applicants_of_panels(now=now, site=site)


@app.periodic(cron="*/10 * * * *", periodic_id="fill-open-seats")
@app.task(queueing_lock="fill-open-seats", pass_context=False)
def fill_open_seats(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Reassign what recusals and drop-outs left open, every ten minutes."""
    reminding.fill_open_seats(now=timezone.now())


@app.task(pass_context=False)
def draw_reviewers(run_id: int) -> None:
    """Make a draw an officer asked for."""
    draw_jobs.carry_out(run_id=run_id, now=timezone.now())
