"""Files of a case that are nobody's cabinet's: from staff, and from people without an account."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.applications.enums import ScanState


class GrievancePaper(models.Model):
    """A file beside a case; its bytes stand in the storage of files under their SHA-256."""

    grievance = models.ForeignKey("desk.Grievance", models.PROTECT, related_name="papers")
    name = models.CharField(_("파일 이름"), max_length=200)
    size = models.PositiveBigIntegerField(_("크기(바이트)"))
    content_type = models.CharField(_("형식"), max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    scan = models.CharField(_("악성코드 검사"), max_length=12, choices=ScanState)
    from_staff = models.BooleanField(_("직원이 붙임"))
    added_at = models.DateTimeField(_("붙인 시각"))
    # Nobody's where somebody without an account sent it.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("애로 파일")
        ordering = ("grievance", "id")
        constraints = [models.UniqueConstraint(fields=["grievance", "sha256"], name="grievance_paper_once")]
        indexes = [models.Index(fields=["sha256"], name="grievance_paper_by_hash")]
        triggers = [
            pgtrigger.Trigger(
                name="refuse_change",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("grievance_id", "name", "size", "content_type", "sha256"),
                func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP"
                " USING ERRCODE = 'restrict_violation';",
            )
        ]

    def __str__(self) -> str:
        return self.name
