from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import ImportState, RowOutcome


class SupportImport(models.Model):
    """A file of earlier support that an agency brought in: a preview, applied or rejected as a whole."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="support_imports")
    file_name = models.CharField(_("파일 이름"), max_length=200)
    file_hash = models.CharField(_("파일 해시"), max_length=64)
    headings = models.JSONField(_("제목 줄"), default=list)
    state = models.CharField(_("상태"), max_length=10, choices=ImportState)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("올린 시각"))
    applied_at = models.DateTimeField(_("반영 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("지원이력 반입")
        ordering = ("-uploaded_at", "-id")

    def __str__(self) -> str:
        return self.file_name


class SupportImportRow(models.Model):
    """One row of such a file as it was read, what became of it, and what is wrong with it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    support_import = models.ForeignKey(SupportImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("행"))
    # The texts under the headings, in their order; each problem is {"field": …, "message": …}.
    cells = models.JSONField(_("읽은 내용"), default=list)
    outcome = models.CharField(_("결과"), max_length=10, choices=RowOutcome)
    problems = models.JSONField(_("고칠 점"), default=list)

    class Meta:
        verbose_name = _("지원이력 반입 행")
        ordering = ("support_import", "number")
        constraints = [
            models.UniqueConstraint(fields=["support_import", "number"], name="support_import_row_unique")
        ]

    def __str__(self) -> str:
        return f"{self.support_import} {self.number}"
