"""Days on which an agency is closed, or open, against the public calendar."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AgencyDay(models.Model):
    """A closed day of an agency (its founding day), or a worked one that would be closed.

    `known_from` is the day it was entered: what is over by then keeps the calendar it had. Taken back, it
    holds until `cancelled_from`.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    day = models.DateField(_("날짜"))
    name = models.CharField(_("이름"), max_length=80)
    is_worked = models.BooleanField(_("일하는 날"), default=False)
    known_from = models.DateField(_("알린 날"))
    cancelled_from = models.DateField(_("거둔 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("기관의 휴무일")
        ordering = ("agency", "day", "id")
        constraints = [
            models.CheckConstraint(condition=Q(known_from__lte=F("day")), name="agency_day_known_before"),
            models.CheckConstraint(
                condition=Q(cancelled_from=None)
                | Q(cancelled_from__gte=F("known_from"), cancelled_from__lte=F("day")),
                name="agency_day_cancelled_in_order",
            ),
            models.UniqueConstraint(
                fields=["agency", "day"], condition=Q(cancelled_from=None), name="agency_day_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
