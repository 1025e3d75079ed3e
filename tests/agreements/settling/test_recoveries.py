from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from didim.agreements.domain.settling.recoveries import (
    RecoveryTerms,
    allow_instalments,
    cancel_recovery,
    earliest_due,
    find_overdue,
    notify_recovery,
    record_payment,
)
from didim.agreements.enums import RecoveryState
from didim.agreements.models import Recovery
from didim.kernel.hash_chains import sha256_hex
from didim.kernel.refusals import RefusedError
from didim.support.queries.bars import bars_of

from .building import LATER, officer_of, paid_agreement, render, reported, settled_agreement

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 31)
TERMS = RecoveryTerms(reason="정산 잔액 반납", due_on=DUE)
LATE = datetime(2027, 1, 10, 3, 0, tzinfo=UTC)


def fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def told(agreement, terms=TERMS, now=LATER):
    return notify_recovery(agreement=agreement, terms=terms, render=render, by=officer_of(agreement), now=now)


def paid(recovery, won, reference, now=LATER):
    return record_payment(
        recovery=recovery,
        amount_won=won,
        paid_on=now.date(),
        reference=reference,
        by=officer_of(recovery.agreement),
        now=now,
    )


def barred(agreement, day):
    return [
        bar.holds_on(day)
        for bar in bars_of(enterprise_ids=[agreement.enterprise_id]).get(agreement.enterprise_id, [])
    ]


def test_notice_asks_for_what_the_settlement_found_and_keeps_its_steps():
    agreement = settled_agreement(interest_won=12_345)
    recovery = told(agreement)
    assert (recovery.principal_won, recovery.interest_won) == (13_440_000, 12_345)
    assert recovery.number == f"{agreement.number}-R1"
    assert recovery.basis["steps"] == agreement.settlement.result["steps"]
    assert recovery.pdf_sha256 == sha256_hex(render(recovery.content))


def test_notice_leaves_thirty_days():
    agreement = settled_agreement()
    assert earliest_due(now=LATER) == DUE
    with pytest.raises(RefusedError) as refusal:
        told(agreement, RecoveryTerms(reason="잔액", due_on=date(2026, 12, 30)))
    assert fields(refusal) == ["due_on"]


def test_notice_waits_for_the_settlement():
    agreement = paid_agreement()
    reported(agreement)
    with pytest.raises(RefusedError):
        told(agreement)


def test_whole_recovery_takes_what_was_paid_and_not_asked_for_before():
    agreement = settled_agreement()
    told(agreement)
    rest = told(agreement, RecoveryTerms(reason="횡령", due_on=DUE, whole=True))
    assert rest.principal_won == 14_000_000 - 13_440_000
    with pytest.raises(RefusedError):
        told(agreement, RecoveryTerms(reason="횡령", due_on=DUE, whole=True))


def test_surcharge_is_at_most_five_times_what_is_recovered():
    agreement = settled_agreement()
    with pytest.raises(RefusedError) as refusal:
        told(agreement, RecoveryTerms("유용", DUE, surcharge_won=5 * 13_440_000 + 1))
    assert fields(refusal) == ["surcharge_won"]
    recovery = told(agreement, RecoveryTerms("유용", DUE, surcharge_won=5 * 13_440_000))
    assert recovery.content["surcharge_won"] == 67_200_000


def test_last_payment_closes_a_recovery_and_none_goes_beyond_it():
    recovery = told(settled_agreement())
    paid(recovery, 440_000, "A")
    for won, reference, field in [
        (13_000_001, "B", "amount_won"),
        (1, "A", "reference"),
        (1, " ", "reference"),
    ]:
        with pytest.raises(RefusedError) as refusal:
            paid(recovery, won, reference)
        assert fields(refusal) == [field]
    paid(recovery, 13_000_000, "B")
    recovery.refresh_from_db()
    assert (recovery.paid_won, recovery.state) == (13_440_000, RecoveryState.PAID)


def test_database_refuses_more_than_is_owed():
    recovery = told(settled_agreement())
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=recovery.pk).update(paid_won=13_440_001)


def test_instalments_add_up_to_what_is_owed():
    recovery = told(settled_agreement(interest_won=1))
    recovery = allow_instalments(
        recovery=recovery, count=6, render=render, by=officer_of(recovery.agreement), now=LATER
    )
    parts = list(recovery.instalments.order_by("number").values_list("amount_won", "due_on"))
    assert parts[0] == (2_240_001, DUE)
    assert sum(won for won, _day in parts) == 13_440_001
    assert [len(recovery.content["parts"]), len(recovery.content["sources"])] == [6, 2]
    with pytest.raises(RefusedError):
        allow_instalments(
            recovery=recovery, count=3, render=render, by=officer_of(recovery.agreement), now=LATER
        )


def test_more_than_a_year_of_instalments_is_refused():
    recovery = told(settled_agreement())
    with pytest.raises(RefusedError) as refusal:
        allow_instalments(
            recovery=recovery, count=13, render=render, by=officer_of(recovery.agreement), now=LATER
        )
    assert fields(refusal) == ["count"]


def test_overdue_recovery_bars_the_firm_until_it_is_paid():
    recovery = told(settled_agreement())
    agreement = recovery.agreement
    assert find_overdue(now=LATER) == 0
    assert find_overdue(now=LATE) == 1
    recovery.refresh_from_db()
    assert (recovery.state, barred(agreement, LATE.date())) == (RecoveryState.OVERDUE, [True])
    assert find_overdue(now=LATE) == 1
    paid(recovery, 13_440_000, "A", now=LATE)
    assert barred(agreement, LATE.date()) in ([], [False])


def test_instalment_paid_in_time_bars_nobody():
    recovery = told(settled_agreement())
    recovery = allow_instalments(
        recovery=recovery, count=6, render=render, by=officer_of(recovery.agreement), now=LATER
    )
    paid(recovery, 2_240_000, "A")
    assert find_overdue(now=LATE) == 0
    assert find_overdue(now=datetime(2027, 2, 10, 3, 0, tzinfo=UTC)) == 1


def test_notice_taken_back_counts_no_more():
    agreement = settled_agreement()
    recovery = told(agreement)
    cancel_recovery(recovery=recovery, reason="금액 정정", by=officer_of(agreement), now=LATER)
    assert told(agreement).principal_won == 13_440_000
    with pytest.raises(RefusedError):
        paid(recovery, 1, "A")
