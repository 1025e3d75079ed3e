from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from didim.registry.models import Agency, FileImport
from didim.selection.models import Reviewer

URL = "/workbench/reviewers/import/"
HEAD = "이름,전자우편,자격,자격 근거\n"


def bring(client: Client, row: str = "김하나,kim@example.org,박사,박사학위증(2014)\n") -> HttpResponse:
    return client.post(URL, {"file": SimpleUploadedFile("위원.csv", (HEAD + row).encode())})


def test_reviewers_are_previewed_and_taken(officer: Client, agency: Agency) -> None:
    answer = bring(officer)
    assert Reviewer.objects.count() == 0
    assert officer.post(answer.url).status_code == 302
    assert [str(one) for one in Reviewer.objects.all()] == ["김하나"]
    assert "김하나" in officer.get("/workbench/reviewers/").content.decode()


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_are_whole(
    officer: Client, agency: Agency, whole_page: Callable[[HttpResponse], Any], language: str
) -> None:
    found = bring(officer, "김하나,주소,도사,\n").url
    for page in (URL, found, "/workbench/reviewers/"):
        whole_page(officer.get(language + page))
    assert officer.get(f"{found}errors/").content[:2] == b"PK"
    assert officer.get(f"{URL}template/").content[:2] == b"PK"


def test_file_of_another_kind_is_not_there(officer: Client, viewer: Client, agency: Agency) -> None:
    found = bring(officer).url
    FileImport.objects.update(kind="firms")
    assert officer.get(found).status_code == 404
    assert bring(viewer).status_code == 403
