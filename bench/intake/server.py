"""The web server as `./didim serve` starts it, on a cluster for measurements, and what it all costs."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from didim.project.postgres import Cluster

from .world import Applicant

_TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def web_server(port: int) -> Iterator[int]:
    """Run the real web server; yield its process id."""
    from didim.project.cli.run import await_home_page, web_command, web_environment

    process = subprocess.Popen(
        web_command("127.0.0.1", port), env={**os.environ, **web_environment("127.0.0.1")}
    )
    try:
        if not await_home_page("127.0.0.1", port, seconds=240):
            raise RuntimeError("the web server does not answer")
        yield process.pid
    finally:
        process.terminate()
        process.wait(15)


def cpu_seconds(root: int) -> float:
    """Return the processor time of a process and everything below it, ended children included."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(entry.name))
        used[int(entry.name)] = sum(map(int, fields[11:15])) / _TICK
    family, found = [root], []
    while family:
        found.append(family.pop())
        family += parents.get(found[-1], [])
    return sum(used.get(process, 0.0) for process in found)


def postmaster(cluster: Cluster) -> int:
    """Return the process id of a cluster's server."""
    return int((cluster.home / "data" / "postmaster.pid").read_text().split()[0])


@dataclass(frozen=True, slots=True)
class Crowd:
    """How applicants come: at a rate (0: as fast as their connections allow), and how patient they are."""

    rate: float
    connections: int
    patience: float = 20.0
    # Whether who got no answer tries again, and whether they hand in or save their drafts.
    persistent: bool = False
    submits: bool = True


def start_crowd(port: int, crowd: Crowd, applicants: list[Applicant]) -> "subprocess.Popen[str]":
    """Start the applicants in a process of their own."""
    plan = {
        "port": port,
        "rate": crowd.rate,
        "connections": crowd.connections,
        "patience": crowd.patience,
        "persistent": crowd.persistent,
        "submits": crowd.submits,
        "applicants": [(who.application_id, who.version, who.session, who.csrf) for who in applicants],
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(plan, file)
    load = Path(__file__).with_name("load.py")
    return subprocess.Popen([sys.executable, str(load), file.name], stdout=subprocess.PIPE, text=True)


def heard(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Wait for the applicants; return what came of it."""
    output, _errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the applicants failed with {process.returncode}")
    Path(process.args[2]).unlink()  # type: ignore[index]
    outcome: dict[str, Any] = json.loads(output)
    outcome["receipts"] = {int(key): code for key, code in outcome["receipts"].items()}
    outcome["told"] = {int(key): what for key, what in outcome["told"].items()}
    return outcome


@dataclass
class Meter:
    """Processor time of web, database and applicants between two instants."""

    web: int
    database: int
    began: float = 0.0
    before: tuple[float, float] = (0.0, 0.0)

    def start(self) -> None:
        """Begin to measure."""
        self.began, self.before = time.monotonic(), self._used()

    def _used(self) -> tuple[float, float]:
        return cpu_seconds(self.web), cpu_seconds(self.database)

    def per_submission(self, count: int, applicants: float) -> dict[str, float]:
        """Return milliseconds of processor time for each of `count` submissions."""
        web, database = (now - then for now, then in zip(self._used(), self.before, strict=True))
        parts = {"web": web, "postgres": database, "applicants": applicants}
        return {name: round(1_000 * seconds / max(count, 1), 2) for name, seconds in parts.items()}
