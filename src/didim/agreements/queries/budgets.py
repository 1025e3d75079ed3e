"""Reading the budget of an agreement: what each line was given, what is promised and spent, what is left."""

from dataclasses import dataclass

from django.db.models import Q, Sum

from didim.agreements.enums import ExpenditureState, PaymentKind
from didim.agreements.models import (
    Agreement,
    AgreementVersion,
    BudgetAmount,
    BudgetLine,
    Expenditure,
    Payment,
    SpendingLimit,
)
from didim.agreements.queries.rule_packs import pack_of
from didim.engines.expenditure import Funds, RulePack
from didim.kernel.wording import Text

# What takes money out of the budget.
BOUND = (ExpenditureState.APPROVED, ExpenditureState.PAID)
_AMOUNTS = ("grant_won", "own_cash_won", "own_in_kind_won")


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One line of a budget; won."""

    line: BudgetLine
    label: Text
    item: Text | None
    planned: Funds
    limit_won: int
    committed_won: int
    spent_won: int

    @property
    def left_won(self) -> int:
        """What may still be asked for."""
        return self.limit_won - self.committed_won


@dataclass(frozen=True, slots=True)
class BudgetSheet:
    """A budget as it stands: its version, its pack, its lines, and the agreement's own counters."""

    version: AgreementVersion
    pack: RulePack
    rows: tuple[BudgetRow, ...]
    planned: Funds
    bound: Funds
    limit_won: int
    committed_won: int
    spent_won: int

    @property
    def left_won(self) -> int:
        """What may still be asked for."""
        return self.limit_won - self.committed_won


def budget_of(agreement: Agreement) -> BudgetSheet | None:
    """Return the budget in force; None while no version is. Six queries, however many lines."""
    version = agreement.version
    if version is None:
        return None
    pack = pack_of(agreement)
    amounts = {row.line_id: row for row in BudgetAmount.objects.filter(version=version)}
    limits = list(SpendingLimit.objects.filter(Q(agreement=agreement) | Q(line__agreement=agreement)))
    by_line = {limit.line_id: limit for limit in limits if limit.line_id}
    whole = next((limit for limit in limits if limit.agreement_id), None)
    rows = []
    for line in BudgetLine.objects.filter(agreement=agreement):
        limit, amount = by_line.get(line.pk), amounts.get(line.pk)
        label, item = line_labels(pack, line)
        rows.append(
            BudgetRow(
                line,
                label,
                item,
                funds_in(amount) if amount else Funds(),
                limit.limit_won if limit else 0,
                limit.committed_won if limit else 0,
                limit.spent_won if limit else 0,
            )
        )
    order = [line.key for line in pack.lines]
    rows.sort(key=lambda row: order.index(row.line.code) if row.line.code in order else len(order))
    return BudgetSheet(
        version,
        pack,
        tuple(rows),
        funds_in(version),
        bound_funds(agreement),
        whole.limit_won if whole else 0,
        whole.committed_won if whole else 0,
        whole.spent_won if whole else 0,
    )


def line_labels(pack: RulePack, line: BudgetLine) -> tuple[Text, Text | None]:
    """Return what a line and its sub-item are called; the code itself where the pack has no such line."""
    known = pack.line(line.code)
    if known is None:
        return Text(line.code, line.code), Text(line.item, line.item) if line.item else None
    item = known.sub_item(line.item)
    return known.label, item.label if item else None


def funds_in(row: AgreementVersion | BudgetAmount | Expenditure | Payment) -> Funds:
    """Return the three sources of a row."""
    return Funds(row.grant_won, row.own_cash_won, row.own_in_kind_won)


def bound_funds(agreement: Agreement, *, without: int | None = None) -> Funds:
    """Return what is approved or paid, less what came back, by source; without one expenditure if named."""
    bound = Expenditure.objects.filter(agreement=agreement, state__in=BOUND).exclude(pk=without)
    back = Payment.objects.filter(expenditure__agreement=agreement, kind=PaymentKind.REFUND).exclude(
        expenditure=without
    )
    sums = {name: Sum(name, default=0) for name in _AMOUNTS}
    given, returned = bound.aggregate(**sums), back.aggregate(**sums)
    return Funds(*(given[name] - returned[name] for name in _AMOUNTS))
