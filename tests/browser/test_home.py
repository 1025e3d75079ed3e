from playwright.sync_api import Page, expect


def test_home_page_opens_with_its_style_sheet(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    expect(page.locator("h1").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Pretendard')
