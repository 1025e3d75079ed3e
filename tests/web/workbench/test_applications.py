"""The applications staff see: what was handed in, in a list and whole."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from didim.accounts.models import AccessLogEntry
from didim.applications.domain.drafts import start_application
from didim.applications.models import Application, DeadlineExtension, SupplementRequest
from didim.programmes.models import Call
from didim.registry.models import Agency
from tests.applications.builders import NOW, make_agency, make_call, make_firm
from tests.applications.test_intake import hand_in, write
from tests.sign_in import make_firm_member, make_staff, sign_in
from tests.web.portal.test_every_page import check

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return make_call(make_agency())


@pytest.fixture
def officer(call: Call) -> Client:
    return sign_in(make_staff(Agency.objects.get(pk=call.agency_id)), second_factor=True)


def apply(call: Call, name: str, serial: int, *, hand: bool = True) -> Application:
    firm = make_firm(name, serial)
    owner = make_firm_member(firm, email=f"owner{serial}@example.org")
    application = start_application(enterprise=firm, call=call, by=owner, now=NOW)
    write(application, owner, problem=f"{name}의 계획")
    if hand:
        hand_in(application, owner)
    return application


def test_list_shows_what_was_handed_in_and_no_draft(officer: Client, call: Call, parse_page) -> None:
    apply(call, "가나상사", 1)
    apply(call, "다라상사", 2, hand=False)
    for address in ("/workbench/applications/", f"/workbench/calls/{call.pk}/applications/"):
        for language in ("", "/en"):
            check(officer, f"{language}{address}", parse_page)
        page = officer.get(address).content.decode()
        assert "가나상사" in page
        assert "다라상사" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=가나", ["가나상사"]),
        ("q=2", ["다라상사"]),
        ("state=submitted", ["가나상사", "다라상사"]),
        ("state=withdrawn", []),
        ("check_state=none", ["가나상사", "다라상사"]),
        ("check_state=passed", []),
        ("region=11", ["가나상사", "다라상사"]),
        ("region=26", []),
        ("sort=-firm", ["다라상사", "가나상사"]),
        ("sort=nonsense", ["가나상사", "다라상사"]),
    ],
)
def test_list_is_narrowed_and_sorted(officer: Client, call: Call, query: str, names: list[str]) -> None:
    apply(call, "가나상사", 1)
    apply(call, "다라상사", 2)
    answer = officer.get(f"/workbench/calls/{call.pk}/applications/?{query}")
    assert [row.enterprise.name for row in answer.context["page"]] == names


def test_other_agency_sees_nothing(call: Call) -> None:
    application = apply(call, "가나상사", 1)
    stranger = sign_in(make_staff(make_agency("다른기관")), second_factor=True)
    assert "가나상사" not in stranger.get("/workbench/applications/").content.decode()
    assert stranger.get(f"/workbench/applications/{application.pk}/").status_code == 404
    assert stranger.get(f"/workbench/calls/{call.pk}/applications/export/").status_code == 404


def test_list_takes_the_same_queries_for_three_rows(
    officer: Client, call: Call, same_queries_for_three_rows
) -> None:
    serials = iter(range(1, 9))
    same_queries_for_three_rows(
        add_row=lambda: apply(call, "가나상사", next(serials)),
        read=lambda: officer.get("/workbench/applications/"),
    )


def test_detail_shows_what_was_handed_in_and_is_logged(officer: Client, call: Call, parse_page) -> None:
    application = apply(call, "가나상사", 1)
    write(application, application.created_by, problem="나중에 고친 글")
    for language in ("", "/en"):
        check(officer, f"{language}/workbench/applications/{application.pk}/", parse_page)
    page = officer.get(f"/workbench/applications/{application.pk}/").content.decode()
    assert "가나상사의 계획" in page
    assert "나중에 고친 글" not in page
    assert AccessLogEntry.objects.filter(task="신청 내용 확인", subject="가나상사").exists()


def test_export_needs_a_reason_and_is_logged(officer: Client, call: Call) -> None:
    apply(call, "가나상사", 1)
    address = f"/workbench/calls/{call.pk}/applications/export/"
    assert officer.post(address, {"reason": ""}).status_code == 422
    answer = officer.post(address, {"reason": "운영위원회에 낼 접수 명단 작성"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert (rows[1][1], rows[1][2], rows[1][7]) == (1, "가나상사", "2026-11-20 12:00:00.000000")
    assert AccessLogEntry.objects.filter(act="download", subject=call.title).exists()


def test_officer_asks_for_supplements_gives_time_and_lets_it_rest(
    officer: Client, call: Call, parse_page
) -> None:
    application = apply(call, "가나상사", 1)
    address = f"/workbench/applications/{application.pk}/supplement/"
    for language in ("", "/en"):
        check(officer, f"{language}{address}", parse_page)
    refused = officer.post(address, {"text": "다시 적어 주세요.", "due_at_day": "2099-01-05"})
    assert refused.status_code == 422
    officer.post(address, {"text": "다시 적어 주세요.", "slots": ["problem"], "due_at_day": "2099-01-05"})
    asked = SupplementRequest.objects.get()
    assert (asked.slots, asked.due_at.hour) == (["problem"], 9)
    assert "다시 적어 주세요." in officer.get(f"/workbench/applications/{application.pk}/").content.decode()
    officer.post(f"/workbench/supplements/{asked.pk}/more-time/", {"due_at_day": "2099-01-06"})
    officer.post(f"/workbench/supplements/{asked.pk}/cancel/")
    asked.refresh_from_db()
    assert (asked.due_at.day, asked.state) == (6, "cancelled")


def test_officer_extends_a_deadline_for_an_outage_and_the_page_of_the_call_says_so(
    officer: Client, parse_page
) -> None:
    now = timezone.now()
    call = make_call(  # open now, whatever the clock says
        Agency.objects.get(),
        "열린 공고",
        opens_at=now - timedelta(days=5),
        closes_at=now + timedelta(days=1),
    )
    began, ended = (timezone.localtime(now - timedelta(hours=hours)) for hours in (2, 1))
    typed = {
        "outage_began_at_day": f"{began:%Y-%m-%d}",
        "outage_began_at_time": f"{began:%H:%M}",
        "outage_ended_at_day": f"{ended:%Y-%m-%d}",
        "outage_ended_at_time": f"{ended:%H:%M}",
        "closes_at_day": f"{now + timedelta(days=4):%Y-%m-%d}",
        "reason": "통신 장애",
    }
    address = f"/workbench/calls/{call.pk}/outage/"
    for language in ("", "/en"):
        check(officer, f"{language}{address}", parse_page)
    assert officer.post(address, {**typed, "reason": ""}).status_code == 422
    assert officer.post(address, typed).status_code == 302
    assert DeadlineExtension.objects.get().reason == "통신 장애"
