"""Who stands before whom, and what follows: shortlist, selection, reserves."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_CEILING
from enum import StrEnum
from itertools import groupby
from typing import Any

from didim.engines.scoring.rules import RoundRule, TieBreak, TieKind
from didim.engines.scoring.tallies import ZERO, Tally

_NEVER = datetime.max.replace(tzinfo=UTC)


class Outcome(StrEnum):
    """What a round decides about an application, before a committee approves it."""

    SELECTED = "selected"
    SHORTLISTED = "shortlisted"
    RESERVE = "reserve"
    REJECTED = "rejected"  # above the cut-off, but beyond the places
    BELOW_CUTOFF = "below_cutoff"
    NO_QUORUM = "no_quorum"  # too few reviews: nothing is decided
    TIED = "tied"  # equal in everything at the border: the committee decides
    EXEMPT = "exempt"  # goes on without this round


@dataclass(frozen=True, slots=True)
class Place:
    """A rank (equal ones share it) and what follows from it.

    `tie` is the step of the order of ties that told it from its neighbours: "" where the total did, "open"
    where nothing did.
    """

    rank: int | None
    tie: str
    outcome: Outcome


OPEN_TIE = "open"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many are taken, and how many reserves after them (None: no limit); `outcome` of those taken."""

    places: int | None
    reserves: int
    taken: Outcome


def limits(rule: RoundRule, *, is_last: bool, places: int | None, reserves: int) -> Limits:
    """Return how many a round takes: the places in the last round, else the shortlist (rounded up)."""
    if is_last:
        return Limits(places, reserves, Outcome.SELECTED)
    if rule.shortlist is None or places is None:
        return Limits(None, 0, Outcome.SHORTLISTED)
    many = int((rule.shortlist * places).to_integral_value(rounding=ROUND_CEILING))
    return Limits(many, 0, Outcome.SHORTLISTED)


def lot(seed: str, application: str) -> str:
    """Return the lot an application draws: SHA-256 of "seed|application"; the least stands first."""
    return hashlib.sha256(f"{seed}|{application}".encode()).hexdigest()


def rank_key(rule: RoundRule, tally: Tally, seed: str) -> tuple[Any, ...]:
    """Return what orders ranked applications: the total, then the order of ties; the least stands first."""
    return (-(tally.total or ZERO), *(_tie_value(rule, step, tally, seed) for step in rule.tie_break))


def _tie_value(rule: RoundRule, step: TieBreak, tally: Tally, seed: str) -> Any:
    candidate = tally.candidate
    match step.kind:
        case TieKind.CRITERION:
            place = next(at for at, one in enumerate(rule.criteria) if one.key == step.key)
            return -tally.criteria[place]
        case TieKind.ROUND:
            score = tally.score if step.key == rule.key else candidate.earlier.get(step.key)
            return -(score or ZERO)
        case TieKind.BASE:
            return -(tally.base or ZERO)
        case TieKind.RECEIVED:
            return candidate.received or _NEVER
        case TieKind.LOT:
            return lot(seed, candidate.id)


def is_ranked(tally: Tally) -> bool:
    """Whether an application takes part in the ranking: reviewed with a quorum, above the cut-off."""
    return not tally.candidate.exempt and tally.quorum_met and tally.cutoff_passed


def unranked(tally: Tally) -> Place:
    """Return the place of an application that takes no part in the ranking."""
    if tally.candidate.exempt:
        return Place(None, "", Outcome.EXEMPT)
    return Place(None, "", Outcome.BELOW_CUTOFF if tally.quorum_met else Outcome.NO_QUORUM)


def place_all(rule: RoundRule, keys: Sequence[tuple[Any, ...]], limit: Limits) -> list[Place]:
    """Return the place of each key; keys are sorted."""
    out: list[Place] = []
    for _key, group in groupby(keys):
        size = len(list(group))
        start = len(out)
        outcome = _outcome(start, start + size, limit)
        out += [Place(start + 1, _tie(rule, keys, at), outcome) for at in range(start, start + size)]
    return out


def _outcome(start: int, end: int, limit: Limits) -> Outcome:
    """Return what happens to the applications of equal standing at places start…end-1 (from 0)."""
    if limit.places is None or end <= limit.places:
        return limit.taken
    if start < limit.places:
        return Outcome.TIED
    last = limit.places + limit.reserves
    if end <= last:
        return Outcome.RESERVE
    return Outcome.TIED if start < last else Outcome.REJECTED


def _tie(rule: RoundRule, keys: Sequence[tuple[Any, ...]], at: int) -> str:
    """Return the furthest step of the order of ties needed to tell a place from its neighbours."""
    furthest = 0
    for beside in (at - 1, at + 1):
        if 0 <= beside < len(keys):
            furthest = max(furthest, _first_difference(keys[at], keys[beside]))
    if furthest == 0:
        return ""
    return str(rule.tie_break[furthest - 1]) if furthest <= len(rule.tie_break) else OPEN_TIE


def _first_difference(one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
    for at, (a, b) in enumerate(zip(one, other, strict=True)):
        if a != b:
            return at
    return len(one)
