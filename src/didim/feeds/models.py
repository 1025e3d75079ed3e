from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.programmes.enums import NoticeSource


class FeedRun(models.Model):
    """One reading of an outside source: when, how many notices, and what went wrong."""

    source = models.CharField(_("출처"), max_length=10, choices=NoticeSource)
    origin = models.CharField(_("읽은 곳"), max_length=200)
    started_at = models.DateTimeField(_("시작 시각"))
    finished_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)
    read = models.PositiveIntegerField(_("읽음"), default=0)
    new = models.PositiveIntegerField(_("새 공고"), default=0)
    updated = models.PositiveIntegerField(_("바뀐 공고"), default=0)
    duplicate = models.PositiveIntegerField(_("그대로"), default=0)
    rejected = models.PositiveIntegerField(_("읽지 못함"), default=0)
    # Rows that could not be read: file, line, reason.
    rejections = models.JSONField(_("읽지 못한 줄"), default=list)
    error = models.TextField(_("오류"), blank=True)

    class Meta:
        verbose_name = _("수집 기록")
        ordering = ("-started_at", "-id")
        indexes = [models.Index(fields=["source", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"
