"""Video rooms: real Chromium processes with fake cameras meet, are cut and meet again; others are refused."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from didim.registry.enums import AgencyRole
from didim.rooms.domain.opening import SeatFor
from didim.rooms.enums import Provider, RoomKind, SeatRole, StopReason
from didim.rooms.models import ChatLine, Presence, Recording
from didim.web.portal.views.rooms import address_of
from tests.janus import JANUS, MISSING
from tests.sign_in import make_staff, make_user, sign_in

from .looks import width_of
from .video import come_in, decoded_in, expect_picture, live, live_janus, make_room, open_browser

__all__ = ["live", "live_janus", "open_browser"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_meet_are_cut_and_meet_again(
    site: str, live: int, open_browser: Callable[[], Browser]
) -> None:
    host = make_user("host@example.org", name="김상담")
    room = make_room(SeatFor(user=host, role=SeatRole.HOST), SeatFor(name="이사장", email="lee@example.org"))
    seats = list(room.seats.select_related("room").order_by("number"))

    first = come_in(open_browser(), address_of(seats[0]), site=site, user=host)
    expect(first.locator("[data-part=alone]")).to_be_visible(timeout=30_000)
    second = come_in(open_browser(), address_of(seats[1]), site=site)
    expect(second.locator("[data-stage=lobby]")).to_be_visible(timeout=30_000)
    first.locator("[data-admit]").click(timeout=30_000)

    for page in (first, second):
        expect_picture(page)
    frames = [decoded_in(page, 10) for page in (first, second)]
    assert min(frames) > 20, frames

    second.locator("[data-part=chat] input").fill("잘 들리시나요?")
    second.locator("[data-part=chat] button").click()
    expect(first.locator("[data-part=lines]")).to_contain_text("잘 들리시나요?")
    assert ChatLine.objects.get().seat == seats[1]

    # The line is cut, and with it the connection itself.
    second.context.set_offline(True)
    second.evaluate("window.opened.forEach((pc) => pc.close())")
    expect(second.locator("[data-part=cut]")).to_be_visible(timeout=40_000)
    second.wait_for_timeout(2_000)
    second.context.set_offline(False)
    expect(second.locator("[data-part=cut]")).to_be_hidden(timeout=60_000)
    for page in (first, second):
        expect_picture(page)
        assert decoded_in(page, 4) > 5
    assert Presence.objects.filter(left_at=None).count() == 2


def test_third_person_is_refused(site: str, page: Page, open_browser: Callable[[], Browser]) -> None:
    room = make_room(SeatFor(name="이사장"), SeatFor(name="김상담", role=SeatRole.HOST))
    stranger = make_user("stranger@example.org")
    officer = make_staff(room.agency, AgencyRole.OFFICER, email="officer@example.org")
    for user in (None, stranger, officer):
        page.context.clear_cookies()
        if user is not None:
            cookie = sign_in(user, second_factor=True).cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        for token in ("own", "0" * 40):
            answer = page.goto(f"{site}/rooms/{room.key}/{token}/")
            assert answer is not None
            assert answer.status == 403
            assert page.locator("[data-room]").count() == 0


def test_recording_is_made_while_both_agree_and_ends_with_a_withdrawal(
    site: str, live: int, open_browser: Callable[[], Browser]
) -> None:
    room = make_room(SeatFor(name="김상담", role=SeatRole.HOST), SeatFor(name="이통역", role=SeatRole.STAFF))
    seats = room.seats.select_related("room").order_by("number")
    first, second = (come_in(open_browser(), address_of(seat), site=site) for seat in seats)
    for page in (first, second):
        expect_picture(page)
    first.locator("[data-part=agree]").click()
    expect(first.locator("[data-part=people]")).to_contain_text("녹화 동의")
    expect(first.locator("[data-part=record]")).to_be_hidden()
    second.locator("[data-part=agree]").click()
    first.locator("[data-part=record]").click(timeout=30_000)
    expect(second.locator("[data-part=recording]")).to_be_visible(timeout=30_000)
    first.wait_for_timeout(3_000)
    with first.expect_download(timeout=60_000) as kept:
        second.locator("[data-part=agree]").click()
    assert kept.value.path().stat().st_size > 1_000
    expect(second.locator("[data-part=recording]")).to_be_hidden(timeout=30_000)
    assert Recording.objects.get().stop_reason == StopReason.WITHDRAWN


@pytest.mark.skipif(JANUS is None, reason=MISSING)
def test_three_people_meet_through_janus(
    site: str, live_janus: None, open_browser: Callable[[], Browser]
) -> None:
    people = [SeatFor(name=name) for name in ("김상담", "이사장", "박통역")]
    room = make_room(*people, kind=RoomKind.GROUP, provider=Provider.JANUS)
    seats = room.seats.select_related("room").order_by("number")
    browser = open_browser()
    pages = [
        come_in(browser if seat.number > 1 else open_browser(), address_of(seat), site=site) for seat in seats
    ]
    for page in pages:
        expect_picture(page, others=2)
    assert all(decoded_in(page, 4) > 5 for page in pages)


def test_room_on_a_phone_and_in_english(site: str, live: int, open_browser: Callable[[], Browser]) -> None:
    room = make_room(SeatFor(name="이사장"))
    seat = room.seats.select_related("room").get()
    page = come_in(open_browser(), address_of(seat), site=site, language="/en")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("[data-part=alone]")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-part=alone]")).to_contain_text("Waiting")
    assert width_of(page) <= 390
    page.locator("[data-part=microphone]").press("Enter")
    expect(page.locator("[data-part=microphone]")).to_have_attribute("aria-pressed", "true")
