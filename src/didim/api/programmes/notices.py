"""Notices: search with filters and facets, and one notice whole."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.accounts.guards import PUBLIC
from didim.api.lists import LONGEST_TEXT, PageQuery, paged, read
from didim.api.operations import Operation
from didim.programmes.enums import FounderStage, NoticeSource, NoticeStatus, SupportType, Target
from didim.programmes.models import Notice
from didim.programmes.queries.notice_filter import MOST_DAYS, NoticeFilter
from didim.programmes.queries.notice_status import status_of
from didim.programmes.queries.notices import Facet, NoticeHit, search_notices

ORDERS = ("relevance", "recent", "deadline")
LARGEST_ID = 2**63 - 1


class FilterSerializer(serializers.Serializer):
    """What is looked for; several values of one field mean "one of them"."""

    q = serializers.CharField(
        max_length=LONGEST_TEXT, default="", allow_blank=True, help_text="찾는 말 / words to look for"
    )
    regions = serializers.ListField(
        child=serializers.RegexField(r"^[0-9]{2,10}$"), default=list, help_text="지역 코드 / region codes"
    )
    support_types = serializers.ListField(child=serializers.ChoiceField(SupportType.choices), default=list)
    stages = serializers.ListField(child=serializers.ChoiceField(FounderStage.choices), default=list)
    targets = serializers.ListField(child=serializers.ChoiceField(Target.choices), default=list)
    statuses = serializers.ListField(child=serializers.ChoiceField(NoticeStatus.choices), default=list)
    sources = serializers.ListField(child=serializers.ChoiceField(NoticeSource.choices), default=list)
    agencies = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), default=list
    )
    closes_within = serializers.IntegerField(
        min_value=0, max_value=MOST_DAYS, required=False, help_text="며칠 안에 마감 / days until the deadline"
    )
    order = serializers.ChoiceField([(order, order) for order in ORDERS], default="relevance")


class NoticeQuery(FilterSerializer, PageQuery):
    """A page of a search."""


class NoticeSerializer(serializers.ModelSerializer):
    """A notice as it stands in lists."""

    status = serializers.ChoiceField(NoticeStatus.choices)

    class Meta:
        model = Notice
        fields = (
            "id",
            "source",
            "source_id",
            "title",
            "agency",
            "agency_name",
            "operator_name",
            "support_type",
            "field",
            "region_codes",
            "targets",
            "stages",
            "summary",
            "status",
            "period_kind",
            "period_text",
            "opens_on",
            "closes_on",
            "published_on",
            "is_sample",
        )


class NoticeDetailSerializer(NoticeSerializer):
    """All of a notice, its eligibility rule included."""

    class Meta:
        model = Notice
        fields = (
            *NoticeSerializer.Meta.fields,
            "tags",
            "body",
            "target_text",
            "exclusion_text",
            "how_to_apply",
            "contact",
            "url",
            "apply_url",
            "rule",
        )


_Counts = serializers.DictField(child=serializers.IntegerField(), help_text="값과 건수 / value and count")


class NoticePageSerializer(paged(NoticeSerializer)):
    """A page of notices, with how many hits each choice would give."""

    is_capped = serializers.BooleanField(help_text="그보다 많음 / there are more than counted")
    suggestion = serializers.CharField(allow_blank=True, help_text="혹시 이 말? / perhaps meant")
    facets = inline_serializer(
        "NoticeFacets",
        dict.fromkeys(("regions", "support_types", "stages", "targets", "statuses"), _Counts),
    )


class NoticeList(Operation):
    """The notices of all agencies and sources."""

    guard = PUBLIC

    @extend_schema(operation_id="notices_list", parameters=[NoticeQuery], responses=NoticePageSerializer)
    def get(self, request: Request) -> Response:
        """Search notices; the answer says how many hits each further choice would leave."""
        asked = read(NoticeQuery, request.query_params)
        page, size = asked.pop("page"), asked.pop("size")
        found = search_notices(filter_of(asked), today=timezone.localdate(), page=page, page_size=size)
        return Response(
            {
                "total": found.total,
                "page": found.page,
                "pages": found.pages,
                "results": [_row(hit) for hit in found.hits],
                "is_capped": found.is_capped,
                "suggestion": found.suggestion,
                "facets": {name: _counts(facets) for name, facets in found.facets.items()},
            }
        )


class NoticeDetail(Operation):
    """One notice."""

    guard = PUBLIC

    @extend_schema(operation_id="notices_read", responses=NoticeDetailSerializer)
    def get(self, request: Request, notice_id: int) -> Response:
        """Show a notice; a copy leads to the notice it is a copy of."""
        del request
        notices = Notice.objects.defer("raw", "readings", "search", "search_text")
        notice = get_object_or_404(notices.select_related("canonical"), pk=notice_id)
        notice = notice.canonical or notice
        notice.status = status_of(notice, timezone.localdate())
        return Response(NoticeDetailSerializer(notice).data)


def filter_of(asked: dict[str, Any]) -> NoticeFilter:
    """Return what was asked for as the search takes it."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()}
    return NoticeFilter(text=values.pop("q"), **values)


def _row(hit: NoticeHit) -> dict[str, Any]:
    hit.notice.status = hit.status
    return NoticeSerializer(hit.notice).data


def _counts(facets: tuple[Facet, ...]) -> dict[str, int]:
    return {facet.value: facet.count for facet in facets}
