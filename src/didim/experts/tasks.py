from django.utils import timezone
from procrastinate.contrib.django import app

from didim.experts.domain import planning
from didim.experts.domain.visits import reminding


@app.task(pass_context=False)
def plan_dispatch(run_id: int) -> None:
    """Make a plan an officer asked for."""
    planning.carry_out(run_id=run_id, now=timezone.now())


@app.periodic(cron="5-59/10 * * * *", periodic_id="remind-visits")
@app.task(queueing_lock="remind-visits", pass_context=False)
def remind_of_visits(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Remind of visits that come and of reports that are owed, every ten minutes of the office hours."""
    now = timezone.now()
    reminding.remind_of_visits(now=now)
    reminding.remind_of_reports(now=now)
