"""Many clients that spend the same limits at the same instant, with the database's guard and without it.

A client is a thread with a connection of its own. In each round all of them look at what is left, wait for
one another, and then spend at once: whoever trusts what was seen spends too much, if the database lets them.
"""

import random
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from bench import racing
from bench.racing import CLIENTS

# Every cap is spent to the won: what a round leaves over, a smaller amount takes.
ROUNDS = (10_000, 1_000, 100, 10, 1)
CAP = 123_457
GUARD = ("spending_limit_committed_within", "spending_limit_spent_within")


@dataclass
class Outcome:
    """What a race came to: won spent of each limit, attempts by how they ended, seconds of the acts."""

    cap_won: int
    spent_won: list[int] = field(default_factory=list)
    done: int = 0
    refused: int = 0
    deadlocks: int = 0
    seconds: float = 0.0
    slowest_ms: float = 0.0

    @property
    def overspent_won(self) -> int:
        """By how much the limit that was passed furthest was passed."""
        return max(0, *(spent - self.cap_won for spent in self.spent_won))

    def figures(self) -> dict[str, Any]:
        """Return them for a report."""
        return {**racing.rounded(asdict(self)), "overspent_won": self.overspent_won}


def open_limits(agency_id: int, *, cap_won: int = CAP) -> list[int]:
    """Open the limit of a budget, of a line and of a voucher; return their numbers."""
    from didim.agreements.domain.limits import open_limit
    from didim.agreements.enums import LimitKind

    kinds = (LimitKind.AGREEMENT, LimitKind.LINE, LimitKind.VOUCHER)
    return [open_limit(agency_id=agency_id, kind=kind, owner={}, limit_won=cap_won).pk for kind in kinds]


def race(limits: Sequence[int], *, now: datetime, seed: int = 1, clients: int = CLIENTS) -> Outcome:
    """Let the clients spend all limits together, each in an order of its own."""
    from didim.agreements.models import SpendingLimit

    def client(start: racing.Start, number: int) -> None:
        chance = random.Random(seed + number)  # noqa: S311 - an order of locks, no secret
        for won in ROUNDS:
            seen = list(SpendingLimit.objects.filter(pk__in=limits))
            start.wait()
            if min(limit.limit_won - limit.spent_won for limit in seen) >= won:
                chance.shuffle(seen)
                start.attempt(partial(_spend, seen, won, now))
            start.wait()

    tally = racing.race(client, clients)
    counted = SpendingLimit.objects.in_bulk(limits)
    return Outcome(CAP, [counted[limit].spent_won for limit in limits], **asdict(tally))


def _spend(limits: Sequence[Any], won: int, now: datetime) -> None:
    from didim.agreements.domain.limits import Cause, Move, move_limits
    from didim.agreements.enums import EntryStage

    moves = [
        Move(limit, stage, won) for limit in limits for stage in (EntryStage.COMMITTED, EntryStage.SPENT)
    ]
    move_limits(moves=moves, cause=Cause("집행"), by=None, now=now)


def without_guard() -> AbstractContextManager[None]:
    """Take the CHECK constraints of the limits away; put them back, each limit raised to what was spent."""
    return racing.without_constraints("agreements_spendinglimit", GUARD, _raise_limits)


def _raise_limits() -> None:
    from django.db.models import F

    from didim.agreements.models import SpendingLimit

    passed = SpendingLimit.objects.filter(limit_won__lt=F("committed_won"))
    passed.update(limit_won=F("committed_won"))
