from django.utils import timezone
from procrastinate.contrib.django import app

from didim.kernel.calendar import SEOUL
from didim.lifecycle.domain import restarting


@app.periodic(cron="35 0 * * *", periodic_id="carry-bars")
@app.task(queueing_lock="carry-bars", pass_context=False)
def carry_bars(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Let bars of firms that began anew follow those of the firms before, every night."""
    restarting.carry_bars(today=timezone.localdate(timezone=SEOUL))
