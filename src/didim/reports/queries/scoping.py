"""Scopes of agencies, networks and firms as they stand in the registry."""

from datetime import date

from django.db.models import Q

from didim.registry.models import Agency, Enterprise, Network, NetworkMember
from didim.reports.scopes import Scope


def agency_scope(agency: Agency, *, programmes: tuple[str, ...] = ()) -> Scope:
    """Return the scope of one agency; its region is what "own" means."""
    return Scope((agency.pk,), programmes=programmes, region=agency.region_id or "")


def network_scope(network: Network, *, on: date, programmes: tuple[str, ...] = ()) -> Scope:
    """Return the scope of the agencies that belong to a network on a day."""
    members = NetworkMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), network=network, valid_from__lte=on
    )
    agencies = tuple(sorted(members.values_list("agency_id", flat=True)))
    return Scope(agencies, programmes=programmes, region=network.region_id or "")


def nation_scope(*, programmes: tuple[str, ...] = ()) -> Scope:
    """Return the scope of all agencies."""
    return Scope(None, programmes=programmes)


def firm_scope(firm: Enterprise, *, agency: Agency | None = None, programmes: tuple[str, ...] = ()) -> Scope:
    """Return the scope of one firm: of what one agency knows, or of all."""
    agencies = None if agency is None else (agency.pk,)
    return Scope(agencies, firm=firm.pk, programmes=programmes)
