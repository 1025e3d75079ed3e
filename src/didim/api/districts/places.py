"""Districts: a list, one of them with everything known, and figures of places at every level."""

from typing import Any

from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.accounts.guards import PUBLIC
from didim.api.language import asked_language
from didim.api.lists import PageQuery, TextQuery, cut, listed, paged, read
from didim.api.operations import Operation
from didim.districts.enums import AreaLevel, ChangeCode, DistrictKind
from didim.districts.models import ClosingForecast, District, RiskScore
from didim.districts.queries.cards import DistrictCard, district_card
from didim.districts.queries.figure_rows import counted, figure_rows
from didim.kernel.quarters import parse_quarter

from .asking import (
    CODE,
    CountsSerializer,
    EditionQuery,
    FigureSerializer,
    QuarterField,
    TradeQuery,
    edition_asked,
)


class DistrictQuery(EditionQuery, TextQuery):
    """Which districts are wanted."""

    borough = serializers.RegexField(CODE, default="", allow_blank=True, help_text="자치구 / borough")
    kind = serializers.ChoiceField(DistrictKind.choices, default="", allow_blank=True)


class DistrictSerializer(serializers.ModelSerializer):
    """A district."""

    class Meta:
        model = District
        fields = (
            "code",
            "name",
            "kind",
            "dong_code",
            "dong_name",
            "borough_code",
            "borough_name",
            "area_m2",
        )


class RiskSerializer(serializers.ModelSerializer):
    """Entry risk, 0–100, with its 90 % interval; null where the sample is too small (enough false)."""

    quarter = QuarterField()
    label = serializers.SerializerMethodField()

    class Meta:
        model = RiskScore
        fields = (
            "quarter",
            "index",
            "lo",
            "hi",
            "band",
            "label",
            "parts",
            "closings",
            "stores",
            "enough",
            "version",
        )

    @extend_schema_field(serializers.CharField())
    def get_label(self, _risk: RiskScore) -> str:
        """Return the name of the band in the caller's language; "" for none."""
        label = self.context.get("label")
        return label.text(asked_language()) if label else ""


class ForecastSerializer(serializers.ModelSerializer):
    """Closings of all trades foretold for a quarter, how wrong the same way was before, and its last data."""

    quarter = QuarterField()
    trained_until = QuarterField()

    class Meta:
        model = ClosingForecast
        fields = (
            "horizon",
            "quarter",
            "mean",
            "lo50",
            "hi50",
            "lo80",
            "hi80",
            "lo90",
            "hi90",
            "enough",
            "model",
            "error_origins",
            "error_deviance",
            "error_mae",
            "coverage50",
            "coverage80",
            "coverage90",
            "trained_until",
            "version",
        )

    def to_representation(self, instance: ClosingForecast) -> dict[str, Any]:
        """Return a forecast; where the sample is too small its numbers are null."""
        said = super().to_representation(instance)
        if not instance.enough:
            said |= dict.fromkeys(("mean", "lo50", "hi50", "lo80", "hi80", "lo90", "hi90"))
        return said


class ChangeSerializer(serializers.Serializer):
    """The change class of a quarter, recomputed, beside the published one."""

    quarter = QuarterField()
    code = serializers.ChoiceField(ChangeCode.choices)
    published_code = serializers.ChoiceField(ChangeCode.choices)
    operating_months = serializers.IntegerField()
    closed_months = serializers.IntegerField()
    city_operating_months = serializers.IntegerField()
    city_closed_months = serializers.IntegerField()


class DistrictDetailSerializer(serializers.Serializer):
    """A district, a trade ("": all together), and what an edition knows of them."""

    edition = serializers.IntegerField()
    district = DistrictSerializer()
    trade = serializers.CharField(allow_blank=True)
    counts = CountsSerializer(many=True, help_text="오래된 분기부터 / oldest first")
    figures = FigureSerializer(many=True, help_text="마지막 분기 / of the last quarter")
    risk = RiskSerializer(allow_null=True)
    forecasts = ForecastSerializer(many=True)
    change = ChangeSerializer(allow_null=True)


