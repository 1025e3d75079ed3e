"""The desk under load: 50 clients that book 3 counters at once, 100,000 grievances, visits planned.

The race for counters is run with the database's guard and without it.
"""

import uuid
from typing import Any

NEEDS_DATABASE = True


def run() -> dict[str, Any]:
    """Race for the same slots; return how the attempts ended and which bookings overlap."""
    from bench import dispatch
    from bench.bookings.race import CLIENTS, COUNTERS, open_desk, race, without_guard
    from bench.rows import grievances

    mark = uuid.uuid4().hex[:8]
    guarded = race(open_desk(f"예약 측정 {mark}"))
    counters = open_desk(f"무방비 측정 {mark}")
    with without_guard(counters):
        unguarded = race(counters)
    held = guarded.overlaps == 0 and guarded.done == guarded.places
    inbox = grievances.run()
    visits = dispatch.run()
    return {
        "clients": CLIENTS,
        "counters": COUNTERS,
        "with_guard": guarded.figures(),
        "without_guard": unguarded.figures(),
        "no_overlap": held,
        "deadlocks": guarded.deadlocks,
        "overlaps_without_guard": unguarded.overlaps > 0,
        "inbox": inbox,
        "visits": visits,
        "goals_met": inbox["met"]
        and visits["goals_met"]
        and held
        and guarded.deadlocks == 0
        and unguarded.overlaps > 0,
    }
