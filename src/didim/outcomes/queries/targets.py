"""Targets and how far they are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from didim.outcomes.models import Target
from didim.outcomes.queries.totals import ObservationFilter, observation_totals
from didim.registry.models import Commission

# Counted where it is kept, not observed: who was commissioned by a day, whether or not it ended since.
PARTNERS = "partners"


@dataclass(frozen=True, slots=True)
class Progress:
    """A target and what was reached by its day, or by today where that is earlier."""

    target: Target
    reached: Decimal

    @property
    def rate(self) -> Decimal:
        """Which part was reached; 1 and more once it is."""
        return self.reached / self.target.value

    @property
    def percent(self) -> Decimal:
        """The same in per cent."""
        return self.rate * 100


def target_progress(*, agency_id: int, on: date) -> list[Progress]:
    """Return an agency's targets with what was reached as of `on`, in the order of indicators and days."""
    targets = (
        Target.objects.filter(agency=agency_id)
        .select_related("indicator")
        .order_by("indicator__position", "programme_name", "breakdown", "due_on")
    )
    return [Progress(target, reached_by(target=target, on=on)) for target in targets]


def reached_by(*, target: Target, on: date) -> Decimal:
    """Return what the indicator of a target came to by its day, or by `on` where that is earlier."""
    day = min(target.due_on, on)
    if target.indicator.code == PARTNERS:
        rows = Commission.objects.filter(agency=target.agency_id, valid_from__lte=day)
        if target.counts_from is not None:
            rows = rows.filter(valid_from__gte=target.counts_from)
        if target.breakdown:
            rows = rows.filter(kind=target.breakdown)
        return Decimal(rows.count())
    found = observation_totals(
        ObservationFilter(
            codes=frozenset({target.indicator.code}),
            first=target.counts_from,
            last=day,
            agency_ids=frozenset({target.agency_id}),
            programmes=frozenset({target.programme_name}) if target.programme_name else None,
            breakdowns=frozenset({target.breakdown}) if target.breakdown else None,
            currencies=frozenset({target.currency}) if target.currency else None,
        )
    )
    return sum((total.value for total in found if total.value is not None), Decimal(0))