class FigureQuery(EditionQuery, PageQuery):
    """Which figures are wanted."""

    level = serializers.ChoiceField(AreaLevel.choices, default=AreaLevel.DISTRICT.value)
    area = serializers.RegexField(CODE, default="", allow_blank=True, help_text="장소 코드 / code of a place")
    trade = serializers.RegexField(
        r"^(all|[0-9A-Z]{1,10})$", default="", allow_blank=True,
        help_text="업종, 없으면 합, all이면 업종마다 / else all together; all: each",
    )  # fmt: skip
    quarter = serializers.RegexField(
        r"^[0-9]{4}[1-4]$", required=False, help_text="예: 20254, 없으면 모든 분기 / else all quarters"
    )


class FigureRowSerializer(serializers.Serializer):
    """A place, a trade and a quarter: what was counted, and the rates made of it."""

    level = serializers.ChoiceField(AreaLevel.choices)
    area_code = serializers.CharField()
    area_name = serializers.CharField(allow_blank=True)
    trade_code = serializers.CharField(allow_blank=True)
    counts = CountsSerializer()
    figures = FigureSerializer(many=True)


class DistrictList(Operation):
    """The districts of an edition."""

    guard = PUBLIC

    @extend_schema(
        operation_id="districts_list", parameters=[DistrictQuery], responses=paged(DistrictSerializer)
    )
    def get(self, request: Request) -> Response:
        """List districts, by code; words find names of districts and boroughs."""
        asked = read(DistrictQuery, request.query_params)
        districts = District.objects.filter(edition=edition_asked(asked)).defer("outline").order_by("code")
        if asked["borough"]:
            districts = districts.filter(borough_code=asked["borough"])
        if asked["kind"]:
            districts = districts.filter(kind=asked["kind"])
        for word in asked["q"].split():
            districts = districts.filter(Q(name__icontains=word) | Q(borough_name__icontains=word))
        rows, numbers = cut(districts, page=asked["page"], size=asked["size"])
        return listed(DistrictSerializer, rows, **numbers)


class DistrictDetail(Operation):
    """One district."""

    guard = PUBLIC

    @extend_schema(operation_id="districts_read", parameters=[TradeQuery], responses=DistrictDetailSerializer)
    def get(self, request: Request, code: str) -> Response:
        """Show a district and a trade: counts by quarter, rates with their sums, risk, forecasts, class."""
        asked = read(TradeQuery, request.query_params)
        card = district_card(edition_asked(asked), code, asked["trade"])
        if card is None or (asked["trade"] and not card.trade_name):
            raise Http404(code)
        return Response(DistrictDetailSerializer(_told(card), context={"label": card.risk_label}).data)


class FigureList(Operation):
    """Figures of districts, dongs, boroughs and the city."""

    guard = PUBLIC

    @extend_schema(
        operation_id="district_figures_list", parameters=[FigureQuery], responses=paged(FigureRowSerializer)
    )
    def get(self, request: Request) -> Response:
        """List figures by place, trade and quarter, with numerators, denominators and definitions."""
        asked = read(FigureQuery, request.query_params)
        edition, level = edition_asked(asked), AreaLevel(asked["level"])
        quarter = asked.get("quarter")
        found = counted(
            edition,
            level=level,
            trade=None if asked["trade"] == "all" else asked["trade"],
            quarter=parse_quarter(quarter) if quarter else None,
            area=asked["area"],
        )
        rows, numbers = cut(found, page=asked["page"], size=asked["size"])
        return listed(FigureRowSerializer, figure_rows(edition, level, rows), **numbers)


def _told(card: DistrictCard) -> dict[str, Any]:
    return {
        "edition": card.edition.number,
        "district": card.district,
        "trade": card.trade,
        "counts": card.own.counts,
        "figures": list(card.own.latest.values()),
        "risk": card.risk,
        "forecasts": card.forecasts,
        "change": card.changes[-1] if card.changes else None,
    }
