import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.registry.models.periods import in_order
from didim.support.enums import BarKind


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ParticipationBar(models.Model):
    """That a firm may not be supported for now: it is excluded, or owes money that was taken back."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="bars")
    kind = models.CharField(_("구분"), max_length=16, choices=BarKind)
    # What it follows from, unique at its agency: "sanction-31", "recovery-7".
    reference = models.CharField(_("근거 번호"), max_length=60)
    reason = models.CharField(_("사유"), max_length=200)
    starts_on = models.DateField(_("시작일"))
    # The last day; None while its end is not known (until the money is paid).
    ends_on = models.DateField(_("종료일"), null=True, blank=True)
    # The first day on which it held no more, whatever its end was.
    lifted_on = models.DateField(_("해제일"), null=True, blank=True)

    class Meta:
        verbose_name = _("참여제한")
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "reference"], name="participation_bar_once"),
            in_order(name="participation_bar_period", lower="starts_on", upper="ends_on"),
            models.CheckConstraint(
                condition=Q(kind=BarKind.UNPAID_RECOVERY) | Q(ends_on__isnull=False),
                name="participation_bar_ends",
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "-starts_on"], name="participation_bar_of_firm")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.get_kind_display()}"
