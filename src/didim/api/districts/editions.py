"""Editions of district statistics, their trades, and the definitions they were made by."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.accounts.guards import PUBLIC
from didim.api.lists import PageQuery, cut, listed, paged, read
from didim.api.operations import Operation
from didim.districts.models import Edition, Trade
from didim.districts.queries.downloads import definition_lines
from didim.districts.queries.editions import published_editions

from .asking import EditionQuery, QuarterField, edition_asked


class DataSetSerializer(serializers.Serializer):
    """A data set an edition was made from."""

    data_set = serializers.CharField()
    title = serializers.DictField(child=serializers.CharField(), help_text="ko, en")
    publisher = serializers.DictField(child=serializers.CharField(), help_text="ko, en")
    rows = serializers.IntegerField()
    quarters = serializers.ListField(
        child=QuarterField(), allow_empty=True, help_text="첫 분기와 마지막 분기 / first and last"
    )


class EditionSerializer(serializers.ModelSerializer):
    """An edition: append-only, readable by its number for good; one that was withdrawn says why."""

    first_quarter = QuarterField()
    last_quarter = QuarterField()
    sources = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields = (
            "number",
            "city_name",
            "first_quarter",
            "last_quarter",
            "published_at",
            "is_current",
            "is_sample",
            "withdrawn_at",
            "withdrawn_reason",
            "definitions",
            "sources",
            "digest",
        )

    @extend_schema_field(DataSetSerializer(many=True))
    def get_sources(self, edition: Edition) -> Any:
        """Return the data sets with their rows and quarters."""
        return DataSetSerializer([_source(one) for one in edition.sources], many=True).data


class TradeSerializer(serializers.ModelSerializer):
    """A trade of an edition."""

    class Meta:
        model = Trade
        fields = ("code", "name", "group")


class DefinitionSerializer(serializers.Serializer):
    """A line of the sheet of definitions."""

    id = serializers.CharField()
    name = serializers.CharField()
    formula = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    minimum = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)


class TradeListQuery(EditionQuery, PageQuery):
    """A page of an edition's trades."""


class EditionList(Operation):
    """What was published."""

    guard = PUBLIC

    @extend_schema(
        operation_id="district_editions_list", parameters=[PageQuery], responses=paged(EditionSerializer)
    )
    def get(self, request: Request) -> Response:
        """List editions, the newest first; those withdrawn say why."""
        asked = read(PageQuery, request.query_params)
        rows, numbers = cut(published_editions(), page=asked["page"], size=asked["size"])
        return listed(EditionSerializer, rows, **numbers)


class TradeList(Operation):
    """The trades of an edition."""

    guard = PUBLIC

    @extend_schema(
        operation_id="district_trades_list", parameters=[TradeListQuery], responses=paged(TradeSerializer)
    )
    def get(self, request: Request) -> Response:
        """List trades, by code."""
        asked = read(TradeListQuery, request.query_params)
        trades = Trade.objects.filter(edition=edition_asked(asked)).order_by("code")
        rows, numbers = cut(trades, page=asked["page"], size=asked["size"])
        return listed(TradeSerializer, rows, **numbers)


class DefinitionList(Operation):
    """How the figures of an edition are made."""

    guard = PUBLIC

    @extend_schema(
        operation_id="district_definitions_list",
        parameters=[EditionQuery],
        responses=DefinitionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the formulas with their units, least samples and sources."""
        edition = edition_asked(read(EditionQuery, request.query_params))
        return Response(DefinitionSerializer(definition_lines(edition), many=True).data)


def _source(one: dict[str, Any]) -> dict[str, Any]:
    span = one.get("quarters") or []
    return {
        "data_set": one.get("data_set", ""),
        "title": _both(one.get("title", "")),
        "publisher": _both(one.get("publisher", "")),
        "rows": int(one.get("rows") or 0),
        "quarters": [int(span[0]), int(span[-1])] if span else [],
    }


def _both(said: Any) -> dict[str, str]:
    return said if isinstance(said, dict) else {"ko": said}
