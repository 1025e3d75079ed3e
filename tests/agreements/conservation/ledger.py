"""What the counters of every limit must say, worked out anew from the rows of the acts themselves."""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import F, Sum

from didim.agreements.domain.ledger import paid_of
from didim.agreements.enums import (
    AgreementState,
    EntryStage,
    ExpenditureState,
    InstalmentState,
    LimitKind,
    PaymentKind,
    RecoveryState,
)
from didim.agreements.models import (
    Agreement,
    Expenditure,
    Instalment,
    Payment,
    Recovery,
    RecoveryPayment,
    SpendingEntry,
    SpendingLimit,
)
from didim.support.models import SupportRecord

STAGES = (EntryStage.COMMITTED, EntryStage.SPENT)
WHOLE = F("grant_won") + F("own_cash_won") + F("own_in_kind_won")
BOUND = (ExpenditureState.APPROVED, ExpenditureState.PAID)
ENDED = (AgreementState.COMPLETED, AgreementState.TERMINATED, AgreementState.SETTLED)


def check_counters() -> None:
    """Each limit: its counters are the sums of its entries, and of the rows that moved them."""
    entered = _sums(SpendingEntry.objects.values_list("limit", "stage"), "amount_won")
    below, above = _of_lines(), _of_grants()
    for limit in SpendingLimit.objects.all():
        counted = (limit.committed_won, limit.spent_won)
        assert counted == tuple(entered[limit.pk, stage] for stage in STAGES), limit
        assert 0 <= limit.spent_won <= limit.committed_won <= limit.limit_won, limit
        expected = {
            LimitKind.LINE: below["line", limit.line_id],
            LimitKind.AGREEMENT: below["agreement", limit.agreement_id],
            LimitKind.CALL: above["call", limit.call_id],
            LimitKind.PROGRAMME: above["programme", limit.programme_id],
        }[LimitKind(limit.kind)]
        assert list(counted) == expected, limit


def check_agreement(agreement: Agreement) -> None:
    """The limits follow the version in force; granted = paid out + never to be paid + still to be paid."""
    version = agreement.version
    assert version is not None
    lines = SpendingLimit.objects.filter(line__agreement=agreement)
    planned = {amount.line_id: amount.won for amount in version.amounts.annotate(won=WHOLE)}
    assert {row.line_id: row.limit_won for row in lines if row.limit_won} == planned
    whole = version.grant_won + version.own_cash_won + version.own_in_kind_won
    assert sum(planned.values()) == agreement.spending_limit.limit_won == whole
    for counter in ("committed_won", "spent_won"):
        assert getattr(agreement.spending_limit, counter) == sum(getattr(row, counter) for row in lines)
    paid, back = paid_of(agreement), principal_returned(agreement)
    assert 0 <= back <= paid <= version.grant_won
    if agreement.state in ENDED:
        open_parts = agreement.instalments.filter(state__in=[InstalmentState.PLANNED, InstalmentState.HELD])
        assert not open_parts.exists()
        assert agreement.spending_limit.committed_won == agreement.spending_limit.spent_won


