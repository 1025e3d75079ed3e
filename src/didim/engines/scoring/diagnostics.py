"""How reviewers differ, and what the ranking would be without each of them.

These figures inform an officer; no score is ever changed by them. They are floats, rounded to four digits.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import localcontext
from statistics import fmean, stdev
from typing import Any

import numpy as np

from didim.engines.scoring.ranking import is_ranked, rank_key
from didim.engines.scoring.reviews import Candidate, Review
from didim.engines.scoring.rules import RoundRule
from didim.engines.scoring.sheets import EXACT, Tallied, tally_round
from didim.engines.scoring.tallies import Tally, tally

DIGITS = 4
FEWEST_FOR_SPREAD = 2
FEWEST_FOR_CORRELATION = 3


@dataclass(frozen=True, slots=True)
class RankingWithout:
    """What would change had one reviewer not sat.

    `moved_in` and `moved_out`: applications that would be taken, or no longer be taken. `reranked`: how many
    would change their rank, enter or leave the ranking. `furthest`: most ranks one of them would move.
    """

    moved_in: tuple[str, ...]
    moved_out: tuple[str, ...]
    reranked: int
    furthest: int


@dataclass(frozen=True, slots=True)
class ReviewerDiagnosis:
    """One reviewer beside the others of the same applications.

    `leniency`: by how many points the reviewer's totals lie above the mean of the others', on average (None
    where nobody else reviewed). `spread`: standard deviation of the reviewer's totals, `others_spread` that
    of the others' means over the same applications. `correlation`: Spearman's, between the reviewer's totals
    and the others' means (None below three applications, or where one side is constant). `highest`, `lowest`:
    how often the reviewer's total was the one dropped.
    """

    reviewer: str
    reviews: int
    mean: float
    leniency: float | None
    spread: float | None
    others_spread: float | None
    correlation: float | None
    highest: int
    lowest: int
    without: RankingWithout


def diagnose(
    rule: RoundRule,
    candidates: Iterable[Candidate],
    reviews: Iterable[Review],
    *,
    seed: str,
    places: int | None,
    reserves: int = 0,
    rounds: Sequence[RoundRule] = (),
) -> tuple[ReviewerDiagnosis, ...]:
    """Return a diagnosis of every reviewer of a round, by id; arguments and errors as in `score_round`."""
    tallied = tally_round(
        rule, candidates, reviews, seed=seed, places=places, reserves=reserves, rounds=rounds
    )
    judged: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, done in enumerate(tallied.tallies):
        for place, one in enumerate(done.reviews):
            judged[one.reviewer].append((row, place))
    ranking = _Ranking(tallied)
    with localcontext(EXACT):
        return tuple(
            _diagnosis(tallied, key, judged[key], ranking.without(key, [row for row, _place in judged[key]]))
            for key in sorted(judged)
        )


def _diagnosis(
    tallied: Tallied, reviewer: str, judged: Sequence[tuple[int, int]], without: RankingWithout
) -> ReviewerDiagnosis:
    own, shared, others = [], [], []
    for row, place in judged:
        totals = [float(one.total) for one in tallied.tallies[row].reviews]
        mine = totals.pop(place)
        own.append(mine)
        if totals:
            shared.append(mine)
            others.append(fmean(totals))
    return ReviewerDiagnosis(
        reviewer,
        len(own),
        round(fmean(own), DIGITS),
        round(fmean(shared) - fmean(others), DIGITS) if others else None,
        _spread(own),
        _spread(others),
        _correlation(shared, others),
        sum(tallied.tallies[row].highest == place for row, place in judged),
        sum(tallied.tallies[row].lowest == place for row, place in judged),
        without,
    )


def _spread(values: Sequence[float]) -> float | None:
    return round(stdev(values), DIGITS) if len(values) >= FEWEST_FOR_SPREAD else None


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation, with mean ranks for ties."""
    from scipy.stats import rankdata

    if len(one) < FEWEST_FOR_CORRELATION or len(set(one)) == 1 or len(set(other)) == 1:
        return None
    return round(float(np.corrcoef(rankdata(one), rankdata(other))[0, 1]), DIGITS)


_Ranked = tuple[tuple[Any, ...], str]


class _Ranking:
    """The ranking as it is, from which the ranking without a reviewer is made by replacing a few rows."""

    def __init__(self, tallied: Tallied) -> None:
        self.tallied = tallied
        self.order = sorted(self._ranked(done) for done in tallied.tallies if is_ranked(done))
        self.taken = self._taken(self.order)
        self.ranks = {application: rank for rank, (_key, application) in enumerate(self.order)}

    def _ranked(self, done: Tally) -> _Ranked:
        return rank_key(self.tallied.rule, done, self.tallied.seed), done.candidate.id

    def _taken(self, order: Sequence[_Ranked]) -> frozenset[str]:
        """Return the applications surely taken: those of equal standing at the border are not."""
        places = self.tallied.limit.places
        if places is None or places >= len(order):
            return frozenset(application for _key, application in order)
        end = places
        while end and order[end - 1][0] == order[places][0]:
            end -= 1
        return frozenset(application for _key, application in order[:end])

    def without(self, reviewer: str, rows: Sequence[int]) -> RankingWithout:
        """Return what changes when a reviewer's `rows` are scored without that reviewer."""
        again = [self._again(self.tallied.tallies[row], reviewer) for row in rows]
        changed = {done.candidate.id for done in again}
        order = [one for one in self.order if one[1] not in changed]
        order += [self._ranked(done) for done in again if is_ranked(done)]
        order.sort()
        taken = self._taken(order)
        before, reranked, furthest = self.ranks, 0, 0
        for rank, (_key, application) in enumerate(order):
            moved = abs(rank - before[application]) if application in before else 0
            furthest = max(furthest, moved)
            reranked += moved > 0 or application not in before
        left = changed & before.keys() - {application for _key, application in order}
        return RankingWithout(
            tuple(sorted(taken - self.taken)),
            tuple(sorted(self.taken - taken)),
            reranked + len(left),
            furthest,
        )

    def _again(self, done: Tally, reviewer: str) -> Tally:
        rest = [one for one in done.reviews if one.reviewer != reviewer]
        candidate = replace(done.candidate, seated=done.candidate.seated - 1)
        return tally(self.tallied.rule, candidate, rest, self.tallied.total_of)
