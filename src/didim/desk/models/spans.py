"""How spans of time stand in the tables: half-open, so that one may begin when another ends."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db.models import CheckConstraint, F, Func, Q


class InstantRange(Func):
    """PostgreSQL's tstzrange(lower, upper, bounds)."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


def never_twice(*same: str, name: str, condition: Q) -> ExclusionConstraint:
    """Refuse two rows that agree in `same` and share an instant from `starts_at` to `ends_at`."""
    span = InstantRange("starts_at", "ends_at", RangeBoundary())
    keys = [(field, RangeOperators.EQUAL) for field in same]
    return ExclusionConstraint(
        name=name, expressions=[*keys, (span, RangeOperators.OVERLAPS)], condition=condition
    )


def ends_later(*, name: str) -> CheckConstraint:
    """Refuse a span that ends when it begins, or before."""
    return CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name=name)
