"""The waiting room before the submit address: off until a process is saturated, then everybody gets a ticket.

A ticket is signed and holds when its owner arrived and from when they may enter. Entering instants are given
one after another at the rate at which submissions are being served, so who came first enters first, nobody is
passed and nothing has to be remembered. A ticket presented in its time is let in before newcomers, and *its*
instant of arrival is what the deadline is held against. Only handing in is gated: drafts go on being saved.
"""

import base64
import hashlib
import hmac
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# Of 64 threads so many may hand in, in groups (intake_lane); the others keep serving drafts. At the 150
# submissions a second that a process serves at least, who comes last waits a third of a second.
LIMIT = 48
# A ticket holder who finds the room full may still enter: newcomers never fill these places.
RESERVE = 4
SHORTEST_WAIT = 0.5  # seconds before a ticket may be presented
VALID_FOR = 1_800.0  # seconds after its instant in which a ticket is taken
EARLY = 0.25  # seconds by which a clock may be ahead
_FIRST_GUESS = 0.007  # seconds from one submission to the next, until some have been measured
_APART = 1e-6  # seconds between two entering instants, at least
_WEIGHT = 0.05  # of the newest measurement
_PACKED = struct.Struct(">dd")


@dataclass(frozen=True, slots=True)
class Ticket:
    """When somebody arrived, and from when they may enter: seconds since 1970 by the server's clock."""

    arrived_at: float
    enter_at: float


class Tickets:
    """Signs tickets and reads them; each holds for one session, one address and one version of the draft."""

    def __init__(self, secret: str) -> None:
        self.key = hashlib.sha256(b"didim.waiting-room:" + secret.encode()).digest()

    def sign(self, ticket: Ticket, *, holder: str) -> str:
        """Return a ticket as text for an address."""
        packed = _PACKED.pack(ticket.arrived_at, ticket.enter_at)
        return base64.urlsafe_b64encode(packed + self._seal(packed, holder)).decode()

    def read(self, text: str, *, holder: str) -> Ticket | None:
        """Return a ticket of this holder; None for one that is forged, changed or somebody else's."""
        try:
            raw = base64.b64decode(text.encode(), altchars=b"-_", validate=True)
        except ValueError:
            return None
        packed, seal = raw[: _PACKED.size], raw[_PACKED.size :]
        if len(packed) != _PACKED.size or not hmac.compare_digest(seal, self._seal(packed, holder)):
            return None
        return Ticket(*_PACKED.unpack(packed))

    def _seal(self, packed: bytes, holder: str) -> bytes:
        return hmac.digest(self.key, packed + holder.encode(), "sha256")


class Schedule:
    """Gives entering instants: each a service time after the one before, after the shortest wait at least.

    `turn`: when the line that was sent to wait has been worked off at the rate of service. From then on who
    comes enters at once: else a line of one would keep the room shut for as long as anybody comes. Nobody is
    passed but within the shortest wait.
    """

    def __init__(self) -> None:
        self.takes = _FIRST_GUESS
        self.turn = 0.0
        self.last = 0.0

    @property
    def rate(self) -> float:
        """Submissions served in a second, as measured lately."""
        return 1 / self.takes

    def measured(self, seconds: float) -> None:
        """Take account of how long one submission took, its share of the time of its group."""
        self.takes += _WEIGHT * (max(seconds, 0.0005) - self.takes)

    def next(self, now: float) -> float:
        """Return the instant at which the next one in the queue may enter."""
        self.turn = max(now, self.turn) + 1 / self.rate
        self.last = max(now + SHORTEST_WAIT, self.turn, self.last + _APART)
        return self.last

    def has_queue(self, now: float) -> bool:
        """Whether somebody who was sent to wait has not had their turn yet."""
        return self.turn > now


@dataclass
class WaitingRoom:
    """Who is inside, in this process; the processes of a site share nothing but the key of the tickets."""

    tickets: Tickets
    limit: int = LIMIT
    schedule: Schedule = field(default_factory=Schedule)
    inside: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def ask(self, *, now: float, holder: str, shown: str = "") -> tuple[float, Ticket | None]:
        """Return the instant of arrival that counts, and None to enter now or the ticket to wait with.

        `now` is when the request arrived. Whoever enters is served by `serving`, which lets them leave.
        """
        ticket = self.tickets.read(shown, holder=holder) if shown else None
        if ticket is not None and now > ticket.enter_at + VALID_FOR:
            ticket = None
        with self._lock:
            if ticket is not None and now < ticket.enter_at - EARLY:
                return ticket.arrived_at, ticket
            free = self.inside < self.limit + (RESERVE if ticket else 0)
            if free and (ticket is not None or not self.schedule.has_queue(now)):
                self.inside += 1
                return ticket.arrived_at if ticket else now, None
            if ticket is not None:
                # It was their turn: they come back as soon as somebody has left, not at the end of the queue.
                return ticket.arrived_at, Ticket(ticket.arrived_at, now + SHORTEST_WAIT)
            return now, Ticket(now, self.schedule.next(now))

    def measured(self, submissions: int, seconds: float) -> None:
        """Take account of how long so many submissions took together."""
        with self._lock:
            for _ in range(submissions):
                self.schedule.measured(seconds / submissions)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve one who has entered, and let them leave at the end."""
        try:
            yield
        finally:
            with self._lock:
                self.inside -= 1
