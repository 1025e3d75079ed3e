"""The agreement's line of the support ledger says what the firm received and was left with."""

import pytest

from didim.agreements.domain.settling.recoveries import RecoveryTerms
from didim.support.models import SupportRecord

from .building import LATER, ended, paid_agreement, reported, settled_agreement, spent
from .building import confirmed as confirm
from .test_recoveries import DUE, paid, told

pytestmark = pytest.mark.django_db


def line_won(agreement):
    return SupportRecord.objects.get(reference=f"agreement-{agreement.pk}").amount_won


def test_running_agreement_counts_with_the_grant_as_agreed():
    assert line_won(paid_agreement(paid=1)) == 14_000_000


def test_ended_agreement_counts_with_what_was_paid_out():
    agreement = paid_agreement(paid=1)
    ended(agreement)
    assert line_won(agreement) == 10_000_000


def test_settlement_that_owes_the_firm_counts_what_it_owes():
    agreement = paid_agreement(paid=0)
    spent(agreement, 1_000_000)
    settlement = confirm(reported(agreement))
    # 1,000,000 × 14 ÷ 20 of the grant was spent by the firm and is still to be paid.
    assert settlement.result["payable_won"] == line_won(agreement) == 700_000


def test_recovery_takes_off_what_was_paid_back_and_when():
    agreement = settled_agreement(interest_won=5_000)
    recovery = told(agreement)
    assert line_won(agreement) == 14_000_000
    paid(recovery, 3_440_000, "A")
    assert line_won(agreement) == 10_560_000
    paid(recovery, 10_000_000, "B")
    # Interest is the agency's, but no part of what the firm had received.
    paid(recovery, 5_000, "C")
    assert line_won(agreement) == 560_000


def test_history_of_the_line_keeps_every_amount():
    agreement = settled_agreement()
    paid(told(agreement), 13_440_000, "A")
    record = SupportRecord.objects.get(reference=f"agreement-{agreement.pk}")
    said = list(record.events.order_by("pgh_id").values_list("amount_won", flat=True))
    assert said == [14_000_000, 560_000]


def test_whole_recovery_leaves_nothing_of_the_line():
    agreement = paid_agreement(paid=1)
    ended(agreement)
    recovery = told(agreement, RecoveryTerms(reason="횡령", due_on=DUE, whole=True), now=LATER)
    paid(recovery, 10_000_000, "A")
    assert line_won(agreement) == 0
