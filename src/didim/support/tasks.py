from procrastinate.contrib.django import app

from didim.support.domain import sums


@app.periodic(cron="25 * * * *", periodic_id="refresh-ledger-sums")
@app.task(queueing_lock="refresh-ledger-sums", lock="refresh-ledger-sums", pass_context=False)
def refresh_ledger_sums(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Count the years anew whose lines changed, once an hour."""
    sums.refresh_marked_sums()
