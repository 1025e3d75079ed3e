from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from didim.accounts.prepared import PreparedQuery


def _session(*, key: str, now: datetime) -> QuerySet[Session, Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")


SESSION = PreparedQuery(_session, key=str, now=datetime)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read by one statement that is planned once a connection."""

    def load(self) -> dict[str, Any]:
        """Return what a session holds; without one that stands, nothing, and the key is forgotten."""
        rows = SESSION.rows(key=self.session_key, now=timezone.now())
        if rows:
            stored = rows[0][0]
            # Who asked for many sessions at once (project.intake_lane) has read them already.
            return dict(stored) if isinstance(stored, dict) else self.decode(stored)
        self._session_key = None
        return {}
