"""Whole won of three sources, and how a payment is split between them."""

from dataclasses import dataclass
from fractions import Fraction

from didim.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Funds:
    """Won by source: the grant, the firm's own cash, and what the firm gives in kind."""

    grant: int = 0
    cash: int = 0
    in_kind: int = 0

    def __post_init__(self) -> None:
        """Refuse an amount below zero: ValueError."""
        if min(self.grant, self.cash, self.in_kind) < 0:
            raise ValueError("an amount of money is at least 0 won")

    def __add__(self, other: "Funds") -> "Funds":
        return Funds(self.grant + other.grant, self.cash + other.cash, self.in_kind + other.in_kind)

    @property
    def paid(self) -> int:
        """What leaves an account: everything but what is in kind."""
        return self.grant + self.cash

    @property
    def total(self) -> int:
        """All three together."""
        return self.paid + self.in_kind


def split_paid(planned: Funds, spent: Funds, amount: int) -> Funds:
    """Return grant and own cash of a payment of `amount` won, so that all paid keeps the planned ratio.

    The grant is rounded down over everything paid so far, never for a single payment: the whole budget paid
    uses each source to the won. Where earlier payments left the ratio, this one comes as near as it can.
    Source of the rule: 창업사업화 지원사업 통합관리지침(14차) 제49조 제7항.
    """
    if amount < 0:
        raise ValueError("an amount of money is at least 0 won")
    if not planned.paid:
        return Funds(0, amount)
    due = (spent.paid + amount) * planned.grant // planned.paid
    grant = min(max(due - spent.grant, 0), amount)
    return Funds(grant, amount - grant)


def ahead_of_plan(planned: Funds, spent: Funds) -> Fraction:
    """Return by how many won the grant is ahead of its part of all that was paid (below zero: behind)."""
    if not planned.paid:
        return Fraction(spent.grant)
    return spent.grant - Fraction(spent.paid * planned.grant, planned.paid)


def won(amount: int) -> Text:
    """Return an amount as people write it: 12,500,000원, KRW 12,500,000."""
    return Text(f"{amount:,}원", f"KRW {amount:,}")
