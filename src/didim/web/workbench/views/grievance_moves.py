"""Cases between agencies, and the days an agency keeps against the public calendar."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.desk.domain.grievances.closing_days import set_agency_day, take_back_agency_day
from didim.desk.models import AgencyDay
from didim.desk.queries.grievances import transfers_of
from didim.desk.tasks import recount_grievances
from didim.kernel.refusals import RefusedError
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms.grievances import AgencyDayForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today


@guarded(AGENCY_STAFF)
@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """List the cases an agency is asked to take, and those it has handed to others."""
    agency = agency_choice(request)
    context = {
        "agency": agency,
        "page": page_of(transfers_of(agency_id=agency.current.pk), request),
        "tab": "transfers",
    }
    return render(request, "workbench/grievances/transfers.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def days(request: HttpRequest) -> HttpResponse:
    """List an agency's own closed and worked days, the latest on top."""
    agency = agency_choice(request)
    context = {
        "agency": agency,
        "page": page_of(AgencyDay.objects.filter(agency=agency.current).order_by("-day", "-pk"), request),
        "today": today(),
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
        "tab": "days",
    }
    return render(request, "workbench/grievances/days.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def day_new(request: HttpRequest) -> HttpResponse:
    """Enter a day; the days of open cases are worked out anew by a job."""
    agency = agency_choice(request, *WRITERS).current

    def run(typed: dict[str, object]) -> None:
        set_agency_day(agency=agency, by=request.user, now=timezone.now(), **typed)  # type: ignore[arg-type]
        recount_grievances.defer(agency_id=agency.pk)

    return act_page(
        request,
        form=AgencyDayForm(request.POST or None),
        act=run,
        title=_("휴무일 적기"),
        subject=agency.name,
        said=_("적었습니다. 처리 중인 건의 기한을 다시 셉니다."),
        back=_address(agency.pk),
    )


@guarded(WRITER)
@require_POST
def day_take_back(request: HttpRequest, day_id: int) -> HttpResponse:
    """Take a day back that is still to come."""
    day = AgencyDay.objects.filter(pk=day_id, agency__in=request.actor.agencies_with(*WRITERS)).first()
    if day is None:
        raise NotVisible(f"agency day {day_id}")
    try:
        take_back_agency_day(day=day, by=request.user, now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        recount_grievances.defer(agency_id=day.agency_id)
        messages.success(request, _("거뒀습니다. 처리 중인 건의 기한을 다시 셉니다."))
    return redirect(_address(day.agency_id))


def _address(agency_id: int) -> str:
    return f"{reverse('workbench:grievance-days')}?agency={agency_id}"
