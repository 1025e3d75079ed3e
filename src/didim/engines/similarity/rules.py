"""The parameters of a comparison; each is data of a dated definition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SimilarityRule:
    """How plans are compared.

    letters: length of a shingle, in letters. fewest_shingles: below that a text is too short to compare.
    sample: one shingle in so many is kept in a fingerprint. report_from, committee_from: shares (0 to 1) from
    which a match is kept, and from which the committee looks at it. common_share: a shingle that stands in at
    least this share of a call's plans is boilerplate, if there are at least `common_plans` of them;
    `common_sample`: how many plans are looked at for that. passage_letters: shortest passage shown.
    most_passages: how many are kept of a pair.
    """

    letters: int
    fewest_shingles: int
    sample: int
    report_from: float
    committee_from: float
    common_share: float
    common_plans: int
    common_sample: int
    passage_letters: int
    most_passages: int

    def __post_init__(self) -> None:
        """Refuse a rule that could not be carried out: ValueError."""
        counts = (self.letters, self.fewest_shingles, self.sample, self.common_plans, self.common_sample)
        if min(counts) < 1 or self.passage_letters < self.letters or self.most_passages < 1:
            raise ValueError(
                "lengths and counts of a similarity rule are at least 1, a passage at least a shingle"
            )
        if not 0 < self.report_from <= self.committee_from <= 1 or not 0 < self.common_share <= 1:
            raise ValueError("shares of a similarity rule lie above 0 and at most at 1, in their order")

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "SimilarityRule":
        """Return the rule of a definition's values; shares are written as text ("0.5")."""
        shares = ("report_from", "committee_from", "common_share")
        read: dict[str, Any] = {
            name: float(value) if name in shares else value for name, value in values.items()
        }
        return cls(**read)
