"""A grievance in a real browser, as firm and as staff: paused, extended, handed on, answered and read."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from didim.desk.domain.grievances.in_charge import put_in_charge
from didim.desk.models import Grievance
from didim.registry.domain.charges import assign_case_officer
from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency, Enterprise, Person, Region
from didim.support.models import SupportRecord
from tests.browser.looks import width_of
from tests.registry.conftest import make_firm, new_number, now, today
from tests.sign_in import make_firm_member, make_staff, sign_in

__all__ = ["make_firm", "new_number", "now", "today"]

WIDTHS = (1280, 390)
PAPER = {
    "name": "사진.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
}
ANSWER = "구청과 협의해 오늘 허가가 나왔습니다. 내일부터 쓰세요."
BODY = "가게 앞 도로 점용 허가가 석 달째 나오지 않아 영업을 시작하지 못하고 있습니다."


@pytest.fixture
def agency(site: str) -> Agency:
    agency = Agency.objects.create(name="한빛중소기업청", kind=AgencyKind.GOVERNMENT)
    assign_case_officer(
        agency=agency,
        person=Person.objects.create(name="김담당"),
        on=date(2025, 1, 1),
        region=Region.objects.get(pk="11680"),
    )
    put_in_charge(
        agency=agency, person=Person.objects.create(name="이세무"), on=date(2025, 1, 1), topic="tax", by=None
    )
    return agency


def enter(page: Page, site: str, agency: Agency) -> None:
    become(
        page,
        site,
        sign_in(make_staff(agency, AgencyRole.OFFICER, email="one@example.org"), second_factor=True),
    )


def become(page: Page, site: str, client: Client) -> None:
    """Go on as somebody who is signed in elsewhere."""
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def tell(page: Page, site: str) -> Grievance:
    """Tell a grievance without an account, as one does on a phone."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/grievances/new/")
    page.get_by_label("무엇이 어려운가요?").fill("도로 점용 허가가 늦습니다")
    page.get_by_label("자세한 내용").fill(BODY)
    page.get_by_label("지역").select_option("11680")
    page.get_by_label("전화", exact=False).first.fill("010-1234-5678")
    page.get_by_label("이름과 연락처를").check()
    page.get_by_role("button", name="접수하기").click()
    expect(page.get_by_text("조회 번호를 적어 두세요")).to_be_visible()
    return Grievance.objects.get()


def tell_for_the_firm(page: Page, site: str) -> None:
    page.goto(f"{site}/grievances/new/")
    page.get_by_label("무엇이 어려운가요?").fill("도로 점용 허가가 늦습니다")
    page.get_by_label("자세한 내용").fill(BODY)
    page.get_by_label("파일 올리기").set_input_files(PAPER)
    page.get_by_role("button", name="접수하기").click()
    expect(page.get_by_text("담당자와 기한이 정해지면 알려 드립니다.")).to_be_visible()


def act(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="할 일").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("button", name="저장")).to_be_visible()


def save(page: Page, said: str) -> None:
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text(said)).to_be_visible()


def sort_and_ask(page: Page, site: str) -> None:
    page.goto(f"{site}/workbench/grievances/")
    page.get_by_role("link", name="도로 점용 허가가 늦습니다").click()
    act(page, "분류")
    page.get_by_label("단순 애로").check()
    page.get_by_label("분류 사유").fill("구청과 협의하면 됩니다")
    save(page, "분류하고 처리기한을 알렸습니다.")
    act(page, "멈추기")
    page.get_by_label("멈추는 사유").select_option("supplement")
    page.get_by_label("기다리는 것").fill("도면을 내 주세요")
    page.get_by_label("기한").fill((datetime.now(UTC) + timedelta(days=5)).date().isoformat())
    save(page, "멈춘 사유를 알렸습니다.")
    expect(page.get_by_text("멈춤 · 보완 요구").first).to_be_visible()


def supplement(page: Page) -> None:
    page.get_by_role("link", name="보완 내용 내기").click()
    page.get_by_label("내용").fill("도면입니다")
    page.get_by_label("파일 올리기").set_input_files(PAPER | {"name": "도면.pdf"})
    page.get_by_role("button", name="내기").click()
    expect(page.get_by_text("처리기간을 다시 셉니다.")).to_be_visible()


def extend_and_ask_for_more(page: Page) -> None:
    act(page, "기한 늘리기")
    page.get_by_label("더하는 기간").fill("5")
    page.get_by_label("사유").fill("현장을 한 번 더 봅니다")
    save(page, "새 처리기한을 알렸습니다.")
    act(page, "재연장 동의 요청")
    page.get_by_label("더하는 기간").fill("3")
    page.get_by_label("사유").fill("감정이 늦어집니다")
    save(page, "신청인에게 물었습니다.")


