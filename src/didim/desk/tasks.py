from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from didim.desk.domain import forgetting, reminding
from didim.desk.domain.grievances.closing_days import recount_open_cases
from didim.desk.domain.grievances.following import follow_grievances, hand_over_everywhere
from didim.desk.domain.grievances.papers import papers_to_scan, scan_paper
from didim.desk.domain.grievances.promises import remind_of_promises
from didim.desk.domain.handing_over import hand_over_desks


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
    """Send what the clocks of grievances want said, look again at pauses, and at promises whose day came."""
    now = timezone.now()
    follow_grievances(now=now)
    remind_of_promises(now=now)
    for paper_id in papers_to_scan(now=now):
        scan_paper(paper_id=paper_id)


@app.periodic(cron="5 0 * * *", periodic_id="hand-over-grievances")
@app.task(queueing_lock="hand-over-grievances", pass_context=False)
def hand_over_grievances(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Give what has lost its person to whoever is in charge from today on, every night."""
    now = timezone.now()
    hand_over_everywhere(now=now)
    hand_over_desks(now=now)


@app.periodic(cron="40 3 * * *", periodic_id="forget-guests")
@app.task(queueing_lock="forget-guests", pass_context=False)
def forget_people_without_account(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Destroy names and contacts of people without an account whose term is over, every night."""
    now = timezone.now()
    forgetting.forget_guests(now=now)
    forgetting.forget_complainants(now=now)


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def scan_grievance_paper(paper_id: int) -> None:
    """Ask the virus scanner about a file that was just put to a case."""
    scan_paper(paper_id=paper_id)


@app.task(pass_context=False)
def recount_grievances(agency_id: int) -> None:
    """Work the days of an agency's open cases out anew after its calendar has changed."""
    recount_open_cases(agency_id=agency_id, now=timezone.now())
