"""Django's PostgreSQL, with pooled connections that are looked at, not asked, before they are used."""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose server has gone is never handed out, and one that is well costs no round trip.

    Django's own check (CONN_HEALTH_CHECKS) sends a statement before each request. A server that ends closes
    its sockets, which is then there to be read: only in that case the connection is asked.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whether requests that begin and end now share the transaction that is open (project.intake_lane).
        self.shared = False

    def close_if_unusable_or_obsolete(self) -> None:
        """Close what a request has left unusable, as Django does at the begin and the end of each."""
        if not self.shared:
            super().close_if_unusable_or_obsolete()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection, from the pool where there is one."""
        connection = super().get_new_connection(conn_params)
        while self.pool and not is_well(connection):
            connection.close()
            self.pool.putconn(connection)  # which replaces it
            connection = super().get_new_connection(conn_params)
        return connection


def is_well(connection: "Connection[Any]") -> bool:
    """Whether a connection's server is still there: asked only where there is something to read from it."""
    told = select.poll()
    told.register(connection.fileno(), select.POLLIN)
    if not told.poll(0):
        return True
    try:
        ConnectionPool.check_connection(connection)
    except OperationalError:
        return False
    return True
