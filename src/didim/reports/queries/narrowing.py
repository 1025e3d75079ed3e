"""What every set of rows is narrowed by: whose they are, and the instants of a period."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from didim.kernel.calendar import SEOUL
from didim.reports.scopes import Period, Scope

Rows = QuerySet[Any]


def narrowed(rows: Rows, scope: Scope, programme: str) -> Rows:
    """Return the rows of a scope; `programme` names the field that holds the programme's name."""
    if scope.agencies is not None:
        rows = rows.filter(agency_id__in=scope.agencies)
    if scope.firm is not None:
        rows = rows.filter(enterprise_id=scope.firm)
    if scope.programmes:
        rows = rows.filter(**{f"{programme}__in": scope.programmes})
    return rows


def instants(period: Period) -> tuple[datetime, datetime]:
    """Return the first instant of a period in Seoul and the last before the day after it."""
    first = datetime.combine(period.start, time.min, SEOUL)
    after = datetime.combine(period.end + timedelta(days=1), time.min, SEOUL)
    return first, after - timedelta(microseconds=1)
