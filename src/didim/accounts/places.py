"""Where a request comes from (접속지)."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str | None:
    """Return the visitor's address as far as our own proxies vouch for it; None when it cannot be read.

    A visitor can write anything into X-Forwarded-For, so only the entries our proxies added count: with
    TRUSTED_PROXIES = n the n-th from the right.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    if proxies:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        address = forwarded[-proxies].strip() if len(forwarded) >= proxies else address
    try:
        return str(ip_address(address))
    except ValueError:
        return None
