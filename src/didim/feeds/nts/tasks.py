import os

from django.utils import timezone
from procrastinate.contrib.django import app

from .checking import check_due_firms
from .client import BASE_URL, TaxServiceClient


@app.periodic(cron="*/10 * * * *", periodic_id="check-business-status")
@app.task(queueing_lock="check-business-status", pass_context=False)
def check_business_status(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Ask the tax service about firms that are due; nothing without a service key (DIDIM_NTS_KEY)."""
    key = os.environ.get("DIDIM_NTS_KEY", "")
    if not key:
        return
    with TaxServiceClient(key, base_url=os.environ.get("DIDIM_NTS_URL", BASE_URL)) as client:
        check_due_firms(client=client, now=timezone.now)
