from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import CheckOutcome, ImportState, RowOutcome, TaxStatus


class BusinessStatusCheck(models.Model):
    """One question to the tax service about a business number, and its full answer."""

    enterprise = models.ForeignKey("registry.Enterprise", models.CASCADE, related_name="status_checks")
    business_number = models.CharField(_("사업자등록번호"), max_length=10)
    outcome = models.CharField(_("조회 결과"), max_length=10, choices=CheckOutcome)
    requested_at = models.DateTimeField(_("요청 시각"))
    checked_at = models.DateTimeField(_("조회일시"), null=True, blank=True)
    status = models.CharField(_("사업자 상태"), max_length=12, choices=TaxStatus, null=True, blank=True)
    closed_on = models.DateField(_("폐업일"), null=True, blank=True)
    answer = models.JSONField(_("응답 원문"), default=dict)
    failure = models.CharField(_("실패 사유"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("사업자 상태 조회")
        ordering = ("-requested_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=CheckOutcome.ANSWERED)
                | Q(checked_at__isnull=False, status__isnull=False),
                name="status_check_answered_at_an_instant",
            )
        ]
        indexes = [models.Index(fields=["enterprise", "-requested_at"], name="status_check_latest")]

    def __str__(self) -> str:
        return f"{self.business_number} {self.get_outcome_display()}"


class FirmImport(models.Model):
    """A file of firms that an agency brought in: a preview, applied as a whole, or rejected as a whole."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="firm_imports")
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
        verbose_name = _("기업 일괄 등록")
        ordering = ("-uploaded_at", "-id")

    def __str__(self) -> str:
        return self.file_name


class FirmImportRow(models.Model):
    """One row of such a file as it was read, what became of it, and what is wrong with it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    firm_import = models.ForeignKey(FirmImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("행"))
    # The texts under the headings, in their order; each problem is {"field": …, "message": …}.
    cells = models.JSONField(_("읽은 내용"), default=list)
    outcome = models.CharField(_("결과"), max_length=10, choices=RowOutcome)
    problems = models.JSONField(_("고칠 점"), default=list)
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )

    class Meta:
        verbose_name = _("일괄 등록 행")
        ordering = ("firm_import", "number")
        constraints = [
            models.UniqueConstraint(fields=["firm_import", "number"], name="firm_import_row_unique")
        ]

    def __str__(self) -> str:
        return f"{self.firm_import} {self.number}"
