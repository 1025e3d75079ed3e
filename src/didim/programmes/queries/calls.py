from typing import Protocol

from django.db.models import Q, QuerySet

from didim.programmes.models import Call, Programme
from didim.registry.enums import AgencyRole
from didim.registry.queries.visibility import NotVisible


class Staff(Protocol):
    """Somebody with roles at agencies (registry's Actor)."""

    def agencies_with(self, *roles: AgencyRole) -> frozenset[int]:
        """Return the agencies where one of the roles is held."""


def visible_programmes(*, actor: Staff) -> QuerySet[Programme]:
    """Return the programmes of the agencies somebody works for."""
    return Programme.objects.filter(agency__in=actor.agencies_with())


def visible_calls(*, actor: Staff) -> QuerySet[Call]:
    """Return the calls, drafts included, of the agencies somebody works for."""
    return Call.objects.filter(agency__in=actor.agencies_with())


def access_programme(*, actor: Staff, programme_id: int, roles: tuple[AgencyRole, ...] = ()) -> Programme:
    """Return a programme of an agency where one of `roles` is held (any role when none); else NotVisible."""
    found = Programme.objects.select_related("agency").filter(
        Q(agency__in=actor.agencies_with(*roles)), pk=programme_id
    )
    programme = found.first()
    if programme is None:
        raise NotVisible(f"programme {programme_id}")
    return programme


def access_call(*, actor: Staff, call_id: int, roles: tuple[AgencyRole, ...] = ()) -> Call:
    """Return a call of an agency where one of `roles` is held (any role when none named); else NotVisible."""
    found = Call.objects.select_related("agency", "programme").filter(
        Q(agency__in=actor.agencies_with(*roles)), pk=call_id
    )
    call = found.first()
    if call is None:
        raise NotVisible(f"call {call_id}")
    return call
