from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.applications.enums import ScanState

from .rooms import Room, Seat


class ChatLine(models.Model):
    """What somebody wrote in a room."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="lines")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="lines")
    text = models.TextField(_("글"), max_length=2000)
    written_at = models.DateTimeField(_("쓴 시각"))

    class Meta:
        verbose_name = _("대화")
        ordering = ("room", "id")

    def __str__(self) -> str:
        return self.text[:40]


class RoomFile(models.Model):
    """A file somebody gave to the people of a room; its bytes stand in the storage of files."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="files")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="files")
    name = models.CharField(_("파일 이름"), max_length=200)
    size = models.PositiveBigIntegerField(_("크기(바이트)"))
    content_type = models.CharField(_("형식"), max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    scan = models.CharField(_("악성코드 검사"), max_length=12, choices=ScanState)
    added_at = models.DateTimeField(_("올린 시각"))

    class Meta:
        verbose_name = _("회의 파일")
        ordering = ("room", "id")
        constraints = [models.UniqueConstraint(fields=["room", "sha256"], name="room_file_once")]
        indexes = [models.Index(fields=["sha256"], name="room_file_by_hash")]

    def __str__(self) -> str:
        return self.name
