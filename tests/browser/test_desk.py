"""The desk in a real browser: an owner books on a phone in a few taps, a counsellor works a whole day."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from didim.desk.domain.counters import CounterDetails, save_counsellor, save_counter, set_hours
from didim.desk.enums import ConsultationState, Topic
from didim.desk.models import Booking, Consultation, FollowUp, Ticket
from didim.kernel.business_numbers import business_check_digit
from didim.registry.domain.firms import FirmDetails, register_firm
from didim.registry.enums import AgencyKind, AgencyRole, FirmRole, LegalForm
from didim.registry.models import Agency, Enterprise
from didim.support.models import SupportRecord
from tests.sign_in import make_firm_member, make_staff, sign_in

from .looks import width_of

FIRST_NINE = "123810001"
NUMBER = FIRST_NINE + str(business_check_digit(FIRST_NINE))
PHONE = {"width": 390, "height": 844}
# Who reads a page and taps once needs 15 seconds at the most: four taps and nothing to type fit in a minute.
MOST_TAPS = 4
COUNT = """for (const kind of ["click", "change"]) addEventListener(kind, (event) => {
  if (event.isTrusted && event.target.closest("a, button, summary, select, input, textarea"))
    sessionStorage[kind] = Number(sessionStorage[kind] ?? 0) + 1;
}, true)"""
WEEK = {str(day): [["00:00", "23:30"]] for day in range(7)}


def act_as(page: Page, site: str, user: object, *, second_factor: bool = False) -> None:
    cookie = sign_in(user, second_factor=second_factor).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])


@pytest.fixture
def agency() -> Agency:
    agency = Agency.objects.create(name="한빛자영업센터", kind=AgencyKind.CENTRE)
    officer = make_staff(agency, AgencyRole.OFFICER, email="officer@example.org")
    today = timezone.localdate()
    counter = save_counter(agency=agency, details=CounterDetails("종합상담"), on=today)
    set_hours(counter=counter, week=WEEK, valid_from=today)
    save_counsellor(agency=agency, user=officer, counters=[counter], topics=Topic.values, on=today)
    return agency


def make_firm() -> Enterprise:
    details = FirmDetails(name="가나상사", legal_form=LegalForm.SOLE, business_number=NUMBER, region="11680")
    return register_firm(details=details, agency=None, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_owner_books_in_four_taps_and_types_nothing(page: Page, site: str, agency: Agency) -> None:
    act_as(page, site, make_firm_member(make_firm(), FirmRole.OWNER, email="owner@example.org"))
    page.set_viewport_size(PHONE)
    page.add_init_script(COUNT)
    page.goto(f"{site}/")
    page.get_by_role("button", name="메뉴").click()
    page.get_by_role("link", name="상담", exact=True).first.click()
    page.get_by_role("link", name="자금").click()
    page.locator("button[name=starts_at]").first.click()
    page.get_by_text("예약했습니다").wait_for()
    taps, typed = page.evaluate(
        "() => [Number(sessionStorage.click ?? 0), Number(sessionStorage.change ?? 0)]"
    )
    assert 0 < taps <= MOST_TAPS
    assert typed == 0
    assert Booking.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_counsellor_works_a_day(page: Page, browser: Browser, site: str, agency: Agency) -> None:
    firm = make_firm()
    owner = make_firm_member(firm, FirmRole.OWNER, email="owner@example.org")
    phone = browser.new_context(viewport=PHONE, locale="ko-KR").new_page()
    act_as(phone, site, owner)
    phone.goto(f"{site}/desk/ask/")
    phone.get_by_label("판로·마케팅").check()
    phone.get_by_label("무엇이 궁금한가요?").fill("온라인 판매를 시작하려는데 무엇부터 하나요?")
    phone.get_by_label("답을 받는 방법").select_option("chat")
    phone.get_by_role("button", name="보내기").click()
    phone.get_by_text("물음을 받았습니다").wait_for()

    act_as(page, site, agency.members.get().user, second_factor=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    register_and_consult(page, site)
    follow_up(page, site)
    answer_the_chat(page, phone, site)
    assert width_of(phone) <= PHONE["width"]
    phone.context.close()
    finished = Consultation.objects.filter(state=ConsultationState.FINISHED)
    assert sorted(finished.values_list("channel", flat=True)) == ["chat", "walk_in"]
    # Whoever walked in gave a name and no firm: only the firm that asked has something in the ledger.
    assert SupportRecord.objects.get().enterprise == firm


def register_and_consult(page: Page, site: str) -> None:
    """Give somebody who walks in a number, call it, and write down what was said and what is to be done."""
    page.goto(f"{site}/workbench/desk/")
    expect(page.get_by_role("heading", name="답할 것")).to_be_visible()
    page.get_by_role("link", name="번호표 뽑기").click()
    page.locator("select[name=counter]").select_option(label="종합상담")
    page.get_by_label("자금").check()
    page.locator("input[name=person_name]").fill("이방문")
    page.get_by_role("button", name="번호 주기").click()
    page.get_by_text("대기 번호는 1번입니다").wait_for()
    expect(page.get_by_role("heading", name="기다리는 분")).to_be_visible()
    page.get_by_role("button", name="다음 번호 부르기").click()
    page.get_by_text("1번을 불렀습니다").wait_for()
    page.get_by_role("button", name="상담 시작").click()
    page.get_by_text("상담을 시작했습니다").wait_for()
    page.get_by_text("후속 조치 적기").first.click()
    page.locator("input[name=what]").fill("보증 심사 결과 확인")
    page.locator("input[name=due_on]").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="후속 조치 적기").click()
    page.get_by_text("후속 조치를 적었습니다").wait_for()
    page.get_by_label("무엇을 이야기했나요?").fill("보증으로 운전자금을 받는 길을 안내함")
    page.get_by_role("button", name="상담 마치기").click()
    page.get_by_text("상담을 마치고").wait_for()
    assert Ticket.objects.get().state == "served"


def follow_up(page: Page, site: str) -> None:
    """Do what was promised for today."""
    page.goto(f"{site}/workbench/desk/")
    page.get_by_role("link", name="보증 심사 결과 확인").click()
    page.get_by_label("결과").fill("승인되어 전화로 알림")
    page.get_by_role("button").filter(has_text="마치기").click()
    page.get_by_text("승인되어 전화로 알림").wait_for()
    assert FollowUp.objects.get().done_at is not None
    page.goto(f"{site}/workbench/desk/")
    expect(page.get_by_role("link", name="보증 심사 결과 확인")).to_have_count(0)


def answer_the_chat(page: Page, phone: Page, site: str) -> None:
    """Answer and go on, read what comes back without opening the page again, and end it."""
    page.goto(f"{site}/workbench/desk/")
    page.get_by_role("link", name="온라인 판매를").click()
    page.get_by_label("답변", exact=True).fill("통신판매 신고부터 합니다. 이미 하셨나요?")
    page.get_by_role("button", name="답하고 이어 가기").click()
    phone.get_by_text("통신판매 신고부터 합니다").wait_for(timeout=15_000)
    phone.locator("textarea[name=body]").fill("네, 지난달에 했습니다.")
    phone.get_by_role("button", name="보내기").click()
    page.locator("#messages").get_by_text("네, 지난달에 했습니다.").wait_for(timeout=15_000)
    page.get_by_label("답변", exact=True).fill("그러면 상품 사진부터 찍으면 됩니다.")
    page.get_by_role("button", name="답변하고 마치기").click()
    phone.get_by_text("상품 사진부터 찍으면 됩니다").wait_for(timeout=15_000)


@pytest.mark.django_db(transaction=True)
def test_owner_books_on_a_phone_and_the_counsellor_holds_it(page: Page, site: str, agency: Agency) -> None:
    firm = make_firm()
    owner = make_firm_member(firm, FirmRole.OWNER, email="owner@example.org")
    officer = agency.members.get().user

    act_as(page, site, owner)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/desk/")
    page.get_by_role("link", name="자금").click()
    assert width_of(page) <= 390
    page.locator("button[name=starts_at]").first.click()
    page.get_by_text("예약했습니다").wait_for()
    assert width_of(page) <= 390
    booking = Booking.objects.get()
    page.get_by_role("link", name="시간 바꾸기").click()
    page.locator("button[name=starts_at]").nth(1).click()
    page.get_by_text("예약을 바꿨습니다").wait_for()
    booking = Booking.objects.get(moved_from=booking)

    act_as(page, site, officer, second_factor=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/workbench/desk/?day={timezone.localdate(booking.starts_at)}")
    page.get_by_role("link", name="가나상사").first.click()
    page.get_by_role("button", name="상담 시작").click()
    page.get_by_text("상담을 시작했습니다").wait_for()
    page.get_by_text("처방 적기").first.click()
    page.locator("input[name=text]").fill("장부 정리하기")
    page.get_by_role("button", name="처방 적기").click()
    page.get_by_text("처방을 적었습니다").wait_for()
    page.get_by_label("무엇을 이야기했나요?").fill("정책자금을 안내함")
    page.get_by_role("button", name="상담 마치기").click()
    page.get_by_text("지원이력에 적었습니다").wait_for()
    assert Consultation.objects.get().state == ConsultationState.FINISHED
    assert SupportRecord.objects.get().enterprise == firm

    act_as(page, site, owner)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/desk/consultations/{booking.consultation_id}/")
    page.get_by_role("button", name="5점").click()
    page.get_by_text("5점을 주셨습니다").wait_for()
    assert width_of(page) <= 390


@pytest.mark.django_db(transaction=True)
def test_board_shows_a_number_soon_after_it_is_called(page: Page, site: str, agency: Agency) -> None:
    officer = agency.members.get().user
    counter = agency.counters.get()
    act_as(page, site, officer, second_factor=True)
    board = page.context.new_page()
    board.set_viewport_size({"width": 1920, "height": 1080})
    board.goto(f"{site}/desk/board/{counter.board_token}/")
    board.get_by_text("아직 부른 번호가 없습니다").wait_for()
    page.goto(f"{site}/workbench/desk/tickets/new/")
    page.locator("select[name=counter]").select_option(label="종합상담")
    page.get_by_label("자금").check()
    page.locator("input[name=person_name]").fill("이방문")
    page.get_by_role("button", name="번호 주기").click()
    page.get_by_text("대기 번호는 1번입니다").wait_for()
    page.get_by_role("button", name="다음 번호 부르기").click()
    page.get_by_text("1번을 불렀습니다").wait_for()
    board.locator(".called li").first.wait_for(timeout=15_000)
    assert board.locator(".called li").first.inner_text().split() == ["1", "1번", "자리"]
    assert width_of(board) <= 1920
