import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from didim.rooms.domain.turn import TurnServer, ice_servers

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
COTURN = TurnServer(["stun:turn.example.org"], ["turn:turn.example.org?transport=udp"], "north")


def test_credentials_are_what_coturn_expects():
    stun, turn = ice_servers(COTURN, name="3-1", now=NOW, lasts=timedelta(hours=1))
    assert stun == {"urls": ["stun:turn.example.org"]}
    assert turn["username"] == f"{int(NOW.timestamp()) + 3600}:3-1"
    expected = hmac.new(b"north", turn["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(turn["credential"]) == expected


def test_without_a_secret_there_is_no_turn():
    server = TurnServer([], COTURN.turn, "")
    assert ice_servers(server, name="3-1", now=NOW, lasts=timedelta(hours=1)) == []
