"""District pages in a real browser: they fit, arrows move on the map, forms work without script."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.portal.district_rows import CAFE, make_edition

SIZES = ((1280, 900), (390, 844))
NARROWEST = (320, 640)
ADDRESSES = (
    "/districts/",
    f"/districts/3110001/?trade={CAFE}",
    "/districts/compare/?code=3110001&code=3110003&code=3110005",
    "/districts/mine/?centre=3110001&radius=500",
)


@pytest.fixture(autouse=True)
def edition(site: str) -> None:
    make_edition()


@pytest.mark.parametrize("size", [*SIZES, NARROWEST])
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


def corners(page: Page) -> list[tuple[float, float]]:
    """Three places on the map, in pixels of the window."""
    drawing = page.locator("[data-map-draw]")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    assert box
    across, down, height = box["x"], box["y"], box["height"]
    return [(across + box["width"] * a, down + height * b) for a, b in ((0.1, 0.1), (0.6, 0.1), (0.6, 0.8))]


def test_area_drawn_with_the_mouse(page: Page, site: str) -> None:
    page.goto(f"{site}/districts/mine/")
    page.get_by_role("button", name="지도에 둘레 그리기").click()
    expect(page.locator("[data-map-hint]")).to_contain_text("세 곳 이상")
    for across, down in corners(page):
        page.mouse.click(across, down)
    expect(page.locator(".app-map .drawn")).to_have_count(1)
    page.get_by_role("button", name="둘레 보기").click()
    expect(page.get_by_role("heading", name="지도에 그린 자리")).to_be_visible()
    expect(page.locator(".app-figures")).to_contain_text("곳")


def test_area_drawn_with_fingers(browser: Browser, site: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site}/districts/mine/")
    page.get_by_role("button", name="지도에 둘레 그리기").tap()
    for across, down in corners(page):
        page.touchscreen.tap(across, down)
    page.get_by_role("button", name="둘레 보기").tap()
    expect(page.get_by_role("heading", name="지도에 그린 자리")).to_be_visible()
    context.close()


def test_area_drawn_with_keys_has_its_corners_in_districts(page: Page, site: str) -> None:
    page.goto(f"{site}/districts/mine/")
    expect(page.locator(".places a").first).to_have_attribute("tabindex", "0")
    page.get_by_role("button", name="지도에 둘레 그리기").click()
    page.locator(".places a").first.focus()
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press("Enter")
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="둘레 보기").click()
    expect(page.get_by_role("heading", name="지도에 그린 자리")).to_be_visible()


def test_place_marked_on_the_map(page: Page, site: str) -> None:
    page.goto(f"{site}/districts/mine/")
    page.get_by_role("button", name="지도에서 자리 찍기").click()
    page.mouse.click(*corners(page)[0])
    page.get_by_role("button", name="둘레 보기").click()
    expect(page.get_by_role("heading", name="고른 자리 둘레 500m")).to_be_visible()


def test_links_lie_over_the_map_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/districts/")
    page.locator(".places a", has_text="배꽃길").click(force=True)
    expect(page.locator("h1")).to_have_text("배꽃길")
    context.close()


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
