"""The applications staff see: what was handed in to their agencies, in a list that stays quick."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.registry.queries.actors import Actor
from didim.registry.queries.firms import regions_within

_TOO_LONG = 10  # digits: no number of an application
# The order of a list by the names of the pages; each ends with the key, so that pages never overlap. What was
# handed in has a number and an instant: none is empty, and an index gives the order.
ORDERS = {
    "number": ("call_id", "number", "id"),
    "firm": ("enterprise__name", "id"),
    "arrived": ("submitted_at", "id"),
}


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """What a list is narrowed to; empty means any. `check`: a state of the check, "none" for not checked."""

    text: str = ""
    state: str = ""
    check: str = ""
    region: str = ""
    call_id: int | None = None


def handed_in_applications(*, actor: Actor, narrowed: ApplicationFilter) -> QuerySet[Application]:
    """Return the applications handed in to the actor's agencies that fit, without order.

    Drafts are the firm's alone: they are not there until they are handed in.
    """
    rows = Application.objects.filter(
        agency__in=actor.agencies_with() if actor.mfa else (),
        state__in=(ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN),
    )
    if narrowed.call_id is not None:
        rows = rows.filter(call=narrowed.call_id)
    if narrowed.state:
        rows = rows.filter(state=narrowed.state)
    if narrowed.check == "none":
        rows = rows.filter(eligibility_check=None)
    elif narrowed.check:
        rows = rows.filter(eligibility_check__state=narrowed.check)
    if narrowed.region:
        rows = rows.filter(enterprise__region__in=regions_within(narrowed.region))
    if text := narrowed.text.strip():
        number = Q(number=int(text)) if text.isdecimal() and len(text) < _TOO_LONG else Q()
        rows = rows.filter(Q(enterprise__name__icontains=text) | number)
    return rows


def in_order(rows: QuerySet[Application], asked: str, *, default: str) -> QuerySet[Application]:
    """Return a list in the order asked for ("arrived", "-arrived" the other way round)."""
    if asked.removeprefix("-") not in ORDERS:
        asked = default
    down = asked.startswith("-")
    names = ORDERS[asked.removeprefix("-")]
    return rows.order_by(*(f"-{name}" if down else name for name in names))


def with_names(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Return a list with what a page shows of each: firm, region, call and check."""
    return rows.select_related("enterprise__region", "call", "eligibility_check")
