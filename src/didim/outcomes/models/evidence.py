import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .guards import NEVER_REMOVED


class EvidenceFile(models.Model):
    """A file that proves a value, as it was when it was put beside it; taken out, its row stays.

    The bytes stand in the storage of files under their SHA-256.
    """

    observation = models.ForeignKey("outcomes.Observation", models.PROTECT, related_name="files")
    name = models.CharField(_("파일 이름"), max_length=200)
    size = models.PositiveBigIntegerField(_("크기(바이트)"))
    content_type = models.CharField(_("형식"), max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    added_at = models.DateTimeField(_("붙인 시각"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(_("뺀 시각"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("성과 증빙 파일")
        ordering = ("observation", "added_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["observation", "sha256"],
                condition=models.Q(removed_at=None),
                name="evidence_file_once",
            )
        ]
        indexes = [models.Index(fields=["sha256"], name="evidence_file_by_hash")]
        triggers = [
            pgtrigger.Trigger(
                name="refuse_change",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("observation_id", "name", "size", "content_type", "sha256"),
                func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP"
                " USING ERRCODE = 'restrict_violation';",
            ),
            *NEVER_REMOVED,
        ]

    def __str__(self) -> str:
        return self.name
