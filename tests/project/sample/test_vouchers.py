"""The office's vouchers: every state of a voucher, a contract and a supplier, with the books in order."""

import json
from collections import Counter

import pytest
from django.db.models import Sum
from django.urls import reverse

from didim.accounts.enums import MessageState
from didim.accounts.models import OutboundMessage, User
from didim.agreements.domain.vouchers.verifying import verifiers
from didim.agreements.enums import SupplierState, VoucherContractState, VoucherState
from didim.agreements.models import Supplier, Voucher, VoucherContract, VoucherScheme
from didim.documents.voucher_papers import voucher_contract_pdf
from didim.registry.models import EnterpriseMember
from didim.support.models import SupportRecord
from tests.sign_in import sign_in

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_schemes_have_the_budget_and_the_cap_of_the_account() -> None:
    schemes = VoucherScheme.objects.select_related("limit", "programme").order_by("opens_on")
    assert [(one.programme.year, one.limit.limit_won, one.cap_won) for one in schemes] == [
        (TODAY.year - 1, 4_160_000_000, 50_000_000),
        (TODAY.year, 4_160_000_000, 50_000_000),
    ]


def test_vouchers_contracts_and_suppliers_stand_in_every_state() -> None:
    states = Counter(Voucher.objects.values_list("state", flat=True))
    assert states == {
        VoucherState.ISSUED: 4,
        VoucherState.USED_UP: 1,
        VoucherState.EXPIRED: 2,
        VoucherState.CANCELLED: 1,
    }
    assert set(VoucherContract.objects.values_list("state", flat=True)) == set(VoucherContractState)
    assert set(Supplier.objects.values_list("state", flat=True)) == set(SupplierState)


def test_ledger_says_what_suppliers_were_paid() -> None:
    settled = VoucherContract.objects.filter(state=VoucherContractState.SETTLED)
    records = SupportRecord.objects.filter(reference__startswith="voucher-contract-")
    assert records.count() == settled.count()
    paid = settled.aggregate(won=Sum("subsidy_won"))["won"]
    assert records.aggregate(won=Sum("amount_won"))["won"] == paid
    spent = VoucherScheme.objects.aggregate(won=Sum("limit__spent_won"))["won"]
    assert spent == paid


def test_contracts_are_what_both_sides_signed() -> None:
    assert [finding for one in verifiers(voucher_contract_pdf) for finding in one.find()] == []
    content = json.loads(VoucherContract.objects.order_by("pk")[0].content)
    assert content["agency"] == "한빛지방중소기업청"


def test_owner_and_officer_reach_vouchers_and_no_mail_waits() -> None:
    firm = EnterpriseMember.objects.get(role="owner").enterprise
    owner = sign_in(User.objects.get(email="owner@hanbit.example"))
    officer = sign_in(User.objects.get(email="officer@hanbit.example"), second_factor=True)
    assert Supplier.objects.get(enterprise=firm).state == SupplierState.REGISTERED
    for contract in VoucherContract.objects.filter(supplier_enterprise=firm):
        page = owner.get(reverse("portal:voucher-contract", args=[contract.pk]))
        assert contract.enterprise.name in page.content.decode()
    for scheme in VoucherScheme.objects.all():
        page = officer.get(reverse("workbench:voucher-scheme", args=[scheme.pk]))
        assert scheme.name in page.content.decode()
    assert not OutboundMessage.objects.filter(state=MessageState.QUEUED).exists()
