"""Chromium processes with fake cameras in video rooms: how tests open rooms, come in, and count frames."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserType, Page, expect

from didim.registry.enums import AgencyKind
from didim.registry.models import Agency
from didim.rooms.domain.opening import SeatFor, open_room
from didim.rooms.enums import RoomKind
from didim.rooms.models import Room
from tests.janus import janus_server
from tests.sign_in import sign_in

from .conftest import CHROMIUM, FLAGS
from .live import live_process

CAMERAS = [
    *FLAGS,
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    # Two browsers of one machine: no name service answers for hidden addresses.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]
# Connections a page has opened, newest last: what was decoded is asked of them.
REMEMBERED = """
window.opened = [];
const Plain = window.RTCPeerConnection;
window.RTCPeerConnection = function (...said) {
  const pc = new Plain(...said);
  window.opened.push(pc);
  return pc;
};
window.RTCPeerConnection.prototype = Plain.prototype;
"""
DECODED = """async () => {
  let frames = 0;
  for (const pc of window.opened.filter((each) => each.connectionState === "connected")) {
    for (const report of (await pc.getStats()).values()) {
      if (report.type === "inbound-rtp" && report.kind === "video") frames += report.framesDecoded ?? 0;
    }
  }
  return frames;
}"""


@pytest.fixture
def open_browser(browser_type: BrowserType) -> Iterator[Callable[..., Browser]]:
    """Return a function that starts a Chromium process of its own."""
    with ExitStack() as opened:

        def start(*flags: str) -> Browser:
            browser = browser_type.launch(executable_path=str(CHROMIUM), args=[*CAMERAS, *flags])
            opened.callback(browser.close)
            return browser

        yield start


@pytest.fixture
def live(db: None, transactional_db: None, settings: Any) -> Iterator[int]:
    with live_process() as port:
        settings.LIVE_ORIGIN = f":{port}"
        yield port


@pytest.fixture
def live_janus(db: None, transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Run Janus and the process of live messages, which knows it."""
    with janus_server(tmp_path) as given:
        settings.ROOM_SERVERS = {"janus": given}
        with live_process(DIDIM_ROOM_SERVERS=json.dumps(settings.ROOM_SERVERS)) as port:
            settings.LIVE_ORIGIN = f":{port}"
            yield


def make_room(
    *people: SeatFor,
    kind: RoomKind = RoomKind.PAIR,
    lasts: timedelta = timedelta(minutes=30),
    begins: timedelta = timedelta(0),
    title: str = "판로 상담",
    **fields: Any,
) -> Room:
    """Open a room whose door is open; it `begins` after now and `lasts` so long."""
    agency = Agency.objects.first() or Agency.objects.create(name="한빛진흥원", kind=AgencyKind.PROMOTION)
    now = timezone.now()
    return open_room(
        agency=agency,
        kind=kind,
        title=title,
        opens_at=now - timedelta(minutes=5),
        starts_at=now + begins,
        ends_at=now + begins + lasts,
        people=people,
        by=None,
        now=now,
        **fields,
    )


def come_in(browser: Browser, address: str, *, site: str, user: object = None, language: str = "") -> Page:
    """Open a room's page in a browser of its own and go in."""
    page = open_page(browser, address, site=site, user=user, language=language)
    page.locator("[data-part=enter]").click()
    return page


def open_page(browser: Browser, address: str, *, site: str, user: object = None, language: str = "") -> Page:
    """Open a room's page, as far as the device check."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    if user is not None:
        cookie = sign_in(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    page = context.new_page()
    page.add_init_script(REMEMBERED)
    page.goto(f"{site}{language}{address}")
    return page


def decoded_in(page: Page, seconds: int) -> int:
    """Return how many frames of video a page decodes in some seconds."""
    before = page.evaluate(DECODED)
    page.wait_for_timeout(seconds * 1000)
    return page.evaluate(DECODED) - before


def expect_picture(page: Page, others: int = 1) -> None:
    expect(page.locator("[data-part=tiles] li")).to_have_count(others, timeout=40_000)
    for tile in page.locator("[data-part=tiles] li").all():
        expect(tile.locator("[data-cut]")).to_be_hidden(timeout=40_000)


def shows(page: Page, function: str, wanted: Callable[[Any], bool], seconds: int = 30) -> Any:
    """Ask a page again and again until the answer is as wanted; the last answer.

    Playwright's own waiting evaluates text in the page, which our content policy forbids.
    """
    for _time in range(seconds * 4):
        answer = page.evaluate(function)
        if wanted(answer):
            return answer
        page.wait_for_timeout(250)
    raise AssertionError(answer)
