"""A participant's own day at a fair: on a phone, as a calendar file, with the code for the entrance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.documents.calendar_files import CalendarSpan, calendar_file
from didim.fairs.enums import MeetingState
from didim.fairs.queries.days import OwnMeeting, check_in_address, own_day
from didim.web.components.qr import qr_svg
from didim.web.portal.fair_links import for_own


@guarded(PUBLIC)
@require_GET
def day(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show one's meetings in the order of time, where they are, and what is still to be written."""
    now = timezone.now()
    with for_own(request, fair_id) as own:
        meetings = own_day(own=own, now=now)
        planned = [one for one in meetings if one.row.state == MeetingState.PLANNED]
        context = {
            "own": own,
            "fair": own.fair,
            "meetings": meetings,
            "next": next((one for one in planned if one.row.ends_at > now), None),
            "unwritten": [one for one in meetings if one.may_record and not one.is_recorded],
            "qr": qr_svg(check_in_address(own), title=_("도착 확인 QR")) if meetings else "",
        }
        response = render(request, "portal/fairs/day.html", context)
    response["Cache-Control"] = "no-store"
    return response


@guarded(PUBLIC)
@require_GET
def calendar(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Give one's day as a calendar file; a meeting that moves moves in the calendar, too."""
    with for_own(request, fair_id) as own:
        now = timezone.now()
        url = request.build_absolute_uri(reverse("portal:fair-day", args=[fair_id]))
        english = get_language() == "en"
        spans = [
            _span(one, url, english=english)
            for one in own_day(own=own, now=now)
            if one.row.state in (MeetingState.PLANNED, MeetingState.DONE)
        ]
        name = own.fair.name_en or own.fair.name if english else own.fair.name
    return HttpResponse(
        calendar_file([], name=name, now=now, spans=spans),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="fair-{fair_id}.ics"',
            "Cache-Control": "no-store",
        },
    )


def _span(one: OwnMeeting, url: str, *, english: bool) -> CalendarSpan:
    row, other = one.row, one.other
    place = " ".join(part for part in (row.fair.place, row.table.room, row.table.name) if part)
    return CalendarSpan(
        uid=f"fair-meeting-{row.pk}@didim",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=(other.name_en or other.name) if english else other.name,
        place=_("화상 상담") if row.table.is_video else place,
        url=url,
    )
