from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import CheckOutcome, TaxStatus


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
