"""Statements that every request sends: written once a process, planned once a connection.

Django binds values on our side, so PostgreSQL parses and plans each statement anew; with row-level security
that takes longer than running it (measured at intake: 4 ms of 6). These go to the driver's own cursor, which
prepares them. Where something listens to statements (tests, measurements, history) or the connection may not
prepare (PgBouncer in transaction mode), they go the usual way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
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


def run(
    statement: str, values: Mapping[str, Any] | Sequence[Any], *, using: str = "default"
) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows; its text is the same each time, only the values differ."""
    connection = connections[using]
    if not _own_cursor(connection):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall()


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


def tell(statement: str, values: Sequence[Any], *, using: str = "default") -> None:
    """Run a statement whose rows nobody wants."""
    connection = connections[using]
    if not _own_cursor(connection):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
        return
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        psycopg.Cursor(connection.connection).execute(statement, values, prepare=True)


def _own_cursor(connection: BaseDatabaseWrapper) -> bool:
    listened_to = connection.execute_wrappers or connection.queries_logged
    return not listened_to and connection.settings_dict["OPTIONS"].get("prepare_threshold") is not None


class PreparedQuery:
    """A query of the ORM that is written out once; `build` takes values by name and gives `.values_list()`.

    Its values are whole numbers, texts, days or instants. Rows come as the driver reads them: JSON as text.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self.build = build
        self.kinds = kinds

    @cached_property
    def _written(self) -> tuple[str, tuple[tuple[str, Any], ...]]:
        """Return the statement, and for each of its places a value's name, or "" and the value itself."""
        marks = {name: _mark(kind, at) for at, (name, kind) in enumerate(self.kinds.items())}
        sql, found = self.build(**marks).query.sql_with_params()
        names = {mark: name for name, mark in marks.items()}
        return sql, tuple((names.get(value, "") if _hashable(value) else "", value) for value in found)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values."""
        sql, places = self._written
        return run(sql, [values[name] if name else value for name, value in places])


def _mark(kind: type, at: int) -> Any:
    if kind is int:
        return _FIRST_INTEGER - at
    if kind is str:
        return _FIRST_TEXT + str(at)
    return (_FIRST_INSTANT if kind is datetime else _FIRST_DAY) + timedelta(days=at)


def _hashable(value: Any) -> bool:
    return isinstance(value, int | str | date | datetime)
