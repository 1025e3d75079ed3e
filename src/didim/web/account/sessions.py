from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

RENEW_AFTER = timedelta(minutes=5).total_seconds()
KEY = "didim_renewed"


class RenewSession:
    """Middleware: a signed-in person's session lives on from their latest request.

    Written at most every five minutes, not with every page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, then renew the session if it is time."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            if now - request.session.get(KEY, 0) >= RENEW_AFTER:
                request.session[KEY] = now
        return response


def listen() -> None:
    """Count a new session as renewed: it is saved at sign-in anyway."""
    user_logged_in.connect(_note_sign_in, dispatch_uid="account_pages.session_renewed")


def _note_sign_in(request: HttpRequest, **_options: Any) -> None:
    request.session[KEY] = timezone.now().timestamp()
