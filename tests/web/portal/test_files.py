"""Files on pages: the slot without scripts, the cabinet, and who may download what."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from didim.accounts.models import AccessLogEntry
from didim.applications.domain.files.storage import file_storage, place_of
from didim.applications.enums import ScanState
from didim.applications.models import Application, FirmFile, Submission, SubmissionFile
from didim.applications.queries.files import stored_files
from didim.web.portal.views.files import FILES_A_PAGE
from tests.applications.builders import NOW, make_agency, make_firm
from tests.sign_in import make_firm_member, make_staff, sign_in

from .test_every_page import check
from .test_uploads import CONTENT, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Iterator[None]:
    files = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path, "allow_overwrite": True}}
    with override_settings(STORAGES={**settings.STORAGES, "files": files}):
        yield


@pytest.fixture
def application() -> Application:
    return make_draft()


@pytest.fixture
def client(application: Application) -> Client:
    return sign_in(application.created_by)


def slot_page(application: Application, slot: str = "plan") -> str:
    return reverse("portal:slot-files", args=[application.pk, slot])


def send(client: Client, application: Application, name: str = "사업 계획서.pdf", slot: str = "plan") -> Any:
    given = {f"file.{slot}": SimpleUploadedFile(name, CONTENT, "application/octet-stream")}
    return client.post(slot_page(application, slot), given)


def test_small_file_is_put_in_and_taken_out_without_scripts(
    client: Client, application: Application, parse_page
) -> None:
    assert send(client, application).status_code == 302
    (stored,) = stored_files(application)
    assert stored.name == "사업 계획서.pdf"
    check(client, slot_page(application), parse_page)
    assert "사업 계획서.pdf" in client.get(slot_page(application)).content.decode()
    attachment = application.attachments.get()
    client.post(slot_page(application), {"remove": attachment.pk})
    assert stored_files(application) == []


def test_large_file_without_scripts_is_told_how(client: Client, application: Application) -> None:
    with override_settings(UPLOAD_CHUNK_BYTES=1 << 10):
        answer = send(client, application)
    assert answer.status_code == 422
    assert "자바스크립트를 켠 브라우저에서 나누어 올립니다" in answer.content.decode()


def test_refused_file_says_why_on_the_page_and_in_the_fragment(
    client: Client, application: Application
) -> None:
    wrong = {"file.plan": SimpleUploadedFile("계획서.pdf", b"MZ" + b"\0" * 90)}
    page = client.post(slot_page(application), wrong)
    assert page.status_code == 422
    wrong = {"file.plan": SimpleUploadedFile("계획서.pdf", b"MZ" + b"\0" * 90)}
    fragment = client.post(slot_page(application), wrong, HTTP_X_FRAGMENT="slot")
    assert fragment.status_code == 422
    for answer in (page, fragment):
        assert "실행할 수 있는 내용이 들어 있어" in answer.content.decode()
    assert b"<html" not in fragment.content


def test_day_of_issue_is_asked_once_and_the_paper_is_offered_again(
    client: Client, application: Application
) -> None:
    send(client, application, "납세증명서.pdf", "tax")
    file = FirmFile.objects.get()
    place = slot_page(application, "tax")
    assert "서류에 적힌 발급일" in client.get(place).content.decode()
    client.post(place, {"file_id": file.pk, f"issued_on.{file.pk}": "2026-11-20"})
    assert "서류에 적힌 발급일" not in client.get(place).content.decode()
    client.post(place, {"remove": application.attachments.get().pk})
    offered = client.get(place).content.decode()
    assert "보관함에 있는 서류를 바로 붙일 수 있습니다" in offered
    client.post(place, {"attach": file.pk})
    assert "앞서 낸 서류" in client.get(place).content.decode()


def test_cabinet_takes_describes_and_removes(client: Client, application: Application, parse_page) -> None:
    place = reverse("portal:firm-files")
    check(client, place, parse_page)
    given = {"file": SimpleUploadedFile("통장.pdf", CONTENT), "kind": "bank_book"}
    assert client.post(place, given).status_code == 302
    file = FirmFile.objects.get()
    assert "통장.pdf" in client.get(place).content.decode()
    for address in (f"/en{place}", place):
        check(client, address, parse_page)
    days = {"kind": "bank_book", "issued_on": "2026-11-20", "valid_until": "2026-11-19"}
    refused = client.post(reverse("portal:firm-file", args=[file.pk]), days)
    assert (refused.status_code, "유효 기한이 발급일보다 빠릅니다" in refused.content.decode()) == (422, True)
    days["valid_until"] = "2027-11-19"
    client.post(reverse("portal:firm-file", args=[file.pk]), days)
    file.refresh_from_db()
    assert (str(file.issued_on), str(file.valid_until)) == ("2026-11-20", "2027-11-19")
    client.post(reverse("portal:firm-file-remove", args=[file.pk]))
    assert "통장.pdf" not in client.get(place).content.decode()


def test_cabinet_asks_as_often_for_three_files_as_for_one(
    client: Client, application: Application, same_queries_for_three_rows
) -> None:
    place = reverse("portal:firm-files")
    names = iter(range(9))

    def add() -> None:
        given = {"file": SimpleUploadedFile(f"{next(names)}.pdf", CONTENT), "kind": "bank_book"}
        client.post(place, given)

    same_queries_for_three_rows(add_row=add, read=lambda: client.get(place))


def test_cabinet_is_cut_into_pages(client: Client, application: Application) -> None:
    made = {
        "enterprise_id": application.enterprise_id,
        "kind": "bank_book",
        "size": 1,
        "scan": ScanState.CLEAN,
        "uploaded_at": NOW,
        "uploaded_by": application.created_by,
    }
    FirmFile.objects.bulk_create(FirmFile(name=f"{at}번.pdf", **made) for at in range(FILES_A_PAGE + 1))
    place = reverse("portal:firm-files")
    assert [len(client.get(place, {"page": at}).context["rows"]) for at in (1, 2)] == [FILES_A_PAGE, 1]
    text = client.get(place).content.decode()
    assert "page=2" in text
    assert ("1번.pdf" in text, ">0번.pdf" in text) == (True, False)


def test_download_is_never_a_page_and_keeps_its_korean_name(client: Client, application: Application) -> None:
    send(client, application)
    answer = client.get(reverse("portal:file", args=[FirmFile.objects.get().pk]))
    assert b"".join(answer.streaming_content) == CONTENT
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%EC%82%AC%EC%97%85%20%EA%B3%84%ED%9A%8D%EC%84%9C.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AccessLogEntry.objects.count() == 0


def test_staff_download_what_was_handed_in_and_the_log_says_so(
    client: Client, application: Application
) -> None:
    send(client, application)
    file = FirmFile.objects.get()
    place = reverse("portal:file", args=[file.pk])
    staff = sign_in(make_staff(application.agency), second_factor=True)
    assert staff.get(place).status_code == 404
    hand_in(application, file)
    assert b"".join(staff.get(place).streaming_content) == CONTENT
    assert [(entry.subject, entry.agency_id) for entry in AccessLogEntry.objects.all()] == [
        ("가나상사: 사업 계획서.pdf", application.agency_id)
    ]
    others = (
        sign_in(make_staff(application.agency, email="plain@example.org")),
        sign_in(make_staff(make_agency("남의진흥원"), email="other@example.org"), second_factor=True),
        sign_in(make_firm_member(make_firm("다라상사", 2), email="rival@example.org")),
    )
    assert [other.get(place).status_code for other in others] == [404, 404, 404]
    assert [
        path
        for path in ("/media/", "/files/", "/static/")
        if staff.get(f"{path}{place_of(file.sha256)}").status_code != 404
    ] == []
    assert file_storage().exists(place_of(file.sha256))


def hand_in(application: Application, file: FirmFile) -> None:
    owned = {"agency_id": application.agency_id, "enterprise_id": application.enterprise_id}
    submission = Submission.objects.create(
        **owned,
        application=application,
        number=1,
        revision_id=application.draft.revision_id,
        draft_version=1,
        content="{}",
        content_hash="0" * 64,
        submitted_at=NOW,
        submitted_by=application.created_by,
    )
    SubmissionFile.objects.create(**owned, submission=submission, slot="plan", file=file)
    Application.objects.filter(pk=application.pk).update(state="submitted", submitted_at=NOW)
