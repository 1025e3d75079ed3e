"""Runs the programs of an installation side by side and stops them together."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)
GRACE = 10.0  # seconds a program has to end by itself after SIGTERM
TRIES, WITHIN = 5, 60.0  # a program that dies so often in so many seconds will not be started again


@dataclass
class Program:
    """One program: its words, what it adds to the environment, and its process while it runs."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=TRIES))

    def start(self) -> None:
        """Start it in a process group of its own: Ctrl-C reaches us alone, and we stop it in order."""
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            start_new_session=True,
            preexec_fn=_end_with_parent(),  # noqa: PLW1509 - started before any thread of ours
        )

    @property
    def has_ended(self) -> bool:
        """Whether it was started and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Ask it to end; it has ``GRACE`` seconds, then its whole process group is killed."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def end_group(self) -> None:
        """Kill what a program that died has left behind."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return


def _end_with_parent() -> Callable[[], None] | None:
    """Return what a child runs so that it gets SIGTERM when we die, even by ``kill -9``; Linux only."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask_kernel() -> None:
        libc.prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG

    return ask_kernel


@dataclass
class Supervisor:
    """Starts programs, starts again what dies, stops all on SIGINT, SIGTERM or when one gives up."""

    programs: Sequence[Program]
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start all programs; from now on SIGINT and SIGTERM end ``run``."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())
        for program in self.programs:
            program.start()

    def run(self) -> int:
        """Watch over the programs until we are asked to stop; return 0, or 1 when a program kept dying."""
        code = 0
        while not self.stopping.wait(0.2):
            if any(self._gave_up(program) for program in self.programs):
                code = 1
                break
        self.stop()
        return code

    def stop(self) -> None:
        """Stop the programs in the opposite order of their start."""
        for program in reversed(self.programs):
            program.stop()

    def _gave_up(self, program: Program) -> bool:
        """Start a program again if it has died; return True when it died too often."""
        process = program.process
        if process is None or process.poll() is None:
            return False
        program.end_group()
        now = time.monotonic()
        if process.returncode == -signal.SIGKILL:
            # Killed from outside (by hand, for memory): no fault of its own, so it is back at once.
            log.warning("%s ended with %s and is started again", program.name, process.returncode)
            program.start()
            return False
        program.deaths.append(now)
        if len(program.deaths) == TRIES and now - program.deaths[0] < WITHIN:
            log.error("%s died %d times; the last exit code is %s", program.name, TRIES, process.returncode)
            return True
        log.warning("%s ended with %s and is started again", program.name, process.returncode)
        self.stopping.wait(1.0)
        if not self.stopping.is_set():
            program.start()
        return False
