"""What whoever brought a case does with it: supplements with files, consent, repeats; firm or code alike."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.consenting import ask_consent
from didim.desk.domain.grievances.promises import record_promise
from didim.desk.domain.grievances.repeating import mark_same
from didim.desk.grievance_enums import GrievanceClass
from didim.desk.models import Grievance, GrievanceFile, GrievancePaper
from didim.registry.models import Agency

from .test_grievances import PERSON, TOLD, agency, firm, owner

__all__ = ["agency", "firm", "owner"]

Page = Callable[[Any], Any]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def paper(name: str = "도면.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


@pytest.fixture(params=["firm", "code"])
def citizen(request: pytest.FixtureRequest, agency: Agency) -> tuple[Client, str, Grievance]:
    """A case and whoever brought it: its client, and the address under which it opens the case."""
    client: Client = request.getfixturevalue("owner") if request.param == "firm" else Client()
    told = TOLD if request.param == "firm" else PERSON
    assert client.post("/grievances/new/", told).status_code == 302
    case = Grievance.objects.get()
    handling.classify_grievance(
        grievance=case, triage=GrievanceClass.SIMPLE, reason="단순", by=None, now=datetime.now(UTC)
    )
    address = f"/grievances/{case.pk}/" if request.param == "firm" else "/grievances/opened/"
    return client, address, case


@pytest.mark.parametrize("language", ["", "/en"])
def test_supplement_and_files(
    citizen: tuple[Client, str, Grievance], whole_page: Page, language: str
) -> None:
    client, address, case = citizen
    now = datetime.now(UTC)
    asked = {"reason": "supplement", "text": "도면을 내 주세요", "until": (now + timedelta(days=5)).date()}
    handling.pause_grievance(grievance=case, **asked, by=None, now=now)
    whole_page(client.get(f"{language}{address}"))
    whole_page(client.get(f"{language}{address}supplement/"))
    wrong = {"text": "도면입니다", "file": paper("도면.exe")}
    refused = client.post(f"{language}{address}supplement/", wrong)
    assert refused.status_code == 422
    whole_page(refused)

    sent = {"text": "도면입니다", "file": paper()}
    assert client.post(f"{address}supplement/", sent).status_code == 302
    assert client.post(f"{language}{address}file/", {}).status_code == 422
    assert client.post(f"{address}file/", {"file": paper("사진.pdf")}).status_code == 302

    case.refresh_from_db()
    assert case.status == "running"
    kept = GrievanceFile if case.enterprise_id else GrievancePaper
    assert kept.objects.filter(grievance=case).count() == (2 if case.enterprise_id else 1)
    whole_page(client.get(f"{language}{address}"))
    whole_page(client.get(f"{language}{address}file/"))
    assert client.get(f"{address}nothing/").status_code == 404
    assert Client().get("/grievances/opened/file/").status_code == 404


@pytest.mark.parametrize("answer", ["agreed", "disagreed"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_consent_to_a_second_extension(
    citizen: tuple[Client, str, Grievance], whole_page: Page, language: str, answer: str
) -> None:
    client, address, case = citizen
    now = datetime.now(UTC)
    assert client.post(f"{address}consent/", {"answer": answer}).status_code == 422
    handling.extend_grievance(grievance=case, count=3, reason="현장", by=None, now=now)
    asked = ask_consent(grievance=case, count=2, reason="감정이 늦습니다", by=None, now=now)
    page = whole_page(client.get(f"{language}{address}"))
    assert "감정이 늦습니다" in "".join(page.itertext())
    whole_page(client.get(f"{language}{address}consent/"))
    assert client.post(f"{address}consent/", {}).status_code == 422

    assert client.post(f"{address}consent/", {"answer": answer}).status_code == 302

    asked.refresh_from_db()
    assert asked.state == answer
    whole_page(client.get(f"{language}{address}"))


@pytest.mark.parametrize("language", ["", "/en"])
def test_promise_and_earlier_case_are_shown(
    citizen: tuple[Client, str, Grievance], whole_page: Page, language: str
) -> None:
    client, address, case = citizen
    day = datetime.now(UTC).date()
    record_promise(grievance=case, law="도로법", promise="단축", body="국토부", expected_on=day, by=None)
    assert "도로법" in "".join(whole_page(client.get(f"{language}{address}")).itertext())
    client.post("/grievances/new/", TOLD if case.enterprise_id else PERSON)
    again = Grievance.objects.exclude(pk=case.pk).get()
    mark_same(grievance=again, earlier=case, by=None, now=datetime.now(UTC))

    there = f"/grievances/{again.pk}/" if case.enterprise_id else "/grievances/opened/"
    page = whole_page(client.get(f"{language}{there}"))

    assert case.number in "".join(page.itertext())


def test_somebody_without_an_account_sends_a_file_and_reads_it(agency: Agency) -> None:
    client = Client()
    wrong = client.post("/grievances/new/", PERSON | {"file": paper("도면.exe")})
    assert (wrong.status_code, Grievance.objects.count()) == (422, 0)
    client.post("/grievances/new/", PERSON | {"file": paper()})

    row = GrievancePaper.objects.get()

    assert (row.name, row.from_staff) == ("도면.pdf", False)
    assert b"".join(client.get(f"/grievances/opened/papers/{row.pk}/")) == PDF
    assert Client().get(f"/grievances/opened/papers/{row.pk}/").status_code == 404
