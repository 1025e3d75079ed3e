"""What happens after too many wrong passwords."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_MANY_REQUESTS = 429


def tried_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """Return the e-mail address somebody tries to sign in with, as one writes it in any case."""
    given = credentials or request.POST
    name = given.get("email") or given.get("login") or given.get("username")
    return str(name).strip().lower() if name else None


def locked_out(
    request: HttpRequest, _response: HttpResponse, _credentials: Mapping[str, Any]
) -> HttpResponse:
    """Answer 429 with how long to wait and what to do meanwhile."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "account/locked_out.html", {"minutes": minutes}, status=TOO_MANY_REQUESTS)
