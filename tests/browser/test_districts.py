"""District pages in a real browser: they fit, arrows move on the map, forms work without script."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.portal.district_rows import CAFE, make_edition

SIZES = ((1280, 900), (390, 844))
ADDRESSES = (
    "/districts/",
    f"/districts/3110001/?trade={CAFE}",
    "/districts/compare/?code=3110001&code=3110003&code=3110005",
    "/districts/mine/?centre=3110001&radius=500",
)


@pytest.fixture(autouse=True)
def edition(site: str) -> None:
    make_edition()


@pytest.mark.parametrize("size", SIZES)
def test_pages_fit_the_window(browser: Browser, site: str, size: tuple[int, int]) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    for address in ADDRESSES:
        for language in ("", "/en"):
            page.goto(f"{site}{language}{address}")
            expect(page.locator("h1")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    page.close()


def test_arrows_lead_from_district_to_district(page: Page, site: str) -> None:
    page.goto(f"{site}/districts/")
    places = page.locator(".places a")
    expect(places.first).to_have_attribute("tabindex", "0")
    places.first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-map-said]")).to_contain_text("배꽃길")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("배꽃길")


@pytest.mark.parametrize("size", SIZES)
def test_around_a_shop_without_script(browser: Browser, site: str, size: tuple[int, int]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(f"{site}/districts/mine/")
    page.get_by_role("textbox", name="가까운 상권").fill("역앞로")
    page.get_by_role("button", name="둘레 보기").click()
    expect(page.get_by_role("heading", name="역앞로 둘레 500m")).to_be_visible()
    context.close()


def test_paper_of_a_district_is_a_pdf(page: Page, site: str) -> None:
    answer = page.request.get(f"{site}/districts/3110001/report.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
