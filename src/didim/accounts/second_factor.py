"""Whether a session was opened, or later confirmed, with a second factor (passkey, TOTP or recovery code).

allauth notes each way a person proved who they are in the session; setting up a factor proves it too.
"""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from didim.accounts.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SET_UP_KEY = "didim_second_factor_set_up_by"


def shown_in(session: SessionBase, user: User) -> bool:
    """Whether this person showed a second factor, or set one up, in this session."""
    if session.get(SET_UP_KEY) == user.pk:
        return True
    records = get_authentication_records(SimpleNamespace(session=session), user)
    return any(record.get("method") == "mfa" for record in records)


def listen() -> None:
    """Note in the session when its owner sets up a factor there."""
    authenticator_added.connect(_note_set_up, dispatch_uid="accounts.second_factor_set_up")


def _note_set_up(request: HttpRequest, user: User, authenticator: Authenticator, **_options: Any) -> None:
    if authenticator.type in FACTORS:
        request.session[SET_UP_KEY] = user.pk


def shown_since(session: SessionBase, user: User, since: datetime) -> str:
    """Return which factor this person showed last ("webauthn", "totp") since an instant; "" for none."""
    records = get_authentication_records(SimpleNamespace(session=session), user)
    kinds = [
        str(record["type"])
        for record in records
        if record.get("method") == "mfa"
        and record.get("type") in FACTORS
        and record["at"] >= since.timestamp()
    ]
    return kinds[-1] if kinds else ""
