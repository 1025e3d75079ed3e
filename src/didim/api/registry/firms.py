"""Firms: one's own; for staff, those their agency has a relation to or that share their profile."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.api.lists import TextQuery, listed, paged, read
from didim.api.operations import Operation
from didim.registry.enums import DesignationKind, EnterpriseStage, SizeClass
from didim.registry.models import Designation, Enterprise, EnterpriseYear
from didim.registry.queries.firms import FirmFilter, access_enterprise, firm_page
from didim.registry.rules import AGENCY_STAFF, FIRM_MEMBER, OPERATOR

FIRM_READERS = AGENCY_STAFF | FIRM_MEMBER | OPERATOR


class FirmQuery(TextQuery):
    """What a list of firms is narrowed to."""

    region = serializers.RegexField(r"^[0-9]{2,10}$", default="", help_text="지역 코드 / region code")
    industry = serializers.RegexField(r"^([A-U]|[0-9]{2,5})$", default="", help_text="업종 코드 / KSIC code")
    size_class = serializers.ChoiceField(SizeClass.choices, default="")
    stage = serializers.ChoiceField(EnterpriseStage.choices, default="")
    designation = serializers.ChoiceField(DesignationKind.choices, default="")


class DesignationSerializer(serializers.ModelSerializer):
    """A certificate and the days it holds."""

    class Meta:
        model = Designation
        fields = ("kind", "valid_from", "valid_to")


class YearSerializer(serializers.ModelSerializer):
    """What a firm says of a business year; sales in won."""

    class Meta:
        model = EnterpriseYear
        fields = ("year", "employees", "sales")


class FirmSerializer(serializers.ModelSerializer):
    """A firm as it stands in lists."""

    region_name = serializers.CharField(source="region.name", default="", read_only=True)
    industry_name = serializers.CharField(source="industry.name", default="", read_only=True)
    designations = DesignationSerializer(many=True, read_only=True)
    latest_year = serializers.SerializerMethodField()

    class Meta:
        model = Enterprise
        fields = (
            "id",
            "name",
            "stage",
            "legal_form",
            "business_number",
            "opened_on",
            "region",
            "region_name",
            "industry",
            "industry_name",
            "size_class",
            "designations",
            "latest_year",
            "is_sample",
        )

    @extend_schema_field(YearSerializer(allow_null=True))
    def get_latest_year(self, firm: Enterprise) -> dict[str, int | None] | None:
        """Return the latest business year that is known."""
        return firm.latest_years[0] if firm.latest_years else None


class FirmDetailSerializer(serializers.ModelSerializer):
    """All that the platform knows of a firm."""

    designations = DesignationSerializer(many=True, read_only=True)
    years = YearSerializer(many=True, read_only=True)

    class Meta:
        model = Enterprise
        fields = (
            "id",
            "name",
            "stage",
            "legal_form",
            "business_number",
            "opened_on",
            "closed_on",
            "region",
            "address",
            "industry",
            "size_class",
            "representative_name",
            "representative_birth_year",
            "phone",
            "email",
            "website",
            "designations_complete",
            "profile_shared",
            "tax_status",
            "tax_checked_at",
            "designations",
            "years",
            "is_sample",
        )


class FirmList(Operation):
    """The firms the caller may see."""

    guard = FIRM_READERS

    @extend_schema(operation_id="firms_list", parameters=[FirmQuery], responses=paged(FirmSerializer))
    def get(self, request: Request) -> Response:
        """List firms by name; staff's looking is noted in the access log."""
        asked = read(FirmQuery, request.query_params)
        page, size = asked.pop("page"), asked.pop("size")
        narrowed = FirmFilter(text=asked.pop("q"), **asked)
        found = firm_page(
            actor=self.actor,
            narrowed=narrowed,
            on=timezone.localdate(),
            now=timezone.now(),
            page=page,
            size=size,
        )
        return listed(FirmSerializer, found.firms, total=found.total, page=found.page, pages=found.pages)


class FirmDetail(Operation):
    """One firm."""

    guard = FIRM_READERS

    @extend_schema(operation_id="firms_read", responses=FirmDetailSerializer)
    def get(self, request: Request, firm_id: int) -> Response:
        """Show a firm; staff's looking is noted in the access log."""
        del request
        firm = access_enterprise(
            actor=self.actor, enterprise_id=firm_id, task="기업 조회(API)", now=timezone.now()
        )
        return Response(FirmDetailSerializer(firm).data)
