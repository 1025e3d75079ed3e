"""Who is in charge of a trade or a topic, and who is away. Places and regions are registry.CaseOfficer's."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from didim.desk.grievance_enums import GrievanceTopic
from didim.registry.models.periods import DateRange, in_order

_DAYS = DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True))


@pghistory.track()
class InCharge(models.Model):
    """Who answers grievances of an industry, of a topic, or of both together, from one day to another."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="grievance_charges")
    department = models.ForeignKey(
        "registry.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    industry = models.ForeignKey("registry.Industry", models.PROTECT, null=True, blank=True, related_name="+")
    topic = models.CharField(_("분야"), max_length=12, choices=GrievanceTopic, blank=True)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("분야 담당자")
        ordering = ("agency", "topic", "industry", "valid_from")
        constraints = [
            in_order(name="in_charge_period"),
            models.CheckConstraint(
                condition=~Q(topic="") | Q(industry__isnull=False), name="in_charge_of_something"
            ),
            ExclusionConstraint(
                name="in_charge_one_at_a_time",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("topic", RangeOperators.EQUAL),
                    (Coalesce(F("industry"), models.Value("")), RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_topic_display() or self.industry}"


@pghistory.track()
class OfficerAbsence(models.Model):
    """Days on which somebody in charge is away, and who stands in; nobody shows on the list of gaps."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="grievance_absences")
    stand_in = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, related_name="grievance_stand_ins"
    )
    valid_from = models.DateField(_("첫날"))
    valid_to = models.DateField(_("마지막 날"))

    class Meta:
        verbose_name = _("담당자 부재")
        ordering = ("-valid_from", "id")
        constraints = [
            in_order(name="officer_absence_period"),
            models.CheckConstraint(condition=~Q(stand_in=F("person")), name="officer_absence_stand_in_other"),
            ExclusionConstraint(
                name="officer_absence_once",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.valid_from} ~ {self.valid_to}"
