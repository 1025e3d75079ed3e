"""The process of live messages: a stream out (SSE) and single messages in (POST), each with a ticket.

An ASGI application of its own, beside the web server: a stream stays open for minutes and must not hold one
of its threads. It serves `/rooms/live/` and nothing else. Who asks is said by the ticket alone, never by a
cookie, so an answer may be read by the page the ticket was made for, and by no other.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import parse_qs

from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from didim.kernel.refusals import RefusedError
from didim.rooms.domain.carriers import CarrierDownError, tend
from didim.rooms.domain.meeting import Joined, join, leave, still_here
from didim.rooms.domain.tickets import Ticket, read_ticket
from didim.rooms.queries.seats import room_by_number
from didim.rooms.queries.state import News, news_of

from .acts import act
from .hub import Hub

log = logging.getLogger(__name__)
T = TypeVar("T")
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEARTBEAT = 15.0  # seconds
# A stream ends after so long, and the page opens another with a new ticket: who signed out is out by then.
LONGEST_STREAM = 600.0
LARGEST_BODY = 64 * 1024
READERS = 8  # connections of the pool
_STREAM, _ACT = "/rooms/live/stream", "/rooms/live/act"


class Live:
    """The application; one for a process."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.readers = ThreadPoolExecutor(READERS, thread_name_prefix="live")
        self._hearing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request; begin to listen with the first."""
        if scope["type"] != "http":
            return None
        if self._hearing is None or self._hearing.done():
            self._hearing = asyncio.create_task(self.hub.hear())
        asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        ticket = read_ticket(asked.get("ticket", ""))
        if scope["path"] not in (_STREAM, _ACT):
            return await _answer(send, 404, {}, None)
        if ticket is None or headers.get("origin", ticket.origin) != ticket.origin:
            return await _answer(send, 401, {"problem": "ticket"}, ticket)
        if scope["path"] == _STREAM:
            after = headers.get("last-event-id") or asked.get("after", "")
            return await self._stream(ticket, int(after) if after.isdecimal() else None, receive, send)
        return await self._act(scope, ticket, receive, send)

    async def _act(self, scope: Mapping[str, Any], ticket: Ticket, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            return await _answer(send, 405, {}, ticket)
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > LARGEST_BODY:
                return await _answer(send, 413, {}, ticket)
            if not message.get("more_body"):
                break
        status, said = await self._read(_do, ticket, body)
        return await _answer(send, status, said, ticket)

    async def _stream(self, ticket: Ticket, after: int | None, receive: Receive, send: Send) -> None:
        """Send events until the browser goes, its place is taken, or the room is over."""
        try:
            joined = await self._read(_come, ticket)
        except PermissionDenied as refused:
            return await _answer(send, 403, {"problem": str(refused)}, ticket)
        await send({"type": "http.response.start", "status": 200, "headers": _headers(ticket, stream=True)})
        after = joined.last if after is None else after
        gone = asyncio.create_task(_until_gone(receive))
        ends = asyncio.get_running_loop().time() + LONGEST_STREAM
        try:
            with self.hub.listening(joined.room_id) as woken:
                # A browser that was away is shown the room as it is, whatever it may have missed.
                begins = True
                while not gone.done() and asyncio.get_running_loop().time() < ends:
                    woken.clear()
                    if not await self._read(_still, ticket):
                        await send(_event("out", {}, after))
                        await self._read(_put_out, ticket, joined.room_id)
                        break
                    news = await self._read(_news, ticket, after, begins)
                    after, begins = news.last, False
                    await send(_body(_events(news)))
                    await _first_of(gone, woken, HEARTBEAT)
        except OSError:
            pass  # the browser has gone
        finally:
            was_gone = gone.done()
            gone.cancel()
            if was_gone:
                await self._read(_go, ticket, joined.stream)
        return await send({"type": "http.response.body", "body": b""})

    async def _read(self, function: Callable[..., T], *said: Any) -> T:
        """Run what asks the database in a thread, and give its connection back to the pool."""
        return await asyncio.get_running_loop().run_in_executor(self.readers, _lent, function, *said)


def _lent(function: Callable[..., T], ticket: Ticket, *said: Any) -> T:
    try:
        with translation.override(ticket.language):
            return function(ticket, *said)
    finally:
        connections.close_all()


def _come(ticket: Ticket) -> Joined:
    return join(seat_id=ticket.seat_id, connection=ticket.connection, now=timezone.now())


def _still(ticket: Ticket) -> bool:
    return still_here(seat_id=ticket.seat_id, connection=ticket.connection, now=timezone.now())


def _news(ticket: Ticket, after: int, begins: bool) -> News:  # noqa: FBT001 - run by position in a thread
    return news_of(seat_id=ticket.seat_id, after=after, begins=begins, now=timezone.now())


def _go(ticket: Ticket, stream: int) -> None:
    leave(seat_id=ticket.seat_id, connection=ticket.connection, stream=stream, now=timezone.now())


def _put_out(_ticket: Ticket, room_id: int) -> None:
    """Have a room's server put out whoever has just lost their seat, or stays after the end."""
    try:
        tend(room=room_by_number(room_id), now=timezone.now())
    except CarrierDownError as down:
        log.warning("live messages: %s", down)


def _do(ticket: Ticket, body: bytes) -> tuple[int, Mapping[str, Any]]:
    """Do what a message asks; return the status and what is said."""
    try:
        return 200, act(ticket=ticket, asked=json.loads(body), now=timezone.now())
    except PermissionDenied as refused:
        return 403, {"problem": str(refused)}
    except RefusedError as refused:
        return 422, {"problem": str(refused)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return 400, {"problem": "body"}
    except CarrierDownError as down:
        log.warning("live messages: %s", down)
        return 503, {"problem": _("화상 서버가 답하지 않습니다. 잠시 뒤에 다시 해 주세요.")}


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first_of(gone: "asyncio.Task[None]", woken: asyncio.Event, seconds: float) -> None:
    waiting = asyncio.create_task(woken.wait())
    await asyncio.wait({gone, waiting}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


def _events(news: News) -> bytes:
    """Write news as events; a comment where there is none, so that a dead line is noticed."""
    events = [_written("described", body, number) for number, body in news.described]
    if news.state is not None:
        events.append(_written("state", news.state, news.last))
    return b"".join(events) or b": here\n\n"


def _event(kind: str, said: Mapping[str, Any], number: int) -> Message:
    return _body(_written(kind, said, number))


def _written(kind: str, said: Mapping[str, Any], number: int) -> bytes:
    return f"id: {number}\nevent: {kind}\ndata: {json.dumps(said, ensure_ascii=False)}\n\n".encode()


def _body(content: bytes) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": True}


def _headers(ticket: Ticket | None, *, stream: bool = False) -> list[tuple[bytes, bytes]]:
    kind = b"text/event-stream" if stream else b"application/json"
    headers = [
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"origin"),
    ]
    if stream:
        headers.append((b"x-accel-buffering", b"no"))
    if ticket is not None:
        headers.append((b"access-control-allow-origin", ticket.origin.encode("latin-1")))
    return headers


async def _answer(send: Send, status: int, said: Mapping[str, Any], ticket: Ticket | None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers(ticket)})
    await send({"type": "http.response.body", "body": json.dumps(said, ensure_ascii=False).encode()})
