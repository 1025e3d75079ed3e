from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.handling import AnswerText
from didim.desk.domain.grievances.in_charge import put_in_charge, record_absence
from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.domain.grievances.promises import record_promise
from didim.desk.grievance_enums import GrievanceChannel, GrievanceClass, ResultCode
from didim.desk.models import Grievance, GrievanceAnswer, LawPromise, OfficerAbsence, RegisterEntry
from didim.registry.domain.charges import assign_case_officer
from didim.registry.enums import AgencyRole
from didim.registry.models import Agency, Person, Region
from tests.sign_in import make_staff, sign_in

Page = Callable[[Any], Any]
BODY = "가게 앞 도로 점용 허가가 석 달째 나오지 않아 영업을 시작하지 못하고 있습니다."
ANSWER = {
    "result": "accepted",
    "summary": "허가가 나왔습니다",
    "text": "구청과 협의해 오늘 허가가 나왔습니다. 내일부터 쓰실 수 있습니다.",
}


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(hours=2)


@pytest.fixture
def lead(agency: Agency) -> Person:
    person = Person.objects.create(name="김담당")
    region = Region.objects.get(pk="11680")
    assign_case_officer(agency=agency, person=person, on=datetime(2025, 1, 1).date(), region=region)
    return person


def make_case(agency: Agency, now: datetime, **fields: Any) -> Grievance:
    values = {
        "title": "도로 점용 허가가 늦습니다",
        "body": BODY,
        "channel": GrievanceChannel.PHONE,
        "region": Region.objects.get(pk="11680"),
        "contact": Contact(name="박사장", phone="010-1234-5678", agreed=True),
    }
    return receive_grievance(intake=Intake(**(values | fields)), agency=agency, by=None, now=now).grievance


def act(client: Client, case: Grievance, name: str, **typed: object) -> Any:
    return client.post(reverse("workbench:grievance-act", args=[case.pk, name]), typed)


@pytest.mark.parametrize("language", ["", "/en"])
def test_inbox_shows_what_is_due_and_who_has_it(
    officer: Client, agency: Agency, lead: Person, now: datetime, whole_page: Page, language: str
) -> None:
    case = make_case(agency, now)
    OfficerAbsence.objects.create(
        agency=agency, person=lead, valid_from=now.date(), valid_to=now.date() + timedelta(days=2)
    )

    page = whole_page(officer.get(f"{language}/workbench/grievances/"))

    text = "".join(page.itertext())
    assert case.number in text
    assert "김담당" in text
    assert ("부재 · 대신할 사람 없음" if not language else "Away · nobody stands in") in text


def test_views_narrow_the_inbox(officer: Client, agency: Agency, lead: Person, now: datetime) -> None:
    late = make_case(agency, now - timedelta(days=30), title="늦은 건")
    make_case(agency, now, title="주차장이 없습니다", topic="facility")
    nobody = make_case(agency, now, title="담당 없는 건", region=Region.objects.get(pk="26110"))
    wanted = {
        "view=late": [late.title],
        "view=nobody": [nobody.title],
        "view=paused": [],
        "view=ended": [],
        "topic=facility": ["주차장이 없습니다"],
        "q=주차": ["주차장이 없습니다"],
        f"q={late.number}": [late.title],
        "region=11680&view=open": [late.title, "주차장이 없습니다"],
        "view=unknown&after=wrong": [late.title, "주차장이 없습니다", nobody.title],
    }

    for query, titles in wanted.items():
        rows = officer.get(f"/workbench/grievances/?{query}").context["rows"]
        assert [row["case"].title for row in rows] == titles, query


def test_inbox_takes_the_same_queries_for_three_cases(
    officer: Client,
    agency: Agency,
    lead: Person,
    now: datetime,
    same_queries_for_three_rows: Callable[..., None],
) -> None:
    same_queries_for_three_rows(
        add_row=lambda: make_case(agency, now), read=lambda: officer.get("/workbench/grievances/")
    )


