"""A firm and those it follows: what each received, and what bars each, together."""

from dataclasses import dataclass
from datetime import date

from didim.accounts.tenancy import SYSTEM, scoped
from didim.lifecycle.domain.restarting import earlier_firms
from didim.registry.models import Enterprise
from didim.support.models import SupportRecord
from didim.support.queries.bars import BarFact, bars_of


@dataclass(frozen=True, slots=True)
class Generation:
    """One firm of a line: when it was, what it received from the reader's agencies, what bars it on a day."""

    firm: Enterprise
    supports: list[SupportRecord]
    bars: list[BarFact]


def line_of(*, enterprise: Enterprise, on: date) -> list[Generation]:
    """Return a firm and those it follows, the latest first; supports are those the reader may see."""
    keys = [enterprise.pk, *earlier_firms(enterprise_id=enterprise.pk)]
    with scoped(SYSTEM):
        firms = Enterprise.objects.in_bulk(keys)
    supports: dict[int, list[SupportRecord]] = {}
    for row in SupportRecord.objects.filter(enterprise__in=keys).order_by("-received_on", "-pk"):
        supports.setdefault(row.enterprise_id, []).append(row)
    bars = bars_of(enterprise_ids=keys)
    return [
        Generation(
            firms[key],
            supports.get(key, []),
            [fact for fact in bars.get(key, []) if fact.holds_on(on)],
        )
        for key in keys
    ]
