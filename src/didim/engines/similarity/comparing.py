"""Counting what two texts have in common, without what everybody writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from didim.engines.similarity.rules import SimilarityRule
from didim.engines.similarity.shingles import Hashes, PlanText

NOTHING: Hashes = np.empty(0, np.uint64)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many shingles two texts share, and how many each has."""

    shared: int
    own: int
    other: int

    @property
    def share(self) -> float:
        """Return the containment: the share of the own shingles that stand in the other; 0 for none."""
        return self.shared / self.own if self.own else 0.0

    @property
    def jaccard(self) -> float:
        """Return the resemblance: shared shingles over those of either; 0 where there are none."""
        either = self.own + self.other - self.shared
        return self.shared / either if either else 0.0


def without(hashes: Hashes, ignored: Hashes) -> Hashes:
    """Return the hashes that are not ignored, in their order; `ignored` is sorted."""
    return hashes if ignored.size == 0 else hashes[~is_in(hashes, ignored)]


def is_in(hashes: Hashes, among: Hashes) -> NDArray[np.bool_]:
    """Say for each hash whether it is among others, which are sorted."""
    if among.size == 0:
        return np.zeros(hashes.size, np.bool_)
    places = np.searchsorted(among, hashes)
    places[places == among.size] = 0
    found: NDArray[np.bool_] = among[places] == hashes
    return found


def compare(plan: PlanText, other: PlanText, *, ignored: Hashes = NOTHING) -> Overlap:
    """Return the exact overlap of two texts without the ignored shingles (sorted hashes)."""
    own, theirs = without(plan.distinct, ignored), without(other.distinct, ignored)
    return Overlap(int(np.count_nonzero(is_in(own, theirs))), own.size, theirs.size)


def found_in_any(plan: PlanText, others: Iterable[PlanText], *, ignored: Hashes = NOTHING) -> float:
    """Return the share of a text that stands in at least one of several: a patchwork is found so."""
    own = without(plan.distinct, ignored)
    found = np.zeros(own.size, np.bool_)
    for other in others:
        found |= is_in(own, other.distinct)
    return float(np.count_nonzero(found)) / own.size if own.size else 0.0


def common_shingles(plans: Sequence[PlanText], *, rule: SimilarityRule) -> Hashes:
    """Return (sorted) the shingles that stand in most plans of a call: what the template made them write.

    Nothing is common to fewer than `rule.common_plans` plans. Of many plans `rule.common_sample`, evenly
    spread, are looked at.
    """
    if len(plans) < rule.common_plans:
        return NOTHING
    step = max(1, ceil(len(plans) / rule.common_sample))
    looked_at = [plan.distinct for plan in plans[::step]]
    hashes, counts = np.unique(np.concatenate(looked_at), return_counts=True)
    return hashes[counts >= max(2, ceil(rule.common_share * len(looked_at)))]
