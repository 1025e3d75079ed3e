"""What the clock wants done by itself: reminders to whoever is in charge, pauses that end, hand-overs."""

from datetime import datetime

from django.utils.translation import gettext, override

from didim.accounts.acts import recorded
from didim.accounts.domain.messages import queue_message
from didim.desk.domain.grievances.assigning import hand_over_open_cases, locked
from didim.desk.domain.grievances.clock import Said, clock_in, keep, record, recorded_events, told_of
from didim.desk.domain.grievances.telling import tell_progress
from didim.desk.grievance_enums import EventKind
from didim.desk.models import Grievance
from didim.engines.clocks import Reminder, ReminderKind
from didim.kernel.calendar import SEOUL

AT_ONCE = 500


def follow_grievances(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Look again at the open cases whose instant has come: send what is due, keep what the clock says now.

    Reminders go to whoever is in charge, news of progress to whoever asked. Each case is a transaction of its
    own. Returns how many went out; a reminder to somebody without an address is recorded all the same, for it
    stands on the inbox.
    """
    due = (
        Grievance.objects.filter(ended_at__isnull=True, look_at__lte=now)
        .order_by("look_at", "pk")
        .values_list("pk", flat=True)
    )
    return sum(_look_again(pk, now) for pk in list(due[:limit]))


def hand_over_everywhere(*, now: datetime) -> int:
    """Give the cases that have lost who was in charge to whoever is today, in every agency."""
    agencies = Grievance.objects.filter(ended_at__isnull=True).values_list("agency_id", flat=True)
    return sum(
        hand_over_open_cases(agency_id=pk, by=None, now=now)
        for pk in agencies.order_by("agency_id").distinct()
    )


def _look_again(pk: int, now: datetime) -> int:
    with recorded("follow_grievance", None):
        grievance = locked(Grievance(pk=pk))
        if not grievance.is_open or grievance.look_at is None or grievance.look_at > now:
            return 0
        rows = recorded_events(grievance)
        told = told_of(grievance, rows, at=now)
        for reminder in told.reminders:
            if reminder.kind == ReminderKind.PROGRESS:
                tell_progress(grievance, now=now)
            else:
                _remind(grievance, reminder, now)
            record(grievance, EventKind.REMINDED, by=None, now=now, said=Said(key=reminder.key))
        if not told.reminders:
            keep(grievance, told, clock=clock_in(rows))
        grievance.save()
        return len(told.reminders)


def _remind(grievance: Grievance, reminder: Reminder, now: datetime) -> None:
    person = grievance.officer
    user = person.user if person else None
    if user is None or not user.email:
        return
    with override("ko"):
        day = grievance.due_at.astimezone(SEOUL).date().isoformat()
        late = reminder.kind == ReminderKind.AFTER_DUE
        words = gettext("처리기한이 지났습니다") if late else gettext("처리기한이 다가옵니다")
        queue_message(
            template="grievance-reminder",
            subject=f"{words}: {grievance.number}",
            body=f"{grievance.number} {grievance.title}\n{gettext('처리기한')}: {day}",
            dedupe_key=f"grievance-reminder:{grievance.pk}:{reminder.key}",
            not_before=now,
            now=now,
            recipient=user,
        )
