"""What a clock costs: 20,000 cases with pauses, extensions and transfers, each asked once."""

import random
import time
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from didim.engines.clocks import (
    Calendars,
    Event,
    EventRefusedError,
    Extended,
    Paused,
    Received,
    Resumed,
    Transferred,
    shipped_clocks,
    state,
)
from didim.kernel.calendar import SEOUL, WorkingCalendar

CASES = 20_000
SEED = 20261122
NOW = datetime(2026, 11, 20, 10, tzinfo=SEOUL)
GOAL_MS = 1.0


def run() -> dict[str, Any]:
    """Return milliseconds of CPU for a case, and that the same question has the same answer."""
    chance, clocks = random.Random(SEED), sorted(shipped_clocks().items())  # noqa: S311 - made-up cases
    calendars = Calendars.of(WorkingCalendar())
    cases = [(clocks[at % len(clocks)][1], _events(chance)) for at in range(CASES)]
    started, found, refused = time.process_time(), [], 0
    for clock, events in cases:
        try:
            found.append(state(clock, calendars, events, NOW))
        except EventRefusedError:
            refused += 1
    each_ms = (time.process_time() - started) / CASES * 1000
    statuses = [one.status for one in found]
    return {
        "cases": CASES,
        "refused": refused,
        "by_status": {status.value: statuses.count(status) for status in sorted(set(statuses))},
        "ms_each": round(each_ms, 3),
        "goal_ms_each": GOAL_MS,
        "goals_met": each_ms <= GOAL_MS,
    }


def _events(chance: random.Random) -> list[Event]:
    received = NOW - timedelta(hours=chance.randrange(24, 24 * 60))
    moments = sorted(received + (NOW - received) * chance.random() for _ in range(4))
    events: list[Event] = [Received(received, "A")]
    for begins, ends in pairwise(moments[:3]):
        until = (ends + timedelta(days=10)).date()
        events += [Paused(begins, "supplement", until), Resumed(ends, "supplement")]
    if chance.random() < 1 / 4:
        events.insert(1, Extended(received + timedelta(seconds=1), 1, "facts"))
    if chance.random() < 1 / 4:
        events.append(Transferred(moments[3], "B"))
    return events
