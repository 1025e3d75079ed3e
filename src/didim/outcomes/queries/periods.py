"""Which periods are closed."""

from collections.abc import Iterable
from datetime import date

from didim.outcomes.models import ClosedPeriod


def closed_days(*, agency_id: int, days: Iterable[date]) -> frozenset[date]:
    """Return those of `days` that lie in a closed period of an agency: one query."""
    periods = list(
        ClosedPeriod.objects.filter(agency=agency_id, reopened_at=None)
        .order_by()
        .values_list("period_start", "period_end")
    )
    return frozenset(day for day in days if any(start <= day <= end for start, end in periods))
