"""The pages of the portal and of accounts in a real browser: accessible, reflowing, whole in English."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import width_of
from tests.sign_in import sign_in
from tests.web.portal.pages import own_pages, public_pages
from tests.web.portal.region import LONG_TITLE, SmallRegion, make_small_region

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
HANGUL = re.compile(r"[가-힣]")

# Controls a person has to hit (WCAG 2.2, 2.5.8): 24 px each way, unless they stand in a line of text.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".sr-only, .app-prose, p"))
  .filter((e) => getComputedStyle(e).display !== "inline")
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, r]) => r.width > 1 && (r.width < 24 || r.height < 24))
  .filter(([e]) => !(e.labels && [...e.labels].some((l) => l.getBoundingClientRect().height >= 24)))
  .map(([e, r]) => `${e.outerHTML.slice(0, 120)} ${r.width}×${r.height}`)"""
KOREAN_TEXT = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (/[가-힣]/.test(node.textContent) && node.parentElement.closest("[lang]").lang !== "ko")
      found.push(node.textContent.trim());
  }
  for (const e of document.querySelectorAll("[placeholder], [aria-label], [title], [alt]"))
    for (const name of ["placeholder", "aria-label", "title", "alt"])
      if (/[가-힣]/.test(e.getAttribute(name) || "") && e.closest("[lang]").lang !== "ko")
        found.push(`${name}=${e.getAttribute(name)}`);
  return found;
}"""

Open = Callable[..., Page]


@pytest.fixture
def region(site: str) -> SmallRegion:
    return make_small_region()


@pytest.fixture
def open_page(browser: Browser, site: str, region: SmallRegion) -> Iterator[Open]:
    """Return a function that opens a page in a window of its own kind; one window for each kind."""
    windows: dict[str, Page] = {}
    key = sign_in(region.owner).cookies[settings.SESSION_COOKIE_NAME].value

    def open_(address: str, *, own: bool = False, theme: str = "light", **options: Any) -> Page:
        kind = repr((own, theme, sorted(options.items(), key=repr)))
        if kind not in windows:
            window = browser.new_context(**options)
            cookies = [{"name": "didim_display", "value": theme, "url": site}]
            if own:
                cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site})
            window.add_cookies(cookies)  # type: ignore[arg-type]
            windows[kind] = window.new_page()
        answer = windows[kind].goto(f"{site}{address}")
        assert answer is not None
        assert answer.status == 200, address
        return windows[kind]

    yield open_
    for page in windows.values():
        page.context.close()


def all_pages(region: SmallRegion) -> list[tuple[str, bool]]:
    return [(page, False) for page in public_pages(region)] + [(page, True) for page in own_pages(region)]


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])
def test_axe_finds_nothing_on_any_page(
    open_page: Open, region: SmallRegion, viewport: dict[str, int]
) -> None:
    found = {
        address: broken
        for address, own in all_pages(region)
        if (broken := violations(open_page(address, own=own, viewport=viewport)))
    }
    assert found == {}


@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_axe_finds_nothing_in_other_displays(open_page: Open, region: SmallRegion, theme: str) -> None:
    addresses = [
        "/",
        "/notices/?q=바우처",
        f"/notices/{region.notice.pk}/",
        "/calendar/",
        "/firm/",
        "/matches/",
    ]
    found = {
        address: broken
        for address in addresses
        if (broken := violations(open_page(address, own=True, theme=theme, viewport=DESKTOP)))
    }
    assert found == {}


def test_pages_reflow_at_320_px_and_targets_are_24_px(open_page: Open, region: SmallRegion) -> None:
    narrow = {"width": 320, "height": 700}
    found = {}
    for address, own in all_pages(region):
        page = open_page(address, own=own, viewport=narrow)
        width, small = width_of(page), page.evaluate(SMALL_TARGETS)
        if width > narrow["width"] or small:
            found[address] = (width, small)
    assert found == {}


def test_english_pages_hold_no_korean_but_what_people_wrote(open_page: Open, region: SmallRegion) -> None:
    found = {}
    for address, own in all_pages(region):
        page = open_page(f"/en{address}", own=own, viewport=DESKTOP)
        assert page.evaluate("document.documentElement.lang") == "en"
        if korean := page.evaluate(KOREAN_TEXT):
            found[address] = korean
    assert found == {}


def test_search_filter_open_and_back_by_keyboard_alone(
    open_page: Open, region: SmallRegion, site: str
) -> None:
    page = open_page("/notices/", viewport=DESKTOP)
    page.keyboard.press("Tab")
    expect(page.locator(".app-skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#q").focus()
    page.keyboard.type("온라인쇼핑몰")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("공고 1건")
    choice = page.locator("#f-support_types-global")
    choice.focus()
    page.keyboard.press("Space")
    expect(page.locator(".app-chip")).to_have_count(1)
    expect(choice).to_be_checked()
    expect(choice).to_be_focused()
    page.locator(".app-notice h3 a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(LONG_TITLE)
    page.go_back()
    expect(page.locator("#f-support_types-global")).to_be_checked()
    assert "support_types=global" in page.url


def test_phone_finds_filters_in_a_sheet_that_escape_closes(open_page: Open) -> None:
    page = open_page("/notices/", viewport=PHONE)
    sheet = page.locator("#filters")
    expect(sheet).to_be_hidden()
    page.locator(".app-sheet-button").click()
    expect(sheet).to_be_visible()
    page.locator("#f-support_types-loan").check()
    expect(page.locator("#found")).to_have_text("공고 1건")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_phone_menu_opens_and_closes(open_page: Open) -> None:
    page = open_page("/", viewport=PHONE)
    menu = page.locator("#app-nav")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="메뉴 열기").click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_pages_work_without_javascript(open_page: Open) -> None:
    page = open_page("/notices/", viewport=DESKTOP, java_script_enabled=False)
    page.locator("#q").fill("융자")
    page.locator("#f-support_types-loan").check()
    page.get_by_role("button", name="조건 적용").click()
    expect(page.locator("#found")).to_have_text("공고 1건")


def test_check_boxes_show_their_state_in_forced_colours(open_page: Open) -> None:
    page = open_page("/notices/", viewport=DESKTOP, forced_colors="active")
    box = page.locator("#f-support_types-loan")
    empty = box.screenshot()
    box.check()
    page.locator("#q").focus()
    assert box.screenshot() != empty
    assert box.evaluate("e => getComputedStyle(e).appearance") == "auto"


def test_industry_is_chosen_from_the_list_by_keyboard(open_page: Open) -> None:
    page = open_page("/matches/", viewport=DESKTOP)
    box = page.locator("#id_industry")
    box.press_sequentially("음식점")
    expect(page.locator("#id_industry-list")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert HANGUL.search(box.input_value())
    expect(page.locator("#id_industry-list")).to_be_hidden()
    assert page.url.endswith("/matches/")


def test_error_summary_is_read_first_and_leads_to_the_field(open_page: Open) -> None:
    page = open_page("/firm/register/", own=True, viewport=PHONE)
    page.locator("#id_business_number").fill("123-45-67890")
    page.locator("#id_name").fill("새싹상회")
    page.get_by_label("개인사업자").check()
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator(".app-errors")).to_be_focused()
    assert violations(page) == []
    page.locator(".app-errors a").first.click()
    expect(page.locator("#id_business_number")).to_be_focused()
    assert page.locator("#id_name").input_value() == "새싹상회"
