"""An export fair of 40 buyers and 120 firms, from the first request to the figures, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from didim.accounts.models import OutboundMessage
from didim.fairs.domain.requesting import expire_requests
from didim.fairs.enums import FairState, MeetingState, RequestState
from didim.fairs.models import Fair, Meeting, MeetingChange, MeetingRequest, PlanRun, Unplaced
from didim.fairs.queries.board import cells_against
from didim.fairs.queries.clashes import Aim, free_interpreter

from .fair_days import (
    arrive,
    deals_are_followed,
    figures_come_of_rows,
    has_its_day,
    meetings_are_recorded,
    somebody_cancels,
    somebody_leaves,
    somebody_stays_away,
    table_breaks,
)
from .fair_rows import (
    BUYER,
    BUYER_MAIL,
    FIRM_EN,
    MESSAGE,
    Made,
    answers_are_due,
    make_export_fair,
    months_pass,
    the_day_comes,
)
from .looks import width_of
from .test_experts import become
from .test_portal_pages import KOREAN_TEXT, SMALL_TARGETS

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 1000}


def fits_a_phone(page: Page) -> None:
    assert width_of(page) <= PHONE["width"], page.url
    assert page.evaluate(SMALL_TARGETS) == [], page.url


def test_fair_from_request_to_figures(page: Page, browser: Browser, site: str, settings: object) -> None:
    settings.SITE_ORIGIN = site
    made = make_export_fair()
    firm = browser.new_context(viewport=PHONE, locale="ko-KR").new_page()
    buyer = browser.new_context(viewport=PHONE, locale="en-US").new_page()
    become(firm, site, made.owner, second_factor=False)
    become(page, site, made.officer)
    page.set_viewport_size(DESKTOP)
    try:
        firm_asks(firm, site, made)
        buyer_accepts(buyer, made)
        plan_is_computed(page, site, made)
        meeting_is_dragged(page, site, made)
        meeting_is_moved_by_keys(page, site, made)
        plan_is_published(page, site, made)
        has_its_day(firm, site, made, made.firm, BUYER)
        has_its_day(buyer, f"{site}/en", made, made.buyer, FIRM_EN)
        the_day_comes(made.fair, slot=3)
        somebody_cancels(firm, site, made)
        somebody_leaves(page, site, made)
        table_breaks(page, buyer, site, made)
        arrive(page, site, made)
        somebody_stays_away(page, site, made)
        signed = meetings_are_recorded(firm, buyer, site, made)
        months_pass(made.fair, 110)
        deals_are_followed(page, firm, site, made, signed)
        figures_come_of_rows(page, site, made)
    finally:
        firm.context.close()
        buyer.context.close()


def firm_asks(phone: Page, site: str, made: Made) -> None:
    """Look whom to meet, and ask with a few words."""
    phone.goto(f"{site}/fairs/")
    phone.get_by_role("link", name=made.fair.name).click()
    fits_a_phone(phone)
    phone.get_by_role("link", name="상대 보기").click()
    phone.get_by_label("찾을 말").fill("소포장")
    phone.get_by_role("button", name="찾기").click()
    expect(phone.get_by_role("listitem").get_by_role("link", name=BUYER)).to_be_visible()
    fits_a_phone(phone)
    phone.get_by_role("link", name=BUYER).click()
    phone.get_by_label("전하는 말").fill(MESSAGE)
    fits_a_phone(phone)
    phone.get_by_role("button", name="상담 신청하기").click()
    expect(phone.get_by_text("상담을 신청했습니다.")).to_be_visible()
    fits_a_phone(phone)
    asked = MeetingRequest.objects.get(firm=made.firm)
    assert (asked.partner, asked.message, asked.state) == (made.buyer, MESSAGE, RequestState.SENT)


def buyer_accepts(phone: Page, made: Made) -> None:
    """Come in by the personal link of the mail, without an account, and accept."""
    mail = OutboundMessage.objects.get(address=BUYER_MAIL, template="fair-accepted")
    link = re.search(r"http\S+", mail.body).group()
    assert "/en/fairs/link/" in link
    phone.goto(link)
    expect(phone.get_by_text("You came in by your personal link.")).to_be_visible()
    fits_a_phone(phone)
    phone.get_by_role("link", name="Requests").click()
    expect(phone.get_by_text(MESSAGE)).to_be_visible()
    assert phone.evaluate(KOREAN_TEXT) == []
    fits_a_phone(phone)
    asked = phone.get_by_role("listitem").filter(has_text=MESSAGE)
    asked.get_by_role("button", name="Accept").click()
    expect(phone.get_by_text("You accepted the meeting.")).to_be_visible()
    assert MeetingRequest.objects.get(firm=made.firm).state == RequestState.ACCEPTED


def plan_is_computed(page: Page, site: str, made: Made) -> None:
    """Once answers are due the officer lets the plan be computed; what has no place says why."""
    answers_are_due(made.fair)
    expire_requests(now=timezone.now())
    page.goto(f"{site}/workbench/fairs/{made.fair.pk}/")
    page.get_by_role("link", name="상담 일정").first.click()
    page.get_by_role("button", name="일정 계산").click()
    expect(page.get_by_text("일정을 계산했습니다.")).to_be_visible(timeout=60_000)
    run = PlanRun.objects.get(fair=made.fair)
    drafts = Meeting.objects.filter(fair=made.fair, state=MeetingState.DRAFT)
    assert run.placed == drafts.count() == page.locator("[data-meeting]").count() > 300
    assert run.placed + Unplaced.objects.filter(run=run).count() == (
        MeetingRequest.objects.values("partner", "firm").distinct().count()
    )
    # What both want comes first: the meeting that was asked for and accepted is there.
    assert drafts.filter(partner=made.buyer, firm=made.firm).exists()


def meeting_is_dragged(page: Page, site: str, made: Made) -> None:
    """Drag a meeting over a taken cell, which says so, and into a free one: it moves and is pinned."""
    one, slot, table = _with_room(made)
    plan = f"{site}/workbench/fairs/{made.fair.pk}/plan/"
    page.goto(plan)
    taken = Meeting.objects.exclude(pk=one.pk).filter(slot=one.slot).order_by("table__number").first()
    expect(carry(page, one, (taken.slot_id, taken.table_id))).to_have_class(re.compile("taken"))
    page.keyboard.press("Escape")
    page.mouse.up()
    page.goto(plan)
    expect(carry(page, one, (slot, table))).to_have_class(re.compile("free"))
    page.mouse.up()
    expect(page.get_by_text("상담을 옮기고 고정했습니다.")).to_be_visible()
    one.refresh_from_db()
    assert (one.slot_id, one.table_id, one.is_pinned) == (slot, table, True)


def _with_room(made: Made) -> tuple[Meeting, int, int]:
    """Return a meeting that is not the walk's own, with a slot and a table it can go to."""
    rows = Meeting.objects.filter(fair=made.fair, slot__number=0, is_pinned=False)
    rows = rows.exclude(firm=made.firm).exclude(partner=made.buyer).order_by("table__number")
    return next((one, *cell) for one in rows for cell in _free_cells(one))


