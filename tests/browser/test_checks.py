"""An officer's check in a real browser: from the list to two pairs of eyes and the decision."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from didim.programmes.models import Call
from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency
from didim.selection.domain.checking.checking import check_applications
from didim.selection.models import EligibilityCheck, PlanSimilarity
from tests.applications.builders import make_firm
from tests.browser.looks import width_of
from tests.selection.checking.building import (
    ARREARS,
    INVESTED,
    TAX,
    TAX_SLOT,
    call_with,
    give,
    hand_in,
    made_text,
)
from tests.sign_in import make_staff, sign_in

WIDTHS = (1280, 390)


@pytest.fixture
def call(site: str) -> Call:
    """Return a checked call: one application in order, one that copies it and lacks its certificate."""
    agency = Agency.objects.create(name="한빛산업진흥원", kind=AgencyKind.PROMOTION)
    call = call_with(agency, exclusions=[ARREARS], documents=[TAX], bonus_points=[INVESTED])
    text = made_text(3, 500)
    rows = [
        hand_in(call, make_firm("하나상사", serial=1), plan=text),
        hand_in(call, make_firm("둘기술", serial=2), plan=f"{text} {made_text(4, 200)}", bonus=["invested"]),
    ]
    give(rows[0], TAX_SLOT, kind="national_tax")
    give(rows[1], "bonus_invested")
    now = datetime(2026, 12, 5, tzinfo=UTC)
    check_applications(call=call, application_ids=[row.pk for row in rows], now=now)
    return call


def enter(page: Page, site: str, agency: Agency, email: str) -> None:
    page.context.clear_cookies()
    client = sign_in(make_staff(agency, AgencyRole.OFFICER, email=email), second_factor=True)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def test_pages_have_no_barrier_and_no_sideways_scrolling(page: Page, site: str, call: Call) -> None:
    enter(page, site, call.agency, "one@example.org")
    similarity = PlanSimilarity.objects.get()
    application = similarity.submission.application_id
    for path in (
        f"calls/{call.pk}/checks/",
        f"calls/{call.pk}/checks/pass/",
        f"calls/{call.pk}/checks/items/?item=exclusion:tax_status",
        f"applications/{application}/check/",
        f"applications/{application}/check/similar/{similarity.pk}/",
        "support/import/",
    ):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{site}/workbench/{path}")
            assert width_of(page) <= width, (path, width)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"


def test_officer_judges_another_confirms_and_the_application_passes(
    page: Page, site: str, call: Call
) -> None:
    check = EligibilityCheck.objects.get(application__enterprise__name="하나상사")
    item = check.items.get(key="tax_status")
    enter(page, site, call.agency, "one@example.org")
    page.goto(f"{site}/workbench/calls/{call.pk}/checks/")
    page.get_by_role("link", name="하나상사").click()
    row = page.locator(f"#item-{item.pk}")
    row.get_by_text("담당자 판정 적기").click()
    row.get_by_label("담당자 판정").select_option("met")
    row.get_by_label("사유").fill("국세청 화면에서 계속사업자임을 확인")
    row.get_by_role("button", name="판정 적기").click()
    expect(page.locator(f"#item-{item.pk}")).to_contain_text("다른 담당자의 확인을 기다립니다")
    enter(page, site, call.agency, "two@example.org")
    page.goto(f"{site}/workbench/applications/{check.application_id}/check/")
    page.get_by_role("button", name="이 판정을 확인").click()
    page.get_by_role("button", name="적격 확정", exact=True).click()
    expect(page.locator("h1 + p")).to_contain_text("적격")
