"""Staff's pages in a real browser: no barrier a checker knows, no sideways scrolling, keyboard only."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from didim.programmes.domain.calls import create_call, save_programme, set_rule
from didim.programmes.enums import SupportType
from didim.programmes.models import Call, CallRevision, Programme
from didim.registry.domain.departments import open_department
from didim.registry.domain.networks import set_field
from didim.registry.enums import AgencyKind, AgencyRole, NetworkKind
from didim.registry.models import Agency, Network
from tests.browser.looks import width_of
from tests.sign_in import make_staff, sign_in
from tests.web.workbench.conftest import NOW
from tests.web.workbench.test_calls import EVERY_KIND
from tests.web.workbench.test_firms import make_firm
from tests.web.workbench.test_notices import make_pair

WIDTHS = (1280, 390, 320)


@pytest.fixture
def call(page: Page, site: str) -> Call:
    """Return a call of an agency whose director is signed in, with a row of everything around it."""
    agency = Agency.objects.create(name="한빛산업진흥원", kind=AgencyKind.PROMOTION)
    client = sign_in(make_staff(agency, AgencyRole.DIRECTOR), second_factor=True)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    details = {"name": "수출 지원", "support_type": SupportType.GLOBAL, "year": 2026}
    programme = save_programme(programme=Programme(agency=agency), details=details, by=None)
    call = create_call(programme=programme, title="2026년 수출 모집", by=None, now=NOW)
    set_rule(call=call, content=EVERY_KIND, by=None)
    make_firm(agency, 1, region="11680", industry="26")
    make_pair()
    open_department(agency=agency, name="기획부", on=NOW.date())
    board = Network.objects.create(hub=agency, kind=NetworkKind.ADVISORY_BOARD, name="자문위원회")
    set_field(board=board, name="수출", quota=3)
    return call


def paths(call: Call) -> list[str]:
    board = Network.objects.get()
    firm = call.agency.firm_relations.get().enterprise
    pair = make_pair(5)
    return [
        "",
        "firms/",
        "firms/new/",
        "firms/import/",
        f"firms/{firm.pk}/",
        f"firms/{firm.pk}/merge/",
        "programmes/",
        f"programmes/{call.programme_id}/",
        "calls/",
        f"calls/{call.pk}/",
        f"calls/{call.pk}/edit/",
        f"calls/{call.pk}/rule/",
        "notices/",
        "notices/duplicates/",
        f"notices/duplicates/{pair.pk}/",
        "boards/",
        f"boards/{board.pk}/",
        "commissions/",
        "departments/",
        "departments/reorganise/",
        "places/",
        "access/",
    ]


def test_pages_have_no_barrier_and_fit_every_width(page: Page, site: str, call: Call) -> None:
    axe = Axe()
    for path in paths(call):
        page.goto(f"{site}/workbench/{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert width_of(page) <= width, (path, width)
            if width != WIDTHS[-1]:
                found = axe.run(page)
                assert found.violations_count == 0, (path, width, found.generate_report())


def test_rule_editor_counts_while_one_types(page: Page, site: str, call: Call) -> None:
    page.goto(f"{site}/workbench/calls/{call.pk}/rule/")
    page.get_by_role("textbox", name="업력").first.fill("일곱")
    page.keyboard.press("Tab")
    expect(page.locator("#rule-effect")).to_contain_text("고칠 곳이 있어")
    page.get_by_role("textbox", name="업력").first.fill("10년")
    page.keyboard.press("Tab")
    expect(page.locator("#rule-effect")).to_contain_text("업력 10년 이하")


def test_rule_editor_adds_a_condition_by_keyboard_and_saves_it(page: Page, site: str, call: Call) -> None:
    set_rule(call=call, content={"kind": "all", "parts": []}, by=None)
    page.goto(f"{site}/workbench/calls/{call.pk}/rule/")
    page.locator("#r-new").select_option("compare:employees")
    page.get_by_role("button", name="조건 넣기").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#r_0-value")).to_be_focused()
    page.keyboard.type("50명")
    page.keyboard.press("Tab")
    expect(page.locator("#rule-effect")).to_contain_text("상시근로자 수 50명 이하")
    page.get_by_role("button", name="자격요건 저장").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("2026년 수출 모집")
    assert CallRevision.objects.get().rule == {
        "kind": "all",
        "parts": [{"kind": "compare", "fact": "employees", "op": "<=", "value": 50}],
    }


def test_pair_is_decided_by_keyboard_alone(page: Page, site: str, call: Call) -> None:
    first = make_pair(7)
    page.goto(f"{site}/workbench/notices/duplicates/{first.pk}/")
    expect(page.get_by_role("button", name="다른 공고")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("다른 공고로 두었습니다.")
    first.refresh_from_db()
    assert first.state == "different"