def _free_cells(one: Meeting) -> Iterator[tuple[int, int]]:
    """Yield the cells of other slots where a meeting can go, the nearest tables first."""
    against = cells_against(one)
    tables = sorted(one.fair.tables.all(), key=lambda table: abs(table.number - one.table.number))
    for slot in one.fair.slots.exclude(pk=one.slot_id).order_by("number"):
        for table in tables:
            if (slot.pk, table.pk) in against:
                continue
            if free_interpreter(Aim(one.partner, one.firm, slot, table, one)):
                yield slot.pk, table.pk


def carry(page: Page, one: Meeting, cell: tuple[int, int]) -> Locator:
    """Take a meeting's card with the mouse and hold it over a cell; return the cell, which is marked."""
    card = page.locator(f"[data-meeting='{one.pk}']")
    aim = page.locator(f"[data-cell='{cell[0]}-{cell[1]}']")
    card.hover()
    box = card.bounding_box()
    with page.expect_response(re.compile(rf"/{one.pk}/taken/$")):
        page.mouse.down()
        # What is dragged is told by where the mouse is when it first moves: before the page rolls on.
        page.mouse.move(box["x"] + 6, box["y"] + 6)
    aim.hover(force=True)
    expect(aim).to_have_class(re.compile(r"\b(free|taken)\b"))
    aim.hover(force=True)
    return aim


