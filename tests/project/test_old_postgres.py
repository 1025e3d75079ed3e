"""The schema also stands on PostgreSQL 15, the oldest we promise, where Debian's is installed."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from didim.project.postgres import server_user

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
CHECKS = ["registry.Enterprise", "registry.Agency", "programmes.Notice", "accounts.User"]
pytestmark = pytest.mark.skipif(
    not (PROGRAMS / "initdb").exists(),
    reason="no PostgreSQL 15: apt-get install postgresql-15, then run again",
)


def run(*words: object, owner: pwd.struct_passwd | None = None, **environment: str) -> str:
    """Run a program, as the system user when we are root, and return what it prints."""
    done = subprocess.run(
        list(map(str, words)),
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def database_url() -> Iterator[str]:
    owner = server_user()
    home = Path(tempfile.mkdtemp(prefix="didim-15-"))  # mode 700, short enough for a socket
    if owner:
        os.chown(home, owner.pw_uid, owner.pw_gid)
    run(PROGRAMS / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-N", owner=owner)
    options = f"-k {home} -c listen_addresses= -c fsync=off"
    control = (PROGRAMS / "pg_ctl", "-D", home / "data", "-w")
    run(*control, "-l", home / "log", "-o", options, "start", owner=owner)
    try:
        psql = (PROGRAMS / "psql", "-h", home, "-U", "postgres", "-q", "-c")
        run(*psql, "CREATE ROLE didim LOGIN CREATEDB", owner=owner)
        run(*psql, "CREATE DATABASE didim OWNER didim", owner=owner)
        yield f"postgresql://didim@/didim?host={home}"
    finally:
        run(*control, "-m", "immediate", "stop", owner=owner)
        shutil.rmtree(home)


def test_schema_stands_and_is_read_on_postgresql_15(database_url: str) -> None:
    manage = (sys.executable, "-m", "didim", "manage")
    settings = {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "didim.project.settings"}
    run(*manage, "migrate", "--verbosity", "0", **settings)
    lines = [f"apps.get_model('{name}').objects.count()" for name in CHECKS]
    script = "from django.apps import apps; from django.db import connection as c; "
    script += f"print(c.pg_version // 10_000, {', '.join(lines)})"
    printed = run(*manage, "shell", "--no-imports", "--command", script, **settings)
    assert printed.split()[0] == "15"
