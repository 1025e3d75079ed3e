"""For which of their agencies somebody works on a page."""

from dataclasses import dataclass

from django.db.models import Exists
from django.http import Http404, HttpRequest

from didim.registry.enums import AgencyRole
from didim.registry.models import Agency


@dataclass(frozen=True)
class AgencyChoice:
    """The agency worked for, and all that could be chosen instead."""

    current: Agency
    all: list[Agency]


def agency_choice(request: HttpRequest, *roles: AgencyRole, preferred: Exists | None = None) -> AgencyChoice:
    """Return the agency asked for (`?agency=3` or a form's field), else the first with one of `roles`.

    With `preferred` those it holds for come before the rest. Answers 404
    for one where the person holds none of the roles.
    """
    held = request.actor.agencies_with(*roles)  # type: ignore[attr-defined]
    rows = Agency.objects.filter(pk__in=held).order_by("name", "pk")
    agencies = list(rows if preferred is None else rows.order_by(preferred.desc(), "name", "pk"))
    asked = request.POST.get("agency") or request.GET.get("agency") or ""
    chosen = [agency for agency in agencies if str(agency.pk) == asked] if asked else agencies
    if not chosen:
        raise Http404(f"agency {asked}")
    return AgencyChoice(chosen[0], agencies)
