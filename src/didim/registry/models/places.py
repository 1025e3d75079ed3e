from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import CaseOfficerRole, PlaceKind, ResidentRole

from .periods import in_order, one_at_a_time


class Place(models.Model):
    """Somewhere firms gather and somebody is in charge: a cluster, a market, an industry centre."""

    name = models.CharField(_("장소명"), max_length=120)
    name_en = models.CharField(_("영문 장소명"), max_length=160, blank=True)
    kind = models.CharField(_("종류"), max_length=20, choices=PlaceKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    region = models.ForeignKey(
        "registry.Region", models.PROTECT, null=True, blank=True, related_name="places"
    )
    address = models.CharField(_("주소"), max_length=200, blank=True)
    strategic_industries = models.ManyToManyField(
        "registry.StrategicIndustry", through="registry.ClusterIndustry", related_name="places"
    )
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("장소")
        ordering = ("kind", "name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "region", "name"], nulls_distinct=False, name="place_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ClusterIndustry(models.Model):
    """An industry that a cluster stands for."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="cluster_industries")
    strategic_industry = models.ForeignKey(
        "registry.StrategicIndustry", models.PROTECT, related_name="cluster_industries"
    )

    class Meta:
        verbose_name = _("클러스터 산업")
        ordering = ("place", "strategic_industry")
        constraints = [
            models.UniqueConstraint(fields=["place", "strategic_industry"], name="cluster_industry_unique")
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.strategic_industry}"


class PlaceResident(models.Model):
    """A firm in a place: an anchor, a tenant, a neighbour; from one day to another where known."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="residents")
    enterprise = models.ForeignKey("registry.Enterprise", models.CASCADE, related_name="places")
    role = models.CharField(_("구분"), max_length=12, choices=ResidentRole)
    valid_from = models.DateField(_("시작일"), null=True, blank=True)
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("장소의 기업")
        ordering = ("place", "role", "enterprise")
        constraints = [
            in_order(name="place_resident_period"),
            one_at_a_time("place", "enterprise", name="place_resident_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.enterprise}"


class CaseOfficer(models.Model):
    """Who of which department is in charge of a place or a region, from one day to another."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="case_officers")
    department = models.ForeignKey(
        "registry.Department", models.PROTECT, null=True, blank=True, related_name="case_officers"
    )
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="charges")
    role = models.CharField(_("구분"), max_length=8, choices=CaseOfficerRole, default=CaseOfficerRole.LEAD)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="case_officers")
    region = models.ForeignKey(
        "registry.Region", models.PROTECT, null=True, blank=True, related_name="case_officers"
    )
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("담당자")
        ordering = ("agency", "region", "place", "role", "valid_from")
        constraints = [
            in_order(name="case_officer_period"),
            models.CheckConstraint(
                condition=Q(place__isnull=True, region__isnull=False)
                | Q(place__isnull=False, region__isnull=True),
                name="case_officer_of_a_place_or_a_region",
            ),
            one_at_a_time(
                "agency",
                "place",
                name="case_officer_one_lead_a_place",
                condition=Q(role=CaseOfficerRole.LEAD),
            ),
            one_at_a_time(
                "agency",
                "region",
                name="case_officer_one_lead_a_region",
                condition=Q(role=CaseOfficerRole.LEAD),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.place or self.region}"
