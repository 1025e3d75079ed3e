"""The passages that two texts have in common, with their places in both, for people to look at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didim.engines.similarity.comparing import NOTHING, is_in
from didim.engines.similarity.rules import SimilarityRule
from didim.engines.similarity.shingles import Hashes, PlanText

# How many places of one shingle in the other text are tried for the longest match.
_PLACES_TRIED = 8


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of `letters` letters: from start to end (not included) in the one text and in the other."""

    start: int
    end: int
    other_start: int
    other_end: int
    letters: int


def passages(
    plan: PlanText, other: PlanText, *, rule: SimilarityRule, ignored: Hashes = NOTHING
) -> tuple[Passage, ...]:
    """Return the longest passages both texts have, in the order of the first one.

    A passage is at least `rule.passage_letters` letters long and made of shingles that are not ignored. Each
    letter of the first text is in one passage at most.
    """
    if plan.hashes.size == 0 or other.hashes.size == 0:
        return ()
    matched = is_in(plan.hashes, other.distinct) & ~is_in(plan.hashes, ignored)
    reach = _reach(matched, plan.starts)
    order = np.argsort(other.hashes, kind="stable")
    sorted_hashes = other.hashes[order]
    found: list[Passage] = []
    at = _next(matched, 0)
    while at < matched.size:
        begin = int(plan.starts[at])
        most = int(reach[at]) + rule.letters - 1
        length, there = _longest(plan, other, begin, most, sorted_hashes, order, plan.hashes[at])
        if length >= rule.passage_letters:
            found.append(_passage(plan, other, begin, there, length))
        step = max(1, length - rule.letters + 1)
        at = _next(matched, int(np.searchsorted(plan.starts, begin + step)))
    kept = sorted(found, key=lambda passage: (-passage.letters, passage.start))[: rule.most_passages]
    return tuple(sorted(kept, key=lambda passage: passage.start))


def _reach(matched: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each shingle how many matched ones follow one another from it on, itself included."""
    breaks = np.flatnonzero(~matched | (np.diff(starts, append=-1) != 1))
    following = np.searchsorted(breaks, np.arange(matched.size))
    ends = np.append(breaks, matched.size - 1)[following]
    reach: NDArray[np.int64] = ends - np.arange(matched.size) + matched[ends]
    return reach


def _next(matched: NDArray[np.bool_], begin: int) -> int:
    """Return the first matched shingle from a place on; the number of all when there is none."""
    if begin >= matched.size:
        return matched.size
    offset = int(np.argmax(matched[begin:]))
    return begin + offset if matched[begin + offset] else matched.size


def _longest(
    plan: PlanText,
    other: PlanText,
    begin: int,
    most: int,
    sorted_hashes: Hashes,
    order: NDArray[np.int64],
    wanted: np.uint64,
) -> tuple[int, int]:
    """Return how far the first text agrees with the other from a letter on, and from where there."""
    first = int(np.searchsorted(sorted_hashes, wanted, side="left"))
    best, where = 0, 0
    for place in range(first, min(first + _PLACES_TRIED, sorted_hashes.size)):
        if sorted_hashes[place] != wanted:
            break
        there = int(other.starts[order[place]])
        length = _agreeing(plan.letters[begin : begin + most], other.letters[there : there + most])
        if length > best:
            best, where = length, there
    return best, where


def _agreeing(own: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> int:
    length = min(own.size, theirs.size)
    differs = own[:length] != theirs[:length]
    return int(np.argmax(differs)) if differs.any() else length


def _passage(plan: PlanText, other: PlanText, begin: int, there: int, length: int) -> Passage:
    last = length - 1
    return Passage(
        int(plan.at[begin]),
        int(plan.at[begin + last]) + 1,
        int(other.at[there]),
        int(other.at[there + last]) + 1,
        length,
    )
