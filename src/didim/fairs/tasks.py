from django.utils import timezone
from procrastinate.contrib.django import app

from didim.fairs.domain import requesting


@app.periodic(cron="*/10 * * * *", periodic_id="expire-fair-requests")
@app.task(queueing_lock="expire-fair-requests", pass_context=False)
def expire_fair_requests(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Close the answers of fairs whose last day for them has passed, every ten minutes."""
    requesting.expire_requests(now=timezone.now())
