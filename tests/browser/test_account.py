"""Signing up and in with a passkey, in a real browser with an authenticator of its own."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency
from tests.browser.looks import width_of
from tests.sign_in import PASSWORD, make_staff, sign_in

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def authenticator(page: Page) -> None:
    """Give the browser a platform authenticator that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def sign_in_with_password(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("전자우편").or_(page.get_by_label("이메일")).first.fill(email)
    page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()


def test_staff_set_up_a_passkey_and_sign_in_with_it(page: Page, site: str, authenticator: None) -> None:
    site = site.replace("127.0.0.1", "localhost")
    agency = Agency.objects.create(name="가온센터", kind=AgencyKind.CENTRE)
    staff = make_staff(agency, AgencyRole.DIRECTOR)
    members = f"{site}/account/agencies/{agency.pk}/members/"
    sign_in_with_password(page, site, staff.email)
    page.goto(members)
    expect(page.get_by_role("heading", level=1)).to_have_text("2단계 인증이 필요합니다")
    page.get_by_role("link", name="패스키 등록").click()
    page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="확인").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("패스키 등록")
    page.locator("#id_passwordless").check()
    page.get_by_role("button", name="등록하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("복구 코드")
    page.goto(members)
    expect(page.get_by_role("heading", level=1)).to_have_text("기관 구성원")

    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/?next=/account/agencies/{agency.pk}/members/")
    page.get_by_role("button", name="패스키로 로그인").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("기관 구성원")


def test_passkey_that_is_not_there_is_told_in_a_sentence(page: Page, site: str, authenticator: None) -> None:
    page.goto(site.replace("127.0.0.1", "localhost") + "/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('refused')); }")
    page.get_by_role("button", name="패스키로 로그인").click()
    expect(page.locator("[data-passkey-problem]")).to_contain_text("다른 방법을 이용해 주세요")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/", "/account/privacy/"])
def test_open_page_is_accessible(page: Page, site: str, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site + address)
    assert Axe().run(page).response["violations"] == []
    assert width_of(page) <= width


OWN_PAGES = ("account/", "account/consents/", "account/access-history/", "account/leave/", "accounts/2fa/")


@pytest.mark.parametrize("width", [1280, 390])
def test_own_pages_are_accessible(page: Page, site: str, width: int) -> None:
    client = sign_in(make_staff(Agency.objects.create(name="가온센터", kind=AgencyKind.CENTRE)))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.set_viewport_size({"width": width, "height": 900})
    for address in (*OWN_PAGES, "account/second-factor/"):
        page.goto(f"{site}/en/{address}")
        assert Axe().run(page).response["violations"] == [], address
        assert width_of(page) <= width, address
