"""Staff run a voucher scheme; each page is whole in both languages, and no list costs more for more rows."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from didim.agreements.domain.vouchers.schemes import open_scheme
from didim.agreements.enums import SupplierState, VoucherContractState
from didim.agreements.models import Supplier, VoucherContract, VoucherScheme
from didim.programmes.models import Programme
from tests.agreements.builders import selected
from tests.agreements.vouchers.building import (
    concluded,
    firm_of,
    inspected,
    issued,
    make_scene,
    person,
    register_supplier,
    scheme_terms,
    settled,
)
from tests.sign_in import make_staff, sign_in

pytestmark = pytest.mark.django_db
TERMS = {
    "name": "제조혁신바우처",
    "budget_won": "4,160,000,000",
    "cap_won": "50,000,000",
    "fields_chosen": ["consulting", "marketing"],
    "opens_on": "2026-01-02",
    "last_use_on": "2026-11-30",
}


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def officer(scene):
    return sign_in(make_staff(scene.agency), second_factor=True)


def page(client, name, *args, language="ko", **query):
    with override(language):
        return client.get(reverse(f"workbench:{name}", args=args), query)


def post(client, route, /, *args, **values):
    answer = client.post(reverse(f"workbench:{route}", args=args), values)
    assert answer.status_code == 302, answer.content.decode()


def whole(whole_page, client, name, *args):
    for language in ("ko", "en"):
        whole_page(page(client, name, *args, language=language))


def test_scheme_is_opened_for_a_programme_and_changed(scene, officer, whole_page):
    programme = Programme.objects.create(
        agency=scene.agency, name="새 바우처", support_type="commercialisation", year=2026
    )
    whole(whole_page, officer, "voucher-scheme-new")
    post(officer, "voucher-scheme-new", programme=programme.pk, **TERMS)
    scheme = VoucherScheme.objects.get(programme=programme)
    whole(whole_page, officer, "voucher-scheme-edit", scheme.pk)
    post(officer, "voucher-scheme-edit", scheme.pk, **TERMS | {"cap_won": "30,000,000"})
    scheme.refresh_from_db()
    assert (scheme.cap_won, scheme.fields) == (30_000_000, ["consulting", "marketing"])


def test_selected_firm_is_issued_its_voucher_and_pays_its_share(scene, officer, whole_page):
    now = timezone.now()
    VoucherScheme.objects.update(
        opens_on=timezone.localdate(), last_use_on=timezone.localdate() + timedelta(days=90)
    )
    decision = selected(scene.agency, scene.firm, by=scene.officer, now=now)
    type(decision).objects.filter(pk=decision.pk).update(notified_at=now)
    VoucherScheme.objects.update(programme=decision.call.programme)
    whole(whole_page, officer, "voucher-firms", scene.scheme.pk)
    whole(whole_page, officer, "voucher-issue", scene.scheme.pk, scene.firm.pk)
    year = timezone.localdate().year - 1
    typed = {f"sales_{year}": "200,000,000", "evidence": "표준재무제표증명", "subsidy_won": ""}
    post(officer, "voucher-issue", scene.scheme.pk, scene.firm.pk, **typed)
    voucher = scene.firm.vouchers.get()
    whole(whole_page, officer, "voucher-own-share", voucher.pk)
    post(officer, "voucher-own-share", voucher.pk, paid_on=timezone.localdate().isoformat())
    whole(whole_page, officer, "voucher", voucher.pk)
    post(officer, "voucher-end", voucher.pk, reason="사업 포기")
    voucher.refresh_from_db()
    assert (voucher.state, voucher.own_back_won) == ("cancelled", voucher.own_won)


def test_inspected_contract_is_sent_back_settled_and_money_taken_back(scene, officer, whole_page):
    voucher = issued(scene)
    first, second = inspected(scene, voucher), inspected(scene, voucher)
    whole(whole_page, officer, "voucher-scheme", scene.scheme.pk)
    whole(whole_page, officer, "voucher-contract", first.pk)
    whole(whole_page, officer, "voucher-contract-return", first.pk)
    post(officer, "voucher-contract-return", first.pk, reason="성적서 누락")
    whole(whole_page, officer, "voucher-contract-settle", second.pk)
    transfer = {"paid_on": "2026-03-05", "reference": "T1"}
    post(officer, "voucher-contract-settle", second.pk, **transfer)
    whole(whole_page, officer, "voucher-take-back", second.pk)
    post(officer, "voucher-take-back", second.pk, amount_won="100,000", **transfer)
    whole(whole_page, officer, "voucher-contract", second.pk)
    post(officer, "voucher-contract-cancel", concluded(scene, voucher).pk, reason="합의")
    states = VoucherContract.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [
        VoucherContractState.CONCLUDED,
        VoucherContractState.SETTLED,
        VoucherContractState.CANCELLED,
    ]


def test_settling_without_a_reference_keeps_what_was_typed(scene, officer):
    contract = inspected(scene, issued(scene))
    address = reverse("workbench:voucher-contract-settle", args=[contract.pk])
    answer = officer.post(address, {"paid_on": "2026-03-05", "reference": ""})
    assert answer.status_code == 422
    assert "2026-03-05" in answer.content.decode()


def test_supplier_is_refused_with_a_reason_only(scene, officer, whole_page):
    waiting = Supplier.objects.create(
        agency=scene.agency,
        enterprise=firm_of("다라컨설팅", "71531"),
        scheme=scene.scheme,
        introduction="컨설팅",
        applied_at=timezone.now(),
    )
    whole(whole_page, officer, "supplier-list", scene.scheme.pk)
    whole(whole_page, officer, "supplier", waiting.pk)
    address = reverse("workbench:supplier", args=[waiting.pk])
    assert officer.post(address, {"state": "refused", "reason": ""}).status_code == 422
    post(officer, "supplier", waiting.pk, state="refused", reason="실적 증명 누락")
    waiting.refresh_from_db()
    assert waiting.state == SupplierState.REFUSED


def test_paper_that_was_signed_is_read_by_its_agency_alone(scene, officer):
    contract = settled(scene, issued(scene))
    assert page(officer, "voucher-contract-paper", contract.pk).content == bytes(contract.paper.pdf)
    other = sign_in(
        make_staff(make_scene("다른진흥원").agency, email="other@example.org"), second_factor=True
    )
    assert page(other, "voucher-contract-paper", contract.pk).status_code == 404


def test_schemes_are_listed_with_the_same_queries(scene, officer, same_queries_for_three_rows):
    serial = count(1)

    def add():
        programme = Programme.objects.create(
            agency=scene.agency, name=f"사업 {next(serial)}", support_type="commercialisation", year=2026
        )
        open_scheme(programme=programme, terms=scheme_terms(), by=scene.officer, now=timezone.now())

    same_queries_for_three_rows(add_row=add, read=lambda: page(officer, "voucher-scheme-list"))


def test_vouchers_and_what_is_to_settle_are_listed_with_the_same_queries(
    scene, officer, same_queries_for_three_rows
):
    same_queries_for_three_rows(
        add_row=lambda: inspected(scene, issued(scene, firm_of("새기업"))),
        read=lambda: page(officer, "voucher-scheme", scene.scheme.pk),
    )


def test_contracts_of_a_voucher_are_listed_with_the_same_queries(scene, officer, same_queries_for_three_rows):
    voucher = issued(scene)
    same_queries_for_three_rows(
        add_row=lambda: concluded(scene, voucher), read=lambda: page(officer, "voucher", voucher.pk)
    )


def test_suppliers_are_listed_with_the_same_queries(scene, officer, same_queries_for_three_rows):
    same_queries_for_three_rows(
        add_row=lambda: register_supplier(
            scene.scheme, firm_of("새수행기관", "71531"), person(), scene.officer
        ),
        read=lambda: page(officer, "supplier-list", scene.scheme.pk),
    )


def test_firms_to_issue_are_listed_with_the_same_queries(scene, officer, same_queries_for_three_rows):
    now = timezone.now()
    calls = []

    def add():
        decision = selected(
            scene.agency, firm_of("새기업"), by=scene.officer, now=now, call=calls[0] if calls else None
        )
        calls.append(decision.call)
        type(decision).objects.filter(pk=decision.pk).update(notified_at=now)
        VoucherScheme.objects.update(programme=decision.call.programme)

    same_queries_for_three_rows(add_row=add, read=lambda: page(officer, "voucher-firms", scene.scheme.pk))
