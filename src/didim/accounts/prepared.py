"""Statements that every request sends: written once a process, planned once a connection.

Django binds values on our side, so PostgreSQL parses and plans each statement anew; with row-level security
that takes longer than running it (measured at intake: 4 ms of 6). These go to the driver's own cursor, which
prepares them. Where something listens to statements (tests, measurements, history) or the connection may not
prepare (PgBouncer in transaction mode), they go the usual way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

# Values nobody has: they mark where the real ones go.
_FIRST_INTEGER = -(2**40)
_FIRST_DAY = date(1, 1, 1)
_FIRST_INSTANT = datetime(1, 1, 1, tzinfo=UTC)
_FIRST_TEXT = "\ue000"
_ASKED_INTEGERS = "SELECT asked.owner, found.* FROM unnest(%s::bigint[]) AS asked (owner)"
_ASKED_TEXTS = "SELECT asked.owner, found.* FROM unnest(%s::text[]) AS asked (owner)"

Rows = list[tuple[Any, ...]]


def run(statement: str, values: Mapping[str, Any] | Sequence[Any], *, using: str = "default") -> Rows:
    """Run a statement and return its rows; its text is the same each time, only the values differ."""
    return send(statement, values, using=using)()


def send(
    statement: str, values: Mapping[str, Any] | Sequence[Any], *, using: str = "default"
) -> Callable[[], Rows]:
    """Send a statement and return what fetches its rows; in `together` it waits for nothing until then."""
    sent, connection = _executed(statement, values, using=using), connections[using]

    def fetch() -> Rows:
        with connection.wrap_database_errors, sent:
            rows: Rows = sent.fetchall()
            return rows

    return fetch


def _executed(statement: str, values: Mapping[str, Any] | Sequence[Any], *, using: str) -> Any:
    """Return the cursor that ran a statement: the driver's own, which prepares it, or the usual one."""
    connection = connections[using]
    if not _own_cursor(connection):
        usual = connection.cursor()
        usual.execute(statement, values)
        return usual
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = psycopg.Cursor(connection.connection)
        cursor.execute(statement, values, prepare=True)
        return cursor


@contextmanager
def together(*, using: str = "default") -> Iterator[None]:
    """Send the statements of a block in one go, as far as none of them waits for another's rows.

    `tell` waits for nothing, `run` for everything before it. An error of `tell` is raised by what follows.
    """
    connection = connections[using]
    connection.ensure_connection()
    if not _own_cursor(connection):
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def tell(statement: str, values: Mapping[str, Any] | Sequence[Any], *, using: str = "default") -> None:
    """Run a statement whose rows nobody wants; in `together` it waits for nothing."""
    _executed(statement, values, using=using)


def _own_cursor(connection: BaseDatabaseWrapper) -> bool:
    listened_to = connection.execute_wrappers or connection.queries_logged
    return not listened_to and connection.settings_dict["OPTIONS"].get("prepare_threshold") is not None


class PreparedQuery:
    """A query of the ORM that is written out once; `build` takes values by name and gives `.values_list()`.

    Its values are whole numbers, texts, days or instants. Rows come as the driver reads them: JSON as text.
    The first value says whose rows they are: those of many can be asked for at once (`send_many`).
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self.build = build
        self.kinds = kinds
        self.owner = next(iter(kinds))

    @cached_property
    def _written(self) -> tuple[str, tuple[tuple[str, Any], ...]]:
        """Return the statement, and for each of its places a value's name, or "" and the value itself."""
        marks = {name: _mark(kind, at) for at, (name, kind) in enumerate(self.kinds.items())}
        sql, found = self.build(**marks).query.sql_with_params()
        names = {mark: name for name, mark in marks.items()}
        return sql, tuple((names.get(value, "") if _hashable(value) else "", value) for value in found)

    @cached_property
    def _written_for_many(self) -> tuple[str, tuple[tuple[str, Any], ...]]:
        """Return the statement that asks for each owner in turn, and its places but those of the owner."""
        sql, places = self._written
        pieces, left = sql.split("%s"), []
        text = pieces[0]
        for (name, value), after in zip(places, pieces[1:], strict=True):
            if name == self.owner:
                text += "asked.owner" + after
            else:
                text += "%s" + after
                left.append((name, value))
        asked = _ASKED_INTEGERS if self.kinds[self.owner] is int else _ASKED_TEXTS
        return f"{asked} CROSS JOIN LATERAL ({text}) AS found", tuple(left)

    def rows(self, **values: Any) -> Rows:
        """Return the rows for these values."""
        foreseen = _FORESEEN.get().get(self)
        if foreseen is not None and values[self.owner] in foreseen:
            return foreseen[values[self.owner]]
        sql, places = self._written
        return run(sql, [values[name] if name else value for name, value in places])

    def send_many(self, owners: Sequence[Any], **values: Any) -> Callable[[], dict[Any, Rows]]:
        """Ask for the rows of many owners in one statement; return what fetches them, each owner's own."""
        sql, places = self._written_for_many
        fetch = send(sql, [list(owners), *(values[name] if name else value for name, value in places)])

        def told() -> dict[Any, Rows]:
            found: dict[Any, Rows] = {owner: [] for owner in owners}
            for owner, *row in fetch():
                found[owner].append(tuple(row))
            return found

        return told


Foreseen = Mapping[PreparedQuery, Mapping[Any, Rows]]
_FORESEEN: ContextVar[Foreseen] = ContextVar("foreseen", default=MappingProxyType({}))


@contextmanager
def foreseeing(found: Foreseen) -> Iterator[None]:
    """Answer queries of a block from rows that were asked for beforehand, for the owners that are in them."""
    before = _FORESEEN.set(found)
    try:
        yield
    finally:
        _FORESEEN.reset(before)


def _mark(kind: type, at: int) -> Any:
    if kind is int:
        return _FIRST_INTEGER - at
    if kind is str:
        return _FIRST_TEXT + str(at)
    return (_FIRST_INSTANT if kind is datetime else _FIRST_DAY) + timedelta(days=at)


def _hashable(value: Any) -> bool:
    return isinstance(value, int | str | date | datetime)
