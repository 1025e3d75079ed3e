"""The call editor in a real browser: composed by hand, no barrier, no sideways scrolling."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from didim.programmes.domain.calls import create_call, save_programme
from didim.programmes.enums import SupportType
from didim.programmes.models import Call, Programme
from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency
from tests.browser.looks import width_of
from tests.sign_in import make_staff, sign_in
from tests.web.workbench.conftest import NOW
from tests.web.workbench.test_call_editor import PAGES
from tests.web.workbench.test_calls import fill

SHOTS = os.environ.get("DIDIM_SHOTS", "")


@pytest.fixture
def call(page: Page, site: str) -> Call:
    agency = Agency.objects.create(name="한빛산업진흥원", kind=AgencyKind.PROMOTION)
    client = sign_in(make_staff(agency, AgencyRole.DIRECTOR), second_factor=True)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    details = {"name": "창업 지원", "support_type": SupportType.COMMERCIALISATION, "year": 2026}
    programme = save_programme(programme=Programme(agency=agency), details=details, by=None)
    call = create_call(programme=programme, title="2026년 창업기업 모집", by=None, now=NOW)
    fill(call)
    return call


def test_call_is_composed_by_hand_and_every_page_fits(page: Page, site: str, call: Call) -> None:
    base = f"{site}/workbench/calls/{call.pk}/"
    page.goto(f"{base}form/")
    page.get_by_role("button", name="표준 신청서").click()
    page.get_by_label("항목 이름").fill("수출 국가")
    page.get_by_label("종류").select_option("choice")
    page.get_by_role("button", name="항목 넣기").click()
    page.get_by_label("보기", exact=True).first.fill("미국")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("신청서를 고쳤습니다.")).to_be_visible()
    page.goto(f"{base}documents/")
    for name in ("사업자등록증", "국세 납세증명서"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="저장").click()
    page.goto(f"{base}exclusions/")
    page.locator("[name=add]").first.check()
    page.get_by_role("button", name="저장").click()
    page.goto(f"{base}bonus/")
    page.get_by_label("가점 항목").first.fill("장관상")
    page.get_by_label("점수").first.fill("0.5")
    page.get_by_label("증빙", exact=True).first.fill("상장 사본")
    page.get_by_role("button", name="저장").click()
    page.goto(f"{base}rounds/")
    page.get_by_role("button", name="서류평가와 발표평가").click()
    page.goto(f"{base}edit/")
    page.get_by_label("선정 규모", exact=False).first.fill("10")
    page.get_by_role("button", name="초안 저장").click()
    expect(page.get_by_role("button", name="공고하기")).to_be_visible()
    _fits(page, base)
    page.goto(base)
    page.get_by_role("button", name="공고하기").click()
    expect(page.get_by_text("공고했습니다.")).to_be_visible()


def _fits(page: Page, base: str) -> None:
    axe = Axe()
    for at, path in enumerate(PAGES):
        page.goto(base + path)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"e{at:02}_{width}.png", full_page=True)
            assert width_of(page) <= width, (path, width)
        found = axe.run(page)
        assert found.violations_count == 0, (path, found.generate_report())


def test_preview_follows_what_is_typed(page: Page, site: str, call: Call) -> None:
    base = f"{site}/workbench/calls/{call.pk}/"
    page.goto(f"{base}form/")
    page.get_by_role("button", name="표준 신청서").click()
    page.goto(f"{base}form/field/?key=sales")
    page.locator("[name=when-field-0]").select_option("employees")
    page.locator("[name=when-test-0]").select_option(">=")
    page.locator("[name=when-value-0]").fill("5")
    page.get_by_role("button", name="저장").click()
    page.goto(f"{base}form/preview/")
    sales = page.get_by_label("최근 연매출")
    expect(sales).to_be_hidden()
    page.get_by_label("상시근로자 수").fill("5")
    expect(sales).to_be_visible()
    page.get_by_label("상시근로자 수").fill("4")
    expect(sales).to_be_hidden()
    page.goto(f"{base}form/preview/?step=plan")
    page.get_by_label("개요").fill("가" * 1501)
    expect(page.locator("#a-summary-count")).to_have_class("app-count over")
    rows = page.locator("#a-milestones-rows > [data-row]")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="줄 추가").click()
    expect(rows).to_have_count(2)
