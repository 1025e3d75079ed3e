"""Which firms are barred from support, by any agency: the facts a check needs, and nothing else."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from didim.accounts.tenancy import SYSTEM, scoped
from didim.support.enums import BarKind
from didim.support.models import ParticipationBar


@dataclass(frozen=True, slots=True)
class BarFact:
    """One bar as other agencies may know of it: by whom, of what kind, from when, to when."""

    bar_id: int
    agency_name: str
    kind: BarKind
    starts_on: date
    ends_on: date | None
    lifted_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it bars on a day."""
        ended = self.ends_on is not None and self.ends_on < day
        return self.starts_on <= day and not ended and (self.lifted_on is None or day < self.lifted_on)


def bars_of(*, enterprise_ids: Collection[int]) -> dict[int, list[BarFact]]:
    """Return the bars of firms that were not lifted before they began, newest first, by the firm's id.

    One query; rows of firms that were merged count for the firm they became. It reads across agencies:
    whoever shows the result has checked before that the firm's matter is theirs.
    """
    bars: defaultdict[int, list[BarFact]] = defaultdict(list)
    rows = ParticipationBar.objects.annotate(firm=Coalesce("enterprise__merged_into", "enterprise")).filter(
        Q(lifted_on=None) | Q(lifted_on__gt=F("starts_on")), firm__in=list(enterprise_ids)
    )
    with scoped(SYSTEM):
        for firm, pk, agency_name, kind, *days in rows.order_by("-starts_on", "-pk").values_list(
            "firm", "pk", "agency__name", "kind", "starts_on", "ends_on", "lifted_on"
        ):
            bars[firm].append(BarFact(pk, agency_name, BarKind(kind), *days))
    return dict(bars)
