"""ClamAV's daemon: one stream in, one verdict out (clamd(8), command INSTREAM).

Our own few lines: the packages that speak this protocol are under the GPL, or were last released in 2014.
"""

import socket
import struct
from collections.abc import Iterable
from contextlib import closing

WAIT_SECONDS = 120
_LONGEST_ANSWER = 4096


class ScanFailedError(Exception):
    """The daemon could not be asked, or did not give a verdict; ask again later."""


class TooLargeToScanError(ScanFailedError):
    """The daemon takes no file of this size (StreamMaxLength in clamd.conf)."""


def found_virus(address: str, parts: Iterable[bytes]) -> str:
    """Return the name of the virus clamd finds in a stream, "" for none.

    `address` is ``unix:/run/clamav/clamd.ctl`` or ``host:3310``. Raises ScanFailedError.
    """
    try:
        with closing(_connect(address)) as link:
            link.sendall(b"zINSTREAM\0")
            answer = _send(link, parts) or _read(link)
    except OSError as error:
        raise ScanFailedError(f"clamd at {address}: {error}") from error
    verdict = answer.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    if "size limit exceeded" in verdict:
        raise TooLargeToScanError(verdict)
    raise ScanFailedError(f"clamd at {address} answered {verdict!r}")


def _connect(address: str) -> socket.socket:
    if address.startswith("unix:"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(WAIT_SECONDS)
        try:
            link.connect(address.removeprefix("unix:"))
        except OSError:
            link.close()
            raise
        return link
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=WAIT_SECONDS)


def _send(link: socket.socket, parts: Iterable[bytes]) -> bytes:
    """Send the stream; clamd hangs up on a stream that is too long, after it has said so."""
    try:
        for part in parts:
            if part:
                link.sendall(struct.pack("!I", len(part)) + part)
        link.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        answer = _read(link)
        if not answer:
            raise
        return answer
    return b""


def _read(link: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        piece = link.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer
