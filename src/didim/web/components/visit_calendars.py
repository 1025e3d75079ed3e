"""A visit as a calendar file, for the firm and for its expert."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from didim.documents.calendar_files import CalendarSpan, calendar_file
from didim.experts.models import Visit


def visit_calendar(visit: Visit, *, title: str, url: str, now: datetime) -> HttpResponse:
    """Return the file; its identity stays when the visit moves, so that a calendar moves it, too."""
    span = CalendarSpan(
        uid=f"visit-{visit.pk}@didim",
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        title=title,
        description=visit.request.subject,
        place=visit.place,
        url=url,
    )
    return HttpResponse(
        calendar_file([], name=_("전문가 방문"), now=now, spans=[span]),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="visit-{visit.pk}.ics"'},
    )
