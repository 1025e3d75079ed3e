"""An agency's departments over time, who is in charge of which place, and its members."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from didim.accounts.guards import guarded
from didim.registry.domain.days import lasting_on
from didim.registry.enums import PlaceKind
from didim.registry.models import CaseOfficer, Department, Duty, Place
from didim.registry.rules import AGENCY_STAFF
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms.filters import DayAsked
from didim.web.workbench.forms.organisation import PlaceFilterForm
from didim.web.workbench.guards import DIRECTOR, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows
from didim.web.workbench.views.boards import today
from didim.web.workbench.views.firms import code_options

PLACE_SORTS = {
    "name": ("name",),
    "kind": ("kind", "name"),
    "region": ("region__code", "name"),
    "firms": ("firms_now",),
}


@guarded(AGENCY_STAFF)
@require_GET
def department_list(request: HttpRequest) -> HttpResponse:
    """Show the departments and their duties on a day, and every reorganisation."""
    return render(request, "workbench/organisation/departments.html", department_page(request))


def department_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the page of departments shows."""
    agency = agency_choice(request)
    day = DayAsked.asked(request.GET) or today()
    duties = Duty.objects.filter(lasting_on(day)).order_by("name", "pk")
    departments = Department.objects.filter(agency=agency.current)
    there = (
        departments.filter(lasting_on(day))
        .select_related("parent")
        .prefetch_related(Prefetch("duties", duties, to_attr="duties_now"))
        .annotate(
            officers=Count("case_officers", filter=lasting_on(day, prefix="case_officers__"), distinct=True)
        )
        .order_by("kind", "name", "pk")
    )
    return {
        "agency": agency,
        "day": day,
        "departments": there,
        "closed": departments.filter(valid_to__isnull=False)
        .select_related("succeeded_by")
        .order_by("-valid_to", "name", "pk"),
        "may_see_director_pages": DIRECTOR.allows(request.actor),
    }


def places_on(agency_id: int) -> QuerySet[Place]:
    """Return all places with an agency's officers of today, and how many firms are there."""
    day = today()
    officers = CaseOfficer.objects.filter(lasting_on(day), agency=agency_id).select_related(
        "person", "department"
    )
    return (
        Place.objects.select_related("region__parent")
        .prefetch_related(Prefetch("case_officers", officers.order_by("role", "pk"), to_attr="officers_now"))
        .annotate(
            firms_now=Count(
                "residents",
                filter=Q(residents__valid_to__isnull=True) | Q(residents__valid_to__gte=day),
                distinct=True,
            ),
            is_cared_for=Exists(officers.filter(place=OuterRef("pk"))),
        )
    )


@guarded(AGENCY_STAFF)
@require_GET
def place_list(request: HttpRequest) -> HttpResponse:
    """List places with who is in charge of them for the agency."""
    return render(request, "workbench/organisation/places.html", place_page(request))


def place_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the page of places shows."""
    agency = agency_choice(request)
    filters = PlaceFilterForm(request.GET)
    chosen = filters.chosen
    rows = places_on(agency.current.pk)
    officers_now = CaseOfficer.objects.filter(
        lasting_on(today()), place=OuterRef("pk"), agency=agency.current
    )
    if text := chosen.get("q"):
        rows = rows.filter(
            Q(name__icontains=text) | Exists(officers_now.filter(person__name__icontains=text))
        )
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if region := chosen.get("region"):
        rows = rows.filter(region__path__contains=[region])
    if chosen.get("unattended"):
        rows = rows.filter(is_cared_for=False)
    rows, sorting = sorted_rows(rows, request, PLACE_SORTS, "kind")
    by_kind = (
        Place.objects.order_by("kind")
        .values("kind")
        .annotate(
            count=Count("pk"),
            cared_for=Count(
                "pk",
                filter=Exists(
                    CaseOfficer.objects.filter(
                        lasting_on(today()), place=OuterRef("pk"), agency=agency.current
                    )
                ),
            ),
        )
    )
    kinds = dict(PlaceKind.choices)
    return {
        "agency": agency,
        "page": page_of(rows, request),
        "filters": filters,
        "sorting": sorting,
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
        **code_options(),
        "may_see_director_pages": DIRECTOR.allows(request.actor),
        "by_kind": [(kinds[row["kind"]], row["kind"], row["count"], row["cared_for"]) for row in by_kind],
    }
