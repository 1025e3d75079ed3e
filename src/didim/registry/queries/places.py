"""Places as they were on a day: who is in them, who is in charge."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from didim.registry.domain.days import lasting_on
from didim.registry.enums import CaseOfficerRole, PlaceKind, ResidentRole
from didim.registry.models import CaseOfficer, Place, Region


def clusters_on(*, day: date) -> QuerySet[Place]:
    """Return the clusters with their industries, and how many firms and anchors are in each: two queries.

    Each place carries `firms` and `anchors`.
    """
    here = lasting_on(day, prefix="residents__")
    anchors = here & Q(residents__role=ResidentRole.ANCHOR)
    return (
        Place.objects.filter(kind=PlaceKind.CLUSTER)
        .select_related("region")
        .prefetch_related("strategic_industries")
        .annotate(
            firms=Count("residents", filter=here, distinct=True),
            anchors=Count("residents", filter=anchors, distinct=True),
        )
        .order_by("name", "pk")
    )


def in_charge_of(
    *, agency_id: int, on: date, place: Place | None = None, region: Region | None = None
) -> CaseOfficer | None:
    """Return who leads for a place or a region on a day; for a place without its own lead, its region's."""
    leads = CaseOfficer.objects.filter(
        lasting_on(on), agency=agency_id, role=CaseOfficerRole.LEAD
    ).select_related("person", "department")
    if place is not None:
        own = leads.filter(place=place).first()
        if own is not None or place.region_id is None:
            return own
        region = place.region
    return leads.filter(region=region).first() if region is not None else None


def places_in_charge(*, agency_id: int, on: date) -> dict[str, int]:
    """Return of how many places by kind, and of how many regions ("region"), somebody leads on a day."""
    leads = CaseOfficer.objects.filter(lasting_on(on), agency=agency_id, role=CaseOfficerRole.LEAD)
    counts = dict(
        leads.filter(place__isnull=False)
        .values_list("place__kind")
        .annotate(count=Count("place", distinct=True))
        .order_by("place__kind")
    )
    regions = leads.filter(region__isnull=False).aggregate(count=Count("region", distinct=True))["count"]
    return {**counts, "region": regions}
