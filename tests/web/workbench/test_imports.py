from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from didim.registry.models import Agency, Enterprise, FileImport

from .test_firms import make_firm, number

URL = "/workbench/firms/import/"


def csv(*rows: str) -> SimpleUploadedFile:
    text = "\n".join(["기업명,사업자등록번호,법적 형태,2025년 상시근로자 수", *rows])
    return SimpleUploadedFile("기업.csv", text.encode("cp949"))


def test_file_is_previewed_then_taken(officer: Client, agency: Agency) -> None:
    answer = officer.post(URL, {"file": csv(f"가나전자,{number(1)},법인,12", f"다라식품,{number(2)},개인,3")})
    assert answer.status_code == 302
    assert Enterprise.objects.count() == 0
    preview = officer.get(answer.url)
    assert [row.problems for row in preview.context["page"]] == [[], []]
    assert preview.context["may_apply"] is True
    officer.post(answer.url)
    assert sorted(Enterprise.objects.values_list("name", flat=True)) == ["가나전자", "다라식품"]
    assert FileImport.objects.get().state == "applied"
    assert officer.post(answer.url).status_code == 422


def test_wrong_rows_come_back_in_a_sheet_and_nothing_is_taken(officer: Client, agency: Agency) -> None:
    answer = officer.post(URL, {"file": csv("가나전자,123-45-67890,법인,12", f"다라식품,{number(2)},개인,3")})
    page = officer.get(answer.url)
    assert (page.context["rejected"], page.context["may_apply"]) == (1, False)
    assert "맞지 않는 사업자등록번호" in page.content.decode()
    assert officer.get(f"{answer.url}errors/").content[:2] == b"PK"
    officer.post(answer.url)
    assert Enterprise.objects.count() == 0


def test_file_that_is_no_table_is_refused(officer: Client, agency: Agency) -> None:
    answer = officer.post(URL, {"file": SimpleUploadedFile("사진.png", b"\x89PNG\r\n")})
    assert answer.status_code == 422
    assert officer.post(URL, {}).status_code == 422


def test_other_agencys_file_is_not_there(
    officer: Client, agency: Agency, other_agency: Agency, director: Client
) -> None:
    answer = director.post(URL, {"file": csv(f"가나전자,{number(1)},법인,12")})
    FileImport.objects.update(agency=other_agency)
    for path in (answer.url, f"{answer.url}errors/"):
        assert officer.get(path).status_code == 404
    assert "기업.csv" not in officer.get(URL).content.decode()


def test_template_is_a_workbook(officer: Client) -> None:
    assert officer.get(f"{URL}template/").content[:2] == b"PK"


def test_two_rows_of_one_firm_are_merged(officer: Client, agency: Agency) -> None:
    winner = make_firm(agency, 1, name="가나전자")
    officer.post("/workbench/firms/new/", {"registered": "no", "name": "가나전자 준비", "legal_form": "none"})
    loser = Enterprise.objects.get(stage="pre_founder")
    url = f"/workbench/firms/{winner.pk}/merge/"
    assert [firm.pk for firm in officer.get(url).context["found"]] == [loser.pk]
    assert officer.get(url, {"other": loser.pk}).context["moves"] != []
    typed = {"other": loser.pk, "reason": "같은 대표자"}
    assert officer.post(url, typed).status_code == 422
    assert officer.post(url, typed | {"confirmed": "on"}).status_code == 302
    loser.refresh_from_db()
    assert loser.merged_into == winner


def test_firm_of_another_agency_cannot_be_merged(
    officer: Client, agency: Agency, other_agency: Agency
) -> None:
    winner, other = make_firm(agency, 1), make_firm(other_agency, 2)
    url = f"/workbench/firms/{winner.pk}/merge/"
    assert officer.get(url, {"other": other.pk}).status_code == 404
    assert officer.post(url, {"other": other.pk, "reason": "x", "confirmed": "on"}).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_are_well_formed(
    officer: Client, agency: Agency, prefix: str, whole_page: Callable[[HttpResponse], object]
) -> None:
    answer = officer.post(URL, {"file": csv("가나전자,123-45-67890,법인,12")})
    whole_page(officer.get(f"{prefix}{URL}"))
    whole_page(officer.get(f"{prefix}{answer.url}"))
    firm, other = make_firm(agency, 1), make_firm(agency, 2)
    whole_page(officer.get(f"{prefix}/workbench/firms/{firm.pk}/merge/"))
    whole_page(officer.get(f"{prefix}/workbench/firms/{firm.pk}/merge/?other={other.pk}"))
