"""The way of submissions through the site: those that come at the same time share a transaction.

Each request goes through the whole site by itself, its middleware, guard and view; what is shared is what
lies beneath: sessions, people and roles of all are read by one statement each, and so are their
applications; one statement writes, one commit makes it stand. Nobody is answered before that. Whoever is not
given a receipt that way is not answered at all by the group: their request goes through the site once more,
alone.

In the database a group sees the rows of all its firms and nobody else's; which of them a request may use is
asked for each by its own person's roles, in the statement that reads and again by the act.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import Error, close_old_connections, connection, transaction
from django.utils import timezone

from didim.accounts.prepared import Foreseen, foreseeing, together
from didim.accounts.tenancy import DatabaseScope, set_locally
from didim.applications.domain.intake_group import AloneError, SubmissionGroup
from didim.applications.domain.intake_sql import Asked
from didim.kernel.calendar import SEOUL
from didim.registry.queries.actors import ROLES, firms_in
from didim.web.account.backends import PERSON
from didim.web.account.session_store import SESSION, SessionStore
from didim.web.components.arrival import ARRIVED_AT

from .middleware import FAILED, IN_GROUP
from .turns import Turns

log = logging.getLogger(__name__)
# One group at a time in a process: two would only take turns at the interpreter, and be half as large.
AT_ONCE, MOST = 1, 16
# So many who were not served by their group run at once: more would take the connections that drafts need.
ALONE = 6
# Where the gate writes whose session it is and which application, having read the request's head.
SESSION_KEY_OF, APPLICATION_OF = "didim.session_key", "didim.application"
_GIVEN = (HTTPStatus.CREATED, HTTPStatus.FOUND)
# SQLSTATE classes after which nobody knows whether a commit went through: the connection or the server ended.
_UNKNOWN = ("08", "57")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Site = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers one of a group."""

    status: str
    headers: list[tuple[str, str]]
    body: list[bytes]


@dataclass(eq=False)
class Seat:
    """One request of a group: its answer once the group has committed, or what went wrong at the commit."""

    environ: Environ
    answer: Answer | None = None
    failed: Error | None = None
    close: Callable[[], object] | None = None

    @property
    def session(self) -> str:
        """The key of the session it names."""
        return str(self.environ[SESSION_KEY_OF])

    @property
    def application_id(self) -> int:
        """The application it hands in."""
        return int(self.environ[APPLICATION_OF])


class Lane:
    """A WSGI application: the site, for requests that hand in and whose body has been read.

    `measured` is told how many were served together in how many seconds.
    """

    def __init__(self, site: Site, *, measured: Callable[[int, float], None]) -> None:
        self.site = site
        self.measured = measured
        self.turns = Turns(self.serve, at_once=AT_ONCE, most=MOST)
        self._alone = threading.Semaphore(ALONE)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as one of a group, or alone."""
        seat = Seat(environ)
        self.turns.take(seat)
        if seat.answer is not None:
            start_response(seat.answer.status, seat.answer.headers)
            return seat.answer.body
        environ["wsgi.input"].seek(0)
        if seat.failed is not None:
            environ[FAILED] = seat.failed
        with self._alone:
            return self.site(environ, start_response)

    def serve(self, seats: list[Seat]) -> None:
        """Answer those of a group who hand in plainly, after the commit; leave the others unanswered."""
        began, answers = time.perf_counter(), dict[Seat, Answer]()
        connection.shared = True
        try:
            self._hand_in(seats, answers)
        except Error as error:
            if _unknown(error):
                for seat in answers:
                    seat.failed = error
            else:
                log.warning("a group of submissions is handed in one by one: %s", error)
        except Exception:
            log.exception("a group of submissions is handed in one by one")
        else:
            for seat, answer in answers.items():
                seat.answer = answer
        finally:
            connection.shared = False
            for seat in seats:
                if seat.close is not None:
                    seat.close()
            close_old_connections()
        self.measured(len(seats), time.perf_counter() - began)

    def _hand_in(self, seats: list[Seat], answers: dict[Seat, Answer]) -> None:
        """Let everybody write into one transaction and commit it; gather what they are to be answered."""
        now = timezone.now()
        with ExitStack() as sending, transaction.atomic():
            foreseen, asked = _foreseen(seats, now)
            firms = frozenset(one.firm_id for one in asked)
            with together():
                set_locally(DatabaseScope(enterprises=firms).settings())
                group = SubmissionGroup.read(asked)
            with foreseeing(foreseen), group.open():
                for seat in seats:
                    if seat.application_id in group.stored and (answer := self._ask(seat, group)):
                        answers[seat] = answer
            if not answers:
                return
            # What is written and the commit leave together, in this order.
            sending.enter_context(together())
            group.write()

    def _ask(self, seat: Seat, group: SubmissionGroup) -> Answer | None:
        """Return what the site answers one of the group, None unless it gives them a receipt."""
        before = len(group.written)
        told: list[Any] = []
        try:
            environ = seat.environ | {IN_GROUP: True}
            body = self.site(environ, lambda status, headers, *_rest: told.extend((status, headers)))
        except AloneError:
            return None
        seat.close = getattr(body, "close", None)
        status, headers = told
        if len(group.written) == before + 1 and int(status[:3]) in _GIVEN:
            return Answer(status, headers, list(body))
        del group.written[before:]
        return None


def _foreseen(seats: list[Seat], now: datetime) -> tuple[Foreseen, list[Asked]]:
    """Return sessions, people and roles of a group as their own queries would find them, and who asks what.

    Somebody asks for an application on behalf of each of their firms: that it is one of theirs is held
    against the row itself.
    """
    limits = {
        "statement_timeout": str(settings.STATEMENT_TIMEOUT_MS),
        "lock_timeout": str(settings.LOCK_TIMEOUT_MS),
    }
    with together():
        set_locally(DatabaseScope().settings() | limits)
        sessions = SESSION.send_many(sorted({seat.session for seat in seats}), now=now)()
    decode = SessionStore().decode
    held = {key: [(decode(rows[0][0]),)] for key, rows in sessions.items() if rows}
    users = {
        key: int(user)
        for key, rows in held.items()
        if isinstance(user := rows[0][0].get(SESSION_KEY), str) and user.isdecimal()
    }
    several = sorted(set(users.values()))
    with together():
        persons = PERSON.send_many(several)
        roles = ROLES.send_many(several, now=now, today=now.astimezone(SEOUL).date())()
    asked = [
        Asked(seat.application_id, firm, datetime.fromtimestamp(seat.environ[ARRIVED_AT], UTC))
        for seat in seats
        if seat.session in users
        for firm in firms_in(roles[users[seat.session]])
    ]
    asked.sort(key=lambda one: (one.application_id, one.arrived_at))
    return {SESSION: held, PERSON: persons(), ROLES: roles}, asked


def _unknown(error: Error) -> bool:
    """Whether it is not known if a commit went through."""
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(_UNKNOWN)
