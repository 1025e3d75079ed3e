from django.utils import timezone
from procrastinate.contrib.django import app

from didim.kernel.calendar import SEOUL
from didim.partnerships.domain import renewing


@app.periodic(cron="25 * * * *", periodic_id="remind-of-partnerships")
@app.task(queueing_lock="remind-of-partnerships", pass_context=False)
def remind_of_partnerships(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Remind of renewals, every hour of the office hours."""
    renewing.remind_of_renewals(now=timezone.now())


@app.periodic(cron="15 0 * * *", periodic_id="open-next-terms")
@app.task(queueing_lock="open-next-terms", pass_context=False)
def open_next_terms(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Open the terms of partnerships that go on by themselves, every night."""
    renewing.open_next_terms(today=timezone.localdate(timezone=SEOUL))
