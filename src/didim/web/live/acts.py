"""What a browser in a room may ask for, by name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from didim.rooms.domain.carriers import enter
from didim.rooms.domain.meeting import Here, acting, admit, check_may_join, describe, leave, say
from didim.rooms.domain.recording import (
    agree_to_recording,
    start_recording,
    stop_recording,
    withdraw_from_recording,
)
from didim.rooms.domain.tickets import Ticket

_DESCRIBED = ("to_connection", "description", "candidates", "sharing")


def _describe(here: Here, asked: Mapping[str, Any], now: datetime) -> None:
    body = {name: asked[name] for name in _DESCRIBED if name in asked}
    describe(here=here, to=int(asked["to"]), body=body, now=now)


_ACTS: Mapping[str, Callable[[Here, Mapping[str, Any], datetime], object]] = {
    "describe": _describe,
    "say": lambda here, asked, now: say(here=here, text=str(asked["text"]), now=now),
    "admit": lambda here, asked, now: admit(here=here, number=int(asked["number"]), now=now),
    "agree": lambda here, _asked, now: agree_to_recording(here=here, now=now),
    "withdraw": lambda here, _asked, now: withdraw_from_recording(here=here, now=now),
    "record": lambda here, _asked, now: start_recording(here=here, now=now),
    "stop": lambda here, _asked, now: stop_recording(here=here, now=now),
}


def act(*, ticket: Ticket, asked: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """Do one thing; return what is said to it. KeyError or ValueError for what is no such thing.

    Raises what acts raise. Whoever comes in is told how their browser connects: that may ask a server, so it
    is done after the transaction.
    """
    if asked["act"] == "leave":
        leave(seat_id=ticket.seat_id, connection=ticket.connection, now=now)
        return {}
    if asked["act"] == "ask":
        check_may_join(seat_id=ticket.seat_id, connection=ticket.connection, now=now)
        return {}
    with acting(seat_id=ticket.seat_id, connection=ticket.connection, now=now) as here:
        if asked["act"] != "enter":
            _ACTS[asked["act"]](here, asked, now)
            return {}
    entrance = enter(presence=here.presence, now=now)
    return {"way": entrance.way, **entrance.facts}