def test_pages_follow_each_other(
    officer: Client, agency: Agency, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("didim.desk.queries.grievances.PER_PAGE", 2)
    made = [make_case(agency, now + timedelta(minutes=minute)).pk for minute in range(5)]
    address, seen = "/workbench/grievances/", []
    while address:
        response = officer.get(address)
        seen += [row["case"].pk for row in response.context["rows"]]
        address = f"/workbench/grievances/{response.context['next']}" if response.context["next"] else ""

    assert seen == made


@pytest.mark.parametrize("language", ["", "/en"])
def test_case_runs_through_pause_extension_transfer_and_answer(
    officer: Client, agency: Agency, lead: Person, now: datetime, whole_page: Page, language: str
) -> None:
    case = make_case(agency, now)
    other = Person.objects.create(name="이담당")
    put_in_charge(agency=agency, person=other, on=now.date(), topic="tax", by=None)

    assert act(officer, case, "answer", **ANSWER).status_code == 422
    assert act(officer, case, "classify", triage="simple", reason="협의하면 됩니다").status_code == 302
    assert act(officer, case, "pause", reason="supplement", text="도면").status_code == 422
    tomorrow = (now + timedelta(days=2)).date().isoformat()
    assert act(officer, case, "pause", reason="supplement", text="도면", until=tomorrow).status_code == 302
    whole_page(officer.get(f"{language}/workbench/grievances/{case.pk}/"))
    assert act(officer, case, "resume", reason="supplement", text="받음").status_code == 302
    assert act(officer, case, "extend", count=5, reason="현장 확인").status_code == 302
    assert act(officer, case, "consent", count=5, reason="더 필요", consent="전화로 동의").status_code == 302
    assert act(officer, case, "transfer", person=other.pk, reason="세무 소관").status_code == 302
    assert act(officer, case, "join", person=lead.pk, reason="현장 확인").status_code == 302
    assert act(officer, case, "note", reason="통화함").status_code == 302
    assert (
        act(
            officer, case, "promise", law="도로법 시행령", promise="기간 단축", body="국토교통부",
            expected_on="2027-01-05",
        ).status_code
        == 302
    )  # fmt: skip
    assert act(officer, case, "answer", **ANSWER).status_code == 302

    page = whole_page(officer.get(f"{language}/workbench/grievances/{case.pk}/"))
    text = "".join(page.itertext())
    case.refresh_from_db()
    assert (case.status, case.officer, case.result) == ("answered", other, "accepted")
    for words in ("도면", "현장 확인", "전화로 동의", "세무 소관", "통화함", "도로법 시행령"):
        assert words in text
    assert act(officer, case, "nonsense").status_code == 404


def test_acts_need_a_writer(viewer: Client, agency: Agency, now: datetime) -> None:
    case = make_case(agency, now)

    assert viewer.get(f"/workbench/grievances/{case.pk}/").context["acts"] == []
    assert act(viewer, case, "note", reason="메모").status_code == 403


def test_another_agency_sees_nothing(other_agency: Agency, agency: Agency, now: datetime) -> None:
    case = make_case(agency, now)
    stranger = sign_in(
        make_staff(other_agency, AgencyRole.DIRECTOR, email="else@example.org"), second_factor=True
    )

    assert stranger.get(f"/workbench/grievances/{case.pk}/").status_code == 404
    assert stranger.get("/workbench/grievances/").context["rows"] == []
    assert act(stranger, case, "note", reason="메모").status_code == 404
    assert stranger.get("/workbench/grievances/similar/?title=도로 점용 허가").context["alike"] == []


@pytest.mark.parametrize("language", ["", "/en"])
def test_staff_write_down_what_they_heard(
    officer: Client, agency: Agency, lead: Person, now: datetime, whole_page: Page, language: str
) -> None:
    earlier = make_case(agency, now)
    typed = {
        "channel": "visit",
        "title": "도로 점용 허가가 늦습니다",
        "body": BODY,
        "topic": "site",
        "phone": "010-2222-3333",
        "region": "11680",
    }
    address = f"{language}/workbench/grievances/new/"

    wrong = officer.post(address, typed | {"phone": "", "place": "없는 시장"})
    assert wrong.status_code == 422
    page = whole_page(wrong)
    assert earlier.number in "".join(page.itertext())
    assert officer.post(address, typed | {"business_number": "123-45-67891"}).status_code == 422
    response = officer.post(address, typed)

    case = Grievance.objects.exclude(pk=earlier.pk).get()
    assert response.status_code == 302
    assert (case.officer, case.channel, case.received_by.email) == (lead, "visit", "officer@example.org")


def answered(agency: Agency, now: datetime) -> Grievance:
    case = make_case(agency, now)
    handling.classify_grievance(grievance=case, triage=GrievanceClass.SIMPLE, reason="단순", by=None, now=now)
    answer = AnswerText(ResultCode.ACCEPTED, ANSWER["summary"], ANSWER["text"])
    handling.answer_grievance(grievance=case, answer=answer, by=None, now=now)
    return case


@pytest.mark.parametrize("language", ["", "/en"])
def test_register_needs_two_people(
    officer: Client,
    director: Client,
    agency: Agency,
    lead: Person,
    now: datetime,
    whole_page: Page,
    language: str,
) -> None:
    case = answered(agency, now)
    words = {"title": "도로 점용 허가 지연", "outcome": "구청과 협의해 허가했습니다."}

    named = act(officer, case, "publish", **words | {"outcome": "박사장님 가게 앞을 허가했습니다."})
    assert named.status_code == 422
    assert act(officer, case, "publish", **words).status_code == 302
    entry = RegisterEntry.objects.get()
    whole_page(officer.get(f"{language}/workbench/grievances/register/"))
    approve = reverse("workbench:register-approve", args=[entry.pk])
    officer.post(approve)
    entry.refresh_from_db()
    assert not entry.is_public
    whole_page(director.get(f"{language}/workbench/grievances/register/"))
    director.post(approve)
    entry.refresh_from_db()
    assert entry.is_public
    page = whole_page(Client().get(f"{language}/grievances/register/"))
    assert words["outcome"] in "".join(page.itertext())
    director.post(reverse("workbench:register-withdraw", args=[entry.pk]), {"reason": "고침"})
    assert words["outcome"] not in Client().get("/grievances/register/").content.decode()


@pytest.mark.parametrize("language", ["", "/en"])
def test_tables_of_the_desk(
    officer: Client, agency: Agency, lead: Person, now: datetime, whole_page: Page, language: str
) -> None:
    case = answered(agency, now)
    record_promise(
        grievance=case, law="도로법", promise="단축", body="국토부", expected_on=now.date(), by=None
    )
    put_in_charge(agency=agency, person=lead, on=now.date(), topic="tax", by=None)
    record_absence(
        agency=agency, person=lead, first_day=now.date(), last_day=now.date() + timedelta(days=3),
        stand_in=None, by=None,
    )  # fmt: skip
    for name in ("charges", "districts", "merit", "promises", "register"):
        whole_page(officer.get(f"{language}/workbench/grievances/{name}/"))

    merit = officer.get("/workbench/grievances/merit/").context["rows"]
    assert [(row.person, row.solved, row.in_time) for row in merit] == [(lead, 1, 1)]
    assert GrievanceAnswer.objects.get().officer == lead
    table = officer.get("/workbench/grievances/districts/").context["rows"]
    assert [(row.region.pk, row.total, row.open) for row in table] == [("11680", 1, 0)]
    gaps = officer.get("/workbench/grievances/charges/").context
    assert "11680" not in [region.pk for region in gaps["districts"]]
    assert "11650" in [region.pk for region in gaps["districts"]]


def test_charges_absences_and_promises_are_written_down(
    officer: Client, agency: Agency, lead: Person, now: datetime
) -> None:
    today = datetime.now(UTC).date()
    new = reverse("workbench:grievance-charge-new")
    assert officer.post(new, {"person": lead.pk, "on": today.isoformat()}).status_code == 422
    assert officer.post(new, {"person": lead.pk, "topic": "tax", "on": today.isoformat()}).status_code == 302
    charge = lead.grievance_charges.get()
    end = reverse("workbench:grievance-charge-end", args=[charge.pk])
    last = (today + timedelta(days=30)).isoformat()
    assert officer.post(end, {"last_day": last}).status_code == 302
    away = {"person": lead.pk, "first_day": today.isoformat(), "last_day": last}
    assert officer.post(reverse("workbench:grievance-absence-new"), away).status_code == 302
    promise = record_promise(
        grievance=make_case(agency, now), law="도로법", promise="단축", body="국토부",
        expected_on=today, by=None,
    )  # fmt: skip
    check = reverse("workbench:grievance-promise", args=[promise.pk])
    assert officer.post(check, {"state": "done", "note": "관보에서 봄"}).status_code == 302
    assert LawPromise.objects.get().state == "done"
