"""Many clients that act at the same instant: each a thread with a connection of its own; ends are counted."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

CLIENTS = 50


@dataclass
class Tally:
    """Attempts by how they ended, seconds of all of it, and of the slowest attempt."""

    done: int = 0
    refused: int = 0
    deadlocks: int = 0
    seconds: float = 0.0
    slowest_ms: float = 0.0


class Start:
    """Where clients wait for one another, and where what their acts came to is counted."""

    def __init__(self, clients: int) -> None:
        self.tally = Tally()
        self._gate, self._lock = threading.Barrier(clients), threading.Lock()

    def wait(self) -> None:
        """Wait until every client has come so far."""
        self._gate.wait()

    def attempt(self, act: Callable[[], object]) -> None:
        """Run an act and count how it ended."""
        started = time.perf_counter()
        ended = how_it_ended(act)
        took = (time.perf_counter() - started) * 1000
        with self._lock:
            setattr(self.tally, ended, getattr(self.tally, ended) + 1)
            self.tally.slowest_ms = max(self.tally.slowest_ms, took)

    def run(self, client: Callable[["Start", int], None], number: int) -> None:
        """Be a client; whoever breaks lets nobody wait for it."""
        from django.db import connection

        try:
            client(self, number)
        except BaseException:
            self._gate.abort()
            raise
        finally:
            connection.close()


def race(client: Callable[[Start, int], None], clients: int) -> Tally:
    """Let so many clients run at once; each is given the start and its number."""
    start = Start(clients)
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        jobs = [threads.submit(start.run, client, number) for number in range(clients)]
        for job in jobs:
            job.result()
    start.tally.seconds = time.perf_counter() - started
    return start.tally


def how_it_ended(act: Callable[[], object]) -> str:
    """Run an act; return the field of a Tally that counts such an end."""
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


def rounded(figures: dict[str, float]) -> dict[str, float]:
    """Return the figures of a race for a report."""
    return {**figures, "seconds": round(figures["seconds"], 3), "slowest_ms": round(figures["slowest_ms"], 1)}


@contextmanager
def without_constraints(table: str, names: Sequence[str], mend: Callable[[], object]) -> Iterator[None]:
    """Take constraints of a table away; `mend` makes its rows fit again before they are put back."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND conname = ANY(%s)",
            [table, list(names)],
        )
        guard = cursor.fetchall()
    if len(guard) != len(names):
        raise RuntimeError(f"the guard of {table} is not there: {guard}")
    with transaction.atomic(), connection.cursor() as cursor:
        for name, _definition in guard:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        mend()
        with transaction.atomic(), connection.cursor() as cursor:
            for name, definition in guard:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
