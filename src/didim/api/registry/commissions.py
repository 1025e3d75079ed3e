"""Partners an agency has commissioned, and how far that is from its targets: for its staff."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.api.lists import PageQuery, cut, listed, paged, read
from didim.api.operations import Operation
from didim.registry.enums import CommissionKind
from didim.registry.models import Commission
from didim.registry.queries.commissions import TargetProgress, commissions_of, target_progress
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF


class CommissionSerializer(serializers.ModelSerializer):
    """The appointment of a partner, or of one person there."""

    partner_name = serializers.CharField(source="partner.name", read_only=True)
    person_name = serializers.CharField(source="person.name", default="", read_only=True)

    class Meta:
        model = Commission
        fields = (
            "id",
            "agency",
            "partner",
            "partner_name",
            "person_name",
            "kind",
            "letter_number",
            "valid_from",
            "valid_to",
            "end_reason",
        )


class ProgressSerializer(serializers.Serializer):
    """A target, what was reached by its day, and what is missing."""

    due_on = serializers.DateField(source="target.due_on")
    kind = serializers.ChoiceField(CommissionKind.choices, source="target.kind", allow_blank=True)
    count = serializers.IntegerField(source="target.count")
    reached = serializers.IntegerField()
    missing = serializers.IntegerField()


class CommissionList(Operation):
    """The commissions of one's agencies."""

    guard = AGENCY_STAFF

    @extend_schema(
        operation_id="commissions_list", parameters=[PageQuery], responses=paged(CommissionSerializer)
    )
    def get(self, request: Request) -> Response:
        """List commissions, the newest first."""
        asked = read(PageQuery, request.query_params)
        rows, numbers = cut(commissions_of(actor=self.actor), page=asked["page"], size=asked["size"])
        return listed(CommissionSerializer, rows, **numbers)


class CommissionProgress(Operation):
    """An agency's targets."""

    guard = AGENCY_STAFF

    @extend_schema(operation_id="commissions_progress", responses=ProgressSerializer(many=True))
    def get(self, request: Request, agency_id: int) -> Response:
        """List the targets of one of one's agencies by day, with what is reached."""
        del request
        if agency_id not in self.actor.agencies:
            raise NotVisible(f"agency {agency_id}")
        rows: list[TargetProgress] = target_progress(agency_id=agency_id, on=timezone.localdate())
        return Response(ProgressSerializer(rows, many=True).data)
