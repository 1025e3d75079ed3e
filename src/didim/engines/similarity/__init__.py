"""Similarity of business plans: how much of one text stands in another, and where.

A text becomes the set of its shingles: every run of `letters` letters with spaces, punctuation, case and
width left out (Broder, On the resemblance and containment of documents, 1997). `compare` counts exactly;
`PlanIndex` finds among thousands of earlier plans the few worth counting; `passages` shows what matches.
"""

from didim.engines.similarity.comparing import (
    Overlap,
    common_shingles,
    compare,
    found_in_any,
    without,
)
from didim.engines.similarity.index import Candidate, PlanIndex, fingerprint
from didim.engines.similarity.passages import Passage, passages
from didim.engines.similarity.rules import SimilarityRule
from didim.engines.similarity.shingles import BORDER, Hashes, PlanText, read_plan

__all__ = [
    "BORDER",
    "Candidate",
    "Hashes",
    "Overlap",
    "Passage",
    "PlanIndex",
    "PlanText",
    "SimilarityRule",
    "common_shingles",
    "compare",
    "fingerprint",
    "found_in_any",
    "passages",
    "read_plan",
    "without",
]
