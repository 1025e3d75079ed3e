"""What is known of a firm before it answers, so that it only confirms it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from didim.outcomes.enums import Basis
from didim.outcomes.models import Observation, OutcomeAnswer
from didim.registry.models import EnterpriseYear

_FIRST_DAY, _LAST_DAY = (1, 1), (12, 31)


@dataclass(frozen=True, slots=True)
class Known:
    """A value and where it is from: what the firm told an agency before, or its own profile."""

    value: Decimal
    currency: str
    source: Literal["observation", "profile"]


def known_values(*, answer: OutcomeAnswer) -> dict[tuple[str, str], Known]:
    """Return what a firm has said of the period before, by code and basis: two queries.

    Run it in the firm's own scope: what it told one agency it need not look up again for another, and the
    agency that asks does not see it before the firm hands it in.
    """
    request = answer.request
    found = _from_profile(answer)
    rows = Observation.objects.filter(
        enterprise=answer.enterprise_id,
        indicator__code__in=request.indicator_codes,
        period_start=request.period_start,
        period_end=request.period_end,
        is_effective=True,
        breakdown="",
    ).order_by("recorded_at", "pk")
    for code, basis, value, currency in rows.values_list("indicator__code", "basis", "value", "currency"):
        if value is not None:
            found[code, basis] = Known(value, currency, "observation")
    return found


def _from_profile(answer: OutcomeAnswer) -> dict[tuple[str, str], Known]:
    """Return sales and employees of a whole calendar year as the firm has them in its profile."""
    start, end = answer.request.period_start, answer.request.period_end
    is_year = start.year == end.year and (start.month, start.day) == _FIRST_DAY
    if not is_year or (end.month, end.day) != _LAST_DAY:
        return {}
    year = EnterpriseYear.objects.filter(enterprise=answer.enterprise_id, year=end.year).first()
    found: dict[tuple[str, str], Known] = {}
    if year is not None and year.sales is not None:
        found["sales", Basis.DURING] = Known(Decimal(year.sales), "KRW", "profile")
    if year is not None and year.employees is not None:
        found["employees", Basis.AS_OF] = Known(Decimal(year.employees), "", "profile")
    return found
