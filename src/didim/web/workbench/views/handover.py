"""What was handed over since a day, as after a reorganisation, and what is open and lies with nobody."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from didim.accounts.guards import guarded
from didim.desk.queries.left_alone import handed_over, left_alone, moves
from didim.experts.enums import RequestState
from didim.experts.models import VisitRequest
from didim.registry.models import Department
from didim.registry.rules import AGENCY_STAFF
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms.filters import DayAsked
from didim.web.workbench.guards import DIRECTOR
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today

_MOST = 100


@guarded(AGENCY_STAFF)
@require_GET
def handover(request: HttpRequest) -> HttpResponse:
    """Show where open cases went since a day, and everything open that has nobody in charge today."""
    agency = agency_choice(request)
    pk = agency.current.pk
    since = DayAsked.asked(request.GET) or _last_reorganisation(pk) or today()
    alone = left_alone(agency_id=pk, day=today())
    requests = (
        VisitRequest.objects.filter(agency=pk, state=RequestState.OPEN)
        .select_related("enterprise")
        .order_by("wanted_until", "pk")
    )
    counts = {**alone.counts(), "visit_requests": requests.count()}
    context = {
        "agency": agency,
        "since": since,
        "day": today(),
        "moves": moves(agency_id=pk, since=since),
        "page": page_of(handed_over(agency_id=pk, since=since), request),
        "counts": counts,
        "total": sum(counts.values()),
        "grievances": alone.grievances[:_MOST],
        "consultations": alone.consultations[:_MOST],
        "needs": alone.needs[:_MOST],
        "follow_ups": alone.follow_ups[:_MOST],
        "bookings": alone.bookings[:_MOST],
        "visit_requests": requests[:_MOST],
        "most": _MOST,
        "may_see_director_pages": DIRECTOR.allows(request.actor),
    }
    return render(request, "workbench/organisation/handover.html", context)


def _last_reorganisation(agency_id: int) -> date | None:
    """Return the first day of the newest department that took over from another."""
    heirs = Department.objects.filter(agency=agency_id, predecessors__isnull=False, valid_from__lte=today())
    return heirs.order_by("-valid_from").values_list("valid_from", flat=True).first()
