"""The support ledger: what it adds up to, and one firm's history."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from didim.accounts.guards import guarded
from didim.outcomes.queries.history import observations_of_firm
from didim.registry.rules import AGENCY_STAFF
from didim.reports.units import UNITS
from didim.support.enums import SupportForm
from didim.support.queries.history import firm_history
from didim.support.queries.totals import By, SupportFilter, support_totals
from didim.web.components.report_pages import page_language
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms.outcomes import SupportFilterForm


@guarded(AGENCY_STAFF)
@require_GET
def totals(request: HttpRequest) -> HttpResponse:
    """Add up an agency's support, by programme, form, year or detail."""
    agency = agency_choice(request)
    filters = SupportFilterForm(request.GET)
    chosen = filters.chosen
    narrowed = SupportFilter(
        agency_ids=frozenset({agency.current.pk}),
        years=frozenset({chosen["year"]}) if "year" in chosen else None,
        forms=frozenset({SupportForm(chosen["form"])}) if "form" in chosen else None,
        programmes=frozenset({chosen["programme"]}) if "programme" in chosen else None,
    )
    groups: dict[str, By] = {"form": "form", "year": "year", "detail": "detail"}
    names = dict(SupportForm.choices)
    rows = [
        {"name": names.get(row.key[0], row.key[0]), "total": row}
        for row in support_totals(narrowed, by=(groups.get(filters.group, "programme"),))
    ]
    whole = support_totals(narrowed)[0]
    context = {
        "agency": agency,
        "filters": filters,
        "rows": rows,
        "group": filters.group,
        "whole": whole,
        # In hundreds of millions, as it is said; the exact sum stands below.
        "amount": UNITS["won_100m"].shown(Decimal(whole.amount_won), page_language()),
    }
    return render(request, "workbench/support/totals.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def history(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Show what a firm has received: from the staff's agencies, and with its consent from all."""
    found = firm_history(actor=request.actor, enterprise_id=firm_id, now=timezone.now())
    context = {"history": found, "observations": observations_of_firm(enterprise_id=found.firm.pk)}
    return render(request, "workbench/support/history.html", context)
