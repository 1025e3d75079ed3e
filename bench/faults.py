"""kill -9 of web, job worker and database in turn, during a surge: what was acknowledged is there.

The supervisor of `./didim serve` and the keeper of the cluster start again what was killed; applicants who
get no answer try again, as people do. At the end the chain of receipts is recomputed with all contents.
"""

import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NEEDS_DATABASE = True
DURABLE = True
FIRMS, RATE, KILLS, EVERY, GOAL_KILLS = 900, 20.0, 21, 2.0, 20
# Every so many times it is the process above those that serve.
ABOVE = 4


def run() -> dict[str, Any]:
    """Kill in turn during a surge; return what was lost (nothing) and how quickly things came back."""
    from bench.intake.proof import missing_receipts, state_of_chain
    from bench.intake.server import Crowd, free_port, heard, start_crowd
    from bench.intake.world import make_world

    from didim.project.builds import build_front_end
    from didim.project.cli.bench import bench_cluster
    from didim.project.cli.run import await_home_page, collect_static, web_command, web_environment
    from didim.project.processes import Program, Supervisor

    build_front_end()
    collect_static()
    call_id, firms = make_world(FIRMS)
    port = free_port()
    web = Program("web", web_command("127.0.0.1", port), web_environment("127.0.0.1"))
    worker = Program("worker", [sys.executable, "-m", "didim", "worker"], {"DIDIM_PROCESS": "system"})
    supervisor = Supervisor([web, worker])
    supervisor.start()
    watching = threading.Thread(target=supervisor.run)
    watching.start()
    cluster = bench_cluster(durable=True)
    try:
        if not await_home_page("127.0.0.1", port, seconds=240):
            raise RuntimeError("the web server does not answer")
        crowd = start_crowd(port, Crowd(rate=RATE, connections=48, patience=60, persistent=True), firms)
        killer = Killer(web, worker, cluster)
        killer.kill(KILLS)
        outcome = heard(crowd)
    finally:
        supervisor.stopping.set()
        watching.join()
    await_database(60)
    missing = missing_receipts(call_id, outcome["receipts"].values())
    chain = state_of_chain(call_id)
    return {
        "killed": killer.killed,
        "kills": sum(killer.killed.values()),
        "firms": len(firms),
        "acknowledged": len(outcome["receipts"]),
        "acknowledged_but_missing": len(missing),
        "never_answered": len(firms) - len(outcome["receipts"]),
        "answers": outcome["statuses"],
        "chain": chain,
        "goal": {"kills": GOAL_KILLS, "missing": 0, "never_answered": 0, "chain_whole": True},
        "met": sum(killer.killed.values()) >= GOAL_KILLS
        and not missing
        and len(outcome["receipts"]) == len(firms)
        and chain["whole"],
    }


def await_database(seconds: float) -> None:
    """Wait until the database answers again."""
    from django.db import DatabaseError, connection

    until = time.monotonic() + seconds
    while True:
        try:
            connection.close()
            connection.ensure_connection()
        except DatabaseError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


@dataclass
class Killer:
    """Kills the next one in turn, each only while it runs."""

    web: Any
    worker: Any
    cluster: Any
    killed: dict[str, int] = field(default_factory=dict)

    def kill(self, times: int) -> None:
        """Kill so many times, one every few seconds."""
        kinds = {
            "web process": self._web_process,
            "job worker": lambda: self.worker.process and self.worker.process.pid,
            "database": self._postmaster,
        }
        for number in range(times):
            time.sleep(EVERY)
            name = list(kinds)[number % len(kinds)]
            until = time.monotonic() + 10
            while time.monotonic() < until:
                process = kinds[name]()
                if process and _kill(process):
                    self.killed[name] = self.killed.get(name, 0) + 1
                    break
                time.sleep(0.1)

    def _web_process(self) -> int | None:
        """Return a process that serves; once in a while the one above them."""
        if self.killed.get("web process", 0) % ABOVE == ABOVE - 1:
            return self.web.process and self.web.process.pid
        main = self.web.process.pid if self.web.process else 0
        below = _children(main)
        return below[self.killed.get("web process", 0) % len(below)] if below else None

    def _postmaster(self) -> int | None:
        try:
            return int((self.cluster.home / "data" / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent and fields[0] != "Z":
                found.append(int(entry.name))
    return sorted(found)


def _kill(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
