"""Spending in a real browser: a firm asks, on a phone too; officers check, approve and pay."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from didim.accounts.models import User
from didim.agreements.domain.checking import check_expenditure, override_finding
from didim.agreements.enums import ExpenditureState, FindingResult
from didim.agreements.models import Agreement, Expenditure, ExpenditureFinding
from tests.agreements.spending import (
    EVIDENCE,
    NOW,
    SOUND,
    approved,
    make_agreement,
    make_file,
    officers,
    owner_of,
    requested,
)
from tests.browser.looks import width_of
from tests.sign_in import sign_in

WIDTHS = (1280, 390)


def come_in(page: Page, site: str, user: User, *, second_factor: bool = False) -> None:
    cookie = sign_in(user, second_factor=second_factor).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])


def look(page: Page, address: str) -> None:
    """Open a page in both widths: it fits, and no barrier a checker knows."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        across = width_of(page)
        assert across <= width, f"{address} at {width}: {across}"
    found = Axe().run(page)
    assert found.violations_count == 0, f"{address}\n{found.generate_report()}"


@pytest.mark.django_db(transaction=True)
def test_firm_asks_to_spend_on_a_phone(page: Page, site: str) -> None:
    agreement: Agreement = make_agreement()
    owner = owner_of(agreement)
    stored = make_file(agreement.enterprise, owner)
    come_in(page, site, owner)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{site}/agreements/{agreement.pk}/budget/")
    page.get_by_role("link", name="집행 신청").click()
    page.get_by_label("용도").fill("센서 부품 구입")
    page.get_by_label("거래처 또는 받는 사람").fill("대양부품")
    page.get_by_label("위 관계를 모두 확인했습니다").check()
    page.get_by_label("대표자와 거래처").select_option("never")
    page.get_by_label("공급가액(원)").fill("800,000")
    page.get_by_label("납품·이용 시작일").fill("2026-11-02")
    page.get_by_label("납품·이용 종료일").fill("2026-11-10")
    page.get_by_role("button", name="저장하고 증빙 붙이기").click()
    for kind in EVIDENCE["materials"]:
        page.get_by_role("combobox", name="증빙").select_option(kind)
        page.get_by_label("보관함의 파일").select_option(str(stored.pk))
        page.get_by_role("button", name="증빙 붙이기").click()
    row = Expenditure.objects.get()
    look(page, f"{site}/expenditures/{row.pk}/")
    page.get_by_role("button", name="신청하기").click()
    page.get_by_role("button", name="신청 거두기").wait_for()
    row.refresh_from_db()
    assert row.state == ExpenditureState.REQUESTED
    for path in ("budget/", "people/", "expenditures/new/"):
        look(page, f"{site}/agreements/{agreement.pk}/{path}")


@pytest.mark.django_db(transaction=True)
def test_officers_check_approve_and_pay(page: Page, site: str) -> None:
    agreement = make_agreement()
    one, two = officers(agreement)
    row = requested(agreement, facts=replace(SOUND, employment=None))
    check_expenditure(expenditure=row, by=None, now=NOW)
    finding = ExpenditureFinding.objects.get(expenditure=row, rule="former_employer")
    said = {"result": FindingResult.PASS, "reason": "경력증명서 확인"}
    override_finding(finding=finding, by=one, now=NOW, **said)
    paid = approved(agreement, one)
    come_in(page, site, two, second_factor=True)
    look(page, f"{site}/workbench/expenditures/")
    look(page, f"{site}/workbench/expenditures/{paid.pk}/")
    look(page, f"{site}/workbench/expenditures/{row.pk}/")
    page.get_by_role("button", name="이 판단을 확인").click()
    page.get_by_role("button", name="승인하기").click()
    page.get_by_label("지급일").fill("2026-11-20")
    page.get_by_label("승인·이체 번호").fill("승인 1")
    page.get_by_role("button", name="지급 기록").click()
    page.get_by_role("heading", name="지급과 반환").wait_for()
    row.refresh_from_db()
    assert row.state == ExpenditureState.PAID
