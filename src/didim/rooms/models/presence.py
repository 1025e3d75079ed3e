import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.rooms.enums import SignalKind

from .rooms import Room, Seat


class Presence(models.Model):
    """One browser in a room: from when to when its stream was open."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="presences")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="presences")
    # Made by the browser for one opening of the page; a stream that is opened again keeps it.
    connection = models.CharField(_("연결"), max_length=40, unique=True)
    # How many streams it has opened: the end of an earlier one, noticed late, does not end a later one.
    streams = models.PositiveIntegerField(_("연 횟수"), default=1)
    joined_at = models.DateTimeField(_("들어온 시각"))
    seen_at = models.DateTimeField(_("마지막으로 본 시각"))
    left_at = models.DateTimeField(_("나간 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("접속")
        ordering = ("joined_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(left_at=None), name="presence_one_a_seat"),
        ]
        indexes = [
            models.Index(fields=["room"], condition=Q(left_at=None), name="presence_now"),
        ]
        # Whoever comes in without having agreed ends a recording, whatever the program does. A person who
        # comes while one is being started waits for it, and ends it then.
        triggers = [
            pgtrigger.Trigger(
                name="newcomer_stops_recording",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("left_at"),
                condition=pgtrigger.Condition("NEW.left_at IS NULL"),
                func="""
                PERFORM pg_advisory_xact_lock(6301, (NEW.room_id % 2147483648)::int);
                IF NOT EXISTS (SELECT 1 FROM rooms_recordingconsent
                               WHERE seat_id = NEW.seat_id AND withdrawn_at IS NULL) THEN
                    UPDATE rooms_recording SET stopped_at = NEW.seen_at, stop_reason = 'newcomer'
                        WHERE room_id = NEW.room_id AND stopped_at IS NULL;
                END IF;
                RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.joined_at:%H:%M:%S}"


class Signal(models.Model):
    """A message that lives as long as its room: what browsers must hear, in one order, none left out."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="signals")
    # From 1 in its room without a gap: a browser that comes back names the last one it heard.
    number = models.PositiveIntegerField(_("번호"))
    kind = models.CharField(_("구분"), max_length=9, choices=SignalKind)
    from_seat = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="+")
    # Nobody named: everybody in the room.
    to_seat = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="+")
    body = models.JSONField(_("내용"), default=dict)
    sent_at = models.DateTimeField(_("보낸 시각"))

    class Meta:
        verbose_name = _("신호")
        ordering = ("room", "number")
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="signal_number_once")]
        indexes = [models.Index(fields=["from_seat", "sent_at"], name="signal_counted")]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.number} {self.kind}"
