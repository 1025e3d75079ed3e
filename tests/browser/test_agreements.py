"""An officer and a firm conclude an agreement, the firm on a phone: paper, an app's code, signature."""

import json
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from didim.agreements.enums import AgreementState, SignMethod
from didim.agreements.models import Agreement
from didim.documents.agreement_papers import agreement_pdf
from didim.registry.enums import AgencyRole
from tests.agreements.builders import drafted, selected
from tests.applications.builders import make_firm
from tests.browser.looks import width_of
from tests.selection.panels import make_agency
from tests.sign_in import make_firm_member, make_staff, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


def open_as(browser: Browser, site: str, client: Client, size: dict[str, int]) -> Page:
    page = browser.new_context(viewport=size).new_page()
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])
    return page


def with_app(user: Any) -> str:
    """Give somebody an authenticator app and return its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return secret


def code_of(secret: str) -> str:
    """Return the app's code of this moment."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def sign(page: Page, site: str, path: str, secret: str, name: str) -> None:
    page.goto(f"{site}{path}")
    page.get_by_role("link", name="인증 앱으로 확인").click()
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("input[name=code]").press("Enter")
    expect(page).to_have_url(f"{site}{path}")
    assert width_of(page) <= page.evaluate("innerWidth")
    page.get_by_label("서명하는 분의 이름").fill(name)
    page.get_by_role("button", name="협약서에 서명").click()
    page.wait_for_load_state()


def test_firm_signs_on_a_phone_and_the_director_after_it(browser: Browser, site: str) -> None:
    agency, firm = make_agency(), make_firm("하나상사")
    director, owner = make_staff(agency, AgencyRole.DIRECTOR), make_firm_member(firm)
    secrets = {person: with_app(person) for person in (director, owner)}
    now = timezone.now()
    agreement = drafted(selected(agency, firm, by=director, now=now), by=director, now=now)
    desk = open_as(browser, site, sign_in(director, second_factor=True), {"width": 1280, "height": 900})
    desk.goto(f"{site}/workbench/agreements/{agreement.pk}/")
    desk.get_by_role("button", name="기업에 제시").click()
    expect(desk.get_by_role("link", name="기관 서명")).to_be_visible()

    phone = open_as(browser, site, sign_in(owner), PHONE)
    phone.goto(f"{site}/agreements/{agreement.pk}/")
    phone.get_by_role("link", name="협약서 읽고 서명하기").click()
    paper = phone.get_by_role("link", name="협약서(PDF) 열기").get_attribute("href")
    answer = phone.request.get(f"{site}{paper}")
    version = Agreement.objects.get().version
    assert version is not None
    assert answer.body() == agreement_pdf(json.loads(version.content))
    sign(phone, site, f"/agreements/{agreement.pk}/sign/", secrets[owner], "김하나")
    expect(phone.locator("body")).to_contain_text("협약서에 서명했습니다")

    sign(desk, site, f"/workbench/agreements/{agreement.pk}/sign/", secrets[director], "박두리")
    expect(desk.locator("body")).to_contain_text("서명했습니다")
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.ACTIVE
    methods = version.signatures.order_by("signed_at").values_list("name", "method")
    assert list(methods) == [("김하나", SignMethod.TOTP), ("박두리", SignMethod.TOTP)]
