"""The applicants, in a process of their own: raw HTTP over kept-alive connections, so that they cost little.

Run as ``python load.py PLAN.json``; prints one JSON object. In an open loop requests leave by the clock, and
how long one took counts from the instant it was due, whether a connection was free or not. Whoever gets a
ticket of the waiting room comes back with it at the instant it names.
"""

import asyncio
import heapq
import json
import sys
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

ANSWERED = 15.0  # seconds until an applicant gives up on an answer


@dataclass
class Outcome:
    """What came of every request."""

    took: list[float] = field(default_factory=list)
    # Application: code of the receipt it was given, or what it was told last.
    receipts: dict[int, str] = field(default_factory=dict)
    told: dict[int, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    first: float = 0.0
    last: float = 0.0

    def count(self, what: str) -> None:
        """Count one answer of a kind."""
        self.statuses[what] = self.statuses.get(what, 0) + 1


class Applicants:
    """Everybody who hands in, by their own clock."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.outcome = Outcome()
        self.until = 0.0
        # When, which applicant, ticket, when they were due first.
        self.due: list[tuple[float, int, str, float]] = []
        self.ready: asyncio.Queue[tuple[int, str, float] | None] = asyncio.Queue()
        self.unheard = 0

    async def run(self) -> Outcome:
        """Let everybody hand in; return what came of it."""
        began = time.time() + 0.2
        rate, people = self.plan["rate"], self.plan["applicants"]
        spacing = 1 / rate if rate else 0.0
        self.unheard = len(people)
        self.due = [(began + at * spacing, at, "", began + at * spacing) for at in range(len(people))]
        self.until = began + len(people) * spacing + self.plan["patience"]
        self.outcome.first = began
        async with asyncio.TaskGroup() as group:
            for _ in range(self.plan["connections"]):
                group.create_task(self._connection())
            await self._clock()
            for _ in range(self.plan["connections"]):
                self.ready.put_nowait(None)
        return self.outcome

    async def _clock(self) -> None:
        """Hand whoever is due to a connection, until everybody was heard or their patience ends."""
        while self.unheard and (now := time.time()) < self.until:
            while self.due and self.due[0][0] <= now:
                _when, at, ticket, first = heapq.heappop(self.due)
                self.ready.put_nowait((at, ticket, first))
            await asyncio.sleep(0.002)

    async def _connection(self) -> None:
        reader: Any = None
        writer: Any = None
        while (who := await self.ready.get()) is not None and time.time() < self.until:
            at, ticket, first = who
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", self.plan["port"])
                async with asyncio.timeout(ANSWERED):
                    writer.write(self._request(at, ticket))
                    status, headers, body = await _answer(reader)
                if headers.get("connection") == "close":
                    writer.close()
                    writer = None
            except (OSError, EOFError, TimeoutError, ValueError) as error:
                self._note(at, type(error).__name__)
                if writer is not None:
                    writer.close()
                    writer = None
                if self.plan["persistent"]:
                    self._comes(time.time() + 0.3, at, ticket, first)
            else:
                self._heard(at, status, body, first)
            self.unheard -= 1

    def _comes(self, when: float, at: int, ticket: str, first: float) -> None:
        """Note that an applicant comes again."""
        heapq.heappush(self.due, (when, at, ticket, first))
        self.unheard += 1

    def _request(self, at: int, ticket: str) -> bytes:
        application, version, session, csrf = self.plan["applicants"][at]
        body = f"draft_version={version}" if self.plan["submits"] else f"version={version}&item=%EA%B8%80{at}"
        path = f"/applications/{application}/{'submit' if self.plan['submits'] else 'save'}/"
        return (
            f"POST {path}{'?ticket=' + ticket if ticket else ''} HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{self.plan['port']}\r\n"
            f"Accept: application/json\r\nCookie: sessionid={session}; csrftoken={csrf}\r\n"
            f"X-CSRFToken: {csrf}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def _heard(self, at: int, status: int, body: bytes, first: float) -> None:
        application = self.plan["applicants"][at][0]
        if status == HTTPStatus.SERVICE_UNAVAILABLE and body.startswith(b"{"):
            told = json.loads(body)
            self._comes(max(told["enter_at"], time.time()), at, told["ticket"], first)
            self.outcome.count("ticket")
            self.outcome.told[application] = "ticket"
            return
        if status == HTTPStatus.INTERNAL_SERVER_ERROR and self.plan["persistent"]:
            self._comes(time.time() + 0.3, at, "", first)
        if status == HTTPStatus.CREATED:
            self.outcome.receipts[application] = json.loads(body)["receipt"]
        if status in (HTTPStatus.CREATED, HTTPStatus.OK):
            self.outcome.last = time.time()
            self.outcome.took.append(self.outcome.last - first)
        self._note(at, str(status))

    def _note(self, at: int, what: str) -> None:
        self.outcome.count(what)
        self.outcome.told[self.plan["applicants"][at][0]] = what


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip().lower()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return int(first.split(" ")[1]), headers, body


def main() -> None:
    """Run a plan and print what came of it."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    outcome = asyncio.run(Applicants(plan).run())
    told = {app: what for app, what in outcome.told.items() if app not in outcome.receipts}
    result = {
        "took": outcome.took,
        "receipts": outcome.receipts,
        "told": told,
        "statuses": outcome.statuses,
        "first": outcome.first,
        "last": outcome.last,
        "cpu": time.process_time(),
    }
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
