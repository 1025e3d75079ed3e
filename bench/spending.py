"""50 clients that spend the same money at once: with the database's guard, and without.

First one budget, one line and one voucher in one transaction, each client naming them in an order of its own;
then one voucher through its own acts, from the contract to its settlement.
"""

from datetime import UTC, datetime
from typing import Any

NEEDS_DATABASE = True
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
LIMITS = ("budget", "line", "voucher")


def run() -> dict[str, Any]:
    """Race with the guard and without it; return what was spent of each limit."""
    from bench.money.race import CLIENTS, open_limits, race, without_guard
    from bench.money.vouchers import SUBSIDY, open_stall, spend_at_once

    from didim.registry.enums import AgencyKind
    from didim.registry.models import Agency

    agency, _made = Agency.objects.get_or_create(
        name="집행 측정 기관", defaults={"kind": AgencyKind.PROMOTION}
    )
    guarded = race(open_limits(agency.pk), now=NOW)
    voucher = spend_at_once(open_stall(agency, now=NOW), now=NOW)
    with without_guard():
        unguarded = race(open_limits(agency.pk), now=NOW)
        loose = spend_at_once(open_stall(agency, now=NOW), now=NOW)
    held = (
        guarded.spent_won == [guarded.cap_won] * len(LIMITS)
        # Its points, and the scheme's budget of subsidies.
        and voucher.spent_won == [voucher.cap_won, SUBSIDY]
    )
    deadlocks = guarded.deadlocks + voucher.deadlocks
    overspends = unguarded.overspent_won > 0 and loose.overspent_won > 0
    return {
        "clients": CLIENTS,
        "limits_at_once": list(LIMITS),
        "with_guard": guarded.figures(),
        "without_guard": unguarded.figures(),
        "voucher_with_guard": voucher.figures(),
        "voucher_without_guard": loose.figures(),
        "cap_held_to_the_won": held,
        "deadlocks": deadlocks,
        "overspends_without_guard": overspends,
        "goals_met": held and deadlocks == 0 and overspends,
    }
