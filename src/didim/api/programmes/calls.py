"""Programmes and their published calls."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.accounts.guards import PUBLIC
from didim.api.lists import TextQuery, cut, listed, paged, read
from didim.api.operations import Operation
from didim.programmes.enums import SupportType
from didim.programmes.models import Call, CallRevision, Programme
from didim.programmes.queries.published import last_published, published_calls, published_programmes

LARGEST_ID = 2**63 - 1


class ProgrammeQuery(TextQuery):
    """What a list of programmes or calls is narrowed to."""

    agency = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    year = serializers.IntegerField(min_value=1990, max_value=2100, required=False)
    support_type = serializers.ChoiceField(SupportType.choices, required=False)


class CallQuery(ProgrammeQuery):
    """What a list of calls is narrowed to."""

    open = serializers.BooleanField(default=False, help_text="접수 중인 것만 / only those open now")


class ProgrammeSerializer(serializers.ModelSerializer):
    """What an agency offers in a year; the budget is in won."""

    agency_name = serializers.CharField(source="agency.name", read_only=True)

    class Meta:
        model = Programme
        fields = (
            "id",
            "agency",
            "agency_name",
            "name",
            "name_en",
            "support_type",
            "year",
            "budget",
            "purpose",
            "is_sample",
        )


class CallSerializer(serializers.ModelSerializer):
    """A published call as it stands in lists."""

    agency_name = serializers.CharField(source="agency.name", read_only=True)
    programme_name = serializers.CharField(source="programme.name", read_only=True)
    support_type = serializers.ChoiceField(SupportType.choices, source="programme.support_type")
    revision_number = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Call
        fields = (
            "id",
            "title",
            "agency",
            "agency_name",
            "programme",
            "programme_name",
            "support_type",
            "revision_number",
            "published_at",
            "opens_at",
            "closes_at",
        )


class CallDetailSerializer(serializers.ModelSerializer):
    """The last published revision of a call, its eligibility rule included."""

    id = serializers.IntegerField(source="call_id")
    title = serializers.CharField(source="call.title")
    agency_name = serializers.CharField(source="call.agency.name")
    programme = serializers.IntegerField(source="call.programme_id")

    class Meta:
        model = CallRevision
        fields = (
            "id",
            "title",
            "agency",
            "agency_name",
            "programme",
            "number",
            "summary",
            "body",
            "region_codes",
            "targets",
            "stages",
            "target_text",
            "exclusion_text",
            "how_to_apply",
            "contact",
            "urgent_reason",
            "opens_at",
            "closes_at",
            "published_at",
            "rule",
        )


class ProgrammeList(Operation):
    """Programmes with a published call."""

    guard = PUBLIC

    @extend_schema(
        operation_id="programmes_list", parameters=[ProgrammeQuery], responses=paged(ProgrammeSerializer)
    )
    def get(self, request: Request) -> Response:
        """List programmes, the newest year first."""
        asked = read(ProgrammeQuery, request.query_params)
        programmes = published_programmes().filter(
            **{name: asked[name] for name in ("agency", "year", "support_type") if name in asked}
        )
        if text := asked["q"].strip():
            programmes = programmes.filter(name__icontains=text)
        rows, numbers = cut(programmes, page=asked["page"], size=asked["size"])
        return listed(ProgrammeSerializer, rows, **numbers)


class CallList(Operation):
    """Published calls of the agencies that use this platform."""

    guard = PUBLIC

    @extend_schema(operation_id="calls_list", parameters=[CallQuery], responses=paged(CallSerializer))
    def get(self, request: Request) -> Response:
        """List published calls, the newest first."""
        asked = read(CallQuery, request.query_params)
        calls = published_calls()
        narrowed = {"agency": "agency", "year": "programme__year", "support_type": "programme__support_type"}
        calls = calls.filter(**{path: asked[name] for name, path in narrowed.items() if name in asked})
        if text := asked["q"].strip():
            calls = calls.filter(title__icontains=text)
        if asked["open"]:
            now = timezone.now()
            calls = calls.filter(opens_at__lte=now, closes_at__gt=now)
        rows, numbers = cut(calls, page=asked["page"], size=asked["size"])
        return listed(CallSerializer, rows, **numbers)


class CallDetail(Operation):
    """One published call."""

    guard = PUBLIC

    @extend_schema(operation_id="calls_read", responses=CallDetailSerializer)
    def get(self, request: Request, call_id: int) -> Response:
        """Show the last published revision of a call."""
        del request
        revision = last_published(call_id=call_id)
        if revision is None:
            raise Http404
        return Response(CallDetailSerializer(revision).data)
