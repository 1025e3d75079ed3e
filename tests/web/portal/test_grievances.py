from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.handling import AnswerText
from didim.desk.domain.grievances.publishing import approve_entry, propose_entry
from didim.desk.grievance_enums import GrievanceClass, ResultCode
from didim.desk.models import Grievance
from didim.registry.domain.charges import assign_case_officer
from didim.registry.enums import AgencyKind
from didim.registry.models import Agency, Enterprise, Person, Region
from tests.sign_in import make_firm_member, make_staff, make_user, sign_in

Page = Callable[[Any], Any]
BODY = "가게 앞 도로 점용 허가가 석 달째 나오지 않아 영업을 시작하지 못하고 있습니다."
TOLD = {"title": "도로 점용 허가가 늦습니다", "body": BODY, "topic": "site"}
PERSON = TOLD | {"region": "11680", "phone": "010-1234-5678", "agreed": "on"}


@pytest.fixture
def agency(db: None) -> Agency:
    agency = Agency.objects.create(name="한빛중소기업청", kind=AgencyKind.GOVERNMENT)
    assign_case_officer(
        agency=agency,
        person=Person.objects.create(name="김담당"),
        on=date(2025, 1, 1),
        region=Region.objects.get(pk="11680"),
    )
    return agency


@pytest.fixture
def firm(make_firm: Callable[..., Enterprise]) -> Enterprise:
    return make_firm("누리공방", region="11680")


@pytest.fixture
def owner(firm: Enterprise) -> Client:
    return sign_in(make_firm_member(firm))


@pytest.mark.parametrize("language", ["", "/en"])
def test_somebody_with_a_phone_tells_and_follows_a_case(
    agency: Agency, whole_page: Page, language: str
) -> None:
    visitor = Client()
    whole_page(visitor.get(f"{language}/grievances/"))
    whole_page(visitor.get(f"{language}/grievances/new/"))
    wrong = visitor.post(f"{language}/grievances/new/", PERSON | {"phone": "", "body": "짧음"})
    assert wrong.status_code == 422
    whole_page(wrong)

    response = visitor.post(f"{language}/grievances/new/", PERSON, follow=True)

    page = whole_page(response)
    case = Grievance.objects.get()
    assert (case.agency, case.contact_phone, case.officer.name) == (agency, "010-1234-5678", "김담당")
    assert case.consented_at is not None
    code = response.context["code"]
    assert code in "".join(page.itertext())
    assert visitor.get("/grievances/opened/").context["code"] == ""

    elsewhere = Client()
    assert elsewhere.get("/grievances/opened/").status_code == 404
    assert (
        elsewhere.post(f"{language}/grievances/find/", {"number": case.number, "code": "X"}).status_code
        == 422
    )
    found = elsewhere.post(f"{language}/grievances/find/", {"number": case.number, "code": code}, follow=True)
    assert case.number in "".join(whole_page(found).itertext())


@pytest.mark.parametrize("language", ["", "/en"])
def test_firm_tells_supplements_and_takes_back(
    agency: Agency, owner: Client, firm: Enterprise, whole_page: Page, language: str
) -> None:
    whole_page(owner.get(f"{language}/grievances/new/"))
    response = owner.post(f"{language}/grievances/new/", TOLD, follow=True)
    whole_page(response)
    case = Grievance.objects.get()
    assert (case.enterprise, case.region_id, case.agency) == (firm, "11680", agency)
    now = datetime.now(UTC)
    handling.classify_grievance(grievance=case, triage=GrievanceClass.SIMPLE, reason="단순", by=None, now=now)
    handling.note_grievance(grievance=case, text="속마음", by=None, now=now)
    handling.pause_grievance(
        grievance=case, reason="supplement", text="도면을 내 주세요", by=None, now=now,
        until=(now + timedelta(days=5)).date(),
    )  # fmt: skip
    text = "".join(whole_page(owner.get(f"{language}/grievances/{case.pk}/")).itertext())
    assert "도면을 내 주세요" in text
    assert "속마음" not in text
    whole_page(owner.get(f"{language}/grievances/{case.pk}/supplement/"))
    assert owner.post(f"/grievances/{case.pk}/supplement/", {"text": "도면입니다"}).status_code == 302
    case.refresh_from_db()
    assert case.status == "running"
    whole_page(owner.get(f"{language}/grievances/mine/"))
    assert owner.post(f"/grievances/{case.pk}/withdraw/", {"text": "해결"}).status_code == 302
    case.refresh_from_db()
    assert case.status == "withdrawn"
    whole_page(owner.get(f"{language}/grievances/{case.pk}/"))


def test_other_firms_and_strangers_see_nothing(
    agency: Agency, owner: Client, make_firm: Callable[..., Enterprise]
) -> None:
    owner.post("/grievances/new/", TOLD)
    case = Grievance.objects.get()
    other = sign_in(make_firm_member(make_firm("다른가게"), email="other@example.org"))

    assert other.get(f"/grievances/{case.pk}/").status_code == 404
    assert other.post(f"/grievances/{case.pk}/withdraw/", {"text": "해결"}).status_code == 404
    assert other.get("/grievances/mine/").context["rows"] == []
    assert Client().get(f"/grievances/{case.pk}/").status_code == 302


def test_own_list_takes_the_same_queries_for_three_cases(
    agency: Agency, owner: Client, same_queries_for_three_rows: Callable[..., None]
) -> None:
    same_queries_for_three_rows(
        add_row=lambda: owner.post("/grievances/new/", TOLD), read=lambda: owner.get("/grievances/mine/")
    )


@pytest.mark.parametrize("language", ["", "/en"])
def test_answered_case_and_published_ones_alike(
    agency: Agency, owner: Client, whole_page: Page, language: str
) -> None:
    owner.post("/grievances/new/", TOLD)
    case, now = Grievance.objects.get(), datetime.now(UTC)
    handling.classify_grievance(grievance=case, triage=GrievanceClass.SIMPLE, reason="단순", by=None, now=now)
    answer = AnswerText(
        ResultCode.NOT_ACCEPTED, "어렵습니다", "안전 기준 때문에 지금은 어렵습니다.", "다시 내세요"
    )
    handling.answer_grievance(grievance=case, answer=answer, by=None, now=now)
    case.refresh_from_db()
    entry = propose_entry(
        grievance=case, title="도로 점용 허가 지연", outcome="기준을 안내했습니다.",
        by=make_staff(agency, email="one@example.org"), now=now,
    )  # fmt: skip
    assert Client().get("/grievances/similar/?title=도로 점용 허가").context["alike"] == []
    approve_entry(entry=entry, by=make_user("two@example.org"), now=now)

    assert "다시 내세요" in "".join(whole_page(owner.get(f"{language}/grievances/{case.pk}/")).itertext())
    alike = Client().get(f"{language}/grievances/similar/?title=도로 점용 허가")
    assert alike.context["alike"] == [entry]
    register = whole_page(Client().get(f"{language}/grievances/register/?q=도로&topic=site"))
    assert "기준을 안내했습니다." in "".join(register.itertext())
    assert Client().get("/grievances/register/?topic=tax").context["page"].paginator.count == 0
