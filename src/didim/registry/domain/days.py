"""Which rows with a period hold on a day: both ends belong to the period, an open end lasts on."""

from datetime import date

from django.db.models import Q


def lasting_on(day: date, *, prefix: str = "") -> Q:
    """Return the condition that a row (reached by `prefix`, such as "members__") holds on a day."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))
