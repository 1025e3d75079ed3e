"""Results asked at a desk, answered on a phone with a file, corrected, published, then left alone."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from didim.outcomes.models import ClosedPeriod, EvidenceFile, Observation, OutcomeAnswer
from didim.registry.enums import AgencyRole
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm
from tests.applications.builders import make_firm
from tests.browser.looks import width_of
from tests.registry.conftest import NOW
from tests.selection.panels import make_agency
from tests.sign_in import make_firm_member, make_staff, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PDF = b"%PDF-1.7\n%%EOF\n"


def open_as(browser: Browser, site: str, client: Client, size: dict[str, int]) -> Page:
    page = browser.new_context(viewport=size).new_page()
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])
    return page


def fits(page: Page) -> None:
    assert width_of(page) <= page.evaluate("innerWidth")


def ask(page: Page, site: str, year: int) -> None:
    page.goto(f"{site}/workbench/outcomes/requests/")
    page.get_by_role("link", name="기업에 성과 묻기").click()
    page.get_by_label("조사 이름").fill(f"{year}년 성과")
    for indicator in ("매출액", "고용인원"):
        page.get_by_role("checkbox", name=indicator, exact=True).check()
    for label, day in (("제출 기한", "2099-04-30"), ("알림일", "2099-04-15")):
        page.get_by_label(label).fill(day)
    page.get_by_role("button", name="저장").click()
    expect(page.locator("body")).to_contain_text("1개 기업에 물었습니다")


def answer(page: Page, site: str, paper: Path) -> None:
    page.goto(f"{site}/outcomes/")
    fits(page)
    page.get_by_role("link", name="년 성과").click()
    page.get_by_role("textbox", name="매출액", exact=True).fill("1,200")
    page.get_by_label("증빙 파일 (있으면)").first.set_input_files(paper)
    page.get_by_role("textbox", name="고용인원", exact=True).fill("열두 명")
    page.get_by_role("button", name="제출하기").click()
    expect(page.locator("#errors")).to_contain_text("값을 숫자로 적어 주세요.")
    fits(page)
    # Nothing is lost: the value, and the file that came with what was refused.
    expect(page.get_by_role("textbox", name="매출액", exact=True)).to_have_value("1,200")
    expect(page.get_by_role("link", name=paper.name)).to_be_visible()
    page.get_by_role("textbox", name="고용인원", exact=True).fill("12")
    page.get_by_role("button", name="제출하기").click()
    expect(page.locator("body")).to_contain_text("성과를 제출했습니다")


def correct(page: Page, value: str, reason: str) -> None:
    page.get_by_role("link", name="정정하기").click()
    page.get_by_label("바른 값").fill(value)
    page.get_by_label("정정하는 까닭").fill(reason)
    page.get_by_role("button", name="저장").click()


def test_results_are_asked_answered_on_a_phone_corrected_and_closed(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    agency, firm = make_agency(), make_firm("하나상사")
    people = {
        role: make_staff(agency, role, email=f"{role}@example.org")
        for role in (AgencyRole.OFFICER, AgencyRole.DIRECTOR)
    }
    owner, year = make_firm_member(firm), date.today().year - 1  # noqa: DTZ011 - the form's own default
    record_support(
        agency=agency,
        enterprise=firm,
        details=SupportDetails(SupportForm.MONEY, "사업화 지원", year, date(year, 4, 1), 10_000_000),
        source=RecordSource.DELIVERED,
        reference="agreement-1",
        by=None,
        now=NOW,
    )
    paper = tmp_path / "부가가치세 증명.pdf"
    paper.write_bytes(PDF)
    desk = open_as(browser, site, sign_in(people[AgencyRole.OFFICER], second_factor=True), DESK)
    ask(desk, site, year)
    phone = open_as(browser, site, sign_in(owner), PHONE)
    answer(phone, site, paper)
    assert OutcomeAnswer.objects.get().submitted_by == owner
    assert EvidenceFile.objects.get().observation.value == 1200

    desk.goto(f"{site}/workbench/outcomes/values/?code=sales")
    desk.get_by_role("link", name="매출액").click()
    with desk.expect_download() as download:
        desk.get_by_role("link", name=paper.name).click()
    assert Path(download.value.path()).read_bytes() == PDF
    correct(desk, "1,250", "부가가치세 증명과 다름")
    expect(desk.locator("body")).to_contain_text("정정했습니다")
    assert [row.value for row in Observation.objects.filter(indicator__code="sales").order_by("pk")] == [
        1200,
        1250,
    ]

    head = open_as(browser, site, sign_in(people[AgencyRole.DIRECTOR], second_factor=True), DESK)
    head.goto(f"{site}/workbench/outcomes/periods/")
    head.get_by_role("link", name="기간 마감").click()
    head.get_by_label("마감하는 까닭").fill(f"{year}년 성과 공표")
    head.get_by_role("button", name="저장").click()
    expect(head.locator("body")).to_contain_text("기간을 마감했습니다")
    assert ClosedPeriod.objects.get().period_end == date(year, 12, 31)

    standing = Observation.objects.get(indicator__code="sales", is_effective=True)
    desk.goto(f"{site}/workbench/outcomes/values/{standing.pk}/")
    expect(desk.locator("body")).to_contain_text("마감한 기간의 값입니다")
    expect(desk.get_by_role("link", name="정정하기")).to_have_count(0)
    desk.goto(f"{site}/workbench/outcomes/values/{standing.pk}/correct/")
    desk.get_by_label("바른 값").fill("1")
    desk.get_by_label("정정하는 까닭").fill("또")
    desk.get_by_role("button", name="저장").click()
    expect(desk.locator(".app-errors")).to_contain_text("마감한 기간의 값은 기관장만 정정할 수 있습니다")
    phone.goto(f"{site}/outcomes/")
    phone.get_by_role("link", name="년 성과").click()
    phone.get_by_role("button", name="고쳐서 다시 제출").click()
    expect(phone.locator("#errors")).to_contain_text("기관이 이 기간의 성과를 마감했습니다")
