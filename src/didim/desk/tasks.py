from django.utils import timezone
from procrastinate.contrib.django import app

from didim.desk.domain import reminding
from didim.desk.domain.grievances.following import follow_grievances, hand_over_everywhere


@app.periodic(cron="*/10 * * * *", periodic_id="remind-desk")
@app.task(queueing_lock="remind-desk", pass_context=False)
def remind_desk(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Remind of bookings, of answers owed and of follow-ups, every ten minutes of the office hours."""
    now = timezone.now()
    reminding.remind_of_bookings(now=now)
    reminding.remind_of_answers(now=now)
    reminding.remind_of_due_follow_ups(now=now)


@app.periodic(cron="*/10 * * * *", periodic_id="follow-grievances")
@app.task(queueing_lock="follow-grievances", pass_context=False)
def follow_open_grievances(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Send what the clocks of grievances want said, and look again at pauses that have ended."""
    follow_grievances(now=timezone.now())


@app.periodic(cron="5 0 * * *", periodic_id="hand-over-grievances")
@app.task(queueing_lock="hand-over-grievances", pass_context=False)
def hand_over_grievances(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Give cases whose charge has ended to whoever is in charge from today on, every night."""
    hand_over_everywhere(now=timezone.now())
