import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.registry.models.periods import in_order, one_at_a_time


@pghistory.track()
class ClosedPeriod(models.Model):
    """A period whose figures are published: nothing is added to it any more, only corrected with a reason.

    An observation belongs to the period its last day lies in. A trigger of Observation holds it.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="closed_periods")
    period_start = models.DateField(_("시작일"))
    period_end = models.DateField(_("마지막 날"))
    reason = models.CharField(_("마감 사유"), max_length=200)
    closed_at = models.DateTimeField(_("마감 시각"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopened_at = models.DateTimeField(_("다시 연 시각"), null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopened_reason = models.CharField(_("다시 연 사유"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("마감한 기간")
        ordering = ("-period_end", "-id")
        constraints = [
            in_order(name="closed_period", lower="period_start", upper="period_end"),
            one_at_a_time(
                "agency",
                name="closed_period_once_at_a_time",
                lower="period_start",
                upper="period_end",
                condition=Q(reopened_at=None),
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(reopened_reason=""), name="closed_period_reopened_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.period_start}~{self.period_end}"
