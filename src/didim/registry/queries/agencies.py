"""Agencies as they are on a day."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from didim.registry.domain.days import lasting_on
from didim.registry.models import Agency, Department, Duty


def open_agencies(*, on: date, words: str = "") -> QuerySet[Agency]:
    """Return the agencies whose doors are open on a day (or not closed yet), by name.

    `words` are looked for in the name, the English name and the field an agency specialises in.
    """
    agencies = Agency.objects.filter(Q(closed_on=None) | Q(closed_on__gte=on)).select_related("region")
    if words := words.strip():
        agencies = agencies.filter(
            Q(name__icontains=words) | Q(name_en__icontains=words) | Q(specialised_field__icontains=words)
        )
    return agencies.order_by("name", "pk")


def departments_on(*, agency_id: int, on: date) -> QuerySet[Department]:
    """Return an agency's departments on a day, each with `duties_now`: two queries."""
    duties = Duty.objects.filter(lasting_on(on)).order_by("name", "pk")
    return (
        Department.objects.filter(lasting_on(on), agency=agency_id)
        .prefetch_related(Prefetch("duties", duties, to_attr="duties_now"))
        .order_by("parent_id", "name", "pk")
    )
