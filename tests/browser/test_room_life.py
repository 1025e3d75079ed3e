"""What people do in a video room: choose devices, wait, write, give files, show their screen, go on."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from didim.rooms.domain.opening import SeatFor, close_room, move_room, take_seat_away
from didim.rooms.enums import Provider, RoomKind, SeatRole
from didim.rooms.models import Presence, Room, Seat
from didim.rooms.queries.seats import seats_of
from didim.web.portal.views.rooms import address_of
from tests.coturn import MISSING as NO_COTURN
from tests.coturn import SECRET, TURNSERVER, coturn
from tests.janus import JANUS, MISSING

from .live import live_process
from .looks import width_of
from .video import (
    come_in,
    decoded_in,
    expect_picture,
    live,
    live_janus,
    make_room,
    open_browser,
    open_page,
    shows,
)

__all__ = ["live", "live_janus", "open_browser"]

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[..., Browser]
HOST = SeatFor(name="김상담", role=SeatRole.HOST)
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
# The side of the picture somebody is shown, in pixels; 0 before the first frame.
SHOWN = "() => document.querySelector('[data-part=tiles] video')?.videoWidth ?? 0"
CAMERA_OF = "() => document.querySelector('[%s]').srcObject?.getVideoTracks()[0]?.getSettings().deviceId"
RELAYED_ONLY = """
const Given = window.RTCPeerConnection;
window.RTCPeerConnection = function (said) { return new Given({ ...said, iceTransportPolicy: "relay" }); };
window.RTCPeerConnection.prototype = Given.prototype;
"""


def both_in(room: Room, start: Start, site: str, *flags: str) -> list[Page]:
    """Return the pages of two who are in a room, where nobody waits."""
    pages = [come_in(start(*flags), address_of(seat), site=site) for seat in seats_of(room=room)]
    for page in pages:
        expect_picture(page)
    return pages


def test_devices_are_chosen_before_anybody_sees_them(site: str, live: int, open_browser: Start) -> None:
    room = make_room(HOST, SeatFor(name="이통역", role=SeatRole.STAFF))
    seats = seats_of(room=room)
    browser = open_browser("--use-fake-device-for-media-stream=device-count=2")
    page = open_page(browser, address_of(seats[0]), site=site)
    expect(page.get_by_role("heading", name="들어가기 전에")).to_be_focused(timeout=20_000)
    camera = page.get_by_label("카메라", exact=True)
    expect(camera.locator("option")).to_have_count(2, timeout=20_000)
    expect(page.get_by_label("마이크", exact=True)).to_be_enabled()
    shows(page, "() => document.querySelector('[data-level]').value", lambda level: level > 0.01)
    second = camera.locator("option").nth(1).get_attribute("value")
    camera.select_option(second)
    shows(page, CAMERA_OF % "data-preview", lambda used: used == second)
    assert Presence.objects.count() == 0
    page.get_by_role("button", name="들어가기").click()
    expect(page.locator("[data-part=alone]")).to_be_visible(timeout=30_000)
    shows(page, CAMERA_OF % "data-part=own", lambda used: used == second)


def test_lobby_sees_and_hears_nothing_until_admitted(site: str, live: int, open_browser: Start) -> None:
    room = make_room(HOST, SeatFor(name="이사장"))
    seats = seats_of(room=room)
    host = come_in(open_browser(), address_of(seats[0]), site=site)
    expect(host.locator("[data-part=alone]")).to_be_visible(timeout=30_000)
    host.locator("[data-part=chat] input").fill("아직 우리끼리")
    host.locator("[data-part=chat] button").click()
    expect(host.locator("[data-part=lines]")).to_contain_text("아직 우리끼리", timeout=20_000)
    guest = come_in(open_browser(), address_of(seats[1]), site=site)
    expect(guest.get_by_role("heading", name="입장을 기다리고 있습니다")).to_be_focused(timeout=30_000)
    expect(host.locator("[data-part=knocking]")).to_be_visible(timeout=20_000)
    assert "아직 우리끼리" not in guest.content()
    assert guest.evaluate("window.opened.length") == 0
    host.get_by_role("button", name="들어오게 하기").press("Enter")
    expect_picture(guest)
    expect(guest.locator("[data-part=lines]")).to_contain_text("아직 우리끼리")


def test_files_go_from_one_to_the_other(
    site: str, live: int, open_browser: Start, tmp_path: Path, settings: Any
) -> None:
    room = make_room(HOST, SeatFor(name="이통역", role=SeatRole.STAFF))
    first, second = both_in(room, open_browser, site)
    paper, programme = tmp_path / "제안서.pdf", tmp_path / "a.exe"
    paper.write_bytes(PDF)
    programme.write_bytes(b"MZ")
    first.locator("#file").set_input_files(paper)
    link = second.get_by_role("link", name="제안서.pdf")
    with second.expect_download(timeout=30_000) as taken:
        link.click(timeout=30_000)
    assert Path(taken.value.path()).read_bytes() == PDF
    first.locator("#file").set_input_files(programme)
    expect(first.locator("[data-part=said]")).to_contain_text("실행 파일", timeout=20_000)
    assert room.files.count() == 1


def test_screen_is_shown_and_the_camera_comes_back(site: str, live: int, open_browser: Start) -> None:
    room = make_room(HOST, SeatFor(name="이통역", role=SeatRole.STAFF))
    first, second = both_in(room, open_browser, site, "--auto-select-tab-capture-source-by-title=판로")
    camera = shows(second, SHOWN, lambda width: width > 0)
    share = first.get_by_role("button", name="화면 보여 주기")
    share.press("Enter")
    stop = first.get_by_role("button", name="화면 그만 보여 주기")
    expect(stop).to_have_attribute("aria-pressed", "true", timeout=20_000)
    shows(second, SHOWN, lambda width: width != camera)
    stop.press("Enter")
    expect(share).to_have_attribute("aria-pressed", "false")
    shows(second, SHOWN, lambda width: width == camera)
    assert decoded_in(second, 3) > 5


def test_time_left_runs_out_and_leads_to_the_next_room(site: str, live: int, open_browser: Start) -> None:
    guest = {"name": "이사장", "email": "lee@example.org"}
    room = make_room(SeatFor(**guest))
    following = make_room(SeatFor(**guest), begins=timedelta(minutes=30), title="다음 상담")
    page = come_in(open_browser(), address_of(seats_of(room=room)[0]), site=site)
    expect(page.locator("[data-part=left]")).to_contain_text("29:", timeout=30_000)
    room.refresh_from_db()
    # The officer shortens it: the page hears of it, counts anew, and is at the end.
    move_room(
        room=room,
        starts_at=room.starts_at - timedelta(minutes=29, seconds=50),
        ends_at=room.ends_at - timedelta(minutes=29, seconds=50),
        by=None,
        now=room.starts_at,
    )
    expect(page.locator("[data-part=on]")).to_contain_text("다음 상담", timeout=30_000)
    page.wait_for_url(f"**{address_of(seats_of(room=following)[0])}*", timeout=30_000)
    # Led on, somebody is in the next room without another tap.
    expect(page.locator("[data-stage=meeting]")).to_be_visible(timeout=30_000)
    assert Presence.objects.get(left_at=None).room == following


def test_who_is_in_a_room_that_is_closed_is_led_out(site: str, live: int, open_browser: Start) -> None:
    room = make_room(SeatFor(name="이사장"))
    page = come_in(open_browser(), address_of(seats_of(room=room)[0]), site=site)
    expect(page.locator("[data-part=alone]")).to_be_visible(timeout=30_000)
    close_room(room=room, by=None, now=room.starts_at + timedelta(minutes=1))
    expect(page.get_by_role("heading", name="회의를 마쳤습니다")).to_be_focused(timeout=30_000)


def test_everything_has_a_name_and_is_reached_by_keyboard(site: str, live: int, open_browser: Start) -> None:
    room = make_room(HOST)
    page = open_page(open_browser(), address_of(seats_of(room=room)[0]), site=site)
    expect(page.get_by_label("카메라", exact=True).locator("option")).to_have_count(1, timeout=20_000)
    page.get_by_role("button", name="들어가기").press("Enter")
    expect(page.locator("[data-part=alone]")).to_be_visible(timeout=30_000)
    reached = []
    for _step in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const one = document.activeElement; return one.closest('[data-stage=meeting]')"
            " ? (one.dataset.part ?? one.id ?? one.tagName) || one.tagName : null; }"
        )
        if focused is not None:
            reached.append(focused)
        elif reached:
            break
    assert reached == [
        "microphone", "camera", "screen", "leave", "lines", "text", "BUTTON", "file", "agree",
    ]  # fmt: skip
    for name in ("마이크 끄기", "카메라 끄기", "화면 보여 주기", "나가기", "보내기", "녹화에 동의"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    for name in ("보낼 글", "파일 보내기 (5 MB까지)"):
        expect(page.get_by_label(name, exact=True)).to_be_visible()
    page.locator("[data-part=camera]").press("Space")
    expect(page.get_by_role("button", name="카메라 켜기")).to_have_attribute("aria-pressed", "true")
    page.set_viewport_size({"width": 390, "height": 844})
    assert width_of(page) <= 390
    page.get_by_role("button", name="나가기").press("Enter")
    expect(page.get_by_role("heading", name="회의를 마쳤습니다")).to_be_focused()


@pytest.mark.skipif(JANUS is None, reason=MISSING)
def test_lecture_is_heard_by_all_and_sent_by_one(site: str, live_janus: None, open_browser: Start) -> None:
    room = make_room(
        SeatFor(name="박강사", role=SeatRole.HOST),
        SeatFor(name="이청중"),
        SeatFor(name="최청중"),
        kind=RoomKind.LECTURE,
        provider=Provider.JANUS,
    )
    Seat.objects.filter(room=room).update(admitted_at=room.starts_at)
    seats = seats_of(room=room)
    lecturer = come_in(open_browser(), address_of(seats[0]), site=site)
    expect(lecturer.locator("[data-part=alone]")).to_be_visible(timeout=30_000)
    browser = open_browser()
    listeners = [come_in(browser, address_of(seat), site=site) for seat in seats[1:]]
    for page in listeners:
        expect_picture(page)
        expect(page.locator("[data-part=tiles]")).to_contain_text("박강사")
        assert page.locator("[data-part=microphone], [data-part=camera], [data-part=own]").count() == 0
        assert decoded_in(page, 4) > 5
    assert lecturer.locator("[data-part=tiles] li").count() == 0
    # A seat taken away ends at the server, too: its people show one less.
    take_seat_away(seat=seats[1], by=None, now=room.starts_at)
    expect(listeners[0].get_by_role("heading", name="회의를 마쳤습니다")).to_be_visible(timeout=30_000)
    assert decoded_in(listeners[1], 4) > 5


@pytest.mark.skipif(TURNSERVER is None, reason=NO_COTURN)
def test_two_meet_through_a_relay_alone(
    site: str, db: None, transactional_db: None, open_browser: Start, settings: Any, tmp_path: Path
) -> None:
    room = make_room(HOST, SeatFor(name="이통역", role=SeatRole.STAFF))
    with coturn(tmp_path) as port:
        told = {"DIDIM_TURN": f"turn:127.0.0.1:{port}?transport=udp", "DIDIM_TURN_SECRET": SECRET}
        with live_process(**told) as live_port:
            settings.LIVE_ORIGIN = f":{live_port}"
            pages = []
            for seat in seats_of(room=room):
                page = open_page(open_browser(), address_of(seat), site=site)
                page.evaluate(RELAYED_ONLY)
                page.locator("[data-part=enter]").click()
                pages.append(page)
            for page in pages:
                expect_picture(page)
                assert decoded_in(page, 4) > 5
