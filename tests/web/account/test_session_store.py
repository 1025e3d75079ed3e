"""Sessions read by a prepared statement are Django's sessions."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from didim.web.account.backends import AccountBackend, PasswordBackend
from didim.web.account.session_store import SessionStore
from tests.sign_in import make_user

pytestmark = pytest.mark.django_db


def stored_session() -> str:
    store = db.SessionStore()
    store["word"] = "디딤"
    store.create()
    store.save()
    assert store.session_key
    return str(store.session_key)


def test_session_holds_what_django_stored() -> None:
    assert dict(SessionStore(stored_session()).items()) == {"word": "디딤"}


def test_session_past_its_end_is_empty_and_its_key_is_not_used_again() -> None:
    key = stored_session()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    store = SessionStore(key)
    assert dict(store.items()) == {}
    assert store.session_key is None


def test_person_of_a_session_is_who_stands_in_the_database() -> None:
    user = make_user("who@example.org")
    for backend in (PasswordBackend(), AccountBackend()):
        found = backend.get_user(user.pk)
        assert found == user
        assert {
            field: getattr(found, field) for field in ("email", "password", "is_active", "joined_at")
        } == {field: getattr(user, field) for field in ("email", "password", "is_active", "joined_at")}


def test_person_whose_account_is_closed_is_nobody() -> None:
    user = make_user("who@example.org")
    user.is_active = False
    user.save()
    assert PasswordBackend().get_user(user.pk) is None
    assert AccountBackend().get_user(user.pk) is None
    assert PasswordBackend().get_user(user.pk + 1) is None
