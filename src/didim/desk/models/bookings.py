import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.desk.enums import BookingState, DeskSide, TicketState

from .consultations import Consultation
from .spans import ends_later, never_twice

# A booking in one of these keeps its counsellor and its seat.
HOLDS = Q(state__in=[BookingState.BOOKED, BookingState.KEPT])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Booking(models.Model):
    """A slot of a counsellor and of one seat of a counter; no two hold the same instant."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="bookings")
    counter = models.ForeignKey("desk.Counter", models.PROTECT, related_name="bookings")
    # From 1 to the counter's seats.
    seat = models.PositiveSmallIntegerField(_("자리"), default=1)
    counsellor = models.ForeignKey("desk.Counsellor", models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    state = models.CharField(_("상태"), max_length=10, choices=BookingState, default=BookingState.BOOKED)
    # Of the one that took its place, when it was moved.
    moved_to = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_from")
    ended_side = models.CharField(_("바꾼 쪽"), max_length=6, choices=DeskSide, blank=True)
    end_reason = models.CharField(_("사유"), max_length=200, blank=True)
    booked_at = models.DateTimeField(_("예약 시각"))
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reminded_at = models.DateTimeField(_("알린 시각"), null=True, blank=True)
    # Where it is held, when by video (domain/video.py); a moved booking hands its room on.
    room = models.ForeignKey("rooms.Room", models.PROTECT, null=True, blank=True, related_name="bookings")

    class Meta:
        verbose_name = _("예약")
        ordering = ("starts_at", "id")
        constraints = [
            ends_later(name="booking_period"),
            never_twice("counsellor", name="booking_counsellor_once", condition=HOLDS),
            never_twice("counter", "seat", name="booking_seat_once", condition=HOLDS),
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(state=BookingState.BOOKED), name="booking_one_ahead"
            ),
            models.CheckConstraint(condition=Q(seat__gte=1), name="booking_seat_from_one"),
            models.CheckConstraint(
                condition=~Q(state__in=["cancelled", "moved"]) | ~Q(end_reason=""),
                name="booking_ended_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "starts_at"], name="booking_of_day"),
            models.Index(fields=["enterprise", "-starts_at"], name="booking_of_firm"),
            models.Index(
                fields=["starts_at"],
                condition=Q(state=BookingState.BOOKED, reminded_at=None),
                name="booking_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id}/{self.seat} · {self.starts_at:%Y-%m-%d %H:%M}"


class Ticket(models.Model):
    """A number for somebody who walked in: per counter and day from 1 on, none left out."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    counter = models.ForeignKey("desk.Counter", models.PROTECT, related_name="tickets")
    day = models.DateField(_("날짜"))
    number = models.PositiveSmallIntegerField(_("번호"))
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="tickets")
    state = models.CharField(_("상태"), max_length=7, choices=TicketState, default=TicketState.WAITING)
    taken_at = models.DateTimeField(_("뽑은 시각"))
    called_at = models.DateTimeField(_("부른 시각"), null=True, blank=True)
    called_by = models.ForeignKey("desk.Counsellor", models.PROTECT, null=True, blank=True, related_name="+")
    # Where to go: the seat of the counter.
    seat = models.PositiveSmallIntegerField(_("자리"), null=True, blank=True)

    class Meta:
        verbose_name = _("번호표")
        ordering = ("counter", "day", "number")
        constraints = [
            models.UniqueConstraint(fields=["counter", "day", "number"], name="ticket_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ticket_number_from_one"),
            models.UniqueConstraint(
                fields=["consultation"], condition=~Q(state="moved"), name="ticket_one_a_consultation"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(called_at__isnull=False) | Q(state="moved"),
                name="ticket_called_at_an_instant",
            ),
        ]
        # The database's own guard: a number stands in the row after the one before it, and stays.
        triggers = [
            pgtrigger.Trigger(
                name="number_follows",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("before", "integer")],
                func="""
                SELECT COALESCE(MAX(number), 0) INTO before FROM desk_ticket
                    WHERE counter_id = NEW.counter_id AND day = NEW.day;
                IF NEW.number <> before + 1 THEN
                    RAISE EXCEPTION 'ticket % does not follow %', NEW.number, before
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="number_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.counter_id, OLD.day, OLD.number) IS DISTINCT FROM"
                    " (NEW.counter_id, NEW.day, NEW.number))"
                ),
                func="""
                RAISE EXCEPTION 'the number of a ticket stays' USING ERRCODE = 'restrict_violation';
                """,
            ),
            pgtrigger.Protect(name="ticket_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.number)
