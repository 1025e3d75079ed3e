"""Uploads: any split of the bytes gives the same file, cuts are resumed, limits are said in sentences."""

import hashlib
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from didim.applications.domain.files.storage import open_stored, verify_stored
from didim.applications.domain.files.uploads import (
    UploadGoneError,
    WantedUpload,
    WrongOffsetError,
    begin_upload,
    end_stale_uploads,
    end_upload,
    receive_chunk,
    receive_whole,
)
from didim.applications.enums import ScanState, UploadState
from didim.applications.models import Application, FirmFile, Upload
from didim.applications.queries.files import stored_files
from didim.kernel.refusals import RefusedError
from tests.applications.builders import CLOSES, NOW

from . import contents

pytestmark = pytest.mark.django_db
CONTENT = contents.PDF + bytes(range(256)) * 8


def begin(application: Application, content: bytes = CONTENT, *, now: Any = NOW, **wanted: Any) -> Upload:
    given_ = {
        "name": "계획서.pdf",
        "size": len(content),
        "application": application,
        "slot": "plan",
        **wanted,
    }
    return begin_upload(
        enterprise_id=application.enterprise_id,
        wanted=WantedUpload(**given_),
        by=application.created_by,
        now=now,
    )


def send(upload: Upload, content: bytes, cuts: list[int] = (), now: Any = NOW) -> Upload:
    for start, end in pairwise([0, *sorted(cuts), len(content)]):
        upload = receive_chunk(upload_id=upload.pk, offset=start, content=content[start:end], now=now)
    return upload


def slots(application: Application) -> list[tuple[str, str]]:
    return [(file.slot, file.name) for file in stored_files(application)]


@given(cuts=st.lists(st.integers(0, len(CONTENT) - 1), max_size=8))
@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_any_split_of_the_bytes_gives_the_same_file(application: Application, cuts: list[int]) -> None:
    with transaction.atomic():
        upload = send(begin(application), CONTENT, cuts)
        assert upload.state == UploadState.STORED
        assert upload.file.sha256 == hashlib.sha256(CONTENT).hexdigest()
        with open_stored(upload.file.sha256) as stored:
            assert stored.read() == CONTENT
        transaction.set_rollback(True)


