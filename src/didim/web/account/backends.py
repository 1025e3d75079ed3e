"""Who signs in: Django's and allauth's rules; the person of a session is read by one prepared statement."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from didim.accounts.models import User
from didim.accounts.prepared import PreparedQuery

_COLUMNS = [field.attname for field in User._meta.concrete_fields]


def _person(*, pk: int) -> QuerySet[User, Any]:
    return User.objects.filter(pk=pk).values_list(*_COLUMNS)


PERSON = PreparedQuery(_person, pk=int)


class _KnownPerson(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        """Return who a session belongs to, None for somebody who may not sign in any more."""
        rows = PERSON.rows(pk=user_id)
        user = User.from_db("default", _COLUMNS, rows[0]) if rows else None
        return user if user is not None and self.user_can_authenticate(user) else None


class PasswordBackend(_KnownPerson):
    """Signing in by password."""


class AccountBackend(_KnownPerson, AuthenticationBackend):
    """Signing in by the ways of allauth: codes, passkeys, providers."""
