"""Signing asks once more who somebody is: a passkey or an app's code, shown within the last minutes."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from didim.accounts.queries.second_factors import second_factors
from didim.accounts.second_factor import shown_since
from didim.agreements.enums import SignMethod

FRESH = timedelta(minutes=5)
_METHODS = {"webauthn": SignMethod.PASSKEY, "totp": SignMethod.TOTP}


def fresh_method(request: HttpRequest) -> SignMethod | None:
    """Return how the signer proved who they are within the last five minutes; None if they have to."""
    return _METHODS.get(shown_since(request.session, request.user, timezone.now() - FRESH))


def ways_to_prove(request: HttpRequest, back: str) -> list[dict[str, str]]:
    """Return the addresses where the signer proves it again and comes back; empty where none is set up."""
    kinds = {factor.type for factor in second_factors(request.user)}
    names = {"webauthn": "mfa_reauthenticate_webauthn", "totp": "mfa_reauthenticate"}
    return [
        {"kind": kind, "href": f"{reverse(name)}?{urlencode({'next': back})}"}
        for kind, name in names.items()
        if kind in kinds
    ]
