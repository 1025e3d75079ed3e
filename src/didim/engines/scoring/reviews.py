"""What a round is scored from: reviews handed in, applications with their claims and earlier scores."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer's points for one application, a value for every criterion."""

    reviewer: str
    application: str
    points: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class BonusClaim:
    """Bonus points a firm asks for; `evidenced` once an officer has accepted its evidence."""

    key: str
    points: Decimal
    evidenced: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application in a round.

    `seated`: reviewers entitled to judge it (whoever is excluded, challenged or has withdrawn is not).
    `received`: the instant of its receipt. `earlier`: its scores in earlier rounds by key. `exempt`: goes on
    without this round (서류면제), beside the shortlist.
    """

    id: str
    seated: int
    received: datetime | None = None
    bonus: tuple[BonusClaim, ...] = ()
    earlier: Mapping[str, Decimal] = field(default_factory=dict)
    exempt: bool = False
