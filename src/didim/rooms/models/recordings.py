import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.rooms.enums import StopReason

from .rooms import Room, Seat


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RecordingConsent(models.Model):
    """That somebody agreed to be recorded in a room, from then until then."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="recording_consents")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="recording_consents")
    given_at = models.DateTimeField(_("동의 시각"))
    withdrawn_at = models.DateTimeField(_("철회 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("녹화 동의")
        ordering = ("given_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(withdrawn_at=None), name="recording_consent_one_open"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="recording_consent_in_order",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="withdrawal_stops_recording",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("withdrawn_at"),
                condition=pgtrigger.Condition("NEW.withdrawn_at IS NOT NULL"),
                func="""
                PERFORM pg_advisory_xact_lock(6301, (NEW.room_id % 2147483648)::int);
                UPDATE rooms_recording SET stopped_at = NEW.withdrawn_at, stop_reason = 'withdrawn'
                    WHERE room_id = NEW.room_id AND stopped_at IS NULL;
                RETURN NULL;
                """,
            ),
            pgtrigger.Protect(name="consent_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.given_at:%Y-%m-%d %H:%M}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Recording(models.Model):
    """From when to when a room was recorded: only while everybody there has agreed."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="recordings")
    started_at = models.DateTimeField(_("시작"))
    started_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(_("끝"), null=True, blank=True)
    stop_reason = models.CharField(_("끝난 까닭"), max_length=9, choices=StopReason, blank=True)

    class Meta:
        verbose_name = _("녹화")
        ordering = ("started_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(stopped_at=None), name="recording_one_running"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | ~Q(stop_reason=""), name="recording_stopped_for_a_reason"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="everybody_agreed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                PERFORM pg_advisory_xact_lock(6301, (NEW.room_id % 2147483648)::int);
                IF NOT EXISTS (SELECT 1 FROM rooms_presence WHERE room_id = NEW.room_id AND left_at IS NULL)
                   OR EXISTS (SELECT 1 FROM rooms_presence p
                              WHERE p.room_id = NEW.room_id AND p.left_at IS NULL
                                AND NOT EXISTS (SELECT 1 FROM rooms_recordingconsent c
                                                WHERE c.seat_id = p.seat_id AND c.withdrawn_at IS NULL)) THEN
                    RAISE EXCEPTION 'room % has people who have not agreed to be recorded', NEW.room_id
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="never_started_again",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.stopped_at IS NOT NULL"
                    " OR (OLD.room_id, OLD.started_at) IS DISTINCT FROM (NEW.room_id, NEW.started_at))"
                ),
                func="""
                RAISE EXCEPTION 'a recording is stopped once, and never started again'
                    USING ERRCODE = 'restrict_violation';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.started_at:%Y-%m-%d %H:%M}"
