"""Part 2 without a mouse: a reviewer scores a plan and hands it in, an officer opens a decision."""

import pytest
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Page, expect

from didim.registry.enums import AgencyRole
from didim.selection.models import PanelMember, Review
from tests.selection.judged import decided, reviewed
from tests.selection.panels import make_judged
from tests.sign_in import make_staff, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STOPS = 150
CRITERIA = 4
# The words of what has the focus, and whether one sees that it has.
FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const label = at.labels?.length ? at.labels[0].innerText : at.innerText || at.value || "";
    const inLabel = at.labels?.length ? getComputedStyle(at.labels[0], "::before") : style;
    const drawn = [style, inLabel].some(each => each.outlineStyle !== "none" || each.boxShadow !== "none");
    return { words: [at.getAttribute("aria-label"), label].filter(Boolean).join(" ").trim(), drawn,
             kind: at.type || at.tagName.toLowerCase() };
}"""


def enter(page: Page, site: str, user: object) -> None:
    value = sign_in(user, second_factor=True).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])


def reach(page: Page, words: str, *, kind: str = "", exact: bool = False) -> None:
    """Go on with the tabulator until what says `words` has the focus, and see that it has."""
    passed = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        passed.append(found["words"])
        says = found["words"] == words if exact else words in found["words"]
        if says and kind in found["kind"]:
            assert found["drawn"], f"nobody sees that '{words}' has the focus"
            return
    raise AssertionError(f"'{words}' is not reached: {passed}")


def press(page: Page, words: str, *, kind: str = "", exact: bool = False) -> None:
    """Reach a link or a button and press it."""
    reach(page, words, kind=kind, exact=exact)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_reviewer_pledges_scores_a_plan_and_hands_it_in(page: Page, site: str) -> None:
    judged = make_judged(applications=2, pledged=False)
    member = judged.members[0]
    enter(page, site, member.user)
    page.goto(f"{site}/review/")
    press(page, judged.call.title, kind="a")
    boxes = page.get_by_role("checkbox").count()
    for _box in range(boxes):
        reach(page, "", kind="checkbox")
        page.keyboard.press("Space")
    press(page, "서약하고 시작하기")
    assert PanelMember.objects.get(pk=member.pk).pledged_at is not None
    press(page, "이어서 평가하기")
    for number in range(1, CRITERIA + 1):
        page.keyboard.press(str(number))
        page.keyboard.type("20")
        page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.type("근거가 뚜렷하고 팀이 알맞다")
    page.keyboard.press("Escape")
    expect(page.locator("[data-keep-state]")).to_contain_text("저장함")
    expect(page.locator("[data-review-total]")).to_have_text("80")
    page.goto(f"{site}/review/rounds/{judged.round.pk}/")
    press(page, "다 쓴 평가 모두 제출")
    expect(page.locator("body")).to_contain_text("평가 1건을 제출했습니다.")
    assert list(Review.objects.filter(state="submitted").values_list("total", flat=True)) == [80]


def test_officer_goes_from_the_list_of_calls_to_a_decision(page: Page, site: str) -> None:
    with transaction.atomic():
        judged = reviewed([[96, 92, 88, 92, 96], [80, 84, 80, 84, 88], [60, 64, 60, 64, 68]])
        decided(judged)
    enter(page, site, make_staff(judged.agency, AgencyRole.OFFICER, email="officer@example.org"))
    page.goto(f"{site}/workbench/calls/")
    # The first stop leads past the menu.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    press(page, judged.call.title, kind="a")
    expect(page.locator("h1")).to_contain_text(judged.call.title)
    press(page, "선정", exact=True)
    press(page, "결과", exact=True)
    firm = judged.applications[0].enterprise.name
    press(page, firm)
    expect(page.locator("main")).to_contain_text(firm)
    expect(page.locator("main")).to_contain_text("선정")
