"""An applicant's whole way in a real browser: find a call, write together, offline too, get a receipt."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from didim.accounts.models import User
from didim.applications.models import Application, Draft, Receipt
from didim.engines.forms import Form
from didim.engines.forms.assembling import (
    assembled,
    load_bonus_points,
    load_documents,
    load_exclusions,
)
from didim.engines.forms.jsonform import dump
from didim.programmes.domain.notices.search_index import index_notice
from didim.programmes.enums import NoticeSource, PeriodKind
from didim.programmes.models import Call, Notice
from didim.registry.models import Enterprise
from tests.applications.builders import FORM, make_agency, make_call, make_firm
from tests.browser.looks import width_of
from tests.sign_in import PASSWORD, make_firm_member, sign_in

from .test_portal_pages import KOREAN_TEXT

TITLE = "2026년 창업도약 지원 참여기업 모집"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PLAN = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
SAVED = "저장됨"


def whole_form() -> dict:
    documents = [
        {"key": "plan_file", "kind": "", "label": "사업계획서", "label_en": "Plan", "required": True}
    ]
    exclusions = [{"key": "tax", "text": "국세를 체납한 기업", "text_en": "Firms with tax arrears"}]
    bonus = [
        {
            "key": "invest",
            "label": "투자 유치",
            "label_en": "Investment",
            "points": "1",
            "evidence": "투자계약서",
            "evidence_en": "The contract",
        }
    ]
    structure = assembled(
        Form.load(FORM).structure,
        documents=load_documents(documents),
        exclusions=load_exclusions(exclusions),
        bonus_points=load_bonus_points(bonus),
    )
    return dump(structure)


@pytest.fixture
def call(site: str) -> Call:
    now, today = timezone.now(), timezone.localdate()
    call = make_call(
        make_agency(),
        TITLE,
        form=whole_form(),
        opens_at=now - timedelta(days=3),
        closes_at=now + timedelta(days=10),
    )
    notice = Notice(
        source=NoticeSource.DIDIM,
        source_id=f"call-{call.pk}",
        call=call,
        title=TITLE,
        agency=call.agency,
        agency_name=call.agency.name,
        period_kind=PeriodKind.DATED,
        opens_on=today,
        closes_on=today + timedelta(days=10),
        rule={"kind": "region", "within": ["11"]},
        published_on=today,
        listed_on=today,
        content_hash="0" * 64,
        first_seen_at=now,
        last_seen_at=now,
        changed_at=now,
    )
    index_notice(notice)
    notice.save()
    return call


@pytest.fixture
def firm(site: str) -> Enterprise:
    return make_firm()


@pytest.fixture
def owner(firm: Enterprise) -> User:
    return make_firm_member(firm)


@pytest.fixture
def window(browser: Browser, site: str) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a window of its own for somebody who is signed in."""
    opened = []

    def open_(user: User | None = None, **options: object) -> BrowserContext:
        context = browser.new_context(viewport=DESKTOP, **options)
        if user:
            key = sign_in(user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
        opened.append(context)
        return context

    yield open_
    for context in opened:
        context.close()


def status(page: Page) -> object:
    return expect(page.locator("[data-draft-status]"))


def unfit(page: Page, viewport: dict[str, int]) -> list[str]:
    """Return what is wrong with a page at a size: barriers, and that it is wider than its window."""
    page.set_viewport_size(viewport)
    broken = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    wide = ["too wide"] if width_of(page) > viewport["width"] else []
    return wide + [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in broken]


def begin(page: Page, site: str, call: Call) -> str:
    """Start an application from the call's page; return the address of its first step."""
    page.goto(f"{site}/notices/{call.notice.pk}/")
    page.get_by_role("button", name="온라인 신청하기").click()
    expect(page.get_by_label("기업명")).to_have_value("가나상사")
    return page.url


def test_applicants_whole_way(window, site: str, call: Call, firm: Enterprise, owner: User) -> None:
    page = window().new_page()
    page.goto(f"{site}/notices/?q=창업도약")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="로그인하고 온라인 신청하기").click()
    page.get_by_label("전자우편").or_(page.get_by_label("이메일")).first.fill(owner.email)
    page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()
    page.get_by_role("button", name="온라인 신청하기").click()

    # What is typed is stored by itself, at once here and a moment later there.
    page.get_by_label("인원").fill("7")
    status(page).to_contain_text(SAVED)
    first = page.url

    # Offline it is kept on this device, also over a reload, and goes out when the line is back.
    page.context.set_offline(True)
    page.get_by_label("인원").fill("12")
    status(page).to_have_text("오프라인 - 이 기기에 보관 중")
    page.context.set_offline(False)
    status(page).to_contain_text(SAVED)
    assert Draft.objects.get().answers["people"] == 12

    # A colleague changes the same field meanwhile: both stand side by side, and one decides.
    colleague = window(make_firm_member(firm, email="colleague@example.org")).new_page()
    colleague.goto(first)
    colleague.get_by_label("인원").fill("15")
    status(colleague).to_contain_text(SAVED)
    page.get_by_label("인원").fill("13")
    page.get_by_role("button", name="비교하고 고르기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("함께 고친 항목 고르기")
    assert unfit(page, DESKTOP) == unfit(page, PHONE) == []
    page.set_viewport_size(DESKTOP)
    page.get_by_label("내가 적은 것").check()
    page.get_by_role("button", name="고른 대로 저장하기").click()
    expect(page.get_by_label("인원")).to_have_value("13")

    page.get_by_role("button", name="저장하고 다음").click()
    page.get_by_label("문제인식").fill("고객이 기다리는 시간이 깁니다.")
    page.get_by_role("button", name="저장하고 다음").click()
    page.get_by_label("위의 어느 것에도 해당하지 않음을 확인합니다.").check()
    page.get_by_role("button", name="저장하고 다음").click()
    page.get_by_role("button", name="저장하고 다음").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "사업계획서.pdf", "mimeType": "application/pdf", "buffer": PLAN}
    )
    expect(page.get_by_role("link", name="사업계획서.pdf")).to_be_visible()
    page.get_by_role("button", name="저장하고 확인하기").click()
    expect(page.get_by_text("낼 준비가 되었습니다")).to_be_visible()
    page.get_by_role("button", name="제출하기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("접수증")

    application = Application.objects.get()
    assert (application.number, Receipt.objects.get().number) == (1, 1)
    assert application.submission.draft_version == Draft.objects.get().version
    page.goto(f"{site}/applications/")
    expect(page.get_by_text("접수됨")).to_be_visible()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("고객이 기다리는 시간이 깁니다.")).to_be_visible()


