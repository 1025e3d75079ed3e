"""The door of the web server: notes when a request arrived, and sends submissions to wait when it is full."""

import io
import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from math import ceil
from urllib.parse import parse_qs, parse_qsl

from django.http.cookie import parse_cookie
from django.template.loader import render_to_string
from django.utils.translation import override

from .intake_lane import APPLICATION_OF, SESSION_KEY_OF, Environ, Site, StartResponse
from .waiting_room import Ticket, WaitingRoom

ARRIVED_AT = "didim.arrived_at"
GATED = re.compile(r"(?:/en)?/applications/([0-9]+)/submit/")
LONGEST_NUMBER = 18  # digits of an application's; the database has none longer
LARGEST_BODY = 64 * 1024  # what hands in is a version and a token
_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


class Gate:
    """A WSGI application before the site. Whatever does not hand in passes at once, to the site itself.

    `lane` is the site for requests that hand in: they tell it their session and their application.
    """

    def __init__(self, site: Site, lane: Site, room: WaitingRoom, *, session_cookie: str) -> None:
        self.site = site
        self.lane = lane
        self.room = room
        self.session_cookie = session_cookie

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, or send it to wait."""
        environ[ARRIVED_AT] = now = time.time()
        if environ["REQUEST_METHOD"] != "POST" or not (path := GATED.fullmatch(environ["PATH_INFO"])):
            return self.site(environ, start_response)
        body = _body(environ)
        environ[SESSION_KEY_OF] = session = self._session(environ)
        environ[APPLICATION_OF] = path[1]
        holder = _holder(session, environ["PATH_INFO"], body or b"")
        shown = parse_qs(environ.get("QUERY_STRING", "")).get("ticket", [""])[0]
        arrived_at, ticket = self.room.ask(now=now, holder=holder, shown=shown)
        if ticket is not None:
            text = self.room.tickets.sign(ticket, holder=holder)
            return _wait(environ, start_response, Waiting(ticket, text, now, body or b""))
        environ[ARRIVED_AT] = arrived_at
        with self.room.serving():
            plain = body is not None and len(path[1]) <= LONGEST_NUMBER
            return (self.lane if plain else self.site)(environ, start_response)

    def _session(self, environ: Environ) -> str:
        """Return the key of the session a request names; "" for none."""
        return parse_cookie(environ.get("HTTP_COOKIE", "")).get(self.session_cookie, "")


def _holder(session: str, path: str, body: bytes) -> str:
    """Return whose ticket it is: this session's, for this address, for the version that was seen."""
    version = parse_qs(body.decode("latin-1")).get("draft_version", [""])[0]
    return f"{session}\n{path}\n{version}"


class Waiting:
    """Somebody who must wait: the ticket, how it is written, when they asked, and what they had sent."""

    def __init__(self, ticket: Ticket, text: str, now: float, body: bytes) -> None:
        self.ticket = ticket
        self.text = text
        self.seconds = max(0.0, ticket.enter_at - now)
        self.body = body

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What was sent, to be sent again."""
        return parse_qsl(self.body.decode(), keep_blank_values=True)


def _body(environ: Environ) -> bytes | None:
    """Read what was sent, and put it back for the site; None where it is too long to hand in anything."""
    length = environ.get("CONTENT_LENGTH") or "0"
    size = int(length) if length.isdecimal() else 0
    if size > LARGEST_BODY:
        return None
    body: bytes = environ["wsgi.input"].read(size)
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _wait(environ: Environ, start_response: StartResponse, waiting: Waiting) -> list[bytes]:
    """Answer 503: when to come, with which ticket. A page for people, JSON for who asks for it."""
    if environ.get("HTTP_ACCEPT", "").startswith("application/json"):
        kind, content = "application/json", _as_json(waiting)
    else:
        kind, content = "text/html; charset=utf-8", _as_page(environ, waiting)
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(content))),
        ("Retry-After", str(ceil(waiting.seconds))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", _POLICY),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response("503 Service Unavailable", headers)
    return [content]


def _as_json(waiting: Waiting) -> bytes:
    ticket = waiting.ticket
    return (
        f'{{"ticket": "{waiting.text}", "arrived_at": {ticket.arrived_at!r},'
        f' "enter_at": {ticket.enter_at!r}, "seconds": {waiting.seconds:.3f}}}'
    ).encode()


def _as_page(environ: Environ, waiting: Waiting) -> bytes:
    path = environ["PATH_INFO"]
    shown = {
        "action": f"{path}?ticket={waiting.text}",
        "fields": waiting.fields,
        "seconds": ceil(waiting.seconds),
        "arrived_at": datetime.fromtimestamp(waiting.ticket.arrived_at, UTC),
        "enter_at": datetime.fromtimestamp(waiting.ticket.enter_at, UTC),
    }
    with override("en" if path.startswith("/en/") else "ko"):
        return render_to_string("errors/waiting_room.html", shown).encode()
