"""Whether a session was opened, or later confirmed, with a second factor (passkey, TOTP or recovery code).

allauth notes each way a person proved who they are in the session; setting up a factor proves it too.
"""

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

SET_UP_KEY = "didim_second_factor_set_up"


def shown_in(session: SessionBase) -> bool:
    """Whether a second factor was shown, or set up, in this session."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return bool(session.get(SET_UP_KEY)) or any(record.get("method") == "mfa" for record in records)