def test_what_was_typed_offline_survives_a_closed_page(window, site: str, call: Call, owner: User) -> None:
    context = window(owner)
    page = context.new_page()
    address = begin(page, site, call)
    context.set_offline(True)
    page.get_by_label("인원").fill("12")
    status(page).to_have_text("오프라인 - 이 기기에 보관 중")
    page.close(run_before_unload=False)
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)
    expect(again.get_by_label("인원")).to_have_value("12")
    status(again).to_contain_text(SAVED)
    assert Draft.objects.get().answers["people"] == 12


def test_signing_out_clears_what_this_device_kept(window, site: str, call: Call, owner: User) -> None:
    context = window(owner)
    page = context.new_page()
    begin(page, site, call)
    page.get_by_label("인원").fill("12")
    status(page).to_contain_text(SAVED)
    kept = "() => Object.keys(localStorage).filter((name) => name.startsWith('didim.draft.')).length"
    assert page.evaluate(kept) == 1
    page.locator("summary", has_text="내 정보").click()
    page.get_by_role("button", name="로그아웃").click()
    page.wait_for_url(lambda url: "/write/" not in url)
    assert page.evaluate(kept) == 0


def test_two_tabs_of_one_person_do_not_quarrel(window, site: str, call: Call, owner: User) -> None:
    context = window(owner)
    one = context.new_page()
    address = begin(one, site, call)
    other = context.new_page()
    other.goto(address)
    one.get_by_label("인원").fill("3")
    status(one).to_contain_text(SAVED)
    expect(other.get_by_label("인원")).to_have_value("3")
    other.get_by_label("인원").fill("4")
    status(other).to_contain_text(SAVED)
    expect(other.locator("[data-draft-conflict]")).to_be_hidden()
    assert Draft.objects.get().answers["people"] == 4


def test_signed_out_meanwhile_keeps_what_is_typed_and_says_so(
    window, site: str, call: Call, owner: User
) -> None:
    context = window(owner)
    page = context.new_page()
    address = begin(page, site, call)
    context.clear_cookies()
    page.get_by_label("인원").fill("12")
    status(page).to_contain_text("로그인이 끝났습니다")

    key = sign_in(owner).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
    again = context.new_page()
    again.goto(address)
    status(again).to_contain_text(SAVED)
    assert Draft.objects.get().answers["people"] == 12


def test_verdict_and_missing_rows_follow_without_a_reload(window, site: str, call: Call, owner: User) -> None:
    page = window(owner).new_page()
    begin(page, site, call)
    page.get_by_role("button", name="줄 추가").click()
    page.get_by_label("항목").last.fill("재료비")
    page.get_by_label("금액").first.fill("1200000")
    page.get_by_label("금액").last.fill("많이")
    expect(page.get_by_label("금액").first).to_have_value("1,200,000")
    page.get_by_label("기업명").focus()
    status(page).to_contain_text(SAVED)
    expect(page.get_by_text("금액을 원 단위 숫자로 적어 주세요.")).to_be_visible()


def test_way_without_scripts(window, site: str, call: Call, owner: User) -> None:
    page = window(owner, java_script_enabled=False).new_page()
    begin(page, site, call)
    page.get_by_label("인원").fill("7")
    page.get_by_role("button", name="저장하고 다음").click()
    page.get_by_label("문제인식").fill("문제")
    page.get_by_role("button", name="저장하고 다음").click()
    assert Draft.objects.get().answers == {"name": "가나상사", "people": 7, "problem": "문제"}


def pages_of(application: Application) -> list[str]:
    own = f"/applications/{application.pk}/"
    steps = ("firm", "plan", "call_exclusions", "call_bonus", "call_documents")
    return ["/applications/", own, f"{own}check/", *(f"{own}write/{step}/" for step in steps)]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])
def test_pages_are_accessible_and_fit(window, site: str, call: Call, owner: User, viewport: dict) -> None:
    page = window(owner).new_page()
    begin(page, site, call)
    found = {}
    for address in pages_of(Application.objects.get()):
        page.goto(site + address)
        if faults := unfit(page, viewport):
            found[address] = faults
    assert found == {}


def test_english_pages_hold_no_korean_but_what_people_wrote(
    window, site: str, call: Call, owner: User
) -> None:
    page = window(owner).new_page()
    begin(page, site, call)
    found = {}
    for address in pages_of(Application.objects.get()):
        page.goto(f"{site}/en{address}")
        if korean := page.evaluate(KOREAN_TEXT):
            found[address] = korean
    assert found == {}
