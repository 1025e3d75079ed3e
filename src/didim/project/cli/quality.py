"""``test`` and ``check``: what must hold before a change lands."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click

from didim.project.places import BASE_DIR, VAR_DIR

LONGEST_FILE = 500  # lines; a longer file is a sign that a room is missing
COUNTED = {".py", ".css", ".js", ".mjs", ".html", ".md", ".toml", ".sh"}
CHROMIUM = Path("/usr/bin/chromium")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """모든 시험을 합니다. Run all tests on two processes; further words go to pytest."""
    from didim.project.builds import build_front_end

    install_chromium()
    build_front_end()
    processes = [] if any(word.startswith("-n") for word in arguments) else ["-n", "2"]
    done = subprocess.run([sys.executable, "-m", "pytest", *processes, *arguments], cwd=BASE_DIR, check=False)
    sys.exit(done.returncode)


@click.command()
def build() -> None:
    """화면 자원과 번역을 만듭니다. Build style sheets, scripts and translations."""
    from didim.project.builds import build_front_end, compile_messages

    build_front_end()
    compile_messages()


def install_chromium() -> None:
    """Install Debian's Chromium when we may; where we may not, the browser tests say how to get it."""
    apt = shutil.which("apt-get")
    if CHROMIUM.exists() or os.geteuid() != 0 or apt is None:
        return
    click.echo("didim: chromium을 설치합니다 / installing chromium", err=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        if subprocess.run([apt, *words], env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            click.echo(
                "didim: apt-get 실패, 브라우저 시험은 건너뜁니다 / failed, browser tests are skipped",
                err=True,
            )
            return


@click.command()
def check() -> None:
    """고친 것을 살핍니다. Check style, types, import contracts, migrations and the length of files."""
    programs = Path(sys.executable).parent
    steps = {
        "ruff": [programs / "ruff", "check", "."],
        "format": [programs / "ruff", "format", "--check", "."],
        "contracts": [programs / "lint-imports"],
        "types": [programs / "mypy"],
        "migrations": [sys.executable, "-m", "didim", "manage", "makemigrations", "--check", "--dry-run"],
    }
    failed = []
    for name, words in steps.items():
        began = time.monotonic()
        done = subprocess.run(
            words, cwd=BASE_DIR, env=_environment(), capture_output=True, text=True, check=False
        )
        click.echo(
            f"{name:12} {'실패 failed' if done.returncode else 'ok'}  {time.monotonic() - began:.1f} s"
        )
        if done.returncode:
            failed.append(name)
            click.echo(done.stdout + done.stderr)
    too_long = long_files()
    click.echo(f"{'length':12} {'실패 failed' if too_long else 'ok'}")
    for path, lines in too_long:
        click.echo(f"  {path}: {lines} > {LONGEST_FILE}")
    sys.exit(1 if failed or too_long else 0)


def _environment() -> dict[str, str]:
    """Return our environment with the database for tests: a check does not open the one with data."""
    from didim.project.postgres import Cluster

    if os.environ.get("DATABASE_URL"):
        return dict(os.environ)
    cluster = Cluster(VAR_DIR, "test-postgres", durable=False)
    cluster.use()
    return {**os.environ, "DATABASE_URL": cluster.url}


def long_files() -> list[tuple[Path, int]]:
    """Return the files of the repository that are longer than allowed, with their lines."""
    tops = [BASE_DIR / top for top in ("src", "tests", "bench", "docs", "frontend")]
    files = [path for top in tops for path in top.rglob("*") if path.suffix in COUNTED and path.is_file()]
    counts = (
        (path.relative_to(BASE_DIR), path.read_text(encoding="utf-8").count("\n"))
        for path in files
        if "build" not in path.parts  # written by tools
    )
    return [(path, lines) for path, lines in counts if lines > LONGEST_FILE]
