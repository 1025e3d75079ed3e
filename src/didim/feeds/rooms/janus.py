"""Janus VideoRoom over its HTTP API (janus.conf.meetecho.com/docs/rest, …/docs/videoroom; version 1.1).

We make the room and say which tokens enter it; browsers then speak with the server themselves. A server that
was started anew has forgotten its rooms, so whoever comes in has it made if it is not there.
"""

import base64
import hmac
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from didim.rooms.domain.carriers import CarrierDownError, Entrance, Guest, Meeting, WithoutServer
from didim.rooms.queries.seats import GRACE

PLUGIN = "janus.plugin.videoroom"
TIMEOUT = 5.0  # seconds
BITRATE = 512_000  # bits a second of one camera
_EXISTS = 427  # VideoRoom's error code for a room that is there already


class JanusCarrier:
    """A Janus server, by its settings.

    `url` (HTTP, for us), `public_url` (WebSocket, for browsers), `secret` of our own choice; `admin_key`
    where videoroom.jcfg has one, `auth_secret` where janus.jcfg has a token_auth_secret.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given

    def enter(self, meeting: Meeting, guest: Guest, now: datetime) -> Entrance:
        """Make the room where it is missing, let exactly its people in, and return how a browser connects."""
        ends = meeting.ends_at + GRACE
        with JanusSession(self.given["url"], self._auth(now + timedelta(minutes=1))) as session:
            self._prepare(session, meeting)
            # What is left of an earlier line of the same page would hold its name.
            session.ask(self._of_room(meeting, {"request": "kick", "id": guest.feed}))
        found = WithoutServer().enter(meeting, guest, now)
        return Entrance(
            "janus",
            {
                "url": self.given["public_url"],
                "room": meeting.number,
                "feed": guest.feed,
                "pin": self._word("pin", meeting),
                "token": self._token(meeting, guest.number),
                "auth": self._auth(ends),
                "speaks": guest.speaks,
                "ice_servers": found.facts["ice_servers"],
            },
        )

    def tend(self, meeting: Meeting, *, present: Collection[int], is_over: bool, now: datetime) -> int:
        """Put out whoever is in the server's room under another feed; a room that is over is destroyed."""
        with JanusSession(self.given["url"], self._auth(now + timedelta(minutes=1))) as session:
            found = session.ask({"request": "listparticipants", "room": meeting.number})
            there = {one["id"] for one in found.get("participants", [])}
            if is_over:
                session.ask(self._of_room(meeting, {"request": "destroy", "permanent": False}))
                return len(there)
            if "error" not in found:
                self._prepare(session, meeting)
            for feed in sorted(there - set(present)):
                session.ask(self._of_room(meeting, {"request": "kick", "id": feed}))
            return len(there - set(present))

    def _of_room(self, meeting: Meeting, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {**asked, "room": meeting.number, "secret": self._word("secret", meeting)}

    def _prepare(self, session: "JanusSession", meeting: Meeting) -> None:
        tokens = [self._token(meeting, guest.number) for guest in meeting.guests]
        made = session.ask(
            {
                "request": "create",
                "room": meeting.number,
                "description": meeting.title,
                "permanent": False,
                "is_private": True,
                "secret": self._word("secret", meeting),
                "pin": self._word("pin", meeting),
                "require_pvtid": True,
                "publishers": max(1, sum(guest.speaks for guest in meeting.guests)),
                "bitrate": BITRATE,
                "fir_freq": 10,
                "allowed": tokens,
                "record": False,
                **({"admin_key": self.given["admin_key"]} if "admin_key" in self.given else {}),
            }
        )
        if made.get("error_code") == _EXISTS:
            # Seats may have come or gone since the room was made.
            gone = [self._token(meeting, number) for number in meeting.gone]
            for action, meant in (("add", tokens), ("remove", gone)):
                asked = {"request": "allowed", "action": action, "allowed": meant}
                session.ask(self._of_room(meeting, asked), must=True)
        elif "error" in made:
            raise CarrierDownError(f"Janus: {made['error']}")

    def _word(self, what: str, meeting: Meeting) -> str:
        said = f"{what}:{meeting.key}"
        return hmac.digest(self.given["secret"].encode(), said.encode(), "sha256").hex()[:32]

    def _token(self, meeting: Meeting, number: int) -> str:
        return self._word(f"seat-{number}", meeting)

    def _auth(self, until: datetime) -> str:
        """Return a signed token of the API (janus.jcfg, token_auth_secret); "" where it asks for none."""
        if "auth_secret" not in self.given:
            return ""
        said = f"{int(until.timestamp())},janus,{PLUGIN}"
        seal = hmac.digest(self.given["auth_secret"].encode(), said.encode(), "sha1")
        return f"{said}:{base64.b64encode(seal).decode()}"


class JanusSession:
    """A session with a handle of the VideoRoom plugin, for as long as the block runs. CarrierDownError."""

    def __init__(self, url: str, auth: str) -> None:
        self.address = url.rstrip("/")
        self.auth = {"token": auth} if auth else {}
        self.http = httpx.Client(timeout=TIMEOUT)
        self.session = self.handle = ""

    def __enter__(self) -> Self:
        try:
            self.session = f"{self.address}/{self._post(self.address, {'janus': 'create'})['data']['id']}"
            attached = self._post(self.session, {"janus": "attach", "plugin": PLUGIN})
            self.handle = f"{self.session}/{attached['data']['id']}"
        except BaseException:
            self.http.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._post(self.session, {"janus": "destroy"})
        finally:
            self.http.close()

    def ask(self, body: Mapping[str, Any], *, must: bool = False) -> dict[str, Any]:
        """Return the plugin's answer to a request; with `must`, CarrierDownError where it is an error."""
        answer = self._post(self.handle, {"janus": "message", "body": dict(body)})
        said: dict[str, Any] = answer["plugindata"]["data"]
        if must and "error" in said:
            raise CarrierDownError(f"Janus: {said['error']}")
        return said

    def event(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the event that answers a request the plugin takes its time for (join, configure)."""
        self._post(self.handle, {"janus": "message", "body": dict(body)})
        while True:
            came = self._checked(self.http.get(self.session, params={"maxev": 1, **self.auth}))
            if came.get("janus") == "event":
                said: dict[str, Any] = came["plugindata"]["data"]
                return said

    def _post(self, address: str, said: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer = self.http.post(address, json={**said, **self.auth, "transaction": uuid4().hex})
        except httpx.HTTPError as error:
            raise CarrierDownError(f"Janus: {type(error).__name__}") from error
        return self._checked(answer)

    def _checked(self, answer: httpx.Response) -> dict[str, Any]:
        try:
            answer.raise_for_status()
            got: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise CarrierDownError(f"Janus: {type(error).__name__}") from error
        if got.get("janus") == "error":
            raise CarrierDownError(f"Janus: {got['error']['reason']}")
        return got
