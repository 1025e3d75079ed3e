"""What other calls decided about firms: the facts a duplicate check needs, and nothing else."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.calendar import SEOUL
from didim.selection.domain.checking.findings import SelectedElsewhere
from didim.selection.enums import Outcome
from didim.selection.models import Decision


def selected_elsewhere(
    *, enterprise_ids: Collection[int], year: int, except_call: int
) -> dict[int, list[SelectedElsewhere]]:
    """Return by firm where it was selected in a year (of the decision) in other calls: one query.

    Only what the firm has been told already: a decision that is not out is nobody else's to know.
    """
    first, last = (datetime(at, 1, 1, tzinfo=SEOUL) for at in (year, year + 1))
    found: defaultdict[int, list[SelectedElsewhere]] = defaultdict(list)
    rows = (
        Decision.objects.filter(
            enterprise__in=list(enterprise_ids),
            outcome=Outcome.SELECTED,
            notified_at__isnull=False,
            decided_at__gte=first,
            decided_at__lt=last,
        )
        .exclude(call=except_call)
        .order_by("enterprise_id", "decided_at", "pk")
    )
    with scoped(SYSTEM):
        for enterprise_id, agency, programme, decided_at in rows.values_list(
            "enterprise_id", "agency__name", "call__programme__name", "decided_at"
        ):
            found[enterprise_id].append(SelectedElsewhere(agency, programme, _day(decided_at)))
    return dict(found)


def _day(instant: datetime) -> date:
    return instant.astimezone(SEOUL).date()
