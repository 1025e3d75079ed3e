from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from didim.accounts.guards import PUBLIC, guarded
from didim.documents.calendar_files import CalendarDay, calendar_file
from didim.programmes.enums import SupportType
from didim.programmes.models import Notice
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.programmes.queries.notice_search_sql import column_condition
from didim.programmes.queries.notice_status import with_status
from didim.programmes.queries.notices import fitting_region_codes
from didim.web.components.templatetags.notices import weekday
from didim.web.portal.month import DAYS_A_WEEK, days_of, month_before, next_month
from didim.web.portal.notice_facets import provinces

NOTICES_A_PAGE = 20
SUBSCRIBED_DAYS = 120
MOST_SUBSCRIBED = 2_000
SUNDAY = 7  # the ordinal of a Sunday (0001-01-07)
FIRST_MONTH, LAST_MONTH = date(2015, 1, 1), date(2100, 1, 1)


@guarded(PUBLIC)
def month(request: HttpRequest) -> HttpResponse:
    """Show every agency's openings and deadlines of a month, or all of one day."""
    today = timezone.localdate()
    wanted = _wanted(request)
    day = _date(request.GET.get("day", ""))
    first = (day or _date(f"{request.GET.get('month', '')}-01") or today).replace(day=1)
    notices = _notices(wanted, today)
    rest = request.GET.copy()
    for name in ("month", "day", "page"):
        rest.pop(name, None)
    context = {
        "first": first,
        "before": month_before(first),
        "after": next_month(first),
        "this_month": today.replace(day=1),
        "filter": wanted,
        "regions": [(code, name) for code, name in provinces().items() if code != "00"],
        "types": SupportType.choices,
        "rest": rest.urlencode(),
        "day": day,
        "weekdays": [weekday(first.fromordinal(at)) for at in range(SUNDAY, SUNDAY + DAYS_A_WEEK)],
    }
    if day:
        on_day = with_status(notices.filter(Q(closes_on=day) | Q(opens_on=day)), today)
        paginator = Paginator(on_day.order_by("closes_on", "pk"), NOTICES_A_PAGE)
        context["page"] = paginator.get_page(request.GET.get("page"))
        context["day_before"], context["day_after"] = day - timedelta(days=1), day + timedelta(days=1)
    else:
        context["days"] = days_of(first, notices)
    return render(request, "portal/calendar.html", context)


@guarded(PUBLIC)
def subscription(request: HttpRequest) -> HttpResponse:
    """Return the coming deadlines that fit the address's choices, as a calendar to subscribe to."""
    today = timezone.localdate()
    coming = _notices(_wanted(request), today).filter(
        closes_on__range=(today, today + timedelta(days=SUBSCRIBED_DAYS))
    )
    notices = coming.only("title", "agency_name", "closes_on").order_by("closes_on", "pk")[:MOST_SUBSCRIBED]
    return _ics(request, list(notices), "didim-calendar")


@guarded(PUBLIC)
def notice_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one notice's days as a calendar file."""
    notice = get_object_or_404(Notice.objects.only("title", "agency_name", "opens_on", "closes_on"), pk=pk)
    return _ics(request, [notice], f"didim-{slugify(pk)}", openings=True)


def _ics(request: HttpRequest, notices: list[Notice], name: str, *, openings: bool = False) -> HttpResponse:
    days = []
    for notice in notices:
        url = request.build_absolute_uri(reverse("portal:notice-detail", args=[notice.pk]))
        if notice.closes_on:
            title = _("[마감] %s") % notice.title
            uid = f"notice-{notice.pk}-closes@{request.get_host()}"
            days.append(CalendarDay(uid, notice.closes_on, title, notice.agency_name, url))
        if openings and notice.opens_on:
            title = _("[접수 시작] %s") % notice.title
            uid = f"notice-{notice.pk}-opens@{request.get_host()}"
            days.append(CalendarDay(uid, notice.opens_on, title, notice.agency_name, url))
    body = calendar_file(days, name=_("디딤 공고 달력"), now=timezone.now())
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


def _wanted(request: HttpRequest) -> NoticeFilter:
    return NoticeFilter.of(dict(request.GET.lists()))


def _notices(wanted: NoticeFilter, today: date) -> QuerySet[Notice]:
    codes = fitting_region_codes(wanted.regions)
    return Notice.objects.filter(column_condition(wanted, today, codes))


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_MONTH <= day < LAST_MONTH else None
