"""A reviewer's day in a real browser: pledge, recuse, read and score by keyboard, lose nothing, hand in."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from didim.selection.models import PanelMember, Recusal, Review, ReviewSeal
from tests.browser.looks import width_of
from tests.selection.panels import Judged, make_judged
from tests.sign_in import sign_in

WIDTHS = (1280, 390)


@pytest.fixture
def judged(page: Page, site: str) -> Judged:
    """A round of four plans whose first reviewer is signed in and has not pledged."""
    judged = make_judged(applications=4, pledged=False)
    client = sign_in(judged.members[0].user, second_factor=True)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return judged


def give(page: Page, points: str = "20") -> None:
    """Give every criterion points and write the comment, by keyboard alone."""
    for number in "1234":
        page.keyboard.press(number)
        page.keyboard.type(points)
        page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.type("근거가 뚜렷하고 팀이 알맞다")
    page.keyboard.press("Escape")
    expect(page.locator("[data-keep-state]")).to_contain_text("저장함")


@pytest.mark.django_db(transaction=True)
def test_reviewers_day(page: Page, site: str, judged: Judged) -> None:
    page.goto(f"{site}/review/")
    page.get_by_role("link", name=judged.call.title).click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="서약하고 시작하기").click()
    assert PanelMember.objects.get(pk=judged.members[0].pk).pledged_at is not None

    # One plan is a friend's: it leaves the desk.
    page.get_by_role("link", name="회피").first.click()
    page.get_by_label("회피 사유").fill("지도 학생이 세운 회사")
    page.get_by_role("button", name="회피하기").click()
    assert Recusal.objects.get().application == judged.applications[0]

    # The next one: everything by keyboard, saved while typing, still there after a reload.
    page.get_by_role("link", name="이어서 평가하기").click()
    expect(page.get_by_text("밤에도 자라는 상추")).to_be_visible()
    give(page)
    expect(page.locator("[data-review-total]")).to_have_text("80")
    page.reload()
    expect(page.locator("[data-review-total]")).to_have_text("80")
    expect(page.get_by_label("종합 의견")).to_have_value("근거가 뚜렷하고 팀이 알맞다")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    # Without a connection what is typed is kept on the device, and saved when one comes back to it.
    page.keyboard.press("j")
    expect(page.locator(".rv-head")).to_contain_text("2 / 3")
    page.route("**/save/", lambda route: route.abort())
    page.keyboard.press("1")
    page.keyboard.type("15")
    expect(page.locator("[data-keep-state]")).to_contain_text("연결이 끊겼습니다")
    page.reload()
    expect(page.locator("#points-problem")).to_have_value("15")
    expect(page.locator("[data-keep-state]")).to_contain_text("되살렸습니다")
    page.unroute("**/save/")
    give(page, "15")
    page.keyboard.press("k")
    expect(page.locator(".rv-head")).to_contain_text("1 / 3")

    # Two are whole: they go in together, the third is left.
    page.goto(f"{site}/review/rounds/{judged.round.pk}/")
    page.get_by_role("button", name="다 쓴 평가 모두 제출").click()
    expect(page.get_by_text("평가 2건을 제출했습니다.")).to_be_visible()
    assert sorted(Review.objects.filter(state="submitted").values_list("total", flat=True)) == [60, 80]
    assert list(ReviewSeal.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_review_pages_have_no_barriers_and_fit(page: Page, site: str, judged: Judged) -> None:
    pages = ["/review/", f"/review/rounds/{judged.round.pk}/", "/review/ties/"]
    plan = f"/review/plans/{judged.assignment(0, 0).pk}/"
    for pledged in (False, True):
        if pledged:
            PanelMember.objects.update(pledged_at=judged.members[0].invited_at)
            pages += [plan, f"{plan}recuse/"]
        for path in pages:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(f"{site}{path}")
                across = width_of(page)
                assert across <= width, f"{path} at {width}: {across}"
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"


@pytest.mark.django_db(transaction=True)
def test_narrow_screen_switches_between_plan_and_points(page: Page, site: str, judged: Judged) -> None:
    PanelMember.objects.update(pledged_at=judged.members[0].invited_at)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/review/plans/{judged.assignment(0, 0).pk}/")
    expect(page.locator("#points")).to_be_hidden()
    page.get_by_label("점수", exact=True).check()
    expect(page.locator("#points")).to_be_visible()
    expect(page.locator("#plan")).to_be_hidden()
