"""What requests about districts have in common: an edition, a trade, and what a figure looks like."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import APIException

from didim.api.language import asked_language
from didim.districts.models import Edition
from didim.districts.queries.editions import current_edition, edition_numbered
from didim.districts.queries.ratios import Figure
from didim.kernel.quarters import quarter_code

MOST_EDITIONS = 1_000_000
CODE = r"^[0-9A-Z]{1,10}$"


class EditionQuery(serializers.Serializer):
    """Which edition is asked; figures of an edition never change."""

    edition = serializers.IntegerField(
        min_value=1,
        max_value=MOST_EDITIONS,
        required=False,
        help_text="판 번호, 없으면 지금 판, else current",
    )


class TradeQuery(EditionQuery):
    """An edition and a trade."""

    trade = serializers.RegexField(
        CODE, default="", allow_blank=True, help_text="업종 코드, 없으면 모든 업종 / else all trades"
    )


class Withdrawn(APIException):
    """An edition that was taken back: its figures are not given any more, only why."""

    status_code = status.HTTP_410_GONE
    default_code = "withdrawn"


def edition_asked(asked: dict[str, Any]) -> Edition:
    """Return the edition asked for; 404 for no such, 410 with the reason for one that was withdrawn."""
    number = asked.get("edition")
    edition = current_edition() if number is None else edition_numbered(number)
    if edition is None:
        raise Http404("edition")
    if edition.withdrawn_at is not None:
        raise Withdrawn(edition.withdrawn_reason)
    return edition


class QuarterField(serializers.CharField):
    """A quarter as the publisher writes it: 20254."""

    def to_representation(self, value: int) -> str:
        """Return the code of a quarter."""
        return quarter_code(value)


class FigureSerializer(serializers.Serializer):
    """A rate: numerator × scale ÷ denominator. value null with few true: the sample is below the minimum."""

    id = serializers.CharField()
    name = serializers.SerializerMethodField()
    unit = serializers.CharField(help_text="% · 원 · 개/ha")
    definition = serializers.CharField(help_text="산식의 이름과 판 / id and version of the formula")
    quarter = QuarterField()
    value = serializers.FloatField(allow_null=True)
    few = serializers.BooleanField(help_text="표본 부족 / sample too small")
    minimum = serializers.FloatField(help_text="분모가 이보다 작으면 값이 없음 / least denominator")
    numerator = serializers.FloatField(allow_null=True)
    denominator = serializers.FloatField(allow_null=True)

    @extend_schema_field(serializers.CharField())
    def get_name(self, figure: Figure) -> str:
        """Return the name in the caller's language."""
        return figure.name.text(asked_language())


class CountsSerializer(serializers.Serializer):
    """What was counted; null is "not known", 0 is none."""

    quarter = QuarterField()
    districts = serializers.IntegerField(help_text="몇 상권을 더했나 / of how many districts it is a sum")
    stores = serializers.IntegerField(allow_null=True)
    franchise_stores = serializers.IntegerField(allow_null=True)
    openings = serializers.IntegerField(allow_null=True)
    closings = serializers.IntegerField(allow_null=True)
    sales_won = serializers.IntegerField(allow_null=True, help_text="분기 합계 / total of the quarter")
    sales_stores = serializers.IntegerField(allow_null=True)
    sales_count = serializers.IntegerField(allow_null=True)
    published_closing_rate = serializers.FloatField(allow_null=True)
