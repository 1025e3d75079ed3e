from dataclasses import replace
from datetime import date, timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, transaction

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.agreements.domain.vouchers.contracts import (
    Wanted,
    accept_request,
    cancel_contract,
    conclude_contract,
    request_contract,
)
from didim.agreements.domain.vouchers.delivering import (
    Transfer,
    deliver,
    inspect_delivery,
    return_delivery,
    settle_contract,
    take_back,
)
from didim.agreements.domain.vouchers.issuing import end_voucher, expire_vouchers, issue_voucher
from didim.agreements.domain.vouchers.suppliers import (
    ServiceTerms,
    apply_as_supplier,
    decide_supplier,
    offer_service,
    put_service,
)
from didim.agreements.domain.vouchers.verifying import verifiers
from didim.agreements.enums import (
    Side,
    SupplierState,
    VoucherContractState,
    VoucherField,
    VoucherState,
)
from didim.agreements.models import SignedPaper, Supplier, Voucher, VoucherContract, VoucherSignature
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.kernel.hash_chains import content_hash
from didim.kernel.refusals import RefusedError
from didim.support.models import SupportRecord
from tests.agreements.builders import render

from .building import (
    BUDGET,
    CAP,
    LAST,
    NOW,
    REPORT,
    SALES,
    accepted,
    concluded,
    counters,
    firm_of,
    inspected,
    issued,
    make_scene,
    of_firm,
    of_supplier,
    order,
    person,
    requested,
    settled,
)

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=300)


@pytest.fixture
def scene(db):
    return make_scene()


def fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def test_contract_runs_from_request_to_the_ledger(scene):
    voucher = issued(scene)
    contract = settled(scene, voucher, many=3)
    # 90 % of 3,000,003 won is 2,700,002.7.
    assert (contract.amount_won, contract.subsidy_won, contract.own_won) == (3_000_003, 2_700_002, 300_001)
    assert counters(voucher.limit) == (55_555_556, 3_000_003, 3_000_003)
    assert counters(scene.scheme.limit) == (BUDGET, CAP, 2_700_002)
    record = SupportRecord.objects.get()
    assert (record.agency, record.enterprise, record.form) == (scene.agency, scene.firm, "voucher")
    assert (record.amount_won, record.received_on) == (2_700_002, NOW.date())
    assert record.reference == f"voucher-contract-{contract.pk}"
    assert record.detail == "technology"


def test_both_sides_sign_the_same_text(scene):
    contract = concluded(scene, issued(scene))
    signatures = VoucherSignature.objects.filter(contract=contract).order_by("side")
    assert [one.side for one in signatures] == [Side.ENTERPRISE, Side.SUPPLIER]
    assert {(one.content_sha256, one.pdf_sha256) for one in signatures} == {
        (contract.content_sha256, contract.pdf_sha256)
    }
    assert [finding for verifier in verifiers(render) for finding in verifier.find()] == []


def test_signature_under_another_paper_is_refused(scene):
    contract = requested(scene, issued(scene))
    signer = replace(of_supplier(scene, contract), pdf_sha256="0" * 64)
    with pytest.raises(RefusedError):
        accept_request(contract=contract, signer=signer, now=NOW)