def check_settled(agreement: Agreement) -> None:
    """A confirmed settlement: grant = kept by the firm + to be returned + never paid out; interest beside."""
    result = agreement.settlement.result
    version, rest = agreement.version, settlement_paid(agreement)
    assert version is not None
    # What the settlement still owed was paid once and as a whole, or not yet.
    assert rest in (0, result["payable_won"])
    paid = paid_of(agreement) - rest
    spent = sum(line["spent_won"] for line in result["lines"])
    assert spent == agreement.spending_limit.spent_won
    allowed = spent - sum(line["disallowed_won"] for line in result["lines"])
    whole = version.grant_won + version.own_cash_won + version.own_in_kind_won
    assert result["payable_won"] * result["recovery_won"] == 0
    of_grant = result["recovery_won"] - result["interest_won"] - result["payable_won"]
    kept = paid - of_grant
    # The firm keeps the grant's share of what is allowed, rounded once, in its favour (표-8).
    assert kept == -(-allowed * version.grant_won // whole)
    assert version.grant_won == kept + of_grant + (version.grant_won - paid)
    asked = agreement.recoveries.exclude(state=RecoveryState.CANCELLED).aggregate(
        won=Sum(F("principal_won") + F("interest_won"), default=0)
    )["won"]
    assert asked in (0, result["recovery_won"])


def check_ledger(agreement: Agreement) -> None:
    """The support ledger's line: what the firm is given, later what it was paid and did not give back."""
    record = SupportRecord.objects.get(reference=f"agreement-{agreement.pk}")
    assert agreement.version is not None
    won = agreement.version.grant_won
    if agreement.state in ENDED:
        won = paid_of(agreement)
    if agreement.state == AgreementState.SETTLED and not taken_back_whole(agreement):
        won += agreement.settlement.result["payable_won"] - settlement_paid(agreement)
    assert record.amount_won == won - principal_returned(agreement)


def settlement_paid(agreement: Agreement) -> int:
    """Return what was paid of what the settlement still owed, in won."""
    parts = agreement.instalments.filter(settlement__agreement=agreement)
    return sum(parts.values_list("amount_won", flat=True))


def taken_back_whole(agreement: Agreement) -> bool:
    """Whether a notice stands that takes the whole grant back."""
    rows = agreement.recoveries.exclude(state=RecoveryState.CANCELLED)
    return any(row.basis["kind"] == "whole" for row in rows)


def principal_returned(agreement: Agreement) -> int:
    """Return what came back of the grant itself: what is paid counts for it before interest."""
    rows = Recovery.objects.filter(agreement=agreement)
    for row in rows:
        came = RecoveryPayment.objects.filter(recovery=row).aggregate(won=Sum("amount_won", default=0))
        assert row.paid_won == came["won"] <= row.principal_won + row.interest_won + row.surcharge_won
    return sum(min(row.paid_won, row.principal_won) for row in rows)


def _sums(rows: Any, won: Any) -> Counter[Any]:
    """Return sums by the columns of the rows."""
    return Counter({tuple(key): total for *key, total in rows.order_by().annotate(total=Sum(won))})


def _of_lines() -> dict[tuple[str, Any], list[int]]:
    """Of each line and agreement: what was approved and what was paid, less what came back."""
    counted: dict[tuple[str, Any], list[int]] = defaultdict(lambda: [0, 0])
    bound = Expenditure.objects.filter(state__in=BOUND).values_list("line", "agreement")
    for (line, agreement), won in _sums(bound, WHOLE).items():
        for owner in (("line", line), ("agreement", agreement)):
            counted[owner][0] += won
    paid = Payment.objects.values_list("expenditure__line", "expenditure__agreement", "kind")
    for (line, agreement, kind), won in _sums(paid, WHOLE).items():
        for owner in (("line", line), ("agreement", agreement)):
            if kind == PaymentKind.PAYMENT:
                counted[owner][1] += won
            else:
                counted[owner] = [one - won for one in counted[owner]]
    return counted


def _of_grants() -> dict[tuple[str, Any], list[int]]:
    """Of each call and programme: the grants it is bound to, after their end what was paid; and what was."""
    counted: dict[tuple[str, Any], list[int]] = defaultdict(lambda: [0, 0])
    paid = _sums(Instalment.objects.filter(state=InstalmentState.PAID).values_list("agreement"), "amount_won")
    for row in Agreement.objects.filter(signed_at__isnull=False).select_related("version"):
        assert row.version is not None
        for owner in (("call", row.call_id), ("programme", row.programme_id)):
            counted[owner][0] += paid[row.pk,] if row.state in ENDED else row.version.grant_won
            counted[owner][1] += paid[row.pk,]
    return counted
