"""Many clients that spend the same limits at the same instant, with the database's guard and without it.

A client is a thread with a connection of its own. In each round all of them look at what is left, wait for
one another, and then spend at once: whoever trusts what was seen spends too much, if the database lets them.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

CLIENTS = 50
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
        rounded = {"seconds": round(self.seconds, 3), "slowest_ms": round(self.slowest_ms, 1)}
        return {**asdict(self), **rounded, "overspent_won": self.overspent_won}


def open_limits(agency_id: int, *, cap_won: int = CAP) -> list[int]:
    """Open the limit of a budget, of a line and of a voucher; return their numbers."""
    from didim.agreements.domain.limits import open_limit
    from didim.agreements.enums import LimitKind

    kinds = (LimitKind.AGREEMENT, LimitKind.LINE, LimitKind.VOUCHER)
    return [open_limit(agency_id=agency_id, kind=kind, owner={}, limit_won=cap_won).pk for kind in kinds]


def race(limits: Sequence[int], *, now: datetime, seed: int = 1, clients: int = CLIENTS) -> Outcome:
    """Let the clients spend all limits together, each in an order of its own."""
    from didim.agreements.models import SpendingLimit

    gate = threading.Barrier(clients)
    outcome, lock = Outcome(CAP), threading.Lock()
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        jobs = [
            threads.submit(_client, limits, gate, outcome, lock, now, random.Random(seed + at))  # noqa: S311 - an order of locks, no secret
            for at in range(clients)
        ]
        for job in jobs:
            job.result()
    outcome.seconds = time.perf_counter() - started
    counted = SpendingLimit.objects.in_bulk(limits)
    outcome.spent_won = [counted[limit].spent_won for limit in limits]
    return outcome


def _client(
    limits: Sequence[int],
    gate: threading.Barrier,
    outcome: Outcome,
    lock: threading.Lock,
    now: datetime,
    chance: random.Random,
) -> None:
    from django.db import connection

    from didim.agreements.models import SpendingLimit

    try:
        for won in ROUNDS:
            seen = list(SpendingLimit.objects.filter(pk__in=limits))
            gate.wait()
            if min(limit.limit_won - limit.spent_won for limit in seen) >= won:
                chance.shuffle(seen)
                started = time.perf_counter()
                ended = _spend(seen, won, now)
                took = (time.perf_counter() - started) * 1000
                with lock:
                    setattr(outcome, ended, getattr(outcome, ended) + 1)
                    outcome.slowest_ms = max(outcome.slowest_ms, took)
            gate.wait()
    except BaseException:
        gate.abort()
        raise
    finally:
        connection.close()


def _spend(limits: Sequence[Any], won: int, now: datetime) -> str:
    from didim.agreements.domain.limits import Cause, Move, move_limits
    from didim.agreements.enums import EntryStage

    moves = [
        Move(limit, stage, won) for limit in limits for stage in (EntryStage.COMMITTED, EntryStage.SPENT)
    ]
    return how_it_ended(lambda: move_limits(moves=moves, cause=Cause("집행"), by=None, now=now))


def how_it_ended(act: Callable[[], object]) -> str:
    """Run an act; return the field of an Outcome that counts such an end."""
    from django.db import OperationalError
    from psycopg.errors import DeadlockDetected

    from didim.kernel.refusals import RefusedError

    try:
        act()
    except RefusedError:
        return "refused"
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            return "deadlocks"
        raise
    return "done"


@contextmanager
def without_guard() -> Iterator[None]:
    """Take the CHECK constraints of the limits away; put them back, each limit raised to what was spent."""
    from django.db import connection, transaction

    table = "agreements_spendinglimit"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND conname = ANY(%s)",
            [table, list(GUARD)],
        )
        guard = cursor.fetchall()
    if len(guard) != len(GUARD):
        raise RuntimeError(f"the guard of {table} is not there: {guard}")
    with transaction.atomic(), connection.cursor() as cursor:
        for name, _definition in guard:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET limit_won = committed_won WHERE limit_won < committed_won")  # noqa: S608 - a name of this file
            for name, definition in guard:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
