"""Our own PostgreSQL: shared by its users, alive after kill -9, gone after the last of them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from didim.project.postgres import LONGEST_SOCKET_PATH, SOCKET_NAME, Cluster

USER = """
import sys
from pathlib import Path
from didim.project.postgres import Cluster
Cluster(Path(sys.argv[1]), durable=False).use()
print("up", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("checkout") / "var", durable=False)
    yield cluster
    wait_until(lambda: not (cluster.home / "data" / "postmaster.pid").exists())
    if os.geteuid() == 0:
        shutil.rmtree(cluster.home.parent)


@pytest.fixture
def new_user(cluster: Cluster) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    users = []

    def start() -> "subprocess.Popen[str]":
        words = [sys.executable, "-c", USER, str(cluster.var)]
        user = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        users.append(user)
        assert user.stdout.readline() == "up\n"
        return user

    yield start
    for user in users:
        user.kill()
        user.communicate()


def answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(cluster.url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def postmaster(cluster: Cluster) -> int:
    return int((cluster.home / "data" / "postmaster.pid").read_text().split()[0])


def test_server_is_gone_after_its_last_user_even_a_killed_one(
    cluster: Cluster, new_user: Callable[[], "subprocess.Popen[str]"]
) -> None:
    first, second = new_user(), new_user()
    first.kill()
    first.wait()
    time.sleep(0.5)
    assert answers(cluster)
    second.kill()
    wait_until(lambda: not answers(cluster))


def test_killed_postmaster_is_started_again_while_somebody_uses_it(
    cluster: Cluster, new_user: Callable[[], "subprocess.Popen[str]"]
) -> None:
    new_user()
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = on")
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        before = postmaster(cluster)
        os.kill(before, signal.SIGKILL)
    wait_until(lambda: answers(cluster) and postmaster(cluster) != before)
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_pid_file_of_another_program_does_not_keep_the_server_from_starting(
    cluster: Cluster, new_user: Callable[[], "subprocess.Popen[str]"]
) -> None:
    new_user().kill()
    wait_until(lambda: not answers(cluster))
    pid_file = cluster.home / "data" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{cluster.home / 'data'}\n0\n5432\n{cluster.socket_dir}\n\n")
    new_user()
    assert answers(cluster)


def test_hangul_sorts_in_its_own_order(
    cluster: Cluster, new_user: Callable[[], "subprocess.Popen[str]"]
) -> None:
    new_user()
    with psycopg.connect(cluster.url) as connection:
        rows = connection.execute("SELECT w FROM unnest(ARRAY['하늘', '가람', '나루', 'A']) w ORDER BY w")
        assert [word for (word,) in rows] == ["A", "가람", "나루", "하늘"]


@pytest.mark.skipif(
    os.geteuid() == 0, reason="root's databases lie under /var/lib/didim, whose path is short"
)
def test_long_path_gets_a_short_socket_folder_of_its_own(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / ("long" * 30) / "var")
    assert len(os.fsencode(cluster.socket_dir / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
    assert cluster.socket_dir != Cluster(tmp_path / ("long" * 31) / "var").socket_dir
