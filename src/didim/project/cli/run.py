"""``demo``, ``serve`` and ``worker``: the programs of an installation."""

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click

from .context import with_django
from .output import progress, stage

WEB_PROCESSES = 2
THREADS = 64  # a slow upload holds one, a submission at a deadline another (project.waiting_room)
# How long the first page may take, how often we say that we wait for it, how many error pages end the wait.
PATIENCE, TOLD_EVERY, ERROR_PAGES = 900.0, 30.0, 3
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


class InBackground(threading.Thread):
    """Runs one function beside us; ``result`` waits for it and raises what it raised."""

    def __init__(self, function: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.function = function
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        """Call the function and keep its error."""
        try:
            self.function()
        except Exception as error:  # noqa: BLE001 - raised again in result()
            self.error = error

    def result(self) -> None:
        """Wait until the function has returned."""
        self.join()
        if self.error is not None:
            raise self.error


def prepare(*further: Callable[[], None]) -> None:
    """Bring this checkout to the state its sources describe: front end, database, static files.

    The front end is built beside the migrations. ``further`` runs after both: papers are set in fonts that
    the front end brings.
    """
    from didim.project.builds import BuildFailedError, build_front_end

    front_end = InBackground(build_front_end)
    with stage("데이터베이스 / database"):
        migrate()
    with stage("화면 자원 / front end"):
        try:
            front_end.result()
        except BuildFailedError as error:
            raise click.ClickException(str(error)) from error
    for step in further:
        step()
    with stage("정적 파일 / static files"):
        collect_static()


@with_django
def migrate() -> None:
    """Bring the database to the state of the migrations."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Collect static files, with their compressed copies, unless nothing has changed since."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    states = sorted(f"{file} {(state := Path(file).stat()).st_size} {state.st_mtime_ns}" for file in files)
    stamp, want = Path(settings.STATIC_ROOT) / ".stamp", "\n".join(states)
    if stamp.exists() and stamp.read_text() == want:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(want)


def web_command(host: str, port: int) -> list[str]:
    """Return the words that start the web server."""
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    words += ["--workers", str(WEB_PROCESSES), "--blocking-threads", str(THREADS), "--no-ws"]
    words += ["--respawn-failed-workers", "--workers-kill-timeout", "8", "--log-level", "error"]
    return [*words, "didim.project.wsgi:application"]


def web_environment(host: str) -> dict[str, str]:
    """Return what the web server's processes need in their environment."""
    environment = {"DIDIM_PROCESS": "web"}
    if host not in LOOPBACK and "DIDIM_ALLOWED_HOSTS" not in os.environ:
        names = ("localhost", "127.0.0.1", "[::1]", host, socket.gethostname(), socket.getfqdn())
        environment["DIDIM_ALLOWED_HOSTS"] = ",".join(dict.fromkeys(names))
    return environment


def live_command(host: str, port: int) -> list[str]:
    """Return the words that start the process of live messages: one is enough for thousands of streams."""
    words = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", host, "--port", str(port)]
    words += ["--workers", "1", "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "2"]
    return [*words, "--log-level", "error", "didim.project.live:application"]


def live_environment(port: int) -> dict[str, str]:
    """Return what tells the web server where browsers find that process, unless the operator has said it."""
    return {} if "DIDIM_LIVE_ORIGIN" in os.environ else {"DIDIM_LIVE_ORIGIN": f":{port}"}


def say_site_origin(host: str, port: int) -> None:
    """Let links in messages lead to this server, unless the operator has said where people reach it."""
    name = socket.getfqdn() if host in EVERYWHERE else host
    os.environ.setdefault("DIDIM_SITE_ORIGIN", f"http://{f'[{name}]' if ':' in name else name}:{port}")


def refuse_taken_port(host: str, port: int) -> None:
    """Say so at once when another program listens on the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} 포트를 열 수 없습니다({error.strerror}). --port로 다른 번호를 정하십시오.\n"
                f"Cannot listen on {host}:{port}: choose another with --port."
            ) from error


def await_home_page(
    host: str, port: int, *, seconds: float, ended: Callable[[], bool] = lambda: False
) -> bool:
    """Return whether the home page answers within the time.

    It is given up sooner when the server has ended, or answers with error pages: a single one may come of a
    machine too busy to be in time. On such a machine the first page takes minutes: we say that we wait.
    """
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104 - compared, not bound
    began = told = time.monotonic()
    errors = 0
    while (now := time.monotonic()) < began + seconds and errors < ERROR_PAGES and not ended():
        if now - told >= TOLD_EVERY:
            told = now
            click.echo(f"  아직 켜는 중입니다 / still starting ({now - began:.0f} s)", err=True)
        try:
            urllib.request.urlopen(address, timeout=TOLD_EVERY).close()
        except urllib.error.HTTPError as error:
            errors += 1
            click.echo(f"  {address}: {error.code}", err=True)
            time.sleep(1.0)
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


address_options = (
    click.option("--host", default="127.0.0.1", show_default=True, help="듣는 주소 / address to listen on"),
    click.option("--port", default=8000, show_default=True, help="포트 / port"),
    click.option(
        "--live-port", default=0, help="화상회의 신호의 포트(없으면 포트+1000) / port of live messages"
    ),
)
# Live messages of rooms are served so many ports above the pages, unless said otherwise.
LIVE_ABOVE = 1000


def with_address(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options --host and --port."""
    for option in reversed(address_options):
        command = option(command)
    return command


@click.command()
@with_address
def serve(host: str, port: int, live_port: int) -> None:
    """웹 서버를 켭니다. Run the web server (build, migrate and collect what has changed first)."""
    from didim.project.processes import Program, Supervisor

    live_port = live_port or port + LIVE_ABOVE
    for taken in (port, live_port):
        refuse_taken_port(host, taken)
    say_site_origin(host, port)
    prepare()
    environment = web_environment(host)
    web = Program("web", web_command(host, port), environment | live_environment(live_port))
    supervisor = Supervisor([web, Program("live", live_command(host, live_port), environment)])
    supervisor.start()
    sys.exit(supervisor.run())


@click.command()
@click.option("--concurrency", default=4, show_default=True, help="한꺼번에 하는 일의 수 / jobs at once")
@with_django
def worker(concurrency: int) -> None:
    """작업자를 켭니다. Run the jobs that pages and the calendar have put into the queue."""
    from didim.project.worker import run_worker

    run_worker(concurrency=concurrency)


@click.command()
@with_address
@click.option(
    "--notices",
    type=click.Path(exists=True, path_type=Path),
    help="실제 공고 파일(.jsonl) 또는 그 폴더 / real notices: a .jsonl file or a folder of them",
)
def demo(host: str, port: int, live_port: int, notices: Path | None) -> None:
    """예시 지역을 담은 디딤을 한 번에 켭니다. Set up and run everything, with the sample region."""
    from didim.project.processes import Program, Supervisor

    began = float(os.environ.get("DIDIM_BEGAN") or time.time())
    live_port = live_port or port + LIVE_ABOVE
    for taken in (port, live_port):
        refuse_taken_port(host, taken)
    say_site_origin(host, port)
    click.echo("준비하고 있습니다 / preparing …", err=True)
    prepare(load_sample)
    environment = web_environment(host)
    web = Program("web", web_command(host, port), environment | live_environment(live_port))
    live = Program("live", live_command(host, live_port), environment)
    supervisor = Supervisor([web, live, Program("worker", [sys.executable, "-m", "didim", "worker"])])
    supervisor.start()
    with stage("첫 화면 / home page"):
        answers = await_home_page(
            host, port, seconds=PATIENCE, ended=lambda: supervisor.stopping.is_set() or web.has_ended
        )
    if not answers:
        supervisor.stop()
        if supervisor.stopping.is_set():
            sys.exit(130)
        raise click.ClickException(
            "첫 화면이 열리지 않습니다. 위의 기록을 보십시오 / the home page does not answer"
        )
    click.echo(f"\n디딤이 열렸습니다 / Didim is ready in {time.time() - began:.0f} s: http://{host}:{port}/")
    tell_sign_ins()
    if notices:
        load_notices(notices)
    click.echo("멈추려면 Ctrl-C / Ctrl-C stops it")
    sys.exit(supervisor.run())


def load_sample() -> None:
    """Make the sample region where it does not stand yet."""
    from django.conf import settings
    from django.utils import timezone

    from didim.project.sample import load_sample_region

    with stage("예시 지역 / sample region"):
        load_sample_region(today=timezone.localdate(), districts=settings.DISTRICTS_SAMPLE_FOLDER)


def tell_sign_ins() -> None:
    """Print how to sign in as the sample people."""
    from didim.project.sample import DEMO_SIGN_INS

    click.echo("\n예시 로그인 / demo sign-ins (OTP: 인증 앱에 넣는 열쇠 / key for an authenticator app)")
    for person in DEMO_SIGN_INS:
        second = f"  OTP {person.totp_secret}" if person.totp_secret else ""
        click.echo(f"  {person.email:28} {person.password}  {person.title} / {person.title_en}{second}")
    click.echo("지금의 OTP 번호 / the code of this moment: ./didim code officer\n")


def load_notices(path: Path) -> None:
    """Import real notices into the running demo."""
    from django.utils import timezone

    from didim.feeds.files.importing import import_files

    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    read = stored = 0
    for file in progress(files, "공고 / notices"):
        result = import_files(files=[file], now=timezone.now(), skip_rejected=True)
        read, stored = read + result.read, stored + result.new
    click.echo(
        f"공고 {read:,}건을 읽어 {stored:,}건을 새로 담았습니다 / {read:,} notices read, {stored:,} new"
    )


@click.command()
@click.argument("name")
@with_django
def code(name: str) -> None:
    """예시 사람의 지금 OTP 번호를 보여 줍니다. Print the second-factor code of a demo sign-in."""
    from didim.project.sample import DEMO_SIGN_INS

    person = next((person for person in DEMO_SIGN_INS if name in (person.key, person.email)), None)
    if person is None or person.totp_code is None:
        known = ", ".join(person.key for person in DEMO_SIGN_INS if person.totp_secret)
        raise click.BadParameter(f"'{name}' 없음. 있는 것: {known} / not there; there are: {known}")
    click.echo(person.totp_code)
