"""A firm and a supplier do their parts on the portal; each page is whole in English."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from didim.agreements.domain.vouchers import contracts
from didim.agreements.domain.vouchers.delivering import Transfer, settle_contract
from didim.agreements.domain.vouchers.suppliers import ServiceTerms, put_service
from didim.agreements.enums import VoucherField
from didim.agreements.models import SupplierService, VoucherContract, VoucherScheme
from didim.documents.voucher_papers import voucher_contract_pdf
from didim.registry.enums import FirmRole
from didim.support.models import SupportRecord
from tests.agreements.settling.building import opened, paid_agreement, settled_agreement
from tests.agreements.spending import owner_of
from tests.agreements.vouchers.building import firm_of, issued, make_scene, requested
from tests.sign_in import make_firm_member, sign_in
from tests.web.conftest import whole_page

__all__ = ["whole_page"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = make_scene(opens_on=timezone.localdate(), last_use_on=timezone.localdate() + timedelta(days=90))
    scene.now = timezone.now()
    return scene


@pytest.fixture
def firm(scene):
    return proved(make_firm_member(scene.firm, FirmRole.OWNER, email="firm@example.org"))


@pytest.fixture
def seller(scene):
    return proved(make_firm_member(scene.supplier.enterprise, FirmRole.OWNER, email="seller@example.org"))


def proved(user):
    """Return a client who has just shown a code of the authenticator app."""
    client = sign_in(user, second_factor=True)
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}
    ]
    session.save()
    return client


def page(client, name, *args, language="ko", **query):
    with override(language):
        return client.get(reverse(f"portal:{name}", args=args), query)


def post(client, route, /, *args, **values):
    answer = client.post(reverse(f"portal:{route}", args=args), values)
    assert answer.status_code == 302, answer.content.decode()
    return answer


def whole(whole_page, client, name, *args):
    for language in ("ko", "en"):
        whole_page(page(client, name, *args, language=language))


def test_voucher_is_used_from_the_menu_to_the_ledger(scene, firm, seller, whole_page):
    voucher = issued(scene, now=scene.now)
    whole(whole_page, firm, "voucher-list")
    whole(whole_page, firm, "voucher", voucher.pk)
    whole(whole_page, firm, "voucher-menu", voucher.pk)
    whole(whole_page, firm, "voucher-order", voucher.pk, scene.supplier.pk)
    day = timezone.localdate()
    order = {"starts_on": day.isoformat(), "ends_on": day.isoformat(), "wish": "외형 설계"}
    post(firm, "voucher-order", voucher.pk, scene.supplier.pk, **order, **{f"service_{scene.service.pk}": 2})
    contract = VoucherContract.objects.get()
    whole(whole_page, seller, "voucher-contract", contract.pk)
    whole(whole_page, seller, "voucher-contract-sign", contract.pk)
    paper = {"pdf_sha256": contract.pdf_sha256}
    post(seller, "voucher-contract-sign", contract.pk, name="이수행", **paper)
    whole(whole_page, firm, "voucher-contract", contract.pk)
    post(firm, "voucher-contract-sign", contract.pk, name="김대표", **paper)
    whole(whole_page, seller, "voucher-contract-deliver", contract.pk)
    post(
        seller,
        "voucher-contract-deliver",
        contract.pk,
        report="시제품 두 점을 설계하고 시험 성적서를 받았습니다.",
    )
    whole(whole_page, firm, "voucher-contract-inspect", contract.pk)
    post(firm, "voucher-contract-inspect", contract.pk, accepted="yes", opinion="좋습니다.")
    whole(whole_page, firm, "voucher-contract", contract.pk)
    settle_contract(contract=contract, transfer=Transfer(day, "T1"), by=scene.officer, now=timezone.now())
    assert SupportRecord.objects.get().amount_won == 1_800_001
    whole(whole_page, seller, "voucher-contract", contract.pk)


def test_signing_asks_for_a_fresh_proof(scene, whole_page):
    voucher = issued(scene, now=scene.now)
    order = contracts.Order(
        [contracts.Wanted(scene.service.pk, 1)], "", timezone.localdate(), timezone.localdate()
    )
    contract = contracts.request_contract(
        voucher=voucher,
        supplier=scene.supplier,
        order=order,
        render=voucher_contract_pdf,
        by=scene.member,
        now=timezone.now(),
    )
    client = sign_in(make_firm_member(scene.supplier.enterprise, email="other@example.org"))
    answer = client.post(reverse("portal:voucher-contract-sign", args=[contract.pk]), {"name": "이수행"})
    contract.refresh_from_db()
    assert (answer.status_code, contract.state) == (200, "requested")
    assert b"mfa" in answer.content or "패스키" in answer.content.decode()


def test_request_without_a_service_is_shown_again_with_what_was_typed(scene, firm):
    voucher = issued(scene, now=scene.now)
    day = timezone.localdate().isoformat()
    answer = firm.post(
        reverse("portal:voucher-order", args=[voucher.pk, scene.supplier.pk]),
        {"starts_on": day, "ends_on": day, "wish": "남아 있을 말"},
    )
    assert answer.status_code == 422
    assert "남아 있을 말" in answer.content.decode()


def test_lists_of_a_firm_and_its_supplier_take_the_same_queries_for_three_rows(
    scene, firm, seller, same_queries_for_three_rows
):
    voucher = issued(scene, now=scene.now)
    asked = {"add_row": lambda: requested(scene, voucher, now=scene.now)}
    same_queries_for_three_rows(**asked, read=lambda: page(firm, "voucher-list"))
    same_queries_for_three_rows(**asked, read=lambda: page(firm, "voucher", voucher.pk))
    terms = ServiceTerms(VoucherField.MARKETING, "광고", 500_000)
    add = {"add_row": lambda: put_service(supplier=scene.supplier, terms=terms, by=scene.seller)}
    same_queries_for_three_rows(**add, read=lambda: page(firm, "voucher-menu", voucher.pk))
    same_queries_for_three_rows(**add, read=lambda: page(seller, "supplier", scene.supplier.pk))


def test_schemes_that_take_suppliers_take_the_same_queries_for_three_rows(firm, same_queries_for_three_rows):
    today, serial = timezone.localdate(), count(1)
    terms = {"opens_on": today, "last_use_on": today + timedelta(days=9)}
    same_queries_for_three_rows(
        add_row=lambda: make_scene(f"진흥원 {next(serial)}", **terms),
        read=lambda: page(firm, "supplier-list"),
    )


def test_both_sides_read_the_contract_as_a_paper_and_others_do_not(scene, firm, seller):
    contract = requested(scene, issued(scene, now=scene.now), now=scene.now)
    for client in (firm, seller):
        assert page(client, "voucher-contract-paper", contract.pk).status_code == 200
    other = sign_in(make_firm_member(firm_of("남의기업"), FirmRole.OWNER, email="other@example.org"))
    assert page(other, "voucher-contract-paper", contract.pk).status_code == 404


def test_other_firms_see_neither_voucher_nor_contract(scene, seller):
    voucher = issued(scene, now=scene.now)
    assert page(seller, "voucher", voucher.pk).status_code == 404
    assert page(seller, "voucher-menu", voucher.pk).status_code == 404


def test_supplier_registers_and_keeps_its_menu(scene, firm, whole_page):
    scheme = VoucherScheme.objects.get()
    whole(whole_page, firm, "supplier-list")
    whole(whole_page, firm, "supplier-apply", scheme.pk)
    post(firm, "supplier-apply", scheme.pk, introduction="정밀 가공과 시제품")
    supplier = scene.firm.supplier_of.get()
    post(
        firm,
        "service-new",
        supplier.pk,
        field="technology",
        name="가공",
        price_won="500,000",
        days="",
        description="",
    )
    service = SupplierService.objects.get(supplier=supplier)
    whole(whole_page, firm, "supplier", supplier.pk)
    whole(whole_page, firm, "service-edit", service.pk)
    post(firm, "service-offer", service.pk)
    service.refresh_from_db()
    assert (service.price_won, service.is_offered) == (500_000, False)
    post(firm, "supplier-introduction", supplier.pk, introduction="바꾼 소개")


def test_firm_reports_and_reads_its_settlement(whole_page):
    agreement = paid_agreement()
    opened(agreement)
    client = sign_in(owner_of(agreement))
    whole(whole_page, client, "settlement", agreement.pk)
    whole(whole_page, client, "final-report", agreement.pk)
    whole(whole_page, client, "use-report", agreement.pk)
    post(
        client,
        "final-report",
        agreement.pk,
        text="측정기 시제품 두 점을 만들고 현장에서 시험했습니다.",
        file="",
    )
    post(client, "use-report", agreement.pk, interest_won="12,345")
    agreement.settlement.refresh_from_db()
    assert agreement.settlement.interest_won == 12_345


def test_firm_reads_its_confirmed_settlement_and_its_paper(whole_page):
    agreement = settled_agreement()
    client = sign_in(owner_of(agreement))
    whole(whole_page, client, "settlement", agreement.pk)
    assert page(client, "settlement-paper", agreement.pk).content[:5] == b"%PDF-"
