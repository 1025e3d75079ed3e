"""Regions and industries: the code tables everything else refers to."""

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.accounts.guards import PUBLIC
from didim.api.lists import TextQuery, cut, listed, paged, read
from didim.api.operations import Operation
from didim.registry.models import Industry, Region
from didim.registry.queries.regions import regions_on


class RegionSerializer(serializers.ModelSerializer):
    """A region; `path` leads from the country down to it."""

    class Meta:
        model = Region
        fields = ("code", "name", "short_name", "name_en", "level", "parent", "path", "is_sample")


class IndustrySerializer(serializers.ModelSerializer):
    """A class of the Korean standard industrial classification."""

    class Meta:
        model = Industry
        fields = ("code", "name", "name_en", "section", "parent", "revision")


class RegionQuery(TextQuery):
    """Regions by name and by what they lie in."""

    within = serializers.RegexField(
        r"^[0-9]{2,10}$", required=False, help_text="이 지역 안에서만 / only within this region"
    )


class RegionList(Operation):
    """Regions as they are today."""

    guard = PUBLIC

    @extend_schema(operation_id="regions_list", parameters=[RegionQuery], responses=paged(RegionSerializer))
    def get(self, request: Request) -> Response:
        """List regions, by code."""
        asked = read(RegionQuery, request.query_params)
        regions = regions_on(timezone.localdate()).order_by("code")
        if within := asked.get("within"):
            regions = regions.filter(path__contains=[within])
        if text := asked["q"].strip():
            regions = regions.filter(Q(name__icontains=text) | Q(name_en__icontains=text))
        rows, numbers = cut(regions, page=asked["page"], size=asked["size"])
        return listed(RegionSerializer, rows, **numbers)


class IndustryList(Operation):
    """Industries of the current revision."""

    guard = PUBLIC

    @extend_schema(
        operation_id="industries_list", parameters=[TextQuery], responses=paged(IndustrySerializer)
    )
    def get(self, request: Request) -> Response:
        """List industries, by code; words find names, digits find codes that begin with them."""
        asked = read(TextQuery, request.query_params)
        industries = Industry.objects.order_by("code")
        if text := asked["q"].strip():
            industries = industries.filter(
                Q(name__icontains=text) | Q(name_en__icontains=text) | Q(code__startswith=text)
            )
        rows, numbers = cut(industries, page=asked["page"], size=asked["size"])
        return listed(IndustrySerializer, rows, **numbers)
