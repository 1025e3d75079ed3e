"""Programs run side by side: started again when they die, ended together, also when we are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from didim.project.processes import TRIES, Program, Supervisor

# A program that writes its process id into the folder named by its first word, then waits.
WAITING = (
    "import os, sys, time; open(f'{sys.argv[1]}/{os.getpid()}', 'w').close(); time.sleep(float(sys.argv[2]))"
)
SUPERVISING = """
import sys
from didim.project.processes import Program, Supervisor
words = [sys.executable, "-c", sys.argv[1], sys.argv[2], "60"]
supervisor = Supervisor([Program("one", words), Program("two", words)])
supervisor.start()
sys.exit(supervisor.run())
"""


def program(folder: Path, seconds: float) -> Program:
    return Program("program", [sys.executable, "-c", WAITING, str(folder), str(seconds)])


def started(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir()]


def runs(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "Z (zombie)" not in status.read_text()


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_programs_end_with_the_supervisor_however_it_ends(tmp_path: Path, ending: signal.Signals) -> None:
    words = [sys.executable, "-c", SUPERVISING, WAITING, str(tmp_path)]
    supervisor = subprocess.Popen(words)
    wait_until(lambda: len(started(tmp_path)) == 2)
    os.kill(supervisor.pid, ending)
    code = supervisor.wait(20)
    wait_until(lambda: not any(runs(pid) for pid in started(tmp_path)))
    assert code == (-signal.SIGKILL if ending is signal.SIGKILL else 0)


def test_program_that_keeps_dying_is_given_up(tmp_path: Path) -> None:
    dying, living = program(tmp_path, 0), program(tmp_path, 60)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    supervisor = Supervisor([dying, living])
    supervisor.start()
    try:
        assert supervisor.run() == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert len(started(tmp_path)) == TRIES + 1
    assert not any(runs(pid) for pid in started(tmp_path))