def test_finished_upload_stands_in_its_slot_and_leaves_no_chunks(
    application: Application, folder: Path, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        upload = send(begin(application), CONTENT, [100])
    assert slots(application) == [("plan", "계획서.pdf")]
    file = FirmFile.objects.get()
    assert (file.size, file.content_type, file.scan) == (
        len(CONTENT),
        "application/pdf",
        ScanState.NOT_SCANNED,
    )
    assert upload.file == file
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [file.sha256]
    assert list((folder / "uploads").iterdir()) == []


def test_chunk_at_another_offset_changes_nothing_and_says_where_to_go_on(application: Application) -> None:
    upload = begin(application)
    receive_chunk(upload_id=upload.pk, offset=0, content=CONTENT[:50], now=NOW)
    for offset in (0, 49, 51):
        with pytest.raises(WrongOffsetError) as wrong:
            receive_chunk(upload_id=upload.pk, offset=offset, content=b"x" * 10, now=NOW)
        assert wrong.value.offset == 50
    assert receive_chunk(upload_id=upload.pk, offset=50, content=CONTENT[50:], now=NOW).state == "stored"


def test_chunk_that_was_written_but_not_recorded_is_written_over(application: Application) -> None:
    upload = begin(application)
    with transaction.atomic():
        receive_chunk(upload_id=upload.pk, offset=0, content=b"lost with the power", now=NOW)
        transaction.set_rollback(True)
    assert send(upload, CONTENT, [10]).file.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_more_than_announced_is_refused(application: Application) -> None:
    upload = begin(application)
    with pytest.raises(RefusedError, match="알린 크기보다"):
        receive_chunk(upload_id=upload.pk, offset=0, content=CONTENT + b"x", now=NOW)


def test_file_with_another_hash_than_announced_is_refused(application: Application) -> None:
    upload = send(begin(application, sha256="0" * 64), CONTENT)
    assert (upload.state, upload.file) == (UploadState.REFUSED, None)
    assert upload.problem == "파일이 오는 길에 바뀌었습니다. 같은 파일을 다시 올려 주세요."
    assert slots(application) == []


def test_file_that_is_not_what_it_says_ends_as_refused(application: Application) -> None:
    upload = send(begin(application, contents.DOCX), contents.DOCX)
    assert upload.state == UploadState.REFUSED
    assert upload.problem.startswith("파일 이름은 PDF인데 내용은 워드(DOCX)입니다.")
    assert FirmFile.objects.count() == 0
    with pytest.raises(UploadGoneError):
        receive_chunk(upload_id=upload.pk, offset=0, content=b"x", now=NOW)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"size": 0}, "빈 파일입니다."),
        ({"size": (1 << 20) + 1}, "한도 1 MB를 넘습니다."),
        ({"name": "계획서.docx"}, "여기에는 PDF, HWP 파일만"),
        ({"name": "계획서.exe"}, "실행 파일은"),
        ({"slot": "없는 자리"}, "이 신청서에 없는 자리입니다."),
        ({"now": CLOSES + timedelta(microseconds=1)}, "접수가 마감되어"),
    ],
)
def test_what_cannot_be_taken_is_said_before_a_byte_is_sent(
    application: Application, wanted: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        begin(application, **wanted)
    assert sentence in str(refusal.value)
    assert Upload.objects.count() == 0


def test_upload_is_in_at_the_closing_second_and_refused_after_it(application: Application) -> None:
    assert send(begin(application, now=CLOSES), CONTENT, now=CLOSES).state == UploadState.STORED
    late = send(begin(application, now=CLOSES), CONTENT, now=CLOSES + timedelta(microseconds=1))
    assert (late.state, late.problem) == (
        UploadState.REFUSED,
        "접수가 마감되어 파일을 바꿀 수 없습니다.",
    )


def test_quota_counts_files_and_what_is_on_its_way(application: Application) -> None:
    with override_settings(UPLOAD_QUOTA_BYTES=2 * len(CONTENT)):
        send(begin(application), CONTENT)
        begin(application)
        with pytest.raises(RefusedError, match="보관함이 가득 찼습니다"):
            begin(application)
        begin(application, now=NOW + timedelta(hours=25))  # the one that was left off no longer counts


def test_replaced_file_of_one_question_leaves_the_cabinet(application: Application) -> None:
    send(begin(application), CONTENT)
    send(begin(application, contents.PDF, name="새 계획서.pdf"), contents.PDF)
    assert slots(application) == [("plan", "새 계획서.pdf")]
    assert [file.name for file in FirmFile.objects.filter(removed_at=None)] == ["새 계획서.pdf"]


def test_slot_takes_so_many_files_and_not_one_more(application: Application) -> None:
    for name in ("하나.png", "둘.png"):
        send(begin(application, contents.PNG, slot="photos", name=name), contents.PNG)
    third = send(begin(application, contents.PNG, slot="photos", name="셋.png"), contents.PNG)
    assert third.problem == "이 자리에는 파일을 2개까지 붙일 수 있습니다. 먼저 하나를 빼 주세요."
    assert slots(application) == [("photos", "하나.png"), ("photos", "둘.png")]


def test_file_for_a_document_carries_its_kind(application: Application) -> None:
    assert send(begin(application, slot="tax"), CONTENT).file.kind == "national_tax"


def test_name_in_parts_of_a_mac_is_composed_and_has_no_folder(application: Application) -> None:
    decomposed = "C:\\문서\\계획서\x00.pdf"
    assert begin(application, name=decomposed).name == "계획서.pdf"


def test_whole_file_comes_in_at_once(application: Application) -> None:
    wanted = WantedUpload("증명서.pdf", len(CONTENT), kind="local_tax")
    file = receive_whole(
        enterprise_id=application.enterprise_id,
        wanted=wanted,
        content=BytesIO(CONTENT),
        by=application.created_by,
        now=NOW,
    )
    assert (file.name, file.kind, verify_stored(file.sha256)) == ("증명서.pdf", "local_tax", True)
    assert Upload.objects.count() == 0


def test_upload_that_is_given_up_or_stale_goes_with_its_chunks(
    application: Application, folder: Path, django_capture_on_commit_callbacks
) -> None:
    first, second = begin(application), begin(application)
    for upload in (first, second):
        receive_chunk(upload_id=upload.pk, offset=0, content=CONTENT[:9], now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        end_upload(upload_id=first.pk)
        assert end_stale_uploads(now=NOW + timedelta(hours=23)) == 0
        assert end_stale_uploads(now=NOW + timedelta(hours=24)) == 1
    assert Upload.objects.count() == 0
    assert list((folder / "uploads").iterdir()) == []
    with pytest.raises(UploadGoneError):
        receive_chunk(upload_id=second.pk, offset=9, content=b"x", now=NOW)
