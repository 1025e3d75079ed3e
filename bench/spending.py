"""50 clients that spend one budget, one line and one voucher at once: with the database's guard, and without.

All three limits are spent in one transaction, each client naming them in an order of its own.
"""

from datetime import UTC, datetime
from typing import Any

NEEDS_DATABASE = True
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
LIMITS = ("budget", "line", "voucher")


def run() -> dict[str, Any]:
    """Race with the guard and without it; return what was spent of each limit."""
    from bench.money.race import CLIENTS, open_limits, race, without_guard

    from didim.registry.enums import AgencyKind
    from didim.registry.models import Agency

    agency, _made = Agency.objects.get_or_create(
        name="집행 측정 기관", defaults={"kind": AgencyKind.PROMOTION}
    )
    guarded = race(open_limits(agency.pk), now=NOW)
    with without_guard():
        unguarded = race(open_limits(agency.pk), now=NOW)
    return {
        "clients": CLIENTS,
        "limits_at_once": list(LIMITS),
        "with_guard": guarded.figures(),
        "without_guard": unguarded.figures(),
        "cap_held_to_the_won": guarded.spent_won == [guarded.cap_won] * len(LIMITS),
        "deadlocks": guarded.deadlocks,
        "overspends_without_guard": unguarded.overspent_won > 0,
        "goals_met": guarded.spent_won == [guarded.cap_won] * len(LIMITS)
        and guarded.deadlocks == 0
        and unguarded.overspent_won > 0,
    }