def test_terms_of_a_contract_never_change(scene):
    contract = concluded(scene, issued(scene))
    for change in ({"amount_won": 1, "subsidy_won": 1, "own_won": 0}, {"content": "{}"}, {"wish": "다른 것"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            VoucherContract.objects.filter(pk=contract.pk).update(**change)


def test_contract_and_signature_that_were_changed_are_found(scene):
    contract = concluded(scene, issued(scene))
    with pgtrigger.ignore(
        "agreements.VoucherContract:voucher_contract_terms_stand", "agreements.VoucherSignature:refuse_change"
    ):
        VoucherSignature.objects.filter(contract=contract, side=Side.SUPPLIER).update(pdf_sha256="0" * 64)
        VoucherContract.objects.filter(pk=contract.pk).update(ends_on=LAST)
    found = [finding.kind for verifier in verifiers(render) for finding in verifier.find()]
    assert found == ["voucher_contract", "voucher_signature"]


def test_changed_template_is_no_forgery_and_a_changed_paper_is_found(scene):
    requested(scene, issued(scene), made_by=lambda content: f"old {content_hash(content)}".encode())

    def found():
        """Say what is found by a template that makes another paper of the same text."""
        return [one.sentence for verifier in verifiers(lambda _content: b"new") for one in verifier.find()]

    assert found() == []
    with pgtrigger.ignore("agreements.SignedPaper:refuse_change"):
        SignedPaper.objects.update(pdf=b"forged")
    assert found() == ["보관한 PDF가 서명한 PDF와 다릅니다."]


def test_firm_and_officer_see_the_file_of_a_result_and_others_do_not(scene):
    contract = concluded(scene, issued(scene))
    file = FirmFile.objects.create(
        enterprise=scene.supplier.enterprise,
        name="성적서.pdf",
        kind="other",
        content_type="application/pdf",
        size=3,
        sha256="0" * 64,
        scan=ScanState.CLEAN,
        uploaded_at=NOW,
        uploaded_by=scene.seller,
    )
    deliver(contract=contract, report=REPORT, file=file, by=scene.seller, now=NOW)
    for scope, seen in (
        (DatabaseScope(enterprises=frozenset({scene.firm.pk})), 1),
        (DatabaseScope(agencies=frozenset({scene.agency.pk})), 1),
        (DatabaseScope(enterprises=frozenset({firm_of("남의기업").pk})), 0),
    ):
        with scoped(scope):
            assert FirmFile.objects.count() == seen


def test_points_are_held_from_the_firms_signature_on(scene):
    voucher = issued(scene)
    contract = accepted(scene, voucher, many=2)
    assert counters(voucher.limit)[1] == 0
    conclude_contract(contract=contract, signer=of_firm(scene, contract), now=NOW)
    assert counters(voucher.limit)[1] == 2_000_002


def test_menu_that_changes_later_leaves_a_contract_as_it_was(scene):
    contract = requested(scene, issued(scene))
    terms = ServiceTerms(VoucherField.TECHNOLOGY, "시제품 설계", 9_000_000)
    put_service(supplier=scene.supplier, terms=terms, by=scene.seller, service=scene.service)
    contract.refresh_from_db()
    assert contract.items == [
        {
            "service": scene.service.pk,
            "field": "technology",
            "name": "시제품 설계",
            "price_won": 1_000_001,
            "count": 1,
        }
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"wanted": []}, "wanted"),
        ({"wanted": [Wanted(-1, 1)]}, "wanted"),
        ({"starts_on": date(2026, 3, 3)}, "starts_on"),
        ({"ends_on": date(2026, 12, 1)}, "ends_on"),
        ({"ends_on": date(2026, 3, 3)}, "ends_on"),
    ],
)
def test_request_with_wrong_terms_is_refused(scene, changes, field):
    with pytest.raises(RefusedError) as refusal:
        request_contract(
            voucher=issued(scene),
            supplier=scene.supplier,
            order=order(scene, **changes),
            render=render,
            by=scene.member,
            now=NOW,
        )
    assert fields(refusal) == [field]


def test_request_beyond_the_points_is_refused(scene):
    with pytest.raises(RefusedError) as refusal:
        requested(scene, issued(scene), many=56)
    assert fields(refusal) == ["wanted"]


def test_two_contracts_cannot_spend_the_same_points(scene):
    voucher = issued(scene)
    late = accepted(scene, voucher, many=30)
    concluded(scene, voucher, many=30)
    with pytest.raises(RefusedError):
        conclude_contract(contract=late, signer=of_firm(scene, late), now=NOW)
    late.refresh_from_db()
    assert late.state == VoucherContractState.ACCEPTED
    assert counters(voucher.limit) == (55_555_556, 30_000_030, 0)


def test_last_contract_takes_what_is_left_of_the_subsidy(scene):
    voucher = issued(scene)
    contracts = [concluded(scene, voucher, many=1) for _count in range(55)]
    assert sum(contract.subsidy_won for contract in contracts) == 55 * 900_000
    assert sum(contract.amount_won for contract in contracts) == 55_000_055


