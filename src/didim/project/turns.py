"""Callers who come at the same time are served as a group, by the one of them who came first."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(eq=False)
class _Place(Generic[T]):
    """One who waits: what they brought, a lock that opens when they are served or lead, whom they lead."""

    brought: T
    woken: threading.Lock = field(default_factory=threading.Lock)
    group: "list[_Place[T]]" = field(default_factory=list)


class Turns(Generic[T]):
    """Nobody waits for a group to fill: whoever finds a leader's place free is served at once, alone even.

    Whoever comes meanwhile waits, and is served with all others who have come by then. `at_once` groups are
    served side by side, of `most` callers each.
    """

    def __init__(self, serve: Callable[[list[T]], None], *, at_once: int, most: int) -> None:
        self.serve = serve
        self.most = most
        self.free = at_once  # nobody waits while one is free
        self._waiting: deque[_Place[T]] = deque()
        self._lock = threading.Lock()

    def take(self, brought: T) -> None:
        """Be served; return afterwards. What `serve` raises is raised to the one who led."""
        place = _Place(brought)
        with self._lock:
            if self.free:
                self.free -= 1
                place.group = [place]
            else:
                place.woken.acquire()
                self._waiting.append(place)
        if not place.group:
            place.woken.acquire()
        if place.group:
            self._lead(place)

    def _lead(self, leader: _Place[T]) -> None:
        """Serve a group; then hand on to those who have come meanwhile."""
        try:
            self.serve([place.brought for place in leader.group])
        finally:
            self._hand_on()
            for place in leader.group:
                if place is not leader:
                    place.woken.release()

    def _hand_on(self) -> None:
        with self._lock:
            group = [self._waiting.popleft() for _ in range(min(self.most, len(self._waiting)))]
            if not group:
                self.free += 1
                return
            group[0].group = group
        group[0].woken.release()
