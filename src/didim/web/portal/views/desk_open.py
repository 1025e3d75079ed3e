"""Pages that are opened by an address nobody guesses: the waiting room's board, a counsellor's calendar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.desk.queries.access import counsellor_of_calendar, counter_of_board
from didim.desk.queries.agenda import board_of, bookings_of_calendar
from didim.documents.calendar_files import CalendarSpan, calendar_file


@guarded(PUBLIC)
@require_GET
def board(request: HttpRequest, token: str) -> HttpResponse:
    """Numbers that were called and that wait, for a screen; asks again every few seconds."""
    now = timezone.now()
    counter = counter_of_board(token=token, on=timezone.localdate(now))
    context = {"board": board_of(counter=counter, now=now), "now": now}
    response = render(request, "portal/desk/board.html", context)
    response["Cache-Control"] = "no-store"
    return response


@guarded(PUBLIC)
@require_GET
def calendar(_request: HttpRequest, token: str) -> HttpResponse:
    """A counsellor's bookings for their own calendar; no names of people, whose programs keep copies."""
    counsellor = counsellor_of_calendar(token=token)
    now = timezone.now()
    spans = [
        CalendarSpan(
            uid=f"booking-{booking.pk}@didim",
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            title=f"{_('상담')} · {booking.consultation.get_channel_display()}",
            place=f"{booking.counter.name} {booking.counter.place}".strip(),
        )
        for booking in bookings_of_calendar(counsellor=counsellor, now=now)
    ]
    body = calendar_file([], name=_("디딤 상담 일정"), now=now, spans=spans)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
