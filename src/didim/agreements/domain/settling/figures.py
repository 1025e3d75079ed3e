"""The figures of a settlement, from the rows: what was planned, spent and not allowed, line by line."""

from collections import defaultdict
from typing import Any

from django.db.models import F, Sum

from didim.agreements.domain.ledger import paid_of
from didim.agreements.domain.signing import current_version
from didim.agreements.domain.terms import rule_pack
from didim.agreements.enums import PaymentKind
from didim.agreements.models import Agreement, BudgetLine, Disallowance, Payment, Settlement
from didim.engines.settlement import Funding, LineSpending, SettlementSheet, settle
from didim.kernel.wording import Text

from .rules import rule_of


def sheet_of(settlement: Settlement) -> SettlementSheet:
    """Return a settlement worked out from the rows as they are now.

    Raises SettlementError where they contradict each other.
    """
    agreement = settlement.agreement
    version = current_version(agreement)
    spent = spent_by_line(agreement)
    disallowed = disallowed_by_line(settlement)
    planned: defaultdict[int, int] = defaultdict(int)
    for amount in version.amounts.all():
        planned[amount.line_id] += amount.grant_won + amount.own_cash_won + amount.own_in_kind_won
    lines = [
        LineSpending(str(line), planned[line], spent.get(line, 0), disallowed.get(line, 0))
        for line in agreement.lines.order_by("pk").values_list("pk", flat=True)
        if planned[line] or spent.get(line)
    ]
    return settle(
        rule_of(settlement.definition),
        Funding(version.grant_won, version.own_cash_won, version.own_in_kind_won),
        lines,
        unpaid_grant_won=version.grant_won - paid_of(agreement),
        interest_won=settlement.interest_won,
    )


def spent_by_line(agreement: Agreement) -> dict[int, int]:
    """Return what was paid for each line, less what came back, in won by the line's id."""
    spent: defaultdict[int, int] = defaultdict(int)
    whole = F("grant_won") + F("own_cash_won") + F("own_in_kind_won")
    rows = (
        Payment.objects.filter(expenditure__agreement=agreement)
        .order_by()
        .values_list("expenditure__line", "kind")
        .annotate(won=Sum(whole))
    )
    for line, kind, won in rows:
        spent[line] += won if kind == PaymentKind.PAYMENT else -won
    return dict(spent)


def disallowed_by_line(settlement: Settlement) -> dict[int, int]:
    """Return what is not allowed of each line, in won by the line's id."""
    rows = (
        Disallowance.objects.filter(settlement=settlement)
        .order_by()
        .values_list("line")
        .annotate(won=Sum("amount_won"))
    )
    return dict(rows)


def line_names(agreement: Agreement) -> dict[int, Text]:
    """Return the names of an agreement's lines, with their sub-items, by their ids."""
    pack = rule_pack(agreement.rule_pack)
    return {line.pk: _name(pack, line) for line in agreement.lines.order_by("pk")}


def _name(pack: Any, line: BudgetLine) -> Text:
    known = pack.line(line.code)
    item = known.sub_item(line.item) if known else None
    labels = [named.label for named in (known, item) if named]
    if not labels:
        return Text(line.code, line.code)
    return Text(" · ".join(label.ko for label in labels), " · ".join(label.en for label in labels))
