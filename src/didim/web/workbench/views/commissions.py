"""Partners commissioned by an agency, and how far that is from the target."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from didim.accounts.guards import guarded
from didim.registry.domain.days import lasting_on
from didim.registry.enums import AgencyRole, CommissionKind
from didim.registry.models import Commission
from didim.registry.queries.commissions import target_progress
from didim.registry.rules import AGENCY_STAFF
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms.commissions import CommissionFilterForm
from didim.web.workbench.guards import WRITERS
from didim.web.workbench.lists import page_of, sorted_rows
from didim.web.workbench.views.boards import today

SORTS = {
    "partner": ("partner__name",),
    "kind": ("kind", "partner__name"),
    "letter": ("letter_number",),
    "from": ("valid_from",),
    "to": ("valid_to",),
}


@guarded(AGENCY_STAFF)
@require_GET
def commission_list(request: HttpRequest) -> HttpResponse:
    """List an agency's commissions with the progress to its targets."""
    return render(request, "workbench/commissions/list.html", commission_page(request))


def commission_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the page of commissions shows."""
    agency = agency_choice(request, preferred=Exists(Commission.objects.filter(agency=OuterRef("pk"))))
    day = today()
    filters = CommissionFilterForm(request.GET)
    chosen = filters.chosen
    rows = Commission.objects.filter(agency=agency.current).select_related("partner", "person")
    if text := chosen.get("q"):
        rows = rows.filter(
            Q(partner__name__icontains=text)
            | Q(person__name__icontains=text)
            | Q(letter_number__icontains=text)
        )
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if partner_kind := chosen.get("partner_kind"):
        rows = rows.filter(partner__kind=partner_kind)
    state = chosen.get("state", "now")
    if state == "now":
        rows = rows.filter(lasting_on(day))
    elif state == "ended":
        rows = rows.filter(valid_to__lt=day)
    now = Commission.objects.filter(lasting_on(day), agency=agency.current)
    rows, sorting = sorted_rows(rows, request, SORTS, "-from")
    kinds = dict(CommissionKind.choices)
    counts = dict.fromkeys(kinds, 0)
    for held in now.values_list("kind", flat=True).order_by("pk"):
        counts[held] += 1
    return {
        "agency": agency,
        "page": page_of(rows, request),
        "sorting": sorting,
        "filters": filters,
        "today": day,
        "progress": target_progress(agency_id=agency.current.pk, on=day),
        "counts": [(kinds[kind], count) for kind, count in counts.items()],
        "total": sum(counts.values()),
        "may_set_targets": agency.current.pk in request.actor.agencies_with(AgencyRole.DIRECTOR),
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
