"""From the reviews of one application to its score: drop, mean, round, bonus, cut-off, total.

Every function is exact: sums are decimals, a mean is rounded once from the exact ratio.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from didim.engines.scoring.reviews import BonusClaim, Candidate, Review
from didim.engines.scoring.rounding import rounded_mean, rounded_ratio
from didim.engines.scoring.rules import CutoffOn, RoundKind, RoundRule

ZERO = Decimal(0)
_LEFT = 1  # reviews that must remain after dropping two
_DROPPED = 2


@dataclass(frozen=True, slots=True)
class Counted:
    """A review with its total; `points` are in the order of the criteria."""

    reviewer: str
    points: tuple[Decimal, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class BonusGiven:
    """What became of a claim: points asked, points that count, and why not all ("" when all do)."""

    key: str
    asked: Decimal
    given: Decimal
    reason: str


NO_BONUS_IN_ROUND, NO_EVIDENCE, CAPPED = "round", "evidence", "cap"


@dataclass(frozen=True, slots=True)
class Tally:
    """The score of one application in one round, step by step.

    `reviews` stand in the order of their reviewers; `highest` and `lowest` are places in it, None when
    nothing is dropped. `base`, `score`, `total` are None without a review.
    """

    candidate: Candidate
    reviews: tuple[Counted, ...]
    highest: int | None
    lowest: int | None
    needed: int
    quorum_met: bool
    base: Decimal | None
    criteria: tuple[Decimal, ...]
    bonus: tuple[BonusGiven, ...]
    score: Decimal | None
    total: Decimal | None
    cutoff_passed: bool


def counted(rule: RoundRule, review: Review) -> Counted:
    """Return a review with its total; raise KeyError where a criterion has no points."""
    points = tuple(review.points[one.key] for one in rule.criteria)
    total = sum((given * one.weight for given, one in zip(points, rule.criteria, strict=True)), ZERO)
    return Counted(review.reviewer, points, total)


TotalOf = Callable[[Candidate, Decimal], Decimal]


def tally(rule: RoundRule, candidate: Candidate, reviews: Sequence[Counted], total_of: TotalOf) -> Tally:
    """Return the score of one application from its reviews, in the order of their reviewers.

    `total_of` gives the total by which applications are ranked, from the application and its score here.
    """
    highest, lowest = dropped(rule, reviews)
    kept = [one for place, one in enumerate(reviews) if place not in (highest, lowest)]
    needed = rule.needed(candidate.seated)
    bonus = bonus_given(rule, candidate.bonus)
    base = score = total = None
    criteria: tuple[Decimal, ...] = ()
    if kept:
        base = _mean(rule, [one.total for one in kept])
        criteria = tuple(_mean(rule, column) for column in zip(*(one.points for one in kept), strict=True))
        score = base + sum((one.given for one in bonus), ZERO)
        total = total_of(candidate, score)
    held = base if rule.cutoff_on is CutoffOn.BASE else score
    return Tally(
        candidate,
        tuple(reviews),
        highest,
        lowest,
        needed,
        len(reviews) >= needed,
        base,
        criteria,
        bonus,
        score,
        total,
        held is not None and (rule.cutoff is None or held >= rule.cutoff),
    )


def _mean(rule: RoundRule, values: Sequence[Decimal]) -> Decimal:
    return rounded_mean(sum(values, ZERO), len(values), rule.decimals, rule.rounding)


def dropped(rule: RoundRule, reviews: Sequence[Counted]) -> tuple[int | None, int | None]:
    """Return the places of the one highest and the one lowest total that do not count.

    제안서평가 지침 제23조: of several equal extremes one is dropped. Which one matters only to the means of
    criteria, so it is told by the points themselves (the greatest, or the least, in the order of the
    criteria), never by who gave them.
    """
    if rule.trim_from is None or len(reviews) < max(rule.trim_from, _DROPPED + _LEFT):
        return None, None
    order = sorted(range(len(reviews)), key=lambda at: (reviews[at].total, reviews[at].points, at))
    return order[-1], order[0]


def bonus_given(rule: RoundRule, claims: Sequence[BonusClaim]) -> tuple[BonusGiven, ...]:
    """Return which bonus points count: in the written round only, with evidence, up to the cap.

    The cap is filled in the order of the claims' keys.
    """
    left = rule.bonus_cap
    given = []
    for claim in sorted(claims, key=lambda claim: claim.key):
        if rule.kind is not RoundKind.WRITTEN:
            given.append(BonusGiven(claim.key, claim.points, ZERO, NO_BONUS_IN_ROUND))
        elif not claim.evidenced:
            given.append(BonusGiven(claim.key, claim.points, ZERO, NO_EVIDENCE))
        else:
            allowed = min(claim.points, left)
            left -= allowed
            reason = CAPPED if allowed < claim.points else ""
            given.append(BonusGiven(claim.key, claim.points, allowed, reason))
    return tuple(given)


def total_of_rounds(rule: RoundRule, rounds: Sequence[RoundRule]) -> TotalOf:
    """Return how an application's total in a round follows from its score there.

    In the last of `rounds` it is the mean of the application's scores, weighted with the rounds' weights; a
    round it was exempt from does not count. Before, and for a round that is not among them, the score itself.
    """
    weights = {one.key: one.weight for one in rounds if one.weight}
    if not rounds or rounds[-1].key != rule.key:
        weights = {}

    def total(candidate: Candidate, score: Decimal) -> Decimal:
        scores = {**candidate.earlier, rule.key: score}
        counting = [(weight, scores[key]) for key, weight in weights.items() if key in scores]
        if not counting:
            return score
        points = sum((weight * one for weight, one in counting), ZERO)
        numerator, denominator = points.as_integer_ratio()
        over, under = sum((weight for weight, _one in counting), ZERO).as_integer_ratio()
        return rounded_ratio(numerator * under, denominator * over, rule.decimals, rule.rounding)

    return total
