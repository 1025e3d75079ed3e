"""Fifty clients spend the same money at once: the database holds the cap to the won, and nobody deadlocks."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from bench.money.race import CAP, CLIENTS, open_limits, race, without_guard
from bench.money.vouchers import CONTRACTS, SUBSIDY, open_stall, spend_at_once
from django.db import connection
from django.db.models import Sum

from didim.accounts.models import User
from didim.agreements.domain.checking import approve_expenditure, check_expenditure
from didim.agreements.domain.payments import pay_expenditure
from didim.agreements.domain.vouchers.contracts import Signer, conclude_contract
from didim.agreements.enums import ExpenditureState, PaymentMethod, SignMethod, VoucherContractState
from didim.agreements.models import Expenditure, Payment, VoucherContract
from didim.kernel.refusals import RefusedError
from didim.support.models import SupportRecord
from tests.applications.builders import make_agency

from .spending import NOW, TODAY, counters, make_agreement, officers, requested

# Each client commits on a connection of its own.
pytestmark = pytest.mark.django_db(transaction=True)


def test_one_budget_one_line_and_one_voucher_spent_at_once_are_spent_to_the_won():
    outcome = race(open_limits(make_agency().pk), now=NOW)
    assert outcome.spent_won == [CAP, CAP, CAP]
    assert outcome.deadlocks == 0
    assert outcome.refused > 0


def test_without_the_guard_the_same_clients_overspend():
    agency = make_agency()
    with without_guard():
        outcome = race(open_limits(agency.pk), now=NOW)
    assert outcome.overspent_won > 0
    assert race(open_limits(agency.pk), now=NOW).spent_won == [CAP, CAP, CAP]


def at_once(act, rows):
    """Run an act on each row, all at the same instant; return how often each end came."""
    gate = Barrier(len(rows))

    def client(row):
        try:
            gate.wait()
            act(row)
        except RefusedError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(rows)) as threads:
        return Counter(threads.map(client, rows))


def test_requests_approved_and_paid_at_once_never_pass_their_line():
    agreement = make_agreement()
    officer = User.objects.get(pk=officers(agreement)[0].pk)
    rows = [requested(agreement) for _ in range(CLIENTS)]
    for row in rows:
        check_expenditure(expenditure=row, by=None, now=NOW)
    ends = at_once(lambda row: approve_expenditure(expenditure=row, by=officer, now=NOW), rows)
    assert ends == {"done": 10, "refused": CLIENTS - 10}
    assert counters(agreement, "materials") == (8_000_000, 8_000_000, 0)
    approved = list(Expenditure.objects.filter(state=ExpenditureState.APPROVED).order_by("pk"))
    assert sum(row.grant_won for row in approved) == 7_000_000
    ends = at_once(
        lambda row: pay_expenditure(
            expenditure=row,
            method=PaymentMethod.CARD,
            paid_on=TODAY,
            reference=f"카드 {row.pk}",
            by=officer,
            now=NOW,
        ),
        # Each of them twice: a payment is made once.
        approved * 2,
    )
    assert ends == {"done": 10, "refused": 10}
    assert counters(agreement, "materials") == (8_000_000, 8_000_000, 8_000_000)
    assert Payment.objects.count() == 10


def test_voucher_spent_at_once_through_its_own_acts_is_spent_to_the_won():
    stall = open_stall(make_agency(), now=NOW)
    outcome = spend_at_once(stall, now=NOW)
    assert (outcome.done, outcome.refused, outcome.deadlocks) == (CONTRACTS, CLIENTS - CONTRACTS, 0)
    assert outcome.spent_won == [outcome.cap_won, SUBSIDY]
    assert SupportRecord.objects.aggregate(won=Sum("amount_won"))["won"] == SUBSIDY
    late = VoucherContract.objects.filter(state=VoucherContractState.ACCEPTED).first()
    signer = Signer(stall.buyer, "김대표", SignMethod.TOTP, late.pdf_sha256)
    with pytest.raises(RefusedError) as refusal:
        conclude_contract(contract=late, signer=signer, now=NOW)
    assert [str(problem.message) for problem in refusal.value.problems] == [
        "끝난 바우처로는 계약할 수 없습니다."
    ]


def test_voucher_without_the_guard_is_overspent_through_its_own_acts():
    agency = make_agency()
    with without_guard():
        outcome = spend_at_once(open_stall(agency, now=NOW), now=NOW)
    assert outcome.overspent_won == (CLIENTS - CONTRACTS) * outcome.cap_won // CONTRACTS
