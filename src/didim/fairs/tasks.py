from django.utils import timezone
from procrastinate.contrib.django import app

from didim.fairs.domain import asking, recommending, requesting


@app.periodic(cron="*/10 * * * *", periodic_id="expire-fair-requests")
@app.task(queueing_lock="expire-fair-requests", pass_context=False)
def expire_fair_requests(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Close the answers of fairs whose last day for them has passed, every ten minutes."""
    requesting.expire_requests(now=timezone.now())


@app.periodic(cron="20 * * * *", periodic_id="recommend-meetings")
@app.task(queueing_lock="recommend-meetings", pass_context=False)
def recommend_meetings(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Work out every hour whom those at fairs should meet."""
    now = timezone.now()
    for fair in recommending.fairs_to_recommend(now=now):
        recommending.recommend(fair=fair, now=now)


@app.periodic(cron="40 * * * *", periodic_id="ask-fair-follow-ups")
@app.task(queueing_lock="ask-fair-follow-ups", pass_context=False)
def ask_fair_follow_ups(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Ask firms what became of their deals after 3, 6 and 12 months, every hour of the office hours."""
    asking.ask_follow_ups(now=timezone.now())
