"""Whatever was spent, refunded and disallowed, every won of the grant is allowed, returned or unpaid."""

from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.agreements.domain.payments import refund_payment
from didim.agreements.domain.settling.recoveries import RecoveryTerms, notify_recovery, record_payment
from didim.agreements.models import Settlement
from didim.kernel.refusals import RefusedError
from tests.agreements.spending import NOW, TODAY

from .building import LATER, confirmed, disallowed, officer_of, paid_agreement, render, reported, spent
from .test_recoveries import DUE

pytestmark = pytest.mark.django_db
GRANT, WHOLE = 14_000_000, 20_000_000
spendings = st.lists(
    st.tuples(st.integers(1, 3_000_000), st.integers(0, 3_000_000), st.integers(0, 3_000_000)), max_size=4
)


def run(agreement, plan, interest):
    """Spend, take refunds and disallow; what is refused changes nothing. Return the settlement."""
    officer, rows = officer_of(agreement), []
    for won, refund, cut in plan:
        try:
            with transaction.atomic():
                row = spent(agreement, won)
        except RefusedError:
            continue
        rows.append((row, cut))
        if 0 < refund <= won:
            refund_payment(
                payment=row.payments.get(),
                amount_won=refund,
                paid_on=TODAY,
                reference="R1",
                by=officer,
                now=NOW,
            )
    settlement = reported(agreement, interest_won=interest)
    for row, cut in rows:
        try:
            with transaction.atomic():
                disallowed(settlement, row, cut)
        except RefusedError:
            continue
    return confirmed(settlement)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spendings, st.integers(1, 2), st.integers(0, 100_000))
def test_every_won_of_the_grant_is_allowed_returned_or_was_never_paid(plan, paid_parts, interest):
    with transaction.atomic():
        agreement = paid_agreement(paid=paid_parts)
        result = run(agreement, plan, interest).result
        allowed = sum(line["spent_won"] - line["disallowed_won"] for line in result["lines"])
        paid_out = 14_000_000 if paid_parts == 2 else 10_000_000
        kept = paid_out + interest - result["recovery_won"] + result["payable_won"]
        # What the firm keeps is the grant's share of what is allowed, rounded once, in its favour.
        assert 0 <= kept - Fraction(allowed * GRANT, WHOLE) < 1
        if result["recovery_won"]:
            officer = officer_of(agreement)
            recovery = notify_recovery(
                agreement=agreement, terms=RecoveryTerms("정산", DUE), render=render, by=officer, now=LATER
            )
            assert recovery.principal_won + recovery.interest_won == result["recovery_won"]
            record_payment(
                recovery=recovery,
                amount_won=result["recovery_won"],
                paid_on=LATER.date(),
                reference="A",
                by=officer,
                now=LATER,
            )
            recovery.refresh_from_db()
            assert recovery.state == "paid"
        assert Settlement.objects.get(agreement=agreement).state == "confirmed"
        transaction.set_rollback(True)
