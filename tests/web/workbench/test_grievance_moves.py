"""Cases between agencies, files of staff, repeats, consent, the agency's own days, the map: the pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from didim.desk.domain.grievances import handling, moving
from didim.desk.domain.grievances.handling import AnswerText
from didim.desk.grievance_enums import GrievanceClass, ResultCode
from didim.desk.models import AgencyDay, AgencyTransfer, Grievance, GrievancePaper, JointHandler
from didim.districts.enums import MapShapeKind
from didim.districts.models import MapShape
from didim.registry.enums import AgencyRole
from didim.registry.models import Agency, Person
from didim.web.workbench.grievance_map import grievance_map, shade_of
from tests.sign_in import make_staff, sign_in
from tests.web.portal.district_rows import make_edition

from .test_grievances import ANSWER, act, lead, make_case, now

__all__ = ["lead", "now"]

Page = Callable[[Any], Any]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def neighbour(other_agency: Agency) -> Client:
    staff = make_staff(other_agency, AgencyRole.OFFICER, email="neighbour@example.org")
    return sign_in(staff, second_factor=True)


@pytest.fixture
def case(agency: Agency, lead: Person, now: datetime) -> Grievance:
    case = make_case(agency, now)
    return handling.classify_grievance(
        grievance=case, triage=GrievanceClass.SIMPLE, reason="단순", by=None, now=now
    )


@pytest.mark.parametrize("language", ["", "/en"])
def test_another_agency_reads_takes_and_answers_a_case(
    officer: Client,
    neighbour: Client,
    case: Grievance,
    other_agency: Agency,
    whole_page: Page,
    language: str,
) -> None:
    page = f"{language}/workbench/grievances/{case.pk}/"
    assert neighbour.get(page).status_code == 404
    assert act(officer, case, "take").status_code == 404
    whole_page(officer.get(f"{page}acts/send/"))
    assert act(officer, case, "send", to_agency=other_agency.pk, reason=" ").status_code == 422
    assert act(officer, case, "send", to_agency=other_agency.pk, reason="소관").status_code == 302
    whole_page(officer.get(page))

    inbox = whole_page(neighbour.get(f"{language}/workbench/grievances/"))
    assert "1" in "".join(inbox.itertext())
    listed = whole_page(neighbour.get(f"{language}/workbench/grievances/transfers/"))
    assert case.title in "".join(listed.itertext())
    whole_page(neighbour.get(page))
    assert act(neighbour, case, "answer").status_code == 404
    whole_page(neighbour.get(f"{page}acts/give-back/"))
    whole_page(neighbour.get(f"{page}acts/take/"))
    assert act(neighbour, case, "take").status_code == 302

    case.refresh_from_db()
    assert case.agency == other_agency
    assert act(officer, case, "note", reason="메모").status_code == 404
    whole_page(officer.get(page))
    whole_page(neighbour.get(page))
    assert act(neighbour, case, "answer", **ANSWER).status_code == 302


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_case_is_sent_back_or_taken_back(
    officer: Client,
    neighbour: Client,
    case: Grievance,
    other_agency: Agency,
    whole_page: Page,
    language: str,
) -> None:
    act(officer, case, "send", to_agency=other_agency.pk, reason="소관")
    assert act(neighbour, case, "give-back", reason="아님").status_code == 302
    whole_page(neighbour.get(f"{language}/workbench/grievances/transfers/"))
    assert neighbour.get(f"/workbench/grievances/{case.pk}/").status_code == 404
    act(officer, case, "send", to_agency=other_agency.pk, reason="다시 봐 주세요")
    assert act(officer, case, "take-back", reason="우리 일").status_code == 302

    states = AgencyTransfer.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["returned", "taken_back"]
    whole_page(officer.get(f"{language}/workbench/grievances/transfers/"))


def test_transfers_take_the_same_queries_for_three(
    officer: Client,
    agency: Agency,
    other_agency: Agency,
    lead: Person,
    now: datetime,
    same_queries_for_three_rows: Callable[..., None],
) -> None:
    def add_row() -> None:
        moving.propose_transfer(
            grievance=make_case(agency, now), to_agency=other_agency, reason="소관", by=None, now=now
        )

    same_queries_for_three_rows(add_row=add_row, read=lambda: officer.get("/workbench/grievances/transfers/"))


@pytest.mark.parametrize("language", ["", "/en"])
def test_staff_put_a_file_beside_a_case_and_read_it(
    officer: Client, viewer: Client, neighbour: Client, case: Grievance, whole_page: Page, language: str
) -> None:
    whole_page(officer.get(f"{language}/workbench/grievances/{case.pk}/acts/file/"))
    assert act(officer, case, "file").status_code == 422
    assert act(officer, case, "file", file=SimpleUploadedFile("도면.exe", PDF)).status_code == 422
    assert act(officer, case, "file", file=SimpleUploadedFile("도면.pdf", PDF)).status_code == 302

    paper = GrievancePaper.objects.get()
    whole_page(officer.get(f"{language}/workbench/grievances/{case.pk}/"))
    address = reverse("workbench:grievance-paper", args=[case.pk, paper.pk])
    assert b"".join(viewer.get(address)) == PDF
    assert neighbour.get(address).status_code == 404
    GrievancePaper.objects.update(scan="infected")
    assert viewer.get(address).status_code == 404


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_file_comes_with_what_staff_were_told(
    officer: Client, lead: Person, whole_page: Page, language: str
) -> None:
    typed = {
        "channel": "visit",
        "title": "주차장이 없습니다",
        "body": "손님이 차를 댈 곳이 없어 오래 머물지 못합니다.",
        "topic": "facility",
        "phone": "010-1234-5678",
        "region": "11680",
        "file": SimpleUploadedFile("현장.pdf", PDF),
    }
    response = officer.post(f"{language}/workbench/grievances/new/", typed, follow=True)

    whole_page(response)
    assert list(GrievancePaper.objects.values_list("name", "from_staff")) == [("현장.pdf", True)]


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_repeat_is_joined_to_the_earlier_case(
    officer: Client, agency: Agency, case: Grievance, now: datetime, whole_page: Page, language: str
) -> None:
    answer = AnswerText(ResultCode.ACCEPTED, "풀었습니다", "구청과 협의해 오늘 허가가 나왔습니다. 쓰세요.")
    handling.answer_grievance(grievance=case, answer=answer, by=None, now=now)
    again = make_case(agency, now + timedelta(minutes=5))
    whole_page(officer.get(f"{language}/workbench/grievances/{again.pk}/acts/same/"))
    assert act(officer, again, "same", earlier=again.pk).status_code == 422

    assert act(officer, again, "same", earlier=case.pk).status_code == 302

    case.refresh_from_db()
    assert case.is_open
    for one in (case, again):
        whole_page(officer.get(f"{language}/workbench/grievances/{one.pk}/"))
    acts = officer.get(f"/workbench/grievances/{again.pk}/").context["acts"]
    assert [slug for slug, _label in acts] == ["note"]


@pytest.mark.parametrize("language", ["", "/en"])
def test_consent_is_asked_for_and_a_part_is_finished(
    officer: Client, case: Grievance, now: datetime, whole_page: Page, language: str
) -> None:
    page = f"{language}/workbench/grievances/{case.pk}/"
    assert act(officer, case, "extend", count=2, reason="현장").status_code == 302
    whole_page(officer.get(f"{page}acts/ask/"))
    assert act(officer, case, "ask", count=9, reason="감정").status_code == 422
    assert act(officer, case, "ask", count=2, reason="감정").status_code == 302
    assert "ask" not in [slug for slug, _label in officer.get(page).context["acts"]]
    other = Person.objects.create(name="이담당")
    JointHandler.objects.create(
        agency_id=case.agency_id, grievance=case, person=other, task="도로 협의", since=now
    )
    whole_page(officer.get(f"{page}acts/finish-part/"))
    part = JointHandler.objects.get()
    found = {"handler": part.pk, "opinion": "구청이 허가하기로 함"}
    assert act(officer, case, "finish-part", **found).status_code == 302

    part.refresh_from_db()
    assert part.done_at is not None
    whole_page(officer.get(page))


@pytest.mark.parametrize("language", ["", "/en"])
def test_own_days_are_entered_and_taken_back(
    officer: Client, viewer: Client, neighbour: Client, agency: Agency, whole_page: Page, language: str
) -> None:
    new = reverse("workbench:grievance-day-new")
    whole_page(officer.get(f"{language}/workbench/grievances/days/new/"))
    # A Wednesday that is never a holiday, some weeks ahead.
    day = datetime.now(UTC).date() + timedelta(days=30)
    while day.weekday() != 2 or (day.month, day.day) in {(12, 25), (1, 1)} or day.month in {1, 2, 9, 10}:
        day += timedelta(days=1)
    typed = {"day": day.isoformat(), "name": "개원 기념일", "is_worked": "closed"}
    assert officer.post(new, typed | {"is_worked": "worked"}).status_code == 422
    assert officer.post(new, typed).status_code == 302
    whole_page(officer.get(f"{language}/workbench/grievances/days/"))
    row = AgencyDay.objects.get()
    back = reverse("workbench:grievance-day-take-back", args=[row.pk])
    assert viewer.post(back).status_code == 403
    assert neighbour.post(back).status_code == 404
    assert officer.post(back).status_code == 302

    row.refresh_from_db()
    assert row.cancelled_from is not None
    whole_page(officer.get(f"{language}/workbench/grievances/days/"))


@pytest.mark.parametrize("language", ["", "/en"])
def test_map_shows_where_cases_come_from(
    officer: Client, agency: Agency, lead: Person, now: datetime, whole_page: Page, language: str
) -> None:
    edition, kind = make_edition(), MapShapeKind.BOROUGH
    for code, name, left in (("11680", "강남구", 0), ("11650", "서초구", 50)):
        square = f"M{left} 0l40 0 0 40 -40 0z"
        MapShape.objects.create(edition=edition, kind=kind, code=code, name=name, outline=square)
    for _number in range(2):
        make_case(agency, now)

    response = officer.get(f"{language}/workbench/grievances/districts/?year={now.year}")

    whole_page(response)
    drawn = response.context["map"]
    assert [(area.name, area.cases, area.css) for area in drawn.areas] == [
        ("한가람구", 0, "k0"),
        ("두레구", 0, "k0"),
        ("서초구", 0, "k0"),
        ("강남구", 2, "k3"),
    ]
    assert [(row.topic, row.total, row.open) for row in response.context["by_topic"]] == [("other", 2, 2)]


def test_no_map_without_an_edition(agency: Agency) -> None:
    assert grievance_map([], agency_id=agency.pk) is None


@pytest.mark.parametrize(
    ("cases", "most", "css"), [(0, 9, "k0"), (1, 1, "k1"), (1, 10, "k1"), (10, 10, "k5"), (5, 10, "k3")]
)
def test_shades_go_in_equal_steps(cases: int, most: int, css: str) -> None:
    assert shade_of(cases, most) == css
