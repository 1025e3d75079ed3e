"""The desk in a real browser: an owner books on a phone, a counsellor works through the consultation."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from didim.desk.domain.counters import CounterDetails, save_counsellor, save_counter, set_hours
from didim.desk.enums import ConsultationState, Topic
from didim.desk.models import Booking, Consultation
from didim.kernel.business_numbers import business_check_digit
from didim.registry.domain.firms import FirmDetails, register_firm
from didim.registry.enums import AgencyKind, AgencyRole, FirmRole, LegalForm
from didim.registry.models import Agency
from didim.support.models import SupportRecord
from tests.sign_in import make_firm_member, make_staff, sign_in

from .looks import width_of

FIRST_NINE = "123810001"
NUMBER = FIRST_NINE + str(business_check_digit(FIRST_NINE))
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


@pytest.mark.django_db(transaction=True)
def test_owner_books_on_a_phone_and_the_counsellor_holds_it(page: Page, site: str, agency: Agency) -> None:
    details = FirmDetails(name="가나상사", legal_form=LegalForm.SOLE, business_number=NUMBER, region="11680")
    firm = register_firm(details=details, agency=None, now=timezone.now())
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
