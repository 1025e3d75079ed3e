from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from didim.kernel.business_numbers import business_check_digit
from didim.registry.enums import AgencyKind, DesignationKind, EnterpriseStage, LegalForm, RelationKind
from didim.registry.models import Agency, AgencyRelation, Designation, Enterprise, EnterpriseYear
from tests.sign_in import make_firm_member, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 2, tzinfo=UTC)


def make_firm(name: str, serial: int = 1) -> Enterprise:
    first_nine = f"00181{serial:04d}"
    return Enterprise.objects.create(
        name=name,
        stage=EnterpriseStage.OPERATING,
        legal_form=LegalForm.CORPORATION,
        business_number=first_nine + str(business_check_digit(first_nine)),
        opened_on=date(2020, 3, 2),
        created_at=NOW,
        updated_at=NOW,
    )


def related_firm(agency: Agency, name: str, serial: int) -> Enterprise:
    firm = make_firm(name, serial)
    AgencyRelation.objects.create(agency=agency, enterprise=firm, kind=RelationKind.CASE, since=NOW)
    Designation.objects.create(enterprise=firm, kind=DesignationKind.VENTURE)
    EnterpriseYear.objects.create(enterprise=firm, year=2025, employees=serial, sales=1_000_000 * serial)
    return firm


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(name="가나진흥원", kind=AgencyKind.PROMOTION)


@pytest.fixture
def officer(agency: Agency) -> Client:
    return sign_in(make_staff(agency), second_factor=True)


def test_owner_sees_own_firm_only(agency: Agency) -> None:
    own = make_firm("우리가게", 1)
    related_firm(agency, "남의가게", 2)
    client = sign_in(make_firm_member(own))
    answer = client.get("/api/v1/firms/").json()
    assert [firm["name"] for firm in answer["results"]] == ["우리가게"]
    assert (answer["total"], answer["page"], answer["pages"]) == (1, 1, 1)


def test_staff_see_firms_with_a_relation_and_their_latest_year(agency: Agency, officer: Client) -> None:
    firm = related_firm(agency, "새론소프트", 7)
    make_firm("모르는기업", 8)
    (row,) = officer.get("/api/v1/firms/", {"designation": "venture"}).json()["results"]
    assert (row["id"], row["latest_year"]) == (firm.pk, {"year": 2025, "employees": 7, "sales": 7_000_000})
    assert row["designations"] == [{"kind": "venture", "valid_from": None, "valid_to": None}]
    detail = officer.get(f"/api/v1/firms/{firm.pk}/").json()
    assert detail["years"] == [{"year": 2025, "employees": 7, "sales": 7_000_000}]


def test_firm_without_relation_is_not_there(officer: Client) -> None:
    stranger = make_firm("모르는기업", 8)
    response = officer.get(f"/api/v1/firms/{stranger.pk}/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("language", "title"), [("ko", "로그인이 필요합니다."), ("en-US,en;q=0.8", "Sign in first.")]
)
def test_stranger_is_asked_to_sign_in_in_their_language(client: Client, language: str, title: str) -> None:
    response = client.get("/api/v1/firms/", headers={"Accept-Language": language})
    assert response.status_code == 401
    assert response.json()["title"] == title


def test_staff_without_second_factor_are_told_so(agency: Agency) -> None:
    response = sign_in(make_staff(agency)).get("/api/v1/firms/")
    assert (response.status_code, response.json()["code"]) == (403, "second_factor_needed")


def test_person_without_role_is_refused() -> None:
    response = sign_in(make_user()).get("/api/v1/firms/")
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


def test_wrong_filter_names_its_field(officer: Client) -> None:
    response = officer.get("/api/v1/firms/", {"size": "0", "stage": "dreaming"})
    assert response.status_code == 400
    assert {fault["field"] for fault in response.json()["errors"]} == {"size", "stage"}


def test_list_takes_as_many_queries_for_three_firms_as_for_one(agency: Agency, officer: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert officer.get("/api/v1/firms/").status_code == 200
        return len(captured)

    related_firm(agency, "가", 1)
    one = queries()
    for serial in (2, 3):
        related_firm(agency, "나다"[serial - 2], serial)
    assert queries() == one