def meeting_is_moved_by_keys(page: Page, site: str, made: Made) -> None:
    """Open a card, choose a time when the partner is busy, and one when all are free, without a mouse."""
    one, slot, table = _with_room(made)
    busy = Meeting.objects.filter(partner=one.partner).exclude(pk=one.pk).select_related("slot").first()
    page.goto(f"{site}/workbench/fairs/{made.fair.pk}/plan/")
    page.locator(f"[data-meeting='{one.pk}']").focus()
    page.keyboard.press("Enter")
    page.locator("#meeting").wait_for()
    choose(page, "slot", f"{timezone.localtime(busy.starts_at):%m-%d %H:%M}")
    send_move(page)
    said = page.locator("#meeting").get_by_text(f"{one.partner.name}은(는) 그 시간에 상담이 있습니다")
    expect(said.first).to_be_visible()
    one.refresh_from_db()
    assert not one.is_pinned
    choose(page, "slot", f"{timezone.localtime(one.fair.slots.get(pk=slot).starts_at):%m-%d %H:%M}")
    choose(page, "table", one.fair.tables.get(pk=table).name)
    send_move(page)
    expect(page.get_by_text("상담을 옮기고 고정했습니다.")).to_be_visible()
    one.refresh_from_db()
    assert (one.slot_id, one.table_id, one.is_pinned) == (slot, table, True)


def reach(page: Page, aim: Locator) -> None:
    """Go on by Tab until something has the focus."""
    for _press in range(120):
        if aim.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(aim).to_be_focused()


def choose(page: Page, name: str, label: str) -> None:
    """Choose in a field of the opened meeting by the arrow keys."""
    field = page.locator(f"#meeting select[name={name}]")
    reach(page, field)
    labels = field.locator("option").all_inner_texts()
    steps = labels.index(label) - labels.index(field.locator("option:checked").inner_text())
    for _press in range(abs(steps)):
        page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
    assert field.locator("option:checked").inner_text() == label


def send_move(page: Page) -> None:
    reach(page, page.locator("#meeting").get_by_role("button", name="옮기기"))
    page.keyboard.press("Enter")


def plan_is_published(page: Page, site: str, made: Made) -> None:
    """Publish: everybody who takes part is told their own day, with a calendar file."""
    pinned = set(Meeting.objects.filter(is_pinned=True).values_list("pk", "slot", "table"))
    page.goto(f"{site}/workbench/fairs/{made.fair.pk}/plan/")
    page.get_by_role("button", name="일정 계산").click()
    expect(page.get_by_text("고정한 상담은 그대로 두었습니다.")).to_be_visible(timeout=60_000)
    assert set(Meeting.objects.filter(is_pinned=True).values_list("pk", "slot", "table")) == pinned
    page.get_by_role("button", name="공개하고 알리기").click()
    expect(page.get_by_text("일정을 공개했습니다.")).to_be_visible(timeout=60_000)
    assert Fair.objects.get(pk=made.fair.pk).state == FairState.PUBLISHED
    told = OutboundMessage.objects.filter(template="fair-plan")
    assert told.count() == made.fair.participants.count() == 160
    assert not told.filter(calendar="").exists()
    assert not MeetingChange.objects.exists()
