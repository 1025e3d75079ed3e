"""JSON Web Tokens signed with HMAC-SHA256 (RFC 7515, RFC 7519): the few lines that two servers ask for."""

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any


def signed(claims: Mapping[str, Any], *, secret: str, header: Mapping[str, str] | None = None) -> str:
    """Return a token with `claims`; `header` adds to what says how it is signed."""
    head = {"alg": "HS256", "typ": "JWT", **(header or {})}
    body = ".".join(_part(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{body}.{_part(hmac.digest(secret.encode(), body.encode(), 'sha256'))}"


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
