"""A real coturn of this machine for tests: Debian's, with the secret of our credentials, on a free port."""

import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TURNSERVER, CLIENT = shutil.which("turnserver"), shutil.which("turnutils_uclient")
MISSING = "no coturn: apt-get install coturn, then run again"
SECRET = "north"
_BINDING = bytes.fromhex("000100002112a442")  # a STUN request without attributes (RFC 8489)


@contextmanager
def coturn(folder: Path) -> Iterator[int]:
    """Run the server; yield its port (UDP and TCP)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [
        str(TURNSERVER), "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}",
        "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=example.org", "--fingerprint",
        "--no-tls", "--no-dtls", "--no-cli", "--allow-loopback-peers", "--cli-password=unused",
        f"--pidfile={folder}/pid", f"--log-file={folder}/log", "--simple-log", f"--userdb={folder}/users",
    ]  # fmt: skip
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not _answers(port):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(0.3)
        try:
            line.sendto(_BINDING + secrets.token_bytes(12), ("127.0.0.1", port))
            return bool(line.recv(1500))
        except OSError:
            time.sleep(0.1)
            return False
