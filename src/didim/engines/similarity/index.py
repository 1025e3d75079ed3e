"""Among thousands of earlier plans, the few that are worth comparing letter by letter."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from didim.engines.similarity.comparing import NOTHING, without
from didim.engines.similarity.rules import SimilarityRule
from didim.engines.similarity.shingles import Hashes, PlanText


def fingerprint(plan: PlanText, *, sample: int) -> Hashes:
    """Return a fair sample of a plan's different shingles, sorted: those whose hash `sample` divides.

    The same shingle is in every sample or in none, so that shares of samples estimate shares of texts
    (Broder 1997, "mod m").
    """
    sampled: Hashes = plan.distinct[plan.distinct % np.uint64(sample) == 0]
    return sampled


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan that may match, and the share of the asking plan that its sample suggests."""

    key: int
    estimate: float


class PlanIndex:
    """Fingerprints of plans under their hashes."""

    def __init__(self, fingerprints: Iterable[tuple[int, Hashes]]) -> None:
        """Take (key, fingerprint) pairs; fingerprints were made with one and the same sample."""
        pairs = list(fingerprints)
        self.keys = np.fromiter((key for key, _hashes in pairs), np.int64, len(pairs))
        sizes = np.fromiter((hashes.size for _key, hashes in pairs), np.int64, len(pairs))
        hashes = np.concatenate([hashes for _key, hashes in pairs]) if pairs else NOTHING
        owners = np.repeat(np.arange(len(pairs), dtype=np.int32), sizes)
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._owners = hashes[order], owners[order]

    def __len__(self) -> int:
        """Return how many plans the index holds."""
        return self.keys.size

    def candidates(
        self, asked: Hashes, *, rule: SimilarityRule, ignored: Hashes = NOTHING
    ) -> list[Candidate]:
        """Return the plans whose sample holds at least half the share that is reported, likeliest first.

        asked: the fingerprint of the asking plan (which may be in the index itself). ignored: sorted.
        """
        own = without(asked, ignored)
        if own.size == 0:
            return []
        first = np.searchsorted(self._hashes, own, side="left")
        count = np.searchsorted(self._hashes, own, side="right") - first
        # The places of all postings of the asked hashes, one run after another.
        ends = np.cumsum(count)
        total = int(ends[-1])
        places = np.arange(total) - np.repeat(ends - count, count) + np.repeat(first, count)
        shared = np.bincount(self._owners[places], minlength=self.keys.size)
        enough = max(1.0, rule.report_from / 2 * own.size)
        found = np.flatnonzero(shared >= enough)
        order = np.lexsort((self.keys[found], -shared[found]))
        return [Candidate(int(self.keys[at]), float(shared[at]) / own.size) for at in found[order].tolist()]
