from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from didim.agreements.domain import checking, overdue
from didim.agreements.domain.settling import recoveries, reminding, reports, sanctions
from didim.agreements.domain.vouchers import issuing, telling
from didim.agreements.models import Expenditure


@app.task(lock="check-expenditures", pass_context=False)
def check_expenditure(expenditure_id: int) -> None:
    """Apply the rule pack to what a firm has just asked for."""
    expenditure = Expenditure.objects.get(pk=expenditure_id)
    checking.check_expenditure(expenditure=expenditure, by=None, now=timezone.now())


@app.periodic(cron="20 2 * * *", periodic_id="expire-vouchers")
@app.task(queueing_lock="expire-vouchers", pass_context=False)
def expire_vouchers(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """End vouchers whose last day is over and remind firms of those that end soon, every night."""
    now = timezone.now()
    issuing.expire_vouchers(now=now)
    telling.tell_expiring(now=now)


@app.periodic(cron="30 2 * * *", periodic_id="follow-settlements")
@app.task(queueing_lock="follow-settlements", pass_context=False)
def follow_settlements(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Open due settlements, warn of late reports, find overdue recoveries and remind, every night."""
    now = timezone.now()
    reports.open_due_settlements(now=now)
    sanctions.warn_of_late_reports(now=now)
    recoveries.find_overdue(now=now)
    reminding.remind_firms(now=now)


@app.periodic(cron="50 0 * * *", periodic_id="tell-overdue-agreements")
@app.task(queueing_lock="tell-overdue-agreements", pass_context=False)
def tell_overdue_agreements(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Tell officers of offers nobody signed in time and of agreements past their end, every night."""
    overdue.tell_overdue(now=timezone.now(), site=next(iter(settings.CSRF_TRUSTED_ORIGINS), ""))
