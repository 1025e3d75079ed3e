"""One ear of this process on the database: wakes the streams of a room when something was said there."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections

from didim.rooms.domain.signals import CHANNEL

log = logging.getLogger(__name__)
TRY_AGAIN = 1.0  # seconds after the database went away


class Hub:
    """Who listens to which room. `hear` runs for as long as the process does."""

    def __init__(self) -> None:
        self._listeners: defaultdict[int, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def listening(self, room_id: int) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever something was said in a room."""
        woken = asyncio.Event()
        self._listeners[room_id].add(woken)
        try:
            yield woken
        finally:
            self._listeners[room_id].discard(woken)
            if not self._listeners[room_id]:
                del self._listeners[room_id]

    def wake(self, room_id: int | None = None) -> None:
        """Wake the streams of a room, or all of them: after a gap nobody knows what was missed."""
        rooms = [room_id] if room_id is not None else list(self._listeners)
        for room in rooms:
            for woken in self._listeners.get(room, ()):
                woken.set()

    async def hear(self) -> None:
        """Listen until cancelled; a connection that breaks is opened again, and then everybody looks."""
        while True:
            try:
                await self._hear_once()
            except psycopg.OperationalError as error:
                log.warning("live messages: the database is away (%s)", error)
            await asyncio.sleep(TRY_AGAIN)

    async def _hear_once(self) -> None:
        given = connections["default"].get_connection_params()
        wanted = {
            name: given[name] for name in ("dbname", "user", "password", "host", "port") if name in given
        }
        async with await psycopg.AsyncConnection.connect(**wanted, autocommit=True) as ear:
            await ear.execute(f"LISTEN {CHANNEL}")
            self.wake()
            async for said in ear.notifies():
                self.wake(int(said.payload))
