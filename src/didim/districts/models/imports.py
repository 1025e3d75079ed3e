from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.districts.enums import ImportState


class DistrictImport(models.Model):
    """A file of district statistics that the operator brought: read and reported on, then published.

    Its bytes stand in the storage of files under `sha256`. report: the engine's report of the file (rows,
    problems with row, column, value and what was done). Reading changes nothing that counts: rows are taken
    when the file is published.
    """

    file_name = models.CharField(_("파일 이름"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("크기(바이트)"))
    state = models.CharField(_("상태"), max_length=10, choices=ImportState, default=ImportState.RECEIVED)
    data_set = models.CharField(_("자료"), max_length=20, blank=True)
    unit = models.CharField(_("장소 단위"), max_length=10, blank=True)
    rows = models.PositiveIntegerField(_("행"), default=0)
    kept = models.PositiveIntegerField(_("담은 행"), default=0)
    rejected = models.PositiveIntegerField(_("뺀 행"), default=0)
    repaired = models.PositiveIntegerField(_("고친 값"), default=0)
    new_rows = models.PositiveIntegerField(_("새 행"), null=True, blank=True)
    changed_rows = models.PositiveIntegerField(_("바뀐 행"), null=True, blank=True)
    report = models.JSONField(_("보고"), default=dict)
    # A sentence for the operator: why a file could not be read, or what publishing did.
    message = models.CharField(_("알림"), max_length=500, blank=True)
    uploaded_at = models.DateTimeField(_("올린 시각"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(_("읽은 시각"), null=True, blank=True)
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    edition = models.ForeignKey(
        "districts.Edition", models.PROTECT, null=True, blank=True, related_name="imports"
    )

    class Meta:
        verbose_name = _("상권 자료 반입")
        ordering = ("-uploaded_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ImportState.PUBLISHED) | Q(edition__isnull=False),
                name="district_import_published_in_an_edition",
            )
        ]
        indexes = [models.Index(fields=["sha256"], name="district_import_by_hash")]

    def __str__(self) -> str:
        return self.file_name
