import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Target(models.Model):
    """What an agency wants an indicator to have reached by a day; several days make a path."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="targets")
    indicator = models.ForeignKey("outcomes.Indicator", models.PROTECT, related_name="targets")
    # No foreign key: programmes live a floor above; the name stands for those run elsewhere.
    programme_id = models.BigIntegerField(_("사업 번호"), null=True, blank=True)
    programme_name = models.CharField(_("사업명"), max_length=160, blank=True)
    breakdown = models.CharField(_("구분"), max_length=60, blank=True)
    # Counting begins here; null: from the first observation on.
    counts_from = models.DateField(_("계산 시작일"), null=True, blank=True)
    due_on = models.DateField(_("목표일"))
    value = models.DecimalField(_("목표값"), max_digits=20, decimal_places=4)
    currency = models.CharField(_("통화"), max_length=3, blank=True)
    note = models.CharField(_("근거"), max_length=200, blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)
    set_at = models.DateTimeField(_("정한 시각"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("목표")
        ordering = ("agency", "indicator", "programme_name", "breakdown", "due_on")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "indicator", "programme_name", "breakdown", "due_on"],
                name="target_once_a_day",
            ),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="target_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.due_on}: {self.value}"
