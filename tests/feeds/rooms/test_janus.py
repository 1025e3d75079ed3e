from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from didim.feeds.rooms.janus import JanusCarrier, JanusSession
from didim.rooms.domain.carriers import CarrierDownError, Guest, Meeting
from tests.janus import JANUS, MISSING, janus_server

pytestmark = pytest.mark.skipif(JANUS is None, reason=MISSING)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with janus_server(Path(tmp_path_factory.mktemp("janus"))) as given:
        yield given


def guests(count: int) -> tuple[Guest, ...]:
    return tuple(
        Guest(number, f"사람 {number}", speaks=True, leads=number == 1) for number in range(1, count + 1)
    )


def join(server: dict[str, str], facts: dict, **changed: object) -> dict:
    with JanusSession(server["url"], facts["auth"]) as session:
        asked = {"request": "join", "ptype": "publisher", "display": "1"}
        asked |= {name: facts[name] for name in ("room", "pin", "token")}
        return session.event({**asked, **changed})


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
