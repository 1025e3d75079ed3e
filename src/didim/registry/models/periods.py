"""How periods of whole days stand in the tables: both ends belong to the period, an open end lasts on."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db.models import CheckConstraint, F, Func, Q
from django.db.models.expressions import Combinable


class DateRange(Func):
    """PostgreSQL's daterange(lower, upper, bounds)."""

    function = "daterange"
    output_field = DateRangeField()


def one_at_a_time(
    *same: str | Combinable,
    name: str,
    lower: str = "valid_from",
    upper: str = "valid_to",
    condition: Q | None = None,
) -> ExclusionConstraint:
    """Refuse two rows that agree in `same` and share a day."""
    days = DateRange(lower, upper, RangeBoundary(inclusive_lower=True, inclusive_upper=True))
    keys = [(expression, RangeOperators.EQUAL) for expression in same]
    return ExclusionConstraint(
        name=name, expressions=[*keys, (days, RangeOperators.OVERLAPS)], condition=condition
    )


def in_order(*, name: str, lower: str = "valid_from", upper: str = "valid_to") -> CheckConstraint:
    """Refuse a period that ends before it begins."""
    return CheckConstraint(
        condition=Q(**{f"{upper}__isnull": True}) | Q(**{f"{upper}__gte": F(lower)}), name=name
    )
