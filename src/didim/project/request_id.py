"""The id of a request: shown on error pages, sent as ``X-Request-ID``, and written into every log line."""

import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

# Letters and digits that are not mistaken for one another when read out on the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
current: ContextVar[str] = ContextVar("request_id", default="-")


def new_request_id() -> str:
    """Return a fresh id such as ``7KQ2-M9XA``; 30^8 values, so two in one day's log are unlikely."""
    drawn = secrets.randbelow(30**8)
    letters = "".join(ALPHABET[drawn // 30**at % 30] for at in range(8))
    return f"{letters[:4]}-{letters[4:]}"


class RequestId:
    """Middleware: gives each request its id; the outermost one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its id in a header."""
        token = current.set(new_request_id())
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = current.get()
            return response
        finally:
            current.reset(token)


class RequestIdFilter(logging.Filter):
    """Puts the running request's id into a log record as ``request_id``."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id; keep every record."""
        record.request_id = current.get()
        return True