def test_suspended_supplier_takes_no_new_contract(scene):
    voucher = issued(scene)
    contract = accepted(scene, voucher)
    decide_supplier(
        supplier=scene.supplier,
        state=SupplierState.SUSPENDED,
        reason="결과물 품질",
        by=scene.officer,
        now=NOW,
    )
    scene.supplier.refresh_from_db()
    with pytest.raises(RefusedError):
        requested(scene, voucher)
    conclude_contract(contract=contract, signer=of_firm(scene, contract), now=NOW)


def test_voucher_whose_own_share_is_not_paid_cannot_be_used(scene):
    voucher = issue_voucher(
        scheme=scene.scheme, enterprise=scene.firm, sales=SALES, evidence="증명", by=scene.officer, now=NOW
    )
    with pytest.raises(RefusedError):
        requested(scene, voucher)


def test_service_off_the_menu_is_not_contracted(scene):
    offer_service(service=scene.service, is_offered=False, by=scene.seller)
    with pytest.raises(RefusedError):
        requested(scene, issued(scene))


def test_result_that_is_refused_is_handed_in_again(scene):
    contract = concluded(scene, issued(scene))
    deliver(contract=contract, report=REPORT, file=None, by=scene.seller, now=NOW)
    with pytest.raises(RefusedError):
        inspect_delivery(contract=contract, accepted=False, opinion=" ", by=scene.member, now=NOW)
    inspect_delivery(contract=contract, accepted=False, opinion="도면이 없습니다.", by=scene.member, now=NOW)
    again = deliver(contract=contract, report=REPORT, file=None, by=scene.seller, now=NOW)
    inspect_delivery(contract=contract, accepted=True, opinion="", by=scene.member, now=NOW)
    returned = return_delivery(contract=contract, reason="시험 성적서 누락", by=scene.officer, now=NOW)
    assert (again.number, returned.pk, returned.accepted) == (2, again.pk, False)
    contract.refresh_from_db()
    assert contract.state == VoucherContractState.CONCLUDED


def test_nothing_is_paid_before_the_inspection(scene):
    contract = concluded(scene, issued(scene))
    with pytest.raises(RefusedError):
        settle_contract(contract=contract, transfer=Transfer(NOW.date(), "T1"), by=scene.officer, now=NOW)
    assert SupportRecord.objects.count() == 0


def test_voucher_spent_to_the_last_won_is_used_up(scene):
    terms = ServiceTerms(VoucherField.MARKETING, "광고", 55_555_556)
    scene.service = put_service(supplier=scene.supplier, terms=terms, by=scene.seller)
    voucher = issued(scene)
    contract = settled(scene, voucher)
    voucher.refresh_from_db()
    assert (voucher.state, contract.subsidy_won) == (VoucherState.USED_UP, CAP)


def test_cancelled_contract_gives_its_points_back(scene):
    voucher = issued(scene)
    contract = concluded(scene, voucher, many=5)
    with pytest.raises(RefusedError):
        cancel_contract(contract=contract, reason="", by=scene.officer, now=NOW)
    cancel_contract(contract=contract, reason="합의 해지", by=scene.officer, now=NOW)
    assert counters(voucher.limit) == (55_555_556, 0, 0)
    contract = inspected(scene, voucher)
    with pytest.raises(RefusedError):
        cancel_contract(contract=contract, reason="합의 해지", by=scene.officer, now=NOW)


def test_expired_voucher_gives_what_it_did_not_use_back_to_the_budget(scene):
    voucher = issued(scene)
    settled(scene, voucher, many=3)
    inspected(scene, voucher, many=2)
    waiting = concluded(scene, voucher, many=4)
    assert expire_vouchers(now=NOW) == 0
    assert expire_vouchers(now=AFTER) == 1
    voucher.refresh_from_db()
    waiting.refresh_from_db()
    # 2,700,002 were settled and 1,800,001 are inspected; the four not delivered are cancelled.
    assert (voucher.state, voucher.expired_subsidy_won) == (VoucherState.EXPIRED, CAP - 4_500_003)
    assert voucher.own_back_won == 5_555_556 - 300_001 - 200_001
    assert waiting.state == VoucherContractState.CANCELLED
    assert counters(scene.scheme.limit) == (BUDGET, 4_500_003, 2_700_002)
    assert counters(voucher.limit) == (5_000_005, 5_000_005, 3_000_003)
    assert expire_vouchers(now=AFTER) == 0


