from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from didim.feeds.rooms.janus import JanusCarrier, JanusSession
from didim.rooms.domain.carriers import CarrierDownError, Guest, Meeting, enter, rooms_to_tend, tend
from didim.rooms.domain.meeting import acting
from didim.rooms.domain.meeting import join as join_room
from didim.rooms.domain.opening import SeatFor, close_room, open_room, take_seat_away
from didim.rooms.enums import Provider, RoomKind
from didim.rooms.queries.seats import seats_of
from didim.rooms.queries.state import state_of
from tests.janus import JANUS, MISSING, janus_server
from tests.registry.conftest import make_agency

__all__ = ["make_agency"]

pytestmark = pytest.mark.skipif(JANUS is None, reason=MISSING)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with janus_server(Path(tmp_path_factory.mktemp("janus"))) as given:
        yield given


def guests(count: int) -> tuple[Guest, ...]:
    return tuple(
        Guest(number, f"사람 {number}", speaks=True, leads=number == 1, feed=7000 + number)
        for number in range(1, count + 1)
    )


def join(server: dict[str, str], facts: dict, **changed: object) -> dict:
    with JanusSession(server["url"], facts["auth"]) as session:
        return session.event({**joining(facts), **changed})


def joining(facts: dict) -> dict:
    said = {name: facts[name] for name in ("room", "pin", "token")}
    return {"request": "join", "ptype": "publisher", "id": facts["feed"], **said}


def test_room_is_made_once_and_lets_in_its_people_alone(server: dict[str, str]) -> None:
    now = timezone.now()
    carrier = JanusCarrier(server)
    meeting = Meeting("first", 41, "판로 상담", guests(2), (), now + timedelta(hours=1))
    facts = dict(carrier.enter(meeting, meeting.guests[0], now).facts)
    assert join(server, facts)["videoroom"] == "joined"
    assert "error" in join(server, facts, token="of-nobody")
    assert "error" in join(server, facts, pin="wrong")

    more = Meeting("first", 41, "판로 상담", guests(3)[1:], (1,), now + timedelta(hours=1))
    third = dict(carrier.enter(more, more.guests[1], now).facts)
    assert join(server, third)["videoroom"] == "joined"
    assert "error" in join(server, facts)


def test_server_refuses_whoever_has_no_signed_token(server: dict[str, str]) -> None:
    with pytest.raises(CarrierDownError), JanusSession(server["url"], ""):
        pass


def test_server_that_is_away_is_told(server: dict[str, str]) -> None:
    now = timezone.now()
    meeting = Meeting("away", 42, "판로 상담", guests(1), (), now + timedelta(hours=1))
    with pytest.raises(CarrierDownError):
        JanusCarrier({**server, "url": "http://127.0.0.1:9/janus"}).enter(meeting, meeting.guests[0], now)


def test_name_of_a_browser_that_is_there_is_not_taken_by_another(server: dict[str, str]) -> None:
    now = timezone.now()
    carrier = JanusCarrier(server)
    meeting = Meeting("names", 43, "판로 상담", guests(2), (), now + timedelta(hours=1))
    first, second = (dict(carrier.enter(meeting, guest, now).facts) for guest in meeting.guests)
    with JanusSession(server["url"], first["auth"]) as session:
        assert session.event(joining(first))["id"] == first["feed"]
        assert "error" in join(server, second, id=first["feed"])
        # The same page comes back before its old line is noticed dead.
        again = dict(carrier.enter(meeting, meeting.guests[0], now).facts)
        assert join(server, again)["id"] == first["feed"]


def test_whoever_has_no_seat_any_more_is_put_out(server: dict[str, str]) -> None:
    now = timezone.now()
    carrier = JanusCarrier(server)
    meeting = Meeting("seats", 44, "판로 상담", guests(2), (), now + timedelta(hours=1))
    first, second = (dict(carrier.enter(meeting, guest, now).facts) for guest in meeting.guests)
    with (
        JanusSession(server["url"], first["auth"]) as staying,
        JanusSession(server["url"], second["auth"]) as going,
    ):
        staying.event(joining(first))
        going.event(joining(second))
        less = replace(meeting, guests=meeting.guests[:1], gone=(2,))
        assert carrier.tend(less, present={first["feed"]}, is_over=False, now=now) == 1
        listed = going.ask({"request": "listparticipants", "room": 44})
        assert [one["id"] for one in listed["participants"]] == [first["feed"]]
        assert "error" in join(server, second)
        assert carrier.tend(less, present={first["feed"]}, is_over=True, now=now) == 1
        assert "error" in staying.ask({"request": "listparticipants", "room": 44})
    assert carrier.tend(less, present=(), is_over=True, now=now) == 0


@pytest.mark.django_db
def test_seat_taken_away_ends_at_the_server_too(
    server: dict[str, str], settings: Any, make_agency: Any
) -> None:
    settings.ROOM_SERVERS = {"janus": server}
    now = timezone.now()
    room = open_room(
        agency=make_agency(),
        kind=RoomKind.LECTURE,
        provider=Provider.JANUS,
        title="설명회",
        opens_at=now,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        people=[SeatFor(name="강사"), SeatFor(name="듣는 사람")],
        by=None,
        now=now,
    )
    seats = seats_of(room=room)
    for seat in seats:
        join_room(seat_id=seat.pk, connection=f"page-{seat.number}", now=now)
    facts = []
    for seat in seats:
        with acting(seat_id=seat.pk, connection=f"page-{seat.number}", now=now) as here:
            facts.append(dict(enter(presence=here.presence, now=now).facts))
    told = {person["number"]: person["feed"] for person in state_of(seats[0], now)["people"]}
    assert told == {
        number: sha256(str(one["feed"]).encode()).hexdigest() for number, one in enumerate(facts, 1)
    }
    with JanusSession(server["url"], facts[1]["auth"]) as listening:
        assert listening.event(joining(facts[1]))["videoroom"] == "joined"
        assert [one.pk for one in rooms_to_tend(now=now)] == [room.pk]
        assert tend(room=room, now=now) == 0
        take_seat_away(seat=seats[1], by=None, now=now)
        assert tend(room=room, now=now) == 1
        assert listening.ask({"request": "listparticipants", "room": room.pk})["participants"] == []
        assert "error" in join(server, facts[1])
    closed = close_room(room=room, by=None, now=now)
    tend(room=closed, now=now)
    assert "error" in join(server, facts[0])
    assert rooms_to_tend(now=now + timedelta(minutes=11)) == []
