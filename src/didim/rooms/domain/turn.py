"""Addresses a browser connects through: STUN, and TURN with credentials that end by themselves.

coturn's `use-auth-secret` (turnserver(1); draft-uberti-behave-turn-rest-00): the user name is the instant of
its end in seconds since 1970 and a name, the password the HMAC-SHA1 of it.
"""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class TurnServer:
    """Addresses of STUN and TURN, and the secret coturn shares with us ("" for no TURN)."""

    stun: Sequence[str]
    turn: Sequence[str]
    secret: str


def ice_servers(server: TurnServer, *, name: str, now: datetime, lasts: timedelta) -> list[dict[str, Any]]:
    """Return what RTCPeerConnection takes as `iceServers`; credentials of `name` that hold for `lasts`."""
    servers: list[dict[str, Any]] = [{"urls": list(server.stun)}] if server.stun else []
    if server.turn and server.secret:
        user = f"{int((now + lasts).timestamp())}:{name}"
        digest = hmac.digest(server.secret.encode(), user.encode(), "sha1")
        password = base64.b64encode(digest).decode()
        servers.append({"urls": list(server.turn), "username": user, "credential": password})
    return servers
