from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import ImportState, RowOutcome


class FileImport(models.Model):
    """A spreadsheet that an agency brought in: a preview, applied as a whole, or rejected as a whole."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="file_imports")
    # What its rows are of: `code` of an ImportKind (registry.domain.table_files).
    kind = models.CharField(_("종류"), max_length=20)
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
        verbose_name = _("올린 파일")
        ordering = ("-uploaded_at", "-id")
        indexes = [models.Index(fields=["agency", "kind", "-uploaded_at"], name="file_import_of_agency")]

    def __str__(self) -> str:
        return self.file_name


class FileImportRow(models.Model):
    """One row of such a file as it was read, what became of it, and what is wrong with it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    file_import = models.ForeignKey(FileImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("행"))
    # The texts under the headings, in their order; each problem is {"field": …, "message": …}.
    cells = models.JSONField(_("읽은 내용"), default=list)
    outcome = models.CharField(_("결과"), max_length=10, choices=RowOutcome)
    problems = models.JSONField(_("고칠 점"), default=list)
    # The firm a row is about, where it is about one that is known.
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )

    class Meta:
        verbose_name = _("올린 파일의 행")
        ordering = ("file_import", "number")
        constraints = [
            models.UniqueConstraint(fields=["file_import", "number"], name="file_import_row_unique")
        ]

    def __str__(self) -> str:
        return f"{self.file_import} {self.number}"
