"""A real Janus of this machine for tests: Debian's, with settings of its own, on free ports."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

JANUS = shutil.which("janus")
MISSING = "no Janus: apt-get install janus, then run again"
AUTH_SECRET, ADMIN_KEY = "token-secret", "admin-key"
_OTHERS = {
    "plugins": "audiobridge duktape echotest lua nosip recordplay sip streaming textroom videocall voicemail",
    "transports": "mqtt nanomsg pfunix rabbitmq",
}


@contextmanager
def janus_server(folder: Path) -> Iterator[dict[str, str]]:
    """Run Janus; yield the settings of our adapter for it."""
    http, websocket = _free_port(), _free_port()
    parts = next(Path("/usr/lib").glob("*/janus"))
    off = {kind: ",".join(f"libjanus_{name}.so" for name in names.split()) for kind, names in _OTHERS.items()}
    files = {
        "janus.jcfg": f"""
            general: {{
              configs_folder = "{folder}"
              plugins_folder = "{parts}/plugins"
              transports_folder = "{parts}/transports"
              events_folder = "{parts}/events"
              loggers_folder = "{parts}/loggers"
              debug_level = 2
              interface = "127.0.0.1"
              token_auth = true
              token_auth_secret = "{AUTH_SECRET}"
            }}
            plugins: {{ disable = "{off["plugins"]}" }}
            transports: {{ disable = "{off["transports"]}" }}
            events: {{ broadcast = false }}
            """,
        "janus.transport.http.jcfg": f"""
            general: {{
              json = "compact"
              base_path = "/janus"
              http = true
              port = {http}
              ip = "127.0.0.1"
              https = false
            }}
            admin: {{ admin_http = false admin_https = false }}
            """,
        "janus.transport.websockets.jcfg": f"""
            general: {{ json = "compact" ws = true ws_port = {websocket} ws_ip = "127.0.0.1" wss = false }}
            admin: {{ admin_ws = false admin_wss = false }}
            """,
        "janus.plugin.videoroom.jcfg": f'general: {{ admin_key = "{ADMIN_KEY}" }}',
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    words = [str(JANUS), "-o", "-F", str(folder), "-C", str(folder / "janus.jcfg")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while not _answers(http):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.2)
        yield {
            "url": f"http://127.0.0.1:{http}/janus",
            "public_url": f"ws://127.0.0.1:{websocket}/",
            "secret": "ours",
            "admin_key": ADMIN_KEY,
            "auth_secret": AUTH_SECRET,
        }
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/janus/info", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
