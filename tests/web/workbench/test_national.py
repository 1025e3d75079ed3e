"""The national report: operators see the sums of all agencies, nobody else does."""

import io

import openpyxl
import pytest
from django.test import Client

from didim.registry.models import Agency
from tests.sign_in import make_user, sign_in

from .test_reports import YEAR, make_firm, new_number, now, observe

__all__ = ["make_firm", "new_number", "now"]

ADDRESS = f"/workbench/national/?year={YEAR}"


@pytest.fixture
def operator(db: None) -> Client:
    return sign_in(make_user("operator@example.org", is_superuser=True), second_factor=True)


@pytest.fixture
def results(agency: Agency, other_agency: Agency, make_firm) -> None:
    for of, won in ((agency, 3_000_000_000), (other_agency, 1_000_000_000)):
        observe(of, make_firm(agency=of), "sales", won)


@pytest.mark.parametrize("language", ["", "/en"])
def test_operator_sees_the_sum_of_all_agencies(operator: Client, results, whole_page, language: str) -> None:
    page = operator.get(f"{language}{ADDRESS}")
    whole_page(page)
    text = page.content.decode()
    assert ("40억 원" if not language else "KRW 4.0 billion") in text
    assert "한빛산업진흥원" in text
    assert "다른창업센터" in text


def test_operator_takes_the_report_as_files(operator: Client, results) -> None:
    heads = {"pdf": b"%PDF", "hwpx": b"PK", "xlsx": b"PK"}
    for ending, head in heads.items():
        content = operator.get(f"/workbench/national/{ending}/?year={YEAR}").content
        assert content[: len(head)] == head
    book = openpyxl.load_workbook(io.BytesIO(content))
    # No sheet of rows: an operator has no business with an agency's firms.
    assert book.sheetnames == ["요약"]


def test_operator_without_an_agency_has_a_menu_of_what_belongs_to_all(operator: Client) -> None:
    page = operator.get(ADDRESS)
    assert [link.url for link in page.context["navigation"]] == [
        "/workbench/national/",
        "/workbench/districts/",
    ]
    assert operator.get("/").context["switch_room"].url == "/workbench/national/"


def test_staff_do_not_see_it(officer: Client, director: Client) -> None:
    assert [client.get(ADDRESS).status_code for client in (officer, director)] == [403, 403]


def test_an_unknown_year_or_file_is_none(operator: Client) -> None:
    assert operator.get("/workbench/national/?year=1500").status_code == 422
    assert operator.get("/workbench/national/exe/").status_code == 404
