"""Who would be selected: places, reserves and a budget laid over a ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby


class Planned(StrEnum):
    """What a plan gives an application; TIED: equal in everything at the border, so a person must say."""

    SELECTED = "selected"
    RESERVE = "reserve"
    REJECTED = "rejected"
    TIED = "tied"


class Why(StrEnum):
    """Why an application is not selected."""

    NOTHING = ""
    PLACES = "places"
    BUDGET = "budget"
    UNRANKED = "unranked"  # below the cut-off, or reviewed without a quorum


@dataclass(frozen=True, slots=True)
class Standing:
    """An application on a score sheet; `rank` counts from 1, equal ones share it, None takes no part.

    `asked`: won it asks for, None where the form does not ask.
    """

    application: str
    rank: int | None
    total: Decimal | None
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Places, reserves, won for the whole call and at most for one firm; None: no limit, no amount."""

    places: int | None
    reserves: int = 0
    budget: int | None = None
    award: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What a plan gives one application; `reserve_rank` counts the reserves from 1, `amount` is in won."""

    standing: Standing
    outcome: Planned
    amount: int | None = None
    reserve_rank: int | None = None
    why: Why = Why.NOTHING


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows in the order of rank, those without a rank after them, and the won it takes."""

    rows: tuple[Row, ...]
    amount: int

    def count(self, outcome: Planned) -> int:
        """Return how many applications have an outcome."""
        return sum(row.outcome is outcome for row in self.rows)


def allot(standings: Sequence[Standing], terms: Terms) -> Plan:
    """Return who is selected when places and budget are filled strictly by rank.

    A lower rank never overtakes a higher one because it costs less. Where equal ones do not all fit they are
    TIED, and nobody below them is selected. Reserves follow the selected in the order of rank.
    """
    ranked = sorted(
        (one for one in standings if one.rank is not None), key=lambda one: (one.rank, one.application)
    )
    others = sorted((one for one in standings if one.rank is None), key=lambda one: one.application)
    taking = _Taking(terms)
    rows = [row for _rank, group in groupby(ranked, lambda one: one.rank) for row in taking.take(list(group))]
    rows += [Row(one, Planned.REJECTED, why=Why.UNRANKED) for one in others]
    return Plan(tuple(rows), taking.spent)


class _Taking:
    """Goes down the ranking, group by group of equal rank."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.taken = self.spent = self.reserved = 0
        self.full: Why | None = None
        self.reserves_full = False

    def take(self, group: Sequence[Standing]) -> Iterator[Row]:
        amounts = [_amount(one, self.terms.award) for one in group]
        if self.full is None:
            why = self._too_much(len(group), sum(amount or 0 for amount in amounts))
            if why is Why.NOTHING:
                self.taken += len(group)
                self.spent += sum(amount or 0 for amount in amounts)
                yield from (
                    Row(one, Planned.SELECTED, amount) for one, amount in zip(group, amounts, strict=True)
                )
                return
            self.full = why
            if len(group) > 1 and self._one_more(min(amount or 0 for amount in amounts)):
                yield from (Row(one, Planned.TIED, why=why) for one in group)
                return
        yield from self._reserve(group, self.full)

    def _too_much(self, many: int, amount: int) -> Why:
        if self.terms.places is not None and self.taken + many > self.terms.places:
            return Why.PLACES
        if self.terms.budget is not None and self.spent + amount > self.terms.budget:
            return Why.BUDGET
        return Why.NOTHING

    def _one_more(self, amount: int) -> bool:
        return self._too_much(1, amount) is Why.NOTHING

    def _reserve(self, group: Sequence[Standing], why: Why) -> Iterator[Row]:
        left = 0 if self.reserves_full else self.terms.reserves - self.reserved
        if len(group) <= left:
            for one in group:
                self.reserved += 1
                yield Row(one, Planned.RESERVE, _amount(one, self.terms.award), self.reserved, why)
            return
        self.reserves_full = True
        outcome = Planned.TIED if left else Planned.REJECTED
        yield from (Row(one, outcome, why=why) for one in group)


def _amount(one: Standing, award: int | None) -> int | None:
    """Return what an application gets: what it asks for, at most the award."""
    limits = [limit for limit in (one.asked, award) if limit is not None]
    return min(limits) if limits else None
