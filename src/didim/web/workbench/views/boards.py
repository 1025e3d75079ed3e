"""Networks and boards: who sits where, which seats are vacant, and how membership went over time."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from didim.accounts.guards import guarded
from didim.kernel.calendar import SEOUL
from didim.registry.domain.days import lasting_on
from didim.registry.enums import NetworkKind, Ownership
from didim.registry.models import Appointment, Network, NetworkMember, Seat
from didim.registry.queries.networks import board_on, members_on
from didim.registry.rules import AGENCY_STAFF
from didim.web.workbench.forms.filters import DayAsked
from didim.web.workbench.guards import WRITERS
from didim.web.workbench.lists import page_of, sorted_rows

ENDING_SOON_DAYS = 60
SORTS = {
    "name": ("name",),
    "kind": ("kind", "name"),
    "members": ("members_now",),
    "vacant": ("vacant",),
}


def today() -> date:
    """Return the day it is in Seoul."""
    return timezone.localdate(timezone=SEOUL)


def _counted(rows: QuerySet[Any], key: str) -> Coalesce:
    """Return how many rows belong to the outer row, as a sub-query of its own (joins would multiply)."""
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def networks_on(day: date) -> QuerySet[Network]:
    """Return the networks and boards with members, seats and vacant seats as of a day."""
    return Network.objects.select_related("hub", "parent").annotate(
        members_now=_counted(NetworkMember.objects.filter(lasting_on(day)), "network"),
        seats_all=_counted(Seat.objects.all(), "board"),
        seats_held=_counted(Appointment.objects.filter(lasting_on(day)), "board"),
        vacant=F("seats_all") - F("seats_held"),
    )


@guarded(AGENCY_STAFF)
@require_GET
def board_list(request: HttpRequest) -> HttpResponse:
    """List networks, councils, working groups and boards with their vacant seats."""
    rows = networks_on(today())
    kind = request.GET.get("kind", "")
    if kind in NetworkKind.values:
        rows = rows.filter(kind=kind)
    rows, sorting = sorted_rows(rows, request, SORTS, "kind")
    context = {"page": page_of(rows, request), "sorting": sorting, "kinds": NetworkKind.choices, "kind": kind}
    return render(request, "workbench/boards/list.html", context)


def members_by_year(network: Network, until: int) -> list[dict[str, int]]:
    """Return how many members a network had at the end of each year (today, for the running one)."""
    members = list(
        NetworkMember.objects.filter(network=network).values_list(
            "valid_from", "valid_to", "agency__ownership"
        )
    )
    if not members:
        return []
    rows = []
    for year in range(min(row[0].year for row in members), until + 1):
        day = min(date(year, 12, 31), today())
        there = [row[2] for row in members if row[0] <= day and (row[1] is None or row[1] >= day)]
        public = there.count(Ownership.PUBLIC)
        rows.append({"year": year, "all": len(there), "public": public, "private": len(there) - public})
    return rows


@guarded(AGENCY_STAFF)
@require_GET
def board_detail(request: HttpRequest, board_id: int) -> HttpResponse:
    """Show a network or board as it was on a day (`?on=`), today by default."""
    board = get_object_or_404(Network.objects.select_related("hub", "parent", "region"), pk=board_id)
    day = DayAsked.asked(request.GET) or today()
    return render(request, "workbench/boards/detail.html", board_page(request, board, day))


def board_page(request: HttpRequest, board: Network, day: date) -> dict[str, Any]:
    """Return what the page of a board shows as of a day."""
    members = NetworkMember.objects.filter(network=board).select_related("agency")
    by_year = members_by_year(board, day.year)
    fields = board_on(board=board, on=day)
    return {
        "board": board,
        "day": day,
        "day_form": DayAsked({"on": day}),
        "fields": fields,
        "seats": sum(len(part.seats) for part in fields),
        "held": sum(part.held for part in fields),
        "vacant": sum(len(part.seats) - part.held for part in fields),
        "members": members_on(network=board, on=day),
        "soon": day + timedelta(days=ENDING_SOON_DAYS),
        "former": members.filter(valid_to__lt=day).order_by("-valid_to", "pk"),
        "years": by_year,
        "most": max((row["all"] for row in by_year), default=1) or 1,
        "past": Appointment.objects.filter(board=board, valid_to__lt=day)
        .select_related("person", "seat__field")
        .order_by("-valid_to", "pk")[:50],
        "may_edit": board.hub_id in request.actor.agencies_with(*WRITERS),
    }
