import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from didim.feeds.rooms.jitsi import JitsiCarrier
from didim.feeds.rooms.livekit import LiveKitCarrier
from didim.rooms.domain.carriers import Guest, Meeting

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOST, GUEST = Guest(1, "김상담", speaks=True, leads=True), Guest(2, "이사장", speaks=False, leads=False)
MEETING = Meeting("Ab-cd", 7, "판로 상담", (HOST, GUEST), (), datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


def claims_of(token: str, secret: str) -> dict:
    head, body, seal = token.split(".")
    expected = hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(seal + "=") == expected
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def test_jitsi_link_carries_a_token_for_its_room_alone():
    given = {
        "url": "https://meet.example.org/",
        "app_id": "didim",
        "secret": "s",
        "subject": "meet.example.org",
    }
    address = urlsplit(JitsiCarrier(given).enter(MEETING, GUEST, NOW).facts["address"])
    claims = claims_of(parse_qs(address.query)["jwt"][0], "s")
    assert address.path == "/didim-ab-cd"
    assert (claims["room"], claims["moderator"], claims["iss"]) == ("didim-ab-cd", False, "didim")
    assert claims["exp"] == int(MEETING.ends_at.timestamp()) + 300


def test_livekit_grant_lets_a_listener_listen():
    given = {
        "url": "wss://live.example.org",
        "page": "https://rooms.example.org",
        "api_key": "k",
        "secret": "s",
    }
    address = urlsplit(LiveKitCarrier(given).enter(MEETING, GUEST, NOW).facts["address"])
    asked = parse_qs(address.query)
    grant = claims_of(asked["token"][0], "s")["video"]
    assert asked["liveKitUrl"] == ["wss://live.example.org"]
    assert (grant["roomJoin"], grant["canPublish"], grant["roomAdmin"]) == (True, False, False)
