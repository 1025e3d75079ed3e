from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from didim.registry.models import Agency, FileImport
from didim.support.models import SupportRecord
from tests.applications.builders import make_firm

HEAD = "사업자등록번호,기업명,사업명,지원일,지원금액\n"


def bring(client: Client, number: str) -> HttpResponse:
    content = f"{HEAD}{number},가나,초기창업패키지,2025-04-01,1000000\n".encode()
    return client.post("/workbench/support/import/", {"file": SimpleUploadedFile("지원.csv", content)})


def test_file_is_previewed_confirmed_and_in_the_ledger(officer: Client, agency: Agency) -> None:
    answer = bring(officer, str(make_firm().business_number))
    made = FileImport.objects.get()
    assert answer.url == f"/workbench/support/import/{made.pk}/"
    assert officer.post(answer.url).status_code == 302
    assert [(row.agency, row.recorded_by_id) for row in SupportRecord.objects.all()] == [
        (agency, made.uploaded_by_id)
    ]
    assert officer.post(answer.url).status_code == 422


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_are_whole(
    officer: Client,
    agency: Agency,
    whole_page: Callable[[HttpResponse], Any],
    language: str,
) -> None:
    found = bring(officer, "1234567890").url
    for page in ("/workbench/support/import/", found):
        answer = officer.get(language + page)
        assert answer.status_code == 200
        whole_page(answer)
    assert officer.get(f"{found}errors/").status_code == 200
    assert officer.get("/workbench/support/import/template/").status_code == 200


def test_viewer_and_other_agencies_bring_nothing(
    viewer: Client, officer: Client, other_agency: Agency
) -> None:
    made = FileImport.objects.create(
        agency=other_agency, kind="support", file_name="남의.csv", file_hash="0" * 64, state="previewed",
        uploaded_at="2026-01-05T00:00Z",
    )  # fmt: skip
    assert bring(viewer, "1248100998").status_code == 403
    assert officer.get(f"/workbench/support/import/{made.pk}/").status_code == 404


def test_list_takes_the_same_queries_for_any_number_of_rows(
    officer: Client, agency: Agency, same_queries_for_three_rows: Callable[..., None]
) -> None:
    same_queries_for_three_rows(
        add_row=lambda: bring(officer, "1234567890"),
        read=lambda: officer.get("/workbench/support/import/"),
    )
