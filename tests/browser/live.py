"""The process of live messages for browser tests: the real program, on the database of the test."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection

from didim.project.cli.run import live_command


@contextmanager
def live_process(**told: str) -> Iterator[int]:
    """Run the program on a free port, `told` in its environment; yield the port once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = connection.settings_dict
    whom = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}@"
    address = f"postgresql://{whom}:{given['PORT']}/{given['NAME']}?host={quote(given['HOST'], safe='')}"
    environment = {
        **os.environ,
        **told,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "didim.project.settings",
    }
    process = subprocess.Popen(live_command("127.0.0.1", port), env=environment)
    try:
        until = time.monotonic() + 120
        while not _answers(port):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    except urllib.error.HTTPError as answer:
        return answer.code == 404
    except OSError:
        return False
    return True
