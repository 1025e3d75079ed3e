"""Whether a session was opened, or later confirmed, with a second factor (passkey, TOTP or recovery code).

allauth notes each way a person proved who they are in the session; setting up a factor proves it too.
"""

from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

SET_UP_KEY = "didim_second_factor_set_up"


def shown_in(session: SessionBase) -> bool:
    """Whether a second factor was shown, or set up, in this session."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return bool(session.get(SET_UP_KEY)) or any(record.get("method") == "mfa" for record in records)


def listen() -> None:
    """Note in the session when its owner sets up a factor there."""
    authenticator_added.connect(_note_set_up, dispatch_uid="accounts.second_factor_set_up")


def _note_set_up(request: HttpRequest, authenticator: Authenticator, **_options: Any) -> None:
    if authenticator.type in FACTORS:
        request.session[SET_UP_KEY] = True
