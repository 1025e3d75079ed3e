from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from didim.programmes.domain import alerts
from didim.programmes.domain.notices import rereading, search_statistics


@app.periodic(cron="*/30 * * * *", periodic_id="queue-notice-alerts")
@app.task(queueing_lock="queue-notice-alerts", pass_context=False)
def queue_notice_alerts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Tell people of new notices, every half hour; the mail itself leaves in office hours."""
    site = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    alerts.queue_alerts(now=timezone.now(), site=site)


@app.periodic(cron="40 3 * * *", periodic_id="refresh-search-statistics")
@app.task(queueing_lock="refresh-search-statistics", pass_context=False)
def refresh_search_statistics(timestamp: int) -> None:  # noqa: ARG001
    """Count the words of titles anew, every night."""
    search_statistics.refresh_search_statistics(today=timezone.localdate())


@app.periodic(cron="10 * * * *", periodic_id="reread-notice-rules")
@app.task(queueing_lock="reread-notice-rules", pass_context=False)
def reread_notice_rules(timestamp: int) -> None:  # noqa: ARG001
    """Read the rules of stored notices anew when a release reads differently, every hour."""
    rereading.reread_rules(now=timezone.now())