def agree(page: Page) -> None:
    page.get_by_role("link", name="답하기").click()
    page.get_by_label("동의합니다", exact=True).check()
    page.get_by_role("button", name="답하기").click()
    expect(page.get_by_text("답을 보냈습니다.")).to_be_visible()


def pass_on(page: Page) -> None:
    """Give the case to a colleague first, then offer it to another agency."""
    act(page, "담당 바꾸기")
    page.get_by_label("담당자").select_option(label="이세무")
    page.get_by_label("바꾸는 사유").fill("부담금 소관")
    save(page, "담당자를 바꾸고 알렸습니다.")
    act(page, "다른 기관으로 보내기")
    page.get_by_label("받을 기관").select_option(label="다른지원센터")
    page.get_by_label("보내는 사유").fill("그 기관의 소관입니다")
    save(page, "그 기관이 받을 때까지 이 기관이 맡습니다.")


def take_and_answer(page: Page, site: str) -> None:
    page.goto(f"{site}/workbench/grievances/")
    page.get_by_role("link", name="이송 보기").click()
    page.get_by_role("link", name="도로 점용 허가가 늦습니다").click()
    page.get_by_role("link", name="건 받기").click()
    save(page, "받았습니다.")
    act(page, "답변하기")
    page.get_by_label("처리 결과").select_option("accepted")
    page.get_by_label("한 줄 답").fill("허가가 나왔습니다")
    page.locator("textarea[name=text]").fill(ANSWER)
    save(page, "답변을 보냈습니다.")


@pytest.mark.parametrize("width", WIDTHS)
def test_case_of_a_firm_runs_through_two_agencies_to_its_answer(
    page: Page, site: str, agency: Agency, width: int, make_firm: Callable[..., Enterprise]
) -> None:
    other = Agency.objects.create(name="다른지원센터", kind=AgencyKind.CENTRE)
    owner = sign_in(make_firm_member(make_firm("누리공방", region="11680")))
    officer, neighbour = (
        sign_in(make_staff(one, email=f"{name}@example.org"), second_factor=True)
        for one, name in ((agency, "one"), (other, "two"))
    )
    page.set_viewport_size({"width": width, "height": 900})
    become(page, site, owner)
    tell_for_the_firm(page, site)
    case = Grievance.objects.get()
    firms_page, desk_page = f"{site}/grievances/{case.pk}/", f"{site}/workbench/grievances/{case.pk}/"
    become(page, site, officer)
    sort_and_ask(page, site)
    for client, address, step in (
        (owner, firms_page, supplement),
        (officer, desk_page, extend_and_ask_for_more),
        (owner, firms_page, agree),
        (officer, desk_page, pass_on),
    ):
        become(page, site, client)
        page.goto(address)
        step(page)
        assert width_of(page) <= width, step.__name__
    become(page, site, neighbour)
    take_and_answer(page, site)
    assert width_of(page) <= width
    become(page, site, owner)
    page.goto(firms_page)

    expect(page.get_by_text(ANSWER)).to_be_visible()
    assert width_of(page) <= width
    case.refresh_from_db()
    assert (case.status, case.result, case.agency) == ("answered", "accepted", other)
    kinds = set(case.events_of_clock.values_list("kind", flat=True))
    assert {"paused", "resumed", "extended", "consented", "transferred", "moved", "answered"} <= kinds
    assert SupportRecord.objects.get().agency == other


def test_pages_have_no_barrier_and_no_sideways_scrolling(page: Page, site: str, agency: Agency) -> None:
    case = tell(page, site)
    pages = [
        "grievances/",
        "grievances/new/",
        "grievances/opened/",
        "grievances/find/",
        "grievances/register/",
    ]
    _look(page, site, pages)
    enter(page, site, agency)
    rooms = ["", "new/", f"{case.pk}/", f"{case.pk}/acts/classify/", "charges/", "districts/", "merit/"]
    rooms += ["promises/", "register/", "transfers/", "days/", "days/new/", f"{case.pk}/acts/send/"]
    _look(page, site, [f"workbench/grievances/{room}" for room in rooms])


def _look(page: Page, site: str, paths: list[str]) -> None:
    for language in ("", "en/"):
        for path in paths:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(f"{site}/{language}{path}")
                assert width_of(page) <= width, (path, width)
                if pictures := os.environ.get("PICTURES"):
                    name = f"{language}{path}".strip("/").replace("/", "_")
                    page.screenshot(path=f"{pictures}/{name}_{width}.png", full_page=True)
            found = Axe().run(page)
            assert found.response["violations"] == [], (path, found.generate_report())
