"""Firms in places: tenants, anchors and neighbours of clusters, markets and centres."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse
from didim.registry.enums import ResidentRole
from didim.registry.models import ClusterIndustry, Enterprise, Place, PlaceResident, StrategicIndustry


def settle_firm(
    *, place: Place, enterprise: Enterprise, role: ResidentRole, on: date | None = None
) -> PlaceResident:
    """Record that a firm is in a place from a day on (None: not known since when)."""
    with transaction.atomic():
        Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
        standing = PlaceResident.objects.filter(place=place, enterprise=enterprise)
        if on is not None:
            standing = standing.filter(Q(valid_to=None) | Q(valid_to__gte=on))
        if standing.exists():
            raise refuse("enterprise", _("이미 이 장소에 있는 기업입니다. 떠난 날을 먼저 입력해 주세요."))
        return PlaceResident.objects.create(place=place, enterprise=enterprise, role=role, valid_from=on)


def leave_place(*, resident: PlaceResident, last_day: date) -> PlaceResident:
    """Record the last day a firm is in a place."""
    if resident.valid_from is not None and last_day < resident.valid_from:
        raise refuse("last_day", _("들어온 날 이후의 날짜를 골라 주세요."))
    resident.valid_to = last_day
    resident.save(update_fields=["valid_to"])
    return resident


def set_cluster_industries(*, place: Place, industries: list[StrategicIndustry]) -> None:
    """Say which industries a cluster stands for; replaces what was said before."""
    with transaction.atomic():
        Place.objects.select_for_update(no_key=True).get(pk=place.pk)
        ClusterIndustry.objects.filter(place=place).exclude(strategic_industry__in=industries).delete()
        ClusterIndustry.objects.bulk_create(
            [ClusterIndustry(place=place, strategic_industry=industry) for industry in industries],
            ignore_conflicts=True,
        )
