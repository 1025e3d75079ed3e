from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .expenditures import Expenditure


class PriorApproval(models.Model):
    """A prior approval an expenditure needs by its rule pack: which, given when, written where."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    expenditure = models.ForeignKey(Expenditure, models.PROTECT, related_name="approvals")
    # Key among the pack's approvals.
    approval = models.CharField(_("사전 승인"), max_length=40)
    decided_on = models.DateField(_("결정일"))
    reference = models.CharField(_("회의·문서 번호"), max_length=120)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("사전 승인")
        ordering = ("expenditure", "approval")
        constraints = [
            models.UniqueConstraint(fields=["expenditure", "approval"], name="prior_approval_once")
        ]

    def __str__(self) -> str:
        return f"{self.expenditure_id} {self.approval} {self.reference}"
