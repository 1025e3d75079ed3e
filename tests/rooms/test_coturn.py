"""Our time-limited credentials, asked of the real server: they relay until their end, and not after."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from didim.project import diagnosis
from didim.rooms.domain.turn import TurnServer, ice_servers
from tests.coturn import CLIENT, MISSING, SECRET, TURNSERVER, coturn

pytestmark = pytest.mark.skipif(TURNSERVER is None or CLIENT is None, reason=MISSING)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with coturn(Path(tmp_path_factory.mktemp("coturn"))) as port:
        yield port


def relays(port: int, *, made_at: datetime, secret: str = SECRET) -> bool:
    """Whether two clients with credentials of an hour, made at an instant, hear each other through it."""
    server = TurnServer([], [f"turn:127.0.0.1:{port}?transport=udp"], secret)
    (given,) = ice_servers(server, name="3-1", now=made_at, lasts=HOUR)
    words = [str(CLIENT), "-y", "-m", "1", "-n", "3", "-u", given["username"], "-w", given["credential"]]
    done = subprocess.run(
        [*words, "-p", str(port), "127.0.0.1"], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode == 0 and "Total lost packets 0 " in done.stdout


def test_credentials_relay_until_their_end(port: int) -> None:
    assert relays(port, made_at=datetime.now(UTC))


@pytest.mark.parametrize(("ago", "secret"), [(2 * HOUR, SECRET), (timedelta(0), "another")])
def test_ended_or_foreign_credentials_are_refused(port: int, ago: timedelta, secret: str) -> None:
    assert not relays(port, made_at=datetime.now(UTC) - ago, secret=secret)


def test_doctor_finds_the_server(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIDIM_TURN", f"turn:127.0.0.1:{port}?transport=udp")
    monkeypatch.setenv("DIDIM_TURN_SECRET", SECRET)
    assert diagnosis._coturn().fine
