"""Reminders of the desk: of bookings to firms, of answers and follow-ups to staff; once, in office hours."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from didim.accounts.models import User
from didim.desk.domain.answers import answer_state, keep_state, note_answer_event
from didim.desk.domain.telling import remind_of_answer, remind_of_booking, remind_of_follow_ups
from didim.desk.enums import AnswerEventKind, BookingState, ConsultationState
from didim.desk.models import Booking, Consultation, FollowUp
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.registry.enums import AgencyRole
from didim.registry.models import AgencyMember


def remind_of_bookings(*, now: datetime) -> int:
    """Remind of the bookings up to the end of the next working day; not of what was booked today."""
    calendar = WorkingCalendar()
    if not calendar.in_office_hours(now):
        return 0
    today = now.astimezone(SEOUL).date()
    last = calendar.add_working_days(today, 1)
    due = Booking.objects.filter(
        state=BookingState.BOOKED, reminded_at=None, starts_at__gt=now, starts_at__date__lte=last
    ).exclude(booked_at__date=today)
    reminded = 0
    for booking in due.select_related("counter", "consultation").order_by("pk"):
        with transaction.atomic():
            # Of two jobs at once one finds the row taken: nobody is reminded twice.
            taken = Booking.objects.filter(pk=booking.pk, reminded_at=None, state=BookingState.BOOKED)
            if taken.update(reminded_at=now):
                remind_of_booking(booking, now=now)
                reminded += 1
    return reminded


def remind_of_answers(*, now: datetime) -> int:
    """Send what the clocks of answers have planned up to now; return how many reminders left."""
    if not WorkingCalendar().in_office_hours(now):
        return 0
    due = Consultation.objects.filter(next_look_at__lte=now).order_by("pk").values_list("pk", flat=True)
    return sum(_remind_of_answer(pk, now) for pk in due)


@transaction.atomic
def _remind_of_answer(pk: int, now: datetime) -> int:
    consultation = (
        Consultation.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("counsellor__user")
        .filter(pk=pk, next_look_at__lte=now)
        .first()
    )
    said = answer_state(consultation=consultation, at=now) if consultation else None
    if consultation is None or said is None:
        return 0
    people, reminders = _in_charge(consultation), said.reminders
    for reminder in reminders:
        remind_of_answer(consultation, people, reminder.key, now=now)
        said = note_answer_event(
            consultation=consultation,
            kind=AnswerEventKind.REMINDED,
            at=now,
            by=None,
            details={"key": reminder.key},
        )
    keep_state(consultation, said)
    return len(reminders)


def _in_charge(consultation: Consultation) -> list[User]:
    """Return the counsellor, or, while there is none, the directors."""
    if consultation.counsellor is not None:
        return [consultation.counsellor.user]
    members = AgencyMember.objects.filter(
        agency=consultation.agency_id, role=AgencyRole.DIRECTOR, until=None, user__is_active=True
    ).select_related("user")
    return [member.user for member in members.order_by("pk")]


def remind_of_due_follow_ups(*, now: datetime) -> int:
    """Tell each counsellor once of the follow-ups whose day has come, in one message a day."""
    if not WorkingCalendar().in_office_hours(now):
        return 0
    today = now.astimezone(SEOUL).date()
    with transaction.atomic():
        due = list(
            FollowUp.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(done_at=None, reminded_at=None, due_on__lte=today)
            .exclude(consultation__state=ConsultationState.CANCELLED)
            .select_related("counsellor__user")
            .order_by("due_on", "pk")
        )
        by_person = defaultdict(list)
        for one in due:
            by_person[one.counsellor].append(f"{one.due_on} {one.what}")
        for counsellor, lines in by_person.items():
            key = f"{counsellor.pk}:{now:%Y%m%d%H%M}"
            remind_of_follow_ups(counsellor.user, lines, key, now=now)
        FollowUp.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=now)
    return len(due)
