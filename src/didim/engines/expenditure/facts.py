"""What a check is given: the budget, what was spent, the expenditure asked for, and what is known of it.

None always means "not known"; a rule that meets it asks for a person and never guesses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from didim.engines.expenditure.money import Funds


class Stage(StrEnum):
    """At which point of a purchase or of an employment money is asked for; evidence differs by it."""

    COMPLETION = "completion"  # delivered: the whole price, or what an advance left
    ADVANCE = "advance"
    FIRST_MONTH = "first_month"
    MONTHLY = "monthly"
    LAST_MONTH = "last_month"


class Relation(StrEnum):
    """How a supplier may stand to the firm or to its representative."""

    SPOUSE = "spouse"  # a business of the representative's spouse
    LINEAL_KIN = "lineal_kin"  # … of a parent, child, grandparent …
    SAME_PROGRAMME = "same_programme"  # takes part in the same programme
    SUBCONTRACTED = "subcontracted"  # would hand the work on
    UNRELATED_TRADE = "unrelated_trade"  # its registered trade does not sell this


class WorkerTie(StrEnum):
    """How somebody paid wages stands to the firm's representative."""

    NONE = "none"
    REPRESENTATIVE = "representative"
    SPOUSE = "spouse"
    LINEAL_KIN = "lineal_kin"


class Insurance(StrEnum):
    """The four social insurances."""

    PENSION = "pension"
    HEALTH = "health"
    EMPLOYMENT = "employment"
    ACCIDENT = "accident"


@dataclass(frozen=True, slots=True)
class Budget:
    """An agreement's money: its period (both days included), planned funds, and won planned by line."""

    starts_on: date
    ends_on: date
    funds: Funds
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Spent:
    """What was approved before this expenditure (which is not in it): by source and by line."""

    funds: Funds = field(default_factory=Funds)
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Expenditure:
    """What the firm asks to spend.

    `supply_won` is the price without VAT, `vat_won` the VAT on the invoice; `funds` is what the project is to
    bear. `advance_won`: what of the invoice is paid before delivery. `contract_won`: price of the whole
    contract with VAT, where this is a part of it (None: this is the whole). `customs_refund_won`: customs in
    the price that come back. `marks`: what it holds that a rule names ("deposit", "vehicle" …), as the firm
    declares. `means`: how it is paid.
    """

    line: str
    sub_item: str
    stage: Stage
    funds: Funds
    supply_won: int
    vat_won: int
    used_from: date
    used_to: date
    means: str
    advance_won: int = 0
    contract_won: int | None = None
    customs_refund_won: int = 0
    quotes: int = 0
    marks: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse amounts and counts below zero: ValueError."""
        amounts = (self.supply_won, self.vat_won, self.advance_won, self.customs_refund_won, self.quotes)
        if min(amounts) < 0:
            raise ValueError("amounts and counts of an expenditure are at least 0")

    @property
    def invoice_won(self) -> int:
        """The invoice, VAT included."""
        return self.supply_won + self.vat_won

    @property
    def whole_won(self) -> int:
        """The contract this belongs to, VAT included; never less than the invoice."""
        return max(self.contract_won or 0, self.invoice_won)


@dataclass(frozen=True, slots=True)
class Employment:
    """Whether the representative worked for the supplier; `left_on` None: works there still."""

    worked: bool
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Counterparty:
    """The supplier; a relation that is not in the mapping is not known."""

    relations: Mapping[Relation, bool]
    employment: Employment | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Who is paid wages; percents of working time in the months of the expenditure."""

    tie: WorkerTie | None
    percent_here: Decimal
    percent_elsewhere: Decimal | None
    insurances: frozenset[Insurance] | None
    in_kind_elsewhere: bool | None  # stands in another government project as in-kind contribution


@dataclass(frozen=True, slots=True)
class Asset:
    """A thing bought: unit price without VAT, when it came, when it was entered in the asset ledger."""

    unit_won: int
    acquired_on: date
    registered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the request: `day` is the day of the check, `evidence` the kinds handed in.

    `approvals`: prior approvals on record. `pre_founder`: the firm had no business when it was selected.
    """

    day: date
    evidence: frozenset[str] = frozenset()
    approvals: frozenset[str] = frozenset()
    counterparty: Counterparty | None = None
    worker: Worker | None = None
    asset: Asset | None = None
    pre_founder: bool | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """All of it together, as a rule sees it."""

    budget: Budget
    spent: Spent
    expenditure: Expenditure
    facts: Facts


@dataclass(frozen=True, slots=True)
class Share:
    """A part of somebody's working time from one day to another (both included)."""

    starts_on: date
    ends_on: date
    percent: Decimal


def highest_percent(shares: Iterable[Share], *, starts_on: date, ends_on: date) -> Decimal:
    """Return the most that shares of working time add up to on any day of a period."""
    within = [one for one in shares if one.starts_on <= ends_on and one.ends_on >= starts_on]
    # A sum can only rise on the first day of a share.
    days = {starts_on, *(max(one.starts_on, starts_on) for one in within)}
    return max(
        sum((one.percent for one in within if one.starts_on <= day <= one.ends_on), Decimal(0))
        for day in days
    )
