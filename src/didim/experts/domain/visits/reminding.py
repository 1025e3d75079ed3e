"""Reminders of visits and of reports that are owed: each once, in office hours."""

from datetime import datetime

from django.db import transaction

from didim.experts.models import Visit
from didim.experts.visit_enums import VisitState
from didim.kernel.calendar import SEOUL, WorkingCalendar

from .telling import remind_of_report, remind_of_visit

# Working days after a visit until its report is asked for.
REPORT_DAYS = 2


def remind_of_visits(*, now: datetime) -> int:
    """Remind of visits up to the end of the next working day; not of what was agreed today."""
    calendar = WorkingCalendar()
    if not calendar.in_office_hours(now):
        return 0
    today = now.astimezone(SEOUL).date()
    last = calendar.add_working_days(today, 1)
    due = Visit.objects.filter(
        state=VisitState.PLANNED, reminded_at=None, starts_at__gt=now, starts_at__date__lte=last
    ).exclude(accepted_at__date=today)
    reminded = 0
    for visit in due.select_related("profile__person").order_by("pk"):
        with transaction.atomic():
            # Of two jobs at once one finds the row taken: nobody is reminded twice.
            taken = Visit.objects.filter(pk=visit.pk, reminded_at=None, state=VisitState.PLANNED)
            if taken.update(reminded_at=now):
                remind_of_visit(visit, now=now)
                reminded += 1
    return reminded


def remind_of_reports(*, now: datetime) -> int:
    """Remind experts of visits that are over for two working days and have no filed report."""
    calendar = WorkingCalendar()
    if not calendar.in_office_hours(now):
        return 0
    today = now.astimezone(SEOUL).date()
    over = Visit.objects.filter(state=VisitState.PLANNED, report_reminded_at=None, ends_at__date__lt=today)
    reminded = 0
    for visit in over.select_related("enterprise").order_by("pk"):
        ended = visit.ends_at.astimezone(SEOUL).date()
        if calendar.working_days_between(ended, today) < REPORT_DAYS:
            continue
        with transaction.atomic():
            taken = Visit.objects.filter(pk=visit.pk, report_reminded_at=None, state=VisitState.PLANNED)
            if taken.update(report_reminded_at=now):
                remind_of_report(visit, now=now)
                reminded += 1
    return reminded