def test_what_was_delivered_before_the_last_day_is_settled_after_it(scene):
    voucher = issued(scene)
    contract = inspected(scene, voucher, many=2)
    expire_vouchers(now=AFTER)
    settle_contract(contract=contract, transfer=Transfer(LAST, "T1"), by=scene.officer, now=AFTER)
    assert counters(scene.scheme.limit) == (BUDGET, 1_800_001, 1_800_001)
    voucher.refresh_from_db()
    assert voucher.state == VoucherState.EXPIRED


def test_money_a_supplier_pays_back_may_be_used_again(scene):
    voucher = issued(scene)
    contract = settled(scene, voucher, many=3)
    take_back(
        contract=contract,
        amount_won=1_000_001,
        transfer=Transfer(NOW.date(), "B1"),
        by=scene.officer,
        now=NOW,
    )
    # A third of what was paid: 900,000 of the 2,700,002 subsidy.
    assert counters(voucher.limit) == (55_555_556, 2_000_002, 2_000_002)
    assert counters(scene.scheme.limit) == (BUDGET, CAP, 1_800_002)
    assert SupportRecord.objects.get().amount_won == 1_800_002
    with pytest.raises(RefusedError):
        take_back(
            contract=contract,
            amount_won=2_000_003,
            transfer=Transfer(NOW.date(), "B2"),
            by=scene.officer,
            now=NOW,
        )
    take_back(
        contract=contract,
        amount_won=2_000_002,
        transfer=Transfer(NOW.date(), "B2"),
        by=scene.officer,
        now=NOW,
    )
    assert counters(scene.scheme.limit) == (BUDGET, CAP, 0)
    assert SupportRecord.objects.get().amount_won == 0


def test_voucher_given_up_is_ended_with_its_reason(scene):
    voucher = issued(scene)
    end_voucher(voucher=voucher, state=VoucherState.CANCELLED, reason="포기", by=scene.officer, now=NOW)
    with pytest.raises(RefusedError):
        requested(scene, voucher)
    assert counters(scene.scheme.limit) == (BUDGET, 0, 0)


def test_supplier_applies_once_and_may_ask_again_after_a_refusal(scene):
    firm, seller = firm_of("새수행기관", "71531"), person()
    ask = {
        "scheme": scene.scheme,
        "enterprise": firm,
        "introduction": "경영 컨설팅",
        "by": seller,
        "now": NOW,
    }
    supplier = apply_as_supplier(**ask)
    with pytest.raises(RefusedError):
        apply_as_supplier(**ask)
    decide = {"supplier": supplier, "by": scene.officer, "now": NOW}
    with pytest.raises(RefusedError):
        decide_supplier(**decide, state=SupplierState.REFUSED, reason="")
    decide_supplier(**decide, state=SupplierState.REFUSED, reason="실적 증명 누락")
    assert apply_as_supplier(**ask).state == SupplierState.APPLIED
    assert Supplier.objects.filter(enterprise=firm).count() == 1


def test_firm_and_supplier_do_their_part_in_their_own_scope(scene):
    voucher = issued(scene)
    firm = DatabaseScope(user=scene.member.pk, enterprises=frozenset({scene.firm.pk}))
    seller = DatabaseScope(user=scene.seller.pk, enterprises=frozenset({scene.supplier.enterprise_id}))
    with scoped(firm):
        contract = requested(scene, voucher)
    with scoped(seller):
        put_service(
            supplier=scene.supplier,
            terms=ServiceTerms(VoucherField.CONSULTING, "진단", 500_000),
            by=scene.seller,
        )
        mine = VoucherContract.objects.get()
        accept_request(contract=mine, signer=of_supplier(scene, mine), now=NOW)
        assert Voucher.objects.count() == 0
    with scoped(firm):
        conclude_contract(contract=contract, signer=of_firm(scene, contract), now=NOW)
    with scoped(seller):
        deliver(contract=contract, report=REPORT, file=None, by=scene.seller, now=NOW)
    with scoped(firm):
        inspect_delivery(contract=contract, accepted=True, opinion="좋습니다.", by=scene.member, now=NOW)
    with scoped(DatabaseScope(enterprises=frozenset({firm_of("남의기업").pk}))):
        assert VoucherContract.objects.count() == 0
    contract.refresh_from_db()
    assert contract.state == VoucherContractState.INSPECTED
