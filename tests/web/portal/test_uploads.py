"""The upload endpoint speaks tus 1.0, resumes after a cut and stands two senders at once."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve, reverse
from django.utils import timezone

from didim.applications.domain.drafts import start_application
from didim.applications.domain.files.storage import open_stored
from didim.applications.models import Application, FirmFile, Upload
from didim.applications.queries.files import stored_files
from didim.web.portal import tus
from tests.applications.builders import make_agency, make_call, make_firm
from tests.applications.files.conftest import DOCUMENTS, FILE_FORM
from tests.sign_in import make_firm_member, make_staff, sign_in

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 300
NEEDED = {"HTTP_TUS_RESUMABLE": "1.0.0"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Iterator[None]:
    files = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path, "allow_overwrite": True}}
    with override_settings(STORAGES={**settings.STORAGES, "files": files}):
        yield


def make_draft() -> Application:
    now = timezone.now()
    call = make_call(
        make_agency(), form=FILE_FORM, documents=DOCUMENTS, closes_at=now + timedelta(days=9),
        opens_at=now - timedelta(days=1),
    )  # fmt: skip
    firm = make_firm()
    return start_application(enterprise=firm, call=call, by=make_firm_member(firm), now=now)


@pytest.fixture
def application(db: None) -> Application:
    return make_draft()


@pytest.fixture
def client(application: Application) -> Client:
    return sign_in(application.created_by)


def metadata(**words: object) -> str:
    return ",".join(f"{key} {base64.b64encode(str(word).encode()).decode()}" for key, word in words.items())


def create(client: Client, application: Application, size: int = len(CONTENT), **more: Any) -> Any:
    words = {"filename": "계획서.pdf", "application": application.pk, "slot": "plan"}
    headers = {"HTTP_UPLOAD_LENGTH": str(size), "HTTP_UPLOAD_METADATA": metadata(**words), **NEEDED, **more}
    body = headers.pop("data", b"")
    kind = tus.OFFSET_STREAM if body else ""
    return client.generic("POST", reverse("portal:uploads"), body, content_type=kind, **headers)


def patch(client: Client, place: str, offset: int, content: bytes, **more: Any) -> Any:
    headers = {"HTTP_UPLOAD_OFFSET": str(offset), **NEEDED, **more}
    return client.generic("PATCH", place, content, content_type=tus.OFFSET_STREAM, **headers)


def test_capabilities_are_told(client: Client) -> None:
    response = client.options(reverse("portal:uploads"))
    assert response.status_code == 204
    assert response["Tus-Version"] == "1.0.0"
    assert response["Tus-Extension"] == "creation,creation-with-upload,termination,expiration,checksum"


def test_file_arrives_in_chunks_and_resumes_where_it_was_cut(
    client: Client, application: Application
) -> None:
    created = create(client, application)
    assert created.status_code == 201
    place = created["Location"]
    assert patch(client, place, 0, CONTENT[:1000])["Upload-Offset"] == "1000"
    head = client.head(place, **NEEDED)
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("1000", str(len(CONTENT)))
    assert head["Cache-Control"] == "no-store"
    last = patch(client, place, 1000, CONTENT[1000:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(CONTENT)))
    (stored,) = stored_files(application)
    assert (stored.name, stored.sha256) == ("계획서.pdf", hashlib.sha256(CONTENT).hexdigest())
    assert client.head(place, **NEEDED)["Upload-Offset"] == str(len(CONTENT))


def test_small_file_arrives_with_its_creation(client: Client, application: Application) -> None:
    created = create(client, application, data=CONTENT)
    assert (created.status_code, created["Upload-Offset"]) == (201, str(len(CONTENT)))
    assert [each.name for each in stored_files(application)] == ["계획서.pdf"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"HTTP_TUS_RESUMABLE": "0.2.2"}, 412),
        ({"HTTP_UPLOAD_LENGTH": "many"}, 400),
        ({"HTTP_UPLOAD_METADATA": "filename ???"}, 400),
        ({"HTTP_UPLOAD_METADATA": ""}, 400),
        ({"HTTP_UPLOAD_LENGTH": str(2 << 20)}, 422),
        ({"HTTP_UPLOAD_METADATA": metadata(filename="a.exe")}, 422),
        ({"HTTP_UPLOAD_METADATA": metadata(filename="a.pdf", application=10**9, slot="plan")}, 404),
        ({"HTTP_UPLOAD_METADATA": metadata(filename="a.pdf", firm=10**9)}, 404),
    ],
)
def test_creation_that_cannot_be_is_refused(
    client: Client, application: Application, change: dict[str, str], status: int
) -> None:
    assert create(client, application, **change).status_code == status
    assert Upload.objects.count() == 0


def test_chunk_that_does_not_fit_changes_nothing(client: Client, application: Application) -> None:
    place = create(client, application)["Location"]
    wrong = patch(client, place, 5, CONTENT[:10])
    assert (wrong.status_code, wrong["Upload-Offset"]) == (409, "0")
    right = base64.b64encode(hashlib.sha256(CONTENT[:10]).digest()).decode()
    assert patch(client, place, 0, b"x" * 10, HTTP_UPLOAD_CHECKSUM=f"sha256 {right}").status_code == 460
    assert patch(client, place, 0, CONTENT[:10], HTTP_UPLOAD_CHECKSUM="crc32 eA==").status_code == 400
    assert client.head(place, **NEEDED)["Upload-Offset"] == "0"
    assert patch(client, place, 0, CONTENT[:10], HTTP_UPLOAD_CHECKSUM=f"sha256 {right}").status_code == 204
    plain = client.generic("PATCH", place, b"x", content_type="text/plain", HTTP_UPLOAD_OFFSET="10", **NEEDED)
    assert plain.status_code == 415


def test_chunk_beyond_the_limit_is_refused_and_not_kept(client: Client, application: Application) -> None:
    place = create(client, application)["Location"]
    with override_settings(UPLOAD_CHUNK_BYTES=100):
        assert patch(client, place, 0, CONTENT[:101]).status_code == 413
        for announced in ("101", "", "99999999"):
            request = RequestFactory().generic(
                "PATCH", place, CONTENT, content_type=tus.OFFSET_STREAM, CONTENT_LENGTH=announced
            )
            request._stream = BytesIO(CONTENT)
            tus.read_chunk(request)
            assert request.chunk == tus.Chunk(too_large=True)
    assert client.head(place, **NEEDED)["Upload-Offset"] == "0"


def test_what_came_before_a_cut_counts(client: Client, application: Application) -> None:
    class CutOff(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() >= 1000:
                raise OSError("connection reset")
            return super().read(min(size or 0, 1000))

    request = RequestFactory().generic("PATCH", "/", CONTENT, content_type=tus.OFFSET_STREAM)
    request._stream = CutOff(CONTENT)
    tus.read_chunk(request)
    assert request.chunk == tus.Chunk(CONTENT[:1000], cut=True)


def test_body_is_read_before_a_connection_is_taken(
    client: Client, application: Application, django_assert_num_queries
) -> None:
    request = RequestFactory().generic("PATCH", "/", CONTENT, content_type=tus.OFFSET_STREAM)
    with django_assert_num_queries(0):
        tus.read_chunk(request)
    assert request.chunk.content == CONTENT
    nobody = "00000000-0000-0000-0000-000000000000"
    for place in (reverse("portal:uploads"), reverse("portal:upload", args=[nobody])):
        assert resolve(place).func.before_transaction is tus.read_chunk


def test_file_that_is_not_what_it_says_is_told_why(client: Client, application: Application) -> None:
    place = create(client, application, size=100)["Location"]
    refused = patch(client, place, 0, b"MZ" + b"\0" * 98)
    assert refused.status_code == 422
    assert refused.content.decode().startswith("실행할 수 있는 내용이 들어 있어")
    assert client.head(place, **NEEDED).status_code == 410
    assert stored_files(application) == []


def test_upload_is_given_up(client: Client, application: Application) -> None:
    place = create(client, application)["Location"]
    assert client.delete(place, **NEEDED).status_code == 204
    assert client.head(place, **NEEDED).status_code == 404


def test_upload_of_another_firm_is_not_there(client: Client, application: Application) -> None:
    place = create(client, application)["Location"]
    stranger = sign_in(make_firm_member(make_firm("다라상사", 2), email="stranger@example.org"))
    for answer in (
        stranger.head(place, **NEEDED),
        patch(stranger, place, 0, b"x"),
        stranger.delete(place, **NEEDED),
    ):
        assert answer.status_code == 404
    staff = sign_in(make_staff(application.agency), second_factor=True)
    assert staff.head(place, **NEEDED).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_cannot_corrupt_a_file() -> None:
    application = make_draft()
    client = sign_in(application.created_by)
    place = create(client, application)["Location"]
    half = len(CONTENT) // 2
    barrier, statuses = threading.Barrier(4), []

    def send() -> None:
        sender = sign_in(application.created_by)
        barrier.wait()
        statuses.append(patch(sender, place, 0, CONTENT[:half]).status_code)
        connection.close()

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(statuses) == [204, 409, 409, 409]
    assert patch(client, place, half, CONTENT[half:]).status_code == 204
    with open_stored(FirmFile.objects.get().sha256) as content:
        assert content.read() == CONTENT
