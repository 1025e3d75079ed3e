"""Partnerships with bodies: which are in force, what is to be decided, and everything about one."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.guards import guarded
from didim.outcomes.models import Indicator
from didim.partnerships.enums import PromiseState, Standing
from didim.partnerships.models import Activity, Paper, Partnership, Promise
from didim.partnerships.queries.access import access_partnership, contacts_of
from didim.partnerships.queries.standing import (
    due_for_renewal,
    outcomes_of,
    partnerships_on,
    progress_of,
    with_counts,
)
from didim.registry.rules import AGENCY_STAFF
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms.partnerships import PartnershipFilterForm, PartnershipPaperForm
from didim.web.workbench.guards import WRITERS
from didim.web.workbench.lists import page_of, sorted_rows
from didim.web.workbench.views.boards import today

SORTS = {
    "title": ("title",),
    "partner": ("partner__name",),
    "last": ("last_day",),
    "decide": ("decide_by",),
}
TONES = {Standing.IN_FORCE: "good", Standing.UPCOMING: "info", Standing.LAPSED: "caution"}


@guarded(AGENCY_STAFF)
@require_GET
def partnership_list(request: HttpRequest) -> HttpResponse:
    """List an agency's partnerships with what each promised, did and brought."""
    agency = agency_choice(request)
    day = today()
    filters = PartnershipFilterForm(request.GET)
    chosen = filters.chosen
    of_agency = partnerships_on(day).filter(agency=agency.current)
    rows = of_agency
    if text := chosen.get("q"):
        rows = rows.filter(Q(title__icontains=text) | Q(partner__name__icontains=text))
    if kind := chosen.get("kind"):
        rows = rows.filter(partner__kind=kind)
    state = chosen.get("state", Standing.IN_FORCE)
    if state == "due":
        rows = due_for_renewal(rows, day)
    elif state != "all":
        rows = rows.filter(standing=state)
    rows, sorting = sorted_rows(with_counts(rows, day), request, SORTS, "decide")
    open_ones = Promise.objects.filter(partnership__agency=agency.current, state=PromiseState.OPEN)
    context = {
        "agency": agency,
        "page": page_of(rows, request),
        "sorting": sorting,
        "filters": filters,
        "today": day,
        "tones": TONES,
        "counts": of_agency.aggregate(
            in_force=Count("pk", filter=Q(standing=Standing.IN_FORCE)), all=Count("pk")
        ),
        "due": due_for_renewal(of_agency, day).count(),
        "late": open_ones.filter(due_on__lt=day).count(),
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/partnerships/list.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def partnership_detail(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Show one partnership."""
    found = access_partnership(actor=request.actor, partnership_id=partnership_id)
    return detail_page(request, found, PartnershipPaperForm())


def detail_page(request: HttpRequest, found: Partnership, form: PartnershipPaperForm) -> HttpResponse:
    """Render a partnership; a paper that was refused comes back with 422."""
    day = today()
    shown = partnerships_on(day).get(pk=found.pk)
    outcomes = outcomes_of(partnership=found)
    terms = list(found.terms.order_by("-number"))
    context: dict[str, Any] = {
        "row": shown,
        "tone": TONES.get(Standing(shown.standing), ""),
        "standing": Standing(shown.standing).label,
        "terms": terms,
        "last": terms[0],
        "today": day,
        "promises": progress_of(partnership=found, outcomes=outcomes, on=day),
        "indicators": {row.code: row for row in Indicator.objects.filter(valid_to=None)},
        "outcomes": outcomes,
        "activities": list(
            Activity.objects.filter(partnership=found).select_related("promise").order_by("-held_on", "-pk")
        ),
        "contacts": contacts_of(partnership=found, task=_("업무협약 보기")),
        "papers": list(
            Paper.objects.filter(partnership=found, removed_at=None)
            .select_related("added_by")
            .order_by("added_at", "pk")
        ),
        "paper_form": form,
        "may_edit": found.agency_id in request.actor.agencies_with(*WRITERS),
        "goes_on": shown.standing in (Standing.IN_FORCE, Standing.UPCOMING, Standing.LAPSED),
    }
    return render(request, "workbench/partnerships/detail.html", context, status=422 if form.errors else 200)
