"""A participant's own day at a fair: on a phone, as a calendar file, with the code for the entrance."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import PUBLIC, guarded
from didim.documents.calendar_files import CalendarSpan, calendar_file
from didim.fairs.domain.cancelling import REASON_LENGTH, cancel_own_meeting
from didim.fairs.domain.video import room_address
from didim.fairs.enums import MeetingState, Side
from didim.fairs.queries.days import OwnMeeting, access_own_meeting, check_in_address, own_day
from didim.web.components.act_page import act_page
from didim.web.components.qr import qr_svg
from didim.web.portal.fair_links import for_own
from didim.web.portal.views.fairs import signed_in
from didim.web.portal.views.rooms import address_of


@guarded(PUBLIC)
@require_GET
def day(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show one's meetings in the order of time, where they are, and what is still to be written."""
    now = timezone.now()
    with for_own(request, fair_id) as own:
        meetings = own_day(own=own, now=now)
        planned = [one for one in meetings if one.row.state == MeetingState.PLANNED]
        coming = next((one for one in planned if one.row.ends_at > now), None)
        context = {
            "own": own,
            "fair": own.fair,
            "meetings": [(one, address_of(one.seat) if one.seat else "") for one in meetings],
            "next": coming,
            "next_room": address_of(coming.seat) if coming and coming.seat else "",
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
        page = request.build_absolute_uri(reverse("portal:fair-day", args=[fair_id]))
        english = get_language() == "en"
        spans = [
            _span(one, room_address(one.seat) if one.seat else page, english=english)
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


class CancelForm(forms.Form):
    """Why somebody cannot come."""

    reason = forms.CharField(
        label=gettext_lazy("취소하는 까닭"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ko"}),
        help_text=gettext_lazy("상대와 주관기관에 그대로 알립니다. 취소한 상담은 되돌릴 수 없습니다."),
    )


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, fair_id: int, meeting_id: int) -> HttpResponse:
    """Cancel a meeting that has not begun, and say why; the other side and the officer are told."""
    with for_own(request, fair_id) as own:
        meeting, now = access_own_meeting(own=own, meeting_id=meeting_id), timezone.now()
        other = meeting.firm if own.side == Side.PARTNER else meeting.partner
        return act_page(
            request,
            form=CancelForm(request.POST or None),
            act=lambda said: cancel_own_meeting(
                meeting=meeting, participant=own, reason=said["reason"], by=signed_in(request), now=now
            ),
            title=_("상담 취소"),
            subject=f"{other.name} · {timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}",
            said=_("상담을 취소하고 상대와 주관기관에 알렸습니다."),
            back=reverse("portal:fair-day", args=[fair_id]),
            button=_("상담 취소하기"),
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
