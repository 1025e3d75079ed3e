"""Scanning against a server that speaks as clamd(8) documents INSTREAM."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.test import override_settings

from didim.accounts.domain.messages import send_due_messages
from didim.applications.domain.files import scanning
from didim.applications.domain.files.clamd import ScanFailedError, TooLargeToScanError, found_virus
from didim.applications.enums import ScanState
from didim.applications.models import Application, FirmFile
from didim.applications.queries.files import stored_files
from tests.applications.builders import NOW

from .test_uploads import CONTENT, begin, send

# The test string every scanner knows (EICAR), in a shape that passes for a PDF.
VIRUS = b"%PDF-1.7 EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
STREAM_MAX = 1 << 16


class Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        stream = b""
        while (length := struct.unpack("!I", self.rfile.read(4))[0]) != 0:
            stream += self.rfile.read(length)
            if len(stream) > STREAM_MAX:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"Eicar-Test-Signature FOUND" if b"EICAR" in stream else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


@pytest.fixture
def unix_clamd(tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "clamd.ctl"
    with socketserver.ThreadingUnixStreamServer(str(path), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"unix:{path}"
        server.shutdown()


@pytest.fixture
def tcp_clamd() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_clamd_is_asked_by_both_kinds_of_socket(unix_clamd: str, tcp_clamd: str) -> None:
    for address in (unix_clamd, tcp_clamd):
        assert found_virus(address, [b"clean", b"", b" content"]) == ""
        assert found_virus(address, [b"EIC", b"AR"]) == "Eicar-Test-Signature"


def test_stream_that_is_too_long_is_told_apart(tcp_clamd: str) -> None:
    with pytest.raises(TooLargeToScanError):
        found_virus(tcp_clamd, (b"x" * 4096 for _ in range(1000)))


def test_daemon_that_is_away_gives_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(ScanFailedError):
        found_virus(f"unix:{tmp_path / 'nobody'}", [b"x"])


@pytest.mark.django_db
def test_clean_file_is_marked_and_stays(application: Application, unix_clamd: str) -> None:
    with override_settings(CLAMD=unix_clamd):
        file = send(begin(application), CONTENT).file
        assert file.scan == ScanState.WAITING
        assert scanning.scan_file(file_id=file.pk, now=NOW) == ScanState.CLEAN
    assert [each.scan for each in stored_files(application)] == [ScanState.CLEAN]


@pytest.mark.django_db
def test_infected_file_leaves_the_draft_and_its_sender_is_told(
    application: Application, unix_clamd: str
) -> None:
    with override_settings(CLAMD=unix_clamd):
        file = send(begin(application, VIRUS), VIRUS).file
        assert scanning.scan_file(file_id=file.pk, now=NOW) == ScanState.INFECTED
    file.refresh_from_db()
    assert (file.removed_at, stored_files(application)) == (NOW, [])
    send_due_messages(now=NOW)
    assert [(each.to, each.subject) for each in mail.outbox] == [
        ([application.created_by.email], "악성코드가 든 파일을 뺐습니다")
    ]
    assert "계획서.pdf" in mail.outbox[0].body


@pytest.mark.django_db
def test_file_waits_while_the_daemon_is_away_and_is_asked_for_again(
    application: Application, unix_clamd: str
) -> None:
    with override_settings(CLAMD=unix_clamd + ".away"):
        file = send(begin(application), CONTENT).file
        with pytest.raises(ScanFailedError):
            scanning.scan_file(file_id=file.pk, now=NOW)
    assert FirmFile.objects.get().scan == ScanState.WAITING
    assert scanning.overdue_files(now=NOW) == []
    assert scanning.overdue_files(now=NOW + scanning.OVERDUE) == [file.pk]


@pytest.mark.django_db
def test_file_larger_than_the_daemon_scans_is_said_not_to_be_scanned(
    application: Application, unix_clamd: str
) -> None:
    content = b"%PDF-1.7 large" + b"x" * 4 * STREAM_MAX
    with override_settings(CLAMD=unix_clamd):
        file = send(begin(application, content), content).file
        assert scanning.scan_file(file_id=file.pk, now=NOW) == ScanState.NOT_SCANNED
