from django.utils import timezone
from procrastinate.contrib.django import app

from didim.desk.domain import reminding


@app.periodic(cron="*/10 * * * *", periodic_id="remind-desk")
@app.task(queueing_lock="remind-desk", pass_context=False)
def remind_desk(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Remind of bookings, of answers owed and of follow-ups, every ten minutes of the office hours."""
    now = timezone.now()
    reminding.remind_of_bookings(now=now)
    reminding.remind_of_answers(now=now)
    reminding.remind_of_due_follow_ups(now=now)
