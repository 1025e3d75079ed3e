"""A voucher in a real browser: a firm finds a service, its supplier delivers, an officer settles."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from didim.agreements.domain.vouchers.contracts import accept_request
from didim.agreements.enums import SupplierState, VoucherContractState
from didim.agreements.models import Supplier, VoucherContract
from didim.registry.enums import FirmRole
from didim.support.models import SupportRecord
from tests.agreements.vouchers.building import Scene, firm_of, issued, make_scene, of_supplier, requested
from tests.sign_in import make_firm_member, make_staff
from tests.web.portal.test_vouchers import proved

from .test_spending import come_in, look


@pytest.fixture
def scene() -> Scene:
    today = timezone.localdate()
    return make_scene(opens_on=today, last_use_on=today + timedelta(days=90))


def act_as(page: Page, site: str, user: object) -> None:
    """Come in as somebody of a firm who has just shown a code of the authenticator app."""
    cookie = proved(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])


def sign(page: Page, site: str, user: object, address: str, *, link: str) -> None:
    act_as(page, site, user)
    page.goto(address)
    page.get_by_role("link", name=link).click()
    page.get_by_label("서명하는 분의 이름").fill("김서명")
    page.get_by_role("button", name="계약에 서명").click()


@pytest.mark.django_db(transaction=True)
def test_voucher_goes_from_the_menu_to_the_ledger(page: Page, site: str, scene: Scene) -> None:
    issued(scene, now=timezone.now())
    buyer = make_firm_member(scene.firm, FirmRole.OWNER, email="buyer@example.org")
    seller = make_firm_member(scene.supplier.enterprise, FirmRole.OWNER, email="seller@example.org")
    officer = make_staff(scene.agency, email="officer@example.org")
    day = timezone.localdate()

    act_as(page, site, buyer)
    page.goto(f"{site}/vouchers/")
    page.get_by_role("link", name="제조혁신바우처").click()
    page.get_by_role("link", name="서비스 찾기").click()
    page.get_by_role("link", name=re.compile("요청.*시제품 설계")).click()
    page.get_by_label("시제품 설계").fill("2")
    page.get_by_label("시작일").fill(day.isoformat())
    page.get_by_label("종료일").fill((day + timedelta(days=30)).isoformat())
    page.get_by_label("요청 내용").fill("외형과 내부 구조")
    page.get_by_role("button", name="수행기관에 요청").click()
    page.get_by_text("수행기관에 요청했습니다").wait_for()
    contract = VoucherContract.objects.get()
    address = f"{site}/voucher-contracts/{contract.pk}/"

    sign(page, site, seller, address, link="수락하고 서명")
    page.get_by_text("기업의 서명을 기다립니다").wait_for()
    sign(page, site, buyer, address, link="계약에 서명")
    page.get_by_text("계약 체결").first.wait_for()

    act_as(page, site, seller)
    page.goto(address)
    page.get_by_role("link", name="결과 제출").click()
    page.get_by_label("결과 보고").fill("시제품 두 점을 설계하고 시험 성적서를 받았습니다.")
    page.get_by_role("button", name="결과 제출").click()
    page.get_by_text("기업의 검수를 기다립니다").wait_for()

    act_as(page, site, buyer)
    page.goto(address)
    page.get_by_role("link", name="검수하기").click()
    page.get_by_label("계약대로 되었습니다").check()
    page.get_by_role("button", name="검수 결과 저장").click()
    page.get_by_text("기관이 확인하고 정산합니다").wait_for()

    come_in(page, site, officer, second_factor=True)
    page.goto(f"{site}/workbench/voucher-contracts/{contract.pk}/")
    page.get_by_role("link", name="정산하고 지급 기록").click()
    page.get_by_label("지급일").fill(day.isoformat())
    page.get_by_label("이체 번호").fill("T-1")
    page.get_by_role("button", name="저장").click()
    page.get_by_text("정산했습니다").wait_for()
    contract.refresh_from_db()
    assert contract.state == VoucherContractState.SETTLED
    assert SupportRecord.objects.get().amount_won == contract.subsidy_won == 1_800_001


@pytest.mark.django_db(transaction=True)
def test_pages_of_a_firm_and_its_supplier_fit_and_have_no_barrier(
    page: Page, site: str, scene: Scene
) -> None:
    voucher = issued(scene, now=timezone.now())
    buyer = make_firm_member(scene.firm, FirmRole.OWNER, email="buyer@example.org")
    contract = requested(scene, voucher, now=timezone.now())
    accept_request(contract=contract, signer=of_supplier(scene, contract), now=timezone.now())
    act_as(page, site, buyer)
    for path in (
        "vouchers/",
        f"vouchers/{voucher.pk}/",
        f"vouchers/{voucher.pk}/suppliers/",
        f"vouchers/{voucher.pk}/suppliers/{scene.supplier.pk}/",
        f"voucher-contracts/{contract.pk}/",
        f"voucher-contracts/{contract.pk}/sign/",
        "suppliers/",
        f"suppliers/apply/{scene.scheme.pk}/",
    ):
        look(page, f"{site}/{path}")
    seller = make_firm_member(scene.supplier.enterprise, FirmRole.OWNER, email="seller@example.org")
    come_in(page, site, seller)
    for path in (f"suppliers/{scene.supplier.pk}/", f"services/{scene.service.pk}/"):
        look(page, f"{site}/{path}")


@pytest.mark.django_db(transaction=True)
def test_pages_of_an_officer_fit_and_a_supplier_is_registered(page: Page, site: str, scene: Scene) -> None:
    voucher = issued(scene, now=timezone.now())
    contract = requested(scene, voucher, now=timezone.now())
    waiting = Supplier.objects.create(
        agency=scene.agency,
        enterprise=firm_of("다라컨설팅", "71531"),
        scheme=scene.scheme,
        introduction="경영 컨설팅",
        applied_at=timezone.now(),
    )
    come_in(page, site, make_staff(scene.agency, email="officer@example.org"), second_factor=True)
    for path in (
        "voucher-schemes/",
        f"voucher-schemes/{scene.scheme.pk}/",
        f"voucher-schemes/{scene.scheme.pk}/firms/",
        f"voucher-schemes/{scene.scheme.pk}/suppliers/",
        f"vouchers/{voucher.pk}/",
        f"voucher-contracts/{contract.pk}/",
        f"suppliers/{waiting.pk}/",
    ):
        look(page, f"{site}/workbench/{path}")
    page.get_by_label("결정").select_option("registered")
    page.get_by_role("button", name="저장").click()
    page.get_by_text("결정을 기록했습니다").wait_for()
    waiting.refresh_from_db()
    assert waiting.state == SupplierState.REGISTERED
