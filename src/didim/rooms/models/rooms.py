from secrets import token_urlsafe

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.rooms.enums import Language, Provider, RoomKind, SeatRole

KEY_BYTES = 16


def new_key() -> str:
    """Return a room's name in addresses: 128 bits that nobody guesses."""
    return token_urlsafe(KEY_BYTES)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Room(models.Model):
    """A meeting by video: who opened it, when its door opens, when it begins and ends."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    key = models.CharField(_("주소"), max_length=32, unique=True, default=new_key)
    kind = models.CharField(_("구분"), max_length=7, choices=RoomKind)
    provider = models.CharField(_("화상 방식"), max_length=8, choices=Provider, default=Provider.BUILT_IN)
    title = models.CharField(_("제목"), max_length=200)
    opens_at = models.DateTimeField(_("입장 시작"))
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    closed_at = models.DateTimeField(_("닫은 시각"), null=True, blank=True)
    # Whom to call when pictures do not come through, and what to say or type there.
    phone = models.CharField(_("전화로 참여할 번호"), max_length=40, blank=True)
    phone_pin = models.CharField(_("전화 참여 번호"), max_length=20, blank=True)
    made_at = models.DateTimeField(_("만든 시각"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("화상회의실")
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lte=F("starts_at")) & Q(starts_at__lt=F("ends_at")),
                name="room_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "starts_at"], name="room_of_agency"),
            models.Index(fields=["ends_at"], name="room_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.starts_at:%Y-%m-%d %H:%M}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Seat(models.Model):
    """Somebody's place in a room: of a user, or of a person who has a link of their own."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, related_name="seats")
    # From 1 in its room: what browsers call one another by.
    number = models.PositiveSmallIntegerField(_("번호"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="room_seats"
    )
    name = models.CharField(_("이름"), max_length=60, blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    email = models.EmailField(_("전자우편"), blank=True)
    role = models.CharField(_("역할"), max_length=11, choices=SeatRole, default=SeatRole.GUEST)
    language = models.CharField(_("언어"), max_length=2, choices=Language, default=Language.KOREAN)
    # Of the token in its personal link; another count makes another token.
    token_hash = models.CharField(_("링크 해시"), max_length=64, unique=True)
    links_made = models.PositiveSmallIntegerField(_("링크를 만든 횟수"), default=1)
    admitted_at = models.DateTimeField(_("입장 허락"), null=True, blank=True)
    admitted_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(_("뺀 시각"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("화상상담", "자리")
        ordering = ("room", "number")
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="seat_number_once"),
            models.UniqueConstraint(
                fields=["room", "user"], condition=Q(removed_at=None), name="seat_one_a_user"
            ),
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(name=""), name="seat_of_somebody"),
        ]
        indexes = [models.Index(fields=["user", "room"], name="seat_of_user")]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.number}"
