"""What a settlement still owes the firm is paid once, counted above, and stands in its support line."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.accounts.models import OutboundMessage
from didim.agreements.domain.ledger import paid_of
from didim.agreements.domain.settling.paying import pay_settlement
from didim.agreements.domain.settling.recoveries import RecoveryTerms, cancel_recovery
from didim.agreements.domain.verifying import broken_limits
from didim.agreements.models import Instalment, SpendingLimit
from didim.kernel.refusals import RefusedError
from tests.agreements.conservation import ledger

from .building import LATER, confirmed, officer_of, paid_agreement, reported, settled_agreement, spent
from .test_ledger import line_won
from .test_recoveries import DUE, told

pytestmark = pytest.mark.django_db


def owing(parts=(10_000_000, 4_000_000), paid=0):
    """Return a settlement of 700,000 won that the firm keeps; it owes what of them was not paid."""
    agreement = paid_agreement(parts=parts, paid=paid)
    spent(agreement, 1_000_000)
    return confirmed(reported(agreement))


def pay(settlement, **given):
    given = {"paid_on": LATER.date(), "reference": "T-1", "now": LATER} | given
    return pay_settlement(settlement=settlement, by=officer_of(settlement.agreement), **given)


def refused(settlement, **given):
    with pytest.raises(RefusedError) as caught, transaction.atomic():
        pay(settlement, **given)
    return caught.value.by_field()


def above(agreement):
    rows = SpendingLimit.objects.filter(call=agreement.call_id) | SpendingLimit.objects.filter(
        programme=agreement.programme_id
    )
    return list(rows.order_by("kind").values_list("kind", "committed_won", "spent_won"))


def test_what_is_owed_becomes_the_last_part_of_the_grant():
    settlement = owing()
    part = pay(settlement, reference=" T  1 ")
    assert (part.amount_won, part.state, part.reference, part.number) == (700_000, "paid", "T 1", 3)
    assert part.paid_by == officer_of(settlement.agreement)
    assert paid_of(settlement.agreement) == 700_000


def test_payment_counts_as_bound_and_spent_above():
    settlement = owing()
    assert above(settlement.agreement) == [("call", 0, 0), ("programme", 0, 0)]
    part = pay(settlement)
    assert above(settlement.agreement) == [("call", 700_000, 700_000), ("programme", 700_000, 700_000)]
    assert {entry.instalment_id for entry in part.entries.all()} == {part.pk}
    assert list(broken_limits()) == []


def test_line_of_the_ledger_stays_what_the_settlement_said():
    settlement = owing()
    assert line_won(settlement.agreement) == 700_000
    pay(settlement)
    assert line_won(settlement.agreement) == 700_000


def test_second_payment_is_refused_and_moves_nothing():
    settlement = owing()
    pay(settlement)
    before = above(settlement.agreement)
    assert list(refused(settlement, reference="T-2")) == [""]
    assert above(settlement.agreement) == before
    assert Instalment.objects.filter(settlement=settlement).count() == 1


def test_database_takes_one_payment_of_a_settlement():
    part = pay(owing())
    part.pk, part.number = None, 9
    with pytest.raises(IntegrityError), transaction.atomic():
        part.save(force_insert=True)


def test_nothing_is_paid_where_the_firm_pays_back():
    agreement = settled_agreement()
    assert list(refused(agreement.settlement)) == [""]


def test_nothing_is_paid_before_the_settlement_is_confirmed():
    agreement = paid_agreement(paid=0)
    spent(agreement, 1_000_000)
    assert list(refused(reported(agreement))) == [""]


def test_day_to_come_and_a_missing_number_are_refused():
    settlement = owing()
    assert list(refused(settlement, paid_on=LATER.date() + timedelta(days=2))) == ["paid_on"]
    assert list(refused(settlement, reference=" ")) == ["reference"]


def test_whole_recovery_ends_what_is_owed_until_it_is_taken_back():
    settlement = owing(parts=(500_000, 13_500_000), paid=1)
    agreement = settlement.agreement
    recovery = told(agreement, RecoveryTerms(reason="거짓 보고", due_on=DUE, whole=True), now=LATER)
    assert line_won(agreement) == 500_000
    assert list(refused(settlement)) == [""]
    cancel_recovery(recovery=recovery, reason="이의신청 인용", by=officer_of(agreement), now=LATER)
    assert line_won(agreement) == 700_000
    assert pay(settlement).amount_won == 200_000


def test_budget_that_no_longer_lasts_is_said_so():
    settlement = owing()
    programme = settlement.agreement.programme
    programme.budget = 699_999
    programme.save()
    problems = refused(settlement)
    assert "예산을 늘린 뒤" in str(problems[""][0])


def test_firm_is_told_when_it_was_paid():
    settlement = owing()
    pay(settlement)
    bodies = [row.body for row in OutboundMessage.objects.filter(template="agreement-settlement-paid")]
    assert bodies
    assert all("700,000원" in body and LATER.date().isoformat() in body for body in bodies)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 3_000_000),
    st.integers(1, 13_999_999),
    st.integers(0, 1),
    st.integers(0, 50_000),
)
def test_every_won_is_conserved_by_the_payment(won, first, parts, interest):
    with transaction.atomic():
        agreement = paid_agreement(parts=(first, 14_000_000 - first), paid=parts)
        spent(agreement, won)
        settlement = confirmed(reported(agreement, interest_won=interest))
        owed, before = settlement.result["payable_won"], paid_of(agreement)
        if owed:
            pay(settlement)
        agreement.refresh_from_db()
        assert paid_of(agreement) == before + owed <= 14_000_000
        # The firm is left with the grant's share of what it spent, rounded once, in its favour.
        kept = paid_of(agreement) + interest - settlement.result["recovery_won"]
        assert kept == -(-won * 14 // 20)
        ledger.check_counters()
        ledger.check_agreement(agreement)
        ledger.check_settled(agreement)
        ledger.check_ledger(agreement)
        transaction.set_rollback(True)
