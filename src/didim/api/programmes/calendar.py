"""One calendar of all agencies: when notices open and close."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.accounts.guards import PUBLIC
from didim.api.lists import PageQuery, cut, listed, paged, read
from didim.api.operations import Operation
from didim.programmes.models import Notice
from didim.programmes.queries.notice_search_sql import column_condition
from didim.programmes.queries.notices import fitting_region_codes

from .notices import FilterSerializer, filter_of

USUAL_DAYS = 31
MOST_DAYS = 366


class CalendarQuery(FilterSerializer, PageQuery):
    """Days, and what the notices are narrowed to."""

    q = None
    first = serializers.DateField(required=False, help_text="첫날, 없으면 오늘 / first day, else today")
    last = serializers.DateField(required=False, help_text="마지막 날 / last day")


class DaysSerializer(serializers.ModelSerializer):
    """A notice and its days."""

    class Meta:
        model = Notice
        fields = ("id", "title", "agency_name", "support_type", "opens_on", "closes_on", "is_sample")


class Calendar(Operation):
    """What opens and closes."""

    guard = PUBLIC

    @extend_schema(operation_id="calendar_list", parameters=[CalendarQuery], responses=paged(DaysSerializer))
    def get(self, request: Request) -> Response:
        """List the notices that open or close within some days, by deadline."""
        asked = read(CalendarQuery, request.query_params)
        page, size, today = asked.pop("page"), asked.pop("size"), timezone.localdate()
        first = asked.pop("first", today)
        last = asked.pop("last", first + timedelta(days=USUAL_DAYS))
        if not 0 <= (last - first).days <= MOST_DAYS:
            sentence = _("마지막 날은 첫날부터 %(days)d일 안이어야 합니다.") % {"days": MOST_DAYS}
            raise serializers.ValidationError({"last": sentence})
        wanted = filter_of({"q": ""} | asked)
        codes = fitting_region_codes(wanted.regions)
        notices = (
            Notice.objects.filter(column_condition(wanted, today, codes))
            .filter(Q(opens_on__range=(first, last)) | Q(closes_on__range=(first, last)))
            .only(*DaysSerializer.Meta.fields)
            .order_by("closes_on", "pk")
        )
        rows, numbers = cut(notices, page=page, size=size)
        return listed(DaysSerializer, rows, **numbers)
