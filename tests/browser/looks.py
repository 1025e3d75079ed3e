"""What a test sees of a page: measured once the page is there, never between two pages."""

from playwright.sync_api import Page


def width_of(page: Page) -> int:
    """Return how wide the page's content is, in CSS pixels.

    A click returns before the next page has come; a measure taken just then finds a document without a root.
    """
    page.wait_for_load_state()
    return int(page.locator("body").evaluate("() => document.documentElement.scrollWidth"))
