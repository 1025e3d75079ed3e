"""Visits as calendar files: one for the firm or its expert, all of an expert for who subscribes."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from didim.documents.calendar_files import CalendarSpan, calendar_file
from didim.experts.models import Visit
from didim.experts.visit_enums import VisitState


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


def subscribed_visits(
    visits: Iterable[Visit], *, url_of: Callable[[Visit], str], now: datetime
) -> HttpResponse:
    """Return an expert's visits for their own calendar program: no firm is named, as it keeps copies.

    Where it is stays at the district; the rest is behind the link, for who signs in.
    """
    spans = []
    for visit in visits:
        region = visit.request.region
        title = _("전문가 방문 · %(district)s") % {"district": region.name} if region else _("전문가 방문")
        if visit.state == VisitState.PROPOSED:
            title = _("(확인 전) %(title)s") % {"title": title}
        spans.append(
            CalendarSpan(
                uid=f"visit-{visit.pk}@didim",
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                title=title,
                url=url_of(visit),
            )
        )
    return HttpResponse(
        calendar_file([], name=_("디딤 전문가 방문"), now=now, spans=spans),
        content_type="text/calendar; charset=utf-8",
    )
